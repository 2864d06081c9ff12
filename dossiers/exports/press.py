"""The press: turns a job into its paper, in the worker only (WeasyPrint takes a second to load)."""

from collections.abc import Callable
from datetime import datetime

import structlog

from dossiers.actions import printing
from dossiers.enums import PrintKind
from dossiers.exports import contents, drafts, receipt, registration, results_table, score_sheet
from dossiers.exports.letterhead import ContentMark, mark_of
from dossiers.models import Dossier, PrintJob
from dossiers.queries import content_code

logger = structlog.get_logger(__name__)

# A paper whose content was written on meanwhile is printed again; an officer who types that fast
# for that long asks for it anew.
TRIES = 5

_LETTERS: dict[str, Callable[..., drafts.Draft]] = {
    PrintKind.SUBMISSION: drafts.submission_letter,
    PrintKind.SUBMISSION_DOCX: drafts.submission_letter,
    PrintKind.REPORT: drafts.self_report,
    PrintKind.REPORT_DOCX: drafts.self_report,
    PrintKind.SCORE_SHEET_DOCX: drafts.score_table,
}


def carry_out(job: PrintJob) -> PrintJob:
    """Print a job that is not finished; a failure is told to the person, logged and raised."""
    if job.finished_at is not None:
        return job
    try:
        return _print(job)
    except Exception:
        logger.exception("printing failed", job=job.pk)
        printing.give_up(job=job)
        raise


def _print(job: PrintJob) -> PrintJob:
    if job.kind == PrintKind.RESULTS_TABLE and job.run is not None:
        content = results_table.workbook(job.run)
        return printing.deliver(job=job, content=content, ending="xlsx")
    if job.kind == PrintKind.RECEIPT and job.submission is not None:
        content = receipt.pdf(job.submission, site=job.site)
        return printing.deliver(job=job, content=content, ending="pdf")
    if job.kind == PrintKind.CONTENTS and job.dossier is not None:
        content = contents.pdf(job.dossier, at=job.requested_at)
        return printing.deliver(job=job, content=content, ending="pdf")
    if job.dossier is not None and (job.kind == PrintKind.SCORE_SHEET or job.kind in _LETTERS):
        return _print_draft(job, job.dossier)
    if job.kind == PrintKind.REGISTRATION and job.dossier is not None:
        content = registration.pdf(job.dossier, at=job.requested_at)
        return printing.deliver(job=job, content=content, ending="pdf")
    raise ValueError(f"Job {job.pk} asks for {job.kind} of nothing.")


def _print_draft(job: PrintJob, dossier: Dossier) -> PrintJob:
    """Print what states the dossier's content, with its code on every page."""
    for _ in range(TRIES):
        sha256 = content_code.stated_hash(dossier)
        mark = mark_of(dossier, sha256=sha256, site=job.site)
        content, ending = _draft(job.kind, dossier, mark, at=job.requested_at)
        try:
            return printing.deliver(job=job, content=content, ending=ending, states=sha256)
        except printing.WrittenOnMeanwhile:
            logger.info("printing again", job=job.pk)
    raise printing.WrittenOnMeanwhile(f"Job {job.pk}: the dossier never stood still.")


def _draft(kind: str, dossier: Dossier, mark: ContentMark, *, at: datetime) -> tuple[bytes, str]:
    if kind == PrintKind.SCORE_SHEET:
        return score_sheet.pdf(dossier, mark=mark, at=at), "pdf"
    letter = _LETTERS[kind](dossier, mark=mark, at=at)
    if kind.endswith("_docx"):
        from dossiers.exports import draft_docx

        return draft_docx.docx(letter), "docx"
    from scoring.exports import paper

    return paper.render("pdf/draft.html", {"draft": letter}), "pdf"
