"""The unit's library: what is said of a document, where it is used, in which order."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from accounts import journal
from accounts.clock import Clock, database_clock
from accounts.enums import Role
from accounts.errors import AlreadyDone, Conflict, Invalid, Locked
from accounts.models import JournalEntry, Unit, User
from dossiers import gate, library_permissions, permissions
from dossiers.actions import entry, evidence
from dossiers.enums import DossierState, Verb
from dossiers.models import Document, DocumentVersion, Dossier, EvidenceUse
from dossiers.workflow import DECIDED, UNSENT
from scoring import plans


@dataclass(frozen=True, kw_only=True)
class Description:
    """What an official letter says at its head; only the title is never empty."""

    title: str
    number: str = ""
    issued_on: date | None = None
    issuer: str = ""

    def told(self) -> dict[str, str]:
        """Return the description as the journal and the other side of a conflict tell it."""
        return {
            key: value.isoformat() if isinstance(value, date) else value or ""
            for key, value in asdict(self).items()
        }


def description_of(document: Document) -> Description:
    """Return what is said of a document now."""
    return Description(
        title=document.title,
        number=document.number,
        issued_on=document.issued_on,
        issuer=document.issuer,
    )


def describe(
    *,
    document: Document,
    description: Description,
    version: int,
    by: User,
    clock: Clock = database_clock,
) -> Document:
    """Write what a document is called, and return it; the act stands in its unit's journal.

    ``version`` is that of the row the person saw. Saving what is said already changes nothing.
    Raises ``NotAllowed``, ``Conflict`` (both sides in ``values``), ``Invalid`` without a title, or
    ``Locked`` while appraisers have a dossier in hand that was sent with the document.
    """
    with transaction.atomic():
        unit = Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=document.unit_id)
        at = clock()
        library_permissions.require_keeper(by, unit, at=at)
        current = Document.objects.get(pk=document.pk)
        before = description_of(current)
        if description == before:
            return current
        _require_newest(current, version)
        _require_free(current)
        if not description.title:
            said = "Hãy ghi tên tài liệu (trích yếu)."
            raise Invalid(said, problems={"title": said})
        for name, value in asdict(description).items():
            setattr(current, name, value)
        current.version += 1
        current.save()
        act = journal.Act(
            verb=Verb.DESCRIBE,
            subject=current.subject,
            before=before.told(),
            after=description.told(),
        )
        journal.record(unit, act, by=by, at=at, role=Role.ENTRY)
    return current


def _require_newest(current: Document, version: int) -> None:
    if current.version == version:
        return
    last = (
        JournalEntry.objects.filter(
            chain=Unit.chain_of(current.unit_id), verb=Verb.DESCRIBE, subject=current.subject
        )
        .order_by("-seq")
        .first()
    )
    who = last.by_name if last else ""
    raise Conflict(
        f"{who or 'Người khác'} đã ghi thông tin tài liệu này trước bạn. "
        "Hãy so sánh hai nội dung rồi lưu nội dung đúng.",
        values={
            "stored": description_of(current).told(),
            "version": current.version,
            "by": who,
        },
    )


def _require_free(document: Document) -> None:
    """Raise ``Locked`` while somebody above judges a dossier by what the document is called."""
    sent = (
        EvidenceUse.objects.filter(version__document=document, detached_at__isnull=True)
        .exclude(dossier__state__in=[*UNSENT, *DECIDED])
        # A paper of an answer that has not been given is still in the unit's hands.
        .exclude(explanation__isnull=False, explanation__answered_at__isnull=True)
        .select_related("dossier__campaign")
        .first()
    )
    if sent is not None:
        raise Locked(
            f"Tài liệu đã gửi cùng hồ sơ “{sent.dossier.campaign.title}” đang được thẩm định "
            "nên thông tin được giữ như khi gửi. Có thể sửa sau khi có quyết định."
        )


def choose(
    *,
    dossier: Dossier,
    leaf: plans.Leaf,
    versions: Sequence[DocumentVersion],
    by: User,
    clock: Clock = database_clock,
) -> list[EvidenceUse]:
    """Put several documents of the library to one leaf, all or none; raises as ``attach``."""
    if not versions:
        raise Invalid("Hãy chọn ít nhất một tài liệu.")
    place = evidence.Place(leaf=leaf)
    with transaction.atomic():
        return [
            evidence.attach(dossier=dossier, place=place, content=version, by=by, clock=clock)
            for version in versions
        ]


def spread(
    *,
    dossier: Dossier,
    leaves: Sequence[plans.Leaf],
    version: DocumentVersion,
    by: User,
    clock: Clock = database_clock,
) -> list[EvidenceUse]:
    """Put one document of the library to several leaves, all or none; raises as ``attach``."""
    if not leaves:
        raise Invalid("Hãy chọn ít nhất một tiêu chí.")
    places = [evidence.Place(leaf=leaf) for leaf in leaves]
    return evidence.attach_to_all(
        dossier=dossier, places=places, content=version, by=by, clock=clock
    )


def standing(use: EvidenceUse) -> EvidenceUse:
    """Return the use as it is under the lock; ``AlreadyDone`` when it was taken off."""
    current = EvidenceUse.objects.select_related("version__document", "explanation").get(pk=use.pk)
    if current.detached_at is not None:
        raise AlreadyDone("Tài liệu này đã được gỡ hoặc thay trước đó. Hãy tải lại trang.")
    return current


def arrange(
    *, use: EvidenceUse, is_earlier: bool, by: User, clock: Clock = database_clock
) -> list[EvidenceUse]:
    """Move a leaf's document one place earlier or later and return the row in its order.

    At the end of the row nothing changes. Raises ``NotAllowed``, ``Locked`` once the dossier has
    left the officer's hands, ``NotOpen``, ``DeadlinePassed`` or ``AlreadyDone`` (taken off).
    """
    with transaction.atomic():
        held = gate.hold(use.dossier, clock=clock)
        permissions.require_entry(by, held.dossier, at=held.at)
        draft = frozenset({DossierState.DRAFT})
        gate.require_state(held, draft, doing="sắp xếp tài liệu kiểm chứng")
        gate.require_open(held)
        current = standing(use)
        row = list(
            EvidenceUse.objects.filter(
                dossier=held.dossier, leaf=current.leaf_id, detached_at__isnull=True
            ).select_related("version__document")
        )
        here = row.index(current)
        there = here - 1 if is_earlier else here + 1
        if not 0 <= there < len(row):
            return row
        row[here], row[there] = row[there], row[here]
        for position, each in enumerate(row, 1):
            each.position = position
        EvidenceUse.objects.bulk_update(row, ["position"])
        place = evidence.place_of(held.dossier, current)
        order = [each.version.document.title for each in row]
        act = journal.Act(verb=Verb.ARRANGE, subject=place.subject, after={"order": order})
        entry.touch(held.dossier, by=by, at=held.at)
        journal.record(
            held.dossier, act, by=by, at=held.at, role=Role.ENTRY, also_save=entry.TOUCHED
        )
    return row
