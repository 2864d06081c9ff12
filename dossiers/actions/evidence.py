"""Attaching documents and links to a leaf, or the dossier's own papers; taking them off again.

A file comes here received and inspected (``accounts.files``). Only now, with the dossier
locked, is the gate asked: an upload that began in time and ended late is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from accounts import journal
from accounts.clock import Clock, database_clock
from accounts.enums import Role
from accounts.errors import AlreadyDone, FileTypeRefused, Invalid, Locked
from accounts.files import inspect
from accounts.files.receive import Paper
from accounts.models import User
from dossiers import gate, permissions
from dossiers.actions import entry, keeping
from dossiers.enums import DossierState, Verb
from dossiers.letters import LONGEST_TITLE
from dossiers.models import Document, DocumentVersion, Dossier, EvidenceUse, Explanation
from dossiers.workflow import UNDER_APPRAISAL, UNSENT
from scoring import plans


@dataclass(frozen=True)
class Link:
    """A web address whose form has been checked (``files.names.link``), with its title."""

    address: str
    title: str = ""


@dataclass(frozen=True)
class Place:
    """Where a document is put: on a leaf, or as one of the campaign's ``document_kinds``."""

    leaf: plans.Leaf | None = None
    document_kind: str = ""

    @property
    def subject(self) -> str:
        """How the journal names the place."""
        return self.leaf.code if self.leaf else self.document_kind

    @property
    def key(self) -> tuple[int | None, str]:
        """How rows of uses name the place: the leaf's id and the kind of paper."""
        return (self.leaf.pk if self.leaf else None, self.document_kind)


def attach(
    *,
    dossier: Dossier,
    place: Place,
    content: Paper | Link | DocumentVersion,
    by: User,
    clock: Clock = database_clock,
) -> EvidenceUse:
    """Put a document to a leaf or among the dossier's papers, and return its use.

    While the unit enters figures the leaf is judged again: points asked for with evidence
    appear. While a question on the leaf waits for its answer the document belongs to that
    answer and the sent points stay. Raises the gate's refusals, ``NotAllowed``,
    ``AlreadyDone`` (the same document stands there), ``StorageFull`` through the middleware.
    """
    return attach_to_all(dossier=dossier, places=[place], content=content, by=by, clock=clock)[0]


def attach_to_all(
    *,
    dossier: Dossier,
    places: Sequence[Place],
    content: Paper | Link | DocumentVersion,
    by: User,
    outer: keeping.Shelf | None = None,
    clock: Clock = database_clock,
) -> list[EvidenceUse]:
    """Put one document to several places (a report proves several leaves), or to none of them.

    A version that stands in the unit's library is used again as it is. Returns the uses in the
    order of ``places``; raises as ``attach``. ``outer`` as in ``keeping.open_shelf``.
    """
    with keeping.open_shelf(outer) as shelf, transaction.atomic():
        held = gate.hold(dossier, clock=clock)
        questions, role = require_places(held, places, by=by)
        for place in places:
            require_kind(held.dossier, place, content)
        version = _version(held, content, by=by, shelf=shelf)
        require_new(held, places, version)
        last = _last_positions(held.dossier)
        uses = EvidenceUse.objects.bulk_create(
            use_of(held, place, version, question, by=by, position=last.get(place.key, 0) + 1)
            for place, question in zip(places, questions, strict=True)
        )
        record(held, places, uses, by=by, role=role, verb=Verb.ATTACH)
    return uses


def detach(*, use: EvidenceUse, by: User, clock: Clock = database_clock) -> EvidenceUse:
    """Take a document off its place and return its use, which stays as a trace.

    Only before the layer, or the answer, that it belongs to has been sent. Raises as ``attach``.
    """
    with transaction.atomic():
        held = gate.hold(use.dossier, clock=clock)
        place = place_of(held.dossier, use)
        _, role = require_places(held, [place], by=by)
        current = EvidenceUse.objects.select_related("version__document", "explanation").get(
            pk=use.pk
        )
        if current.detached_at is not None:
            raise AlreadyDone("Tài liệu này đã được gỡ trước đó. Không cần gỡ lại.")
        if current.stage_id != held.stage.pk or _was_answered_with(current):
            raise Locked(
                "Tài liệu đã gửi cùng hồ sơ hoặc giải trình nên không gỡ được; chỉ có thể bổ sung."
            )
        current.detached_at, current.detached_by = held.at, by
        current.save(update_fields=["detached_at", "detached_by"])
        record(held, [place], [current], by=by, role=role, verb=Verb.DETACH)
    return current


def _was_answered_with(use: EvidenceUse) -> bool:
    """Say whether the document belongs to an answer that has been given."""
    return use.explanation is not None and use.explanation.answered_at is not None


def place_of(dossier: Dossier, use: EvidenceUse) -> Place:
    """Return where a use stands."""
    if use.leaf_id is None:
        return Place(document_kind=use.document_kind)
    plan = plans.plan_of(dossier.campaign.criteria_set_id)
    return Place(leaf=next(leaf for leaf in plan.leaves if leaf.pk == use.leaf_id))


def require_places(
    held: gate.Held, places: Sequence[Place], *, by: User
) -> tuple[list[Explanation | None], Role]:
    """Ask right, state and window for all places at once; raises as ``attach``.

    Returns the open question that each place answers, if any, and the role that is used.
    """
    dossier = held.dossier
    leaves = [place.leaf for place in places if place.leaf is not None]
    if len(leaves) < len(places):
        role = permissions.require_own_side(by, dossier, at=held.at)
        gate.require_state(held, UNSENT, doing="thay đổi giấy tờ của hồ sơ")
    if leaves and dossier.state in UNDER_APPRAISAL:
        role = permissions.require_own_side(by, dossier, at=held.at)
        return [gate.open_question(held, leaf.criterion) for leaf in leaves], role
    if leaves:
        permissions.require_entry(by, dossier, at=held.at)
        role = Role.ENTRY
        _require_provable(held, leaves)
    gate.require_open(held)
    return [None] * len(places), role


def _require_provable(held: gate.Held, leaves: Sequence[plans.Leaf]) -> None:
    others = [leaf.code for leaf in leaves if not leaf.is_by_unit]
    if others:
        codes = ", ".join(others)
        raise Invalid(f"Tiêu chí {codes} không do đơn vị chứng minh. Hãy chọn tiêu chí khác.")
    gate.require_state(held, frozenset({DossierState.DRAFT}), doing="thay đổi tài liệu kiểm chứng")


def require_kind(dossier: Dossier, place: Place, content: Paper | Link | DocumentVersion) -> None:
    """Raise unless one of the dossier's own papers is known to the campaign, and a PDF scan."""
    if place.leaf is not None:
        return
    if place.document_kind not in {kind["key"] for kind in dossier.campaign.document_kinds}:
        raise Invalid("Hồ sơ của đợt này không có loại giấy tờ đó. Hãy chọn loại trong danh sách.")
    if isinstance(content, Link) or content.media_type != inspect.PDF:
        raise FileTypeRefused("Giấy tờ của hồ sơ phải là PDF. Hãy quét bản đã ký rồi tải lên lại.")


def _version(
    held: gate.Held, content: Paper | Link | DocumentVersion, *, by: User, shelf: keeping.Shelf
) -> DocumentVersion:
    """Return the unit's version with this content, making it when the library has none."""
    unit = held.dossier.unit
    if isinstance(content, DocumentVersion):
        if content.document.unit_id != unit.pk:
            raise Invalid("Tài liệu này không thuộc thư viện của đơn vị. Hãy chọn tài liệu khác.")
        return content
    library = DocumentVersion.objects.filter(document__unit=unit)
    if isinstance(content, Link):
        same, title = library.filter(link=content.address), content.title or content.address
    else:
        same, title = library.filter(sha256=content.sha256), content.name
    known = same.select_related("document").first()
    if known is not None:
        return known
    document = Document(unit=unit, title=title[:LONGEST_TITLE], created_at=held.at, created_by=by)
    return add_version(held, document, content, by=by, shelf=shelf)


def add_version(
    held: gate.Held, document: Document, content: Paper | Link, *, by: User, shelf: keeping.Shelf
) -> DocumentVersion:
    """Store the content as the next version of a document, which may itself be new."""
    made = DocumentVersion(uploaded_at=held.at, uploaded_by=by)
    if isinstance(content, Link):
        made.link = content.address
    else:
        shelf.fill(made, content)
    if document._state.adding:
        document.save()
    else:
        made.number = document.versions.aggregate(newest=Max("number"))["newest"] + 1
    made.document = document
    made.save()
    if isinstance(content, Paper):
        shelf.keep_originals(made, content)
    return made


def require_new(held: gate.Held, places: Sequence[Place], version: DocumentVersion) -> None:
    """Raise ``AlreadyDone`` when the document stands at one of the places."""
    standing = EvidenceUse.objects.filter(
        dossier=held.dossier, version=version, detached_at__isnull=True
    )
    taken = set(standing.values_list("leaf_id", "document_kind"))
    if any(place.key in taken for place in places):
        raise AlreadyDone(f"“{version.document.title}” đã có ở mục này, không cần gắn lại.")


def _last_positions(dossier: Dossier) -> dict[tuple[int | None, str], int]:
    """Return the last position taken at each place."""
    standing = EvidenceUse.objects.filter(dossier=dossier, detached_at__isnull=True).order_by()
    rows = standing.values_list("leaf_id", "document_kind").annotate(last=Max("position"))
    return {(leaf_id, kind): last for leaf_id, kind, last in rows}


def use_of(
    held: gate.Held,
    place: Place,
    version: DocumentVersion,
    question: Explanation | None,
    *,
    by: User,
    position: int,
) -> EvidenceUse:
    """Return an unsaved use of a version at a place."""
    return EvidenceUse(
        dossier=held.dossier,
        leaf=place.leaf.criterion if place.leaf else None,
        document_kind=place.document_kind,
        explanation=question,
        stage=held.stage,
        version=version,
        position=position,
        attached_at=held.at,
        attached_by=by,
    )


def record(
    held: gate.Held,
    places: Sequence[Place],
    uses: Sequence[EvidenceUse],
    *,
    by: User,
    role: Role,
    verb: Verb,
    replaced: DocumentVersion | None = None,
) -> None:
    """Judge the leaves again where their points are still being made, then write the journal.

    ``replaced`` is the version that stood at the places before.
    """
    judged = [
        place.leaf
        for place, use in zip(places, uses, strict=True)
        if place.leaf is not None and use.explanation_id is None
    ]
    rows = entry.rejudge(held, judged) if judged else []
    points: dict[int | None, Decimal | None] = {row.leaf_id: row.points for row in rows}
    acts = []
    for place, use in zip(places, uses, strict=True):
        after = told(use.version)
        if place.leaf in judged:
            worth = points.get(use.leaf_id)
            after["points"] = None if worth is None else str(worth)
        before = told(replaced) if replaced else None
        acts.append(journal.Act(verb=verb, subject=place.subject, before=before, after=after))
    entry.touch(held.dossier, by=by, at=held.at)
    journal.record_all(held.dossier, acts, by=by, at=held.at, role=role, also_save=entry.TOUCHED)


def told(version: DocumentVersion) -> dict[str, object]:
    """Return a version as the journal tells it."""
    return {"title": version.document.title, "sha256": version.sha256, "link": version.link}
