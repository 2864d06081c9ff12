"""The signed papers that state figures: what each was printed from, and whether it still holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from dossiers.enums import PrintKind
from dossiers.models import Dossier, EvidenceUse, PrintJob
from dossiers.queries import content_code, phrases
from dossiers.queries.compared import LeafChange, changes_since

# The key of a paper among a campaign's ``document_kinds`` → the drafts that are printed for it:
# PDF, then DOCX. Only these papers state figures.
DRAFTS: dict[str, tuple[PrintKind, PrintKind]] = {
    "submission": (PrintKind.SUBMISSION, PrintKind.SUBMISSION_DOCX),
    "report": (PrintKind.REPORT, PrintKind.REPORT_DOCX),
    "self_score_table": (PrintKind.SCORE_SHEET, PrintKind.SCORE_SHEET_DOCX),
}


@dataclass(frozen=True)
class Outdated:
    """A signed paper whose figures are no longer the dossier's; ``changes`` names the leaves.

    ``is_certain`` says that the portal has printed what the paper states. Of a paper that was
    written elsewhere it is only known what the dossier said when the paper came.
    """

    key: str
    label: str
    title: str
    code: str
    since: str
    changes: tuple[LeafChange, ...]
    url: str
    is_certain: bool

    @property
    def sentence(self) -> str:
        """What is wrong, in one sentence."""
        return Alike((self,)).sentence


@dataclass(frozen=True)
class Alike:
    """Outdated papers that state the same content, so that one sentence says it of all."""

    papers: tuple[Outdated, ...]

    @property
    def is_certain(self) -> bool:
        """Whether the portal has printed what the papers state."""
        return self.papers[0].is_certain

    @property
    def url(self) -> str:
        """The place of the first of them."""
        return self.papers[0].url

    @property
    def sentence(self) -> str:
        """What is wrong, in one sentence."""
        one = self.papers[0]
        codes = ", ".join(change.code for change in one.changes)
        what = f"tiêu chí thay đổi từ đó: {codes}" if codes else "tổng điểm đã được tính lại"
        named = _and([_uncapped(paper.label) for paper in self.papers])
        if not one.is_certain:
            return (
                f"Số liệu đã thay đổi sau khi tải {named} lên lúc {one.since}; "
                f"{what}. Hãy xem bản đã ký có còn đúng không."
            )
        # Not to be parted at the end of a line.
        code = one.code.replace("-", "\N{NON-BREAKING HYPHEN}")
        said = (
            f"{named} đã ký (mã nội dung {code}, số liệu lúc {one.since}) "
            f"không còn khớp số liệu hiện tại; {what}."
        )
        return said[:1].upper() + said[1:]


def _uncapped(label: str) -> str:
    return label[:1].lower() + label[1:]


def _and(words: list[str]) -> str:
    return " và ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def alike(papers: Iterable[Outdated]) -> list[Alike]:
    """Return outdated papers put together by the content that they state."""
    found: dict[tuple[str, bool], list[Outdated]] = {}
    for paper in papers:
        found.setdefault((paper.code, paper.is_certain), []).append(paper)
    return [Alike(tuple(each)) for each in found.values()]


def standing(dossier: Dossier) -> list[EvidenceUse]:
    """Return the newest signed paper of each kind that states figures."""
    uses = (
        EvidenceUse.objects.filter(
            dossier=dossier, document_kind__in=list(DRAFTS), detached_at__isnull=True
        )
        .select_related("version__document")
        .order_by("attached_at", "pk")
    )
    return list({use.document_kind: use for use in uses}.values())


def outdated(dossier: Dossier) -> list[Outdated]:
    """Return the signed papers that were printed from other content than the present one.

    Only the newest paper of a kind is asked; one whose origin nobody knows is not doubted.
    """
    known = [use for use in standing(dossier) if use.content_sha256]
    if not known:
        return []
    present = content_code.stated_hash(dossier)
    labels = {kind["key"]: str(kind["label"]) for kind in dossier.campaign.document_kinds}
    papers = reverse("dossiers:papers", args=[dossier.pk])
    changes: dict[datetime, tuple[LeafChange, ...]] = {}
    made = []
    for use in known:
        if use.content_sha256 == present or use.document_kind not in labels:
            continue
        printed = printed_at(dossier, use.content_sha256, before=use.attached_at)
        since = printed or use.attached_at
        if since not in changes:
            changes[since] = tuple(changes_since(dossier, since))
        made.append(
            Outdated(
                key=use.document_kind,
                label=labels[use.document_kind],
                title=use.version.document.title,
                code=content_code.code_of(use.content_sha256),
                since=phrases.moment(since),
                changes=changes[since],
                url=f"{papers}#{use.document_kind}",
                is_certain=printed is not None,
            )
        )
    return made


def holding(dossier: Dossier) -> list[Outdated]:
    """Return the outdated papers that hold the sending: those that the portal knows to be so."""
    return [paper for paper in outdated(dossier) if paper.is_certain]


def printed_at(dossier: Dossier, sha256: str, *, before: datetime | None = None) -> datetime | None:
    """Return when content with this hash was last printed (by ``before``), None if never."""
    jobs = PrintJob.objects.filter(
        dossier=dossier, content_sha256=sha256, finished_at__isnull=False, submission__isnull=True
    )
    if before is not None:
        jobs = jobs.filter(finished_at__lte=before)
    return jobs.order_by("-finished_at").values_list("finished_at", flat=True).first()


def printed_hashes(dossier: Dossier) -> dict[str, str]:
    """Return code → hash of everything that was printed of the dossier."""
    hashes = PrintJob.objects.filter(
        dossier=dossier, finished_at__isnull=False, submission__isnull=True
    ).exclude(content_sha256="")
    return {
        content_code.code_of(each): each
        for each in hashes.order_by("finished_at").values_list("content_sha256", flat=True)
    }


def newest_draft_hash(dossier: Dossier, key: str) -> str:
    """Return what the newest printed draft of a paper states, empty when none was printed."""
    jobs = PrintJob.objects.filter(
        dossier=dossier, kind__in=list(DRAFTS[key]), finished_at__isnull=False, failure=""
    )
    return jobs.order_by("-finished_at").values_list("content_sha256", flat=True).first() or ""
