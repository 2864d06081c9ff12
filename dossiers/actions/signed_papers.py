"""Taking in the dossier's signed papers, and knowing from which content each was printed."""

from django.db import transaction

from accounts.clock import Clock, database_clock
from accounts.errors import Invalid, PapersOutdated, StillPrinting
from accounts.files import pages
from accounts.files.receive import Paper
from accounts.models import User
from dossiers.actions import evidence, keeping
from dossiers.models import DocumentVersion, Dossier, EvidenceUse
from dossiers.queries import content_code, signed_papers
from dossiers.queries.layer import done_leaves
from scoring import plans
from scoring.models import Stage


def attach(
    *,
    dossier: Dossier,
    kind: str,
    content: Paper | evidence.Link | DocumentVersion,
    code: str = "",
    by: User,
    clock: Clock = database_clock,
) -> EvidenceUse:
    """Put a signed scan among the dossier's papers and return its use.

    A paper that states figures is kept with the hash of the content that it was printed from:
    ``code`` as typed from its foot, else the code in its own text, else the newest printed draft,
    else the present content if every leaf is filled in. Raises as ``evidence.attach``, and
    ``Invalid`` for a code that was never printed of this dossier.
    """
    found = content_code.typed_code(code) if code.strip() else _code_in(content, kind)
    # A code that nobody printed is refused after the bytes were stored: they go with the rows.
    with keeping.open_shelf() as shelf, transaction.atomic():
        [use] = evidence.attach_to_all(
            dossier=dossier,
            places=[evidence.Place(document_kind=kind)],
            content=content,
            by=by,
            outer=shelf,
            clock=clock,
        )
        if kind in signed_papers.DRAFTS:
            use.content_sha256 = _origin(use.dossier, kind, found, is_typed=bool(code.strip()))
            use.save(update_fields=["content_sha256"])
    return use


def require_current(dossier: Dossier) -> None:
    """Raise ``PapersOutdated`` when a signed paper is known to state other figures."""
    old = signed_papers.holding(dossier)
    if old:
        raise PapersOutdated(
            " ".join(each.sentence for each in signed_papers.alike(old))
            + " Hãy in lại bản nháp, ký và tải bản mới lên, hoặc gỡ bản cũ, rồi gửi."
        )


def _code_in(content: Paper | evidence.Link | DocumentVersion, kind: str) -> str:
    """Return the code in a PDF's own text; several different ones decide nothing."""
    if kind not in signed_papers.DRAFTS or isinstance(content, evidence.Link):
        return ""
    try:
        if isinstance(content, Paper):
            words = pages.received_text(content.file, media_type=content.media_type)
        else:
            words = pages.text(content.file, media_type=content.media_type)
    except StillPrinting:
        # Reading it is a convenience; a paper is never refused because others are being drawn.
        return ""
    codes = content_code.codes_in(words)
    return codes[0] if len(codes) == 1 else ""


def _origin(dossier: Dossier, kind: str, code: str, *, is_typed: bool) -> str:
    """Return the hash of the content that the paper was printed from, empty when unknown."""
    present = content_code.stated_hash(dossier)
    if code:
        known = signed_papers.printed_hashes(dossier) | {content_code.code_of(present): present}
        if code in known:
            return known[code]
        where = "vừa nhập" if is_typed else "in trên tệp PDF"
        said = (
            f"Mã nội dung {where} ({code}) không phải mã của bản in nào của hồ sơ này. "
            "Hãy kiểm tra lại mã ở chân trang, hoặc chọn đúng tệp của đơn vị và đợt chấm điểm này."
        )
        raise Invalid(said, problems={"content_code": said})
    return signed_papers.newest_draft_hash(dossier, kind) or (
        present if _is_complete(dossier) else ""
    )


def _is_complete(dossier: Dossier) -> bool:
    """Say whether every leaf due is filled in: before that no paper can state the figures."""
    own = Stage.objects.get(campaign=dossier.campaign_id, tier=1)
    plan = plans.plan_of(dossier.campaign.criteria_set_id)
    done = done_leaves(dossier, own)
    return all(leaf.pk in done for leaf in plan.due(is_last_stage=False))
