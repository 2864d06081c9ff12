"""Papers on request: the job that the page waits for, and what the worker hands over."""

from django.core.files.base import ContentFile
from django.db import transaction

from accounts import worker
from accounts.clock import Clock, database_clock
from accounts.errors import NotAllowed
from accounts.models import User
from dossiers import permissions
from dossiers.enums import PrintKind
from dossiers.models import Dossier, PrintJob, ScoringRun

FAILED = "Không in được do lỗi hệ thống. Hãy thử lại, nếu vẫn lỗi thì báo quản trị hệ thống."


def request_sheet(*, dossier: Dossier, by: User, clock: Clock = database_clock) -> PrintJob:
    """Ask for a dossier's score sheet. Raises ``NotAllowed`` when its content is not readable."""
    with transaction.atomic():
        at = clock()
        permissions.require_readable(by, dossier, at=at)
        job = PrintJob.objects.create(
            kind=PrintKind.SCORE_SHEET, dossier=dossier, requested_at=at, requested_by=by
        )
        _hand_to_worker(job)
    return job


def request_table(*, run: ScoringRun, by: User, clock: Clock = database_clock) -> PrintJob:
    """Ask for a run's workbook. Raises ``NotAllowed`` without a role over the results."""
    with transaction.atomic():
        at = clock()
        if not permissions.roles_in_results(by, run.campaign, at=at):
            raise NotAllowed("Bảng kết quả chưa công bố chỉ dành cho cơ quan thường trực.")
        job = PrintJob.objects.create(
            kind=PrintKind.RESULTS_TABLE, run=run, requested_at=at, requested_by=by
        )
        _hand_to_worker(job)
    return job


def deliver(
    *, job: PrintJob, content: bytes, ending: str, clock: Clock = database_clock
) -> PrintJob:
    """Store the paper and finish the job; a job that is finished already stays as it is."""
    with transaction.atomic():
        held = PrintJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if held.finished_at is None:
            held.file.save(f"{held.pk}.{ending}", ContentFile(content), save=False)
            held.finished_at = clock()
            held.save(update_fields=["file", "finished_at"])
    return held


def give_up(*, job: PrintJob, clock: Clock = database_clock) -> None:
    """Mark a job that could not be printed, with a sentence for the person who waits."""
    PrintJob.objects.filter(pk=job.pk, finished_at__isnull=True).update(
        finished_at=clock(), failure=FAILED
    )


def _hand_to_worker(job: PrintJob) -> None:
    worker.hand_over("dossiers.print", job.pk, give_up=lambda: give_up(job=job))
