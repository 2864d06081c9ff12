"""A newer version in a document's place: bytes never change, and the old version stays."""

from django.db import transaction

from accounts.clock import Clock, database_clock
from accounts.enums import Role
from accounts.errors import AlreadyDone, Invalid, Locked
from accounts.files.receive import Paper
from accounts.models import User
from dossiers import gate
from dossiers.actions import evidence, keeping, library
from dossiers.enums import Verb
from dossiers.models import Document, DocumentVersion, EvidenceUse, Explanation
from dossiers.workflow import UNSENT


def replace(
    *,
    use: EvidenceUse,
    content: Paper | evidence.Link,
    by: User,
    everywhere: bool = False,
    clock: Clock = database_clock,
) -> list[EvidenceUse]:
    """Put a newer version of a use's document in its place and return the new uses.

    The old use is detached and stays as a trace, the old version can still be opened.
    ``everywhere`` moves the document's other uses in the same dossier too. What has been sent
    stays: while a question on the leaf is open the newer version is added to its answer,
    otherwise ``Locked``. ``Invalid`` for one of the dossier's own papers, which state figures and
    have a page of their own. Raises further as ``evidence.attach``.
    """
    with keeping.open_shelf() as shelf, transaction.atomic():
        held = gate.hold(use.dossier, clock=clock)
        current = library.standing(use)
        first = evidence.place_of(held.dossier, current)
        if first.leaf is None:
            raise Invalid(
                "Giấy tờ của hồ sơ được thay tại trang “Giấy tờ của hồ sơ”: "
                "gỡ bản cũ rồi tải bản đã ký mới lên."
            )
        question, role = _require_replaceable(held, first, by=by)
        leaving = _leaving(held, current, question, everywhere=everywhere)
        places = [evidence.place_of(held.dossier, old) for old in leaving] or [first]
        old_version = current.version
        version = _next_version(held, old_version, content, by=by, shelf=shelf)
        evidence.require_new(held, places, version)
        for old in leaving:
            old.detached_at, old.detached_by = held.at, by
        EvidenceUse.objects.bulk_update(leaving, ["detached_at", "detached_by"])
        positions = [old.position for old in leaving] or [current.position]
        uses = EvidenceUse.objects.bulk_create(
            evidence.use_of(held, place, version, question, by=by, position=position)
            for place, position in zip(places, positions, strict=True)
        )
        evidence.record(
            held, places, uses, by=by, role=role, verb=Verb.REPLACE, replaced=old_version
        )
    return uses


def _require_replaceable(
    held: gate.Held, place: evidence.Place, *, by: User
) -> tuple[Explanation | None, Role]:
    """Ask as attaching does; what was sent is refused in words of its own."""
    try:
        questions, role = evidence.require_places(held, [place], by=by)
    except Locked as refused:
        if held.dossier.state in UNSENT:
            raise
        raise Locked(
            "Tài liệu đã gửi cùng hồ sơ nên được giữ nguyên, không thay được. Khi cấp trên yêu cầu "
            "giải trình tiêu chí này, đơn vị có thể bổ sung bản mới."
        ) from refused
    return questions[0], role


def _leaving(
    held: gate.Held, current: EvidenceUse, question: Explanation | None, *, everywhere: bool
) -> list[EvidenceUse]:
    """Return the uses that give way: none where the old one has been sent."""
    if question is not None:
        return [current] if current.explanation_id == question.pk else []
    if not everywhere:
        return [current]
    others = EvidenceUse.objects.filter(
        dossier=held.dossier,
        version__document=current.version.document_id,
        leaf__isnull=False,
        detached_at__isnull=True,
    ).exclude(pk=current.pk)
    # A leaf may hold two versions of a document side by side: one newer version follows both.
    by_leaf = {old.leaf_id: old for old in others if old.leaf_id != current.leaf_id}
    return [current, *by_leaf.values()]


def _next_version(
    held: gate.Held,
    old: DocumentVersion,
    content: Paper | evidence.Link,
    *,
    by: User,
    shelf: keeping.Shelf,
) -> DocumentVersion:
    """Return the document's version with this content, making it when it has none yet."""
    # Held, so that two dossiers of the unit never count the same number.
    document = Document.objects.select_for_update(of=("self",)).get(pk=old.document_id)
    if isinstance(content, Paper):
        same = document.versions.filter(sha256=content.sha256)
    else:
        same = document.versions.filter(link=content.address)
    known = same.select_related("document").first()
    if known is None:
        return evidence.add_version(held, document, content, by=by, shelf=shelf)
    if known.pk == old.pk:
        raise AlreadyDone("Tệp vừa chọn giống hệt bản đang dùng. Hãy chọn tệp của bản mới.")
    return known
