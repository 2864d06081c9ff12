"""The press: turns a job into its paper, in the worker only (WeasyPrint takes a second to load)."""

import structlog

from dossiers.actions import printing
from dossiers.enums import PrintKind
from dossiers.exports import results_table, score_sheet
from dossiers.models import PrintJob

logger = structlog.get_logger(__name__)


def carry_out(job: PrintJob) -> PrintJob:
    """Print a job that is not finished; a failure is told to the person, logged and raised."""
    if job.finished_at is not None:
        return job
    try:
        content, ending = _print(job)
    except Exception:
        logger.exception("printing failed", job=job.pk)
        printing.give_up(job=job)
        raise
    return printing.deliver(job=job, content=content, ending=ending)


def _print(job: PrintJob) -> tuple[bytes, str]:
    if job.kind == PrintKind.RESULTS_TABLE and job.run is not None:
        return results_table.workbook(job.run), "xlsx"
    if job.kind == PrintKind.SCORE_SHEET and job.dossier is not None:
        return score_sheet.pdf(job.dossier, at=job.requested_at), "pdf"
    raise ValueError(f"Job {job.pk} asks for {job.kind} of nothing.")
