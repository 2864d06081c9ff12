"""Papers on request: the job that the page waits for, and what the worker hands over."""

from django.core.files.base import ContentFile
from django.db import transaction

from accounts import worker
from accounts.clock import Clock, database_clock
from accounts.errors import NotAllowed
from accounts.models import User
from dossiers import permissions
from dossiers.enums import PrintKind
from dossiers.models import Dossier, PrintJob, ScoringRun, Submission
from dossiers.queries import content_code

FAILED = "Không in được do lỗi hệ thống. Hãy thử lại, nếu vẫn lỗi thì báo quản trị hệ thống."


class WrittenOnMeanwhile(Exception):
    """The content that a paper states changed while it was being printed."""


def request_draft(
    *, dossier: Dossier, kind: PrintKind, by: User, site: str = "", clock: Clock = database_clock
) -> PrintJob:
    """Ask for a paper that states a dossier's own layer.

    ``site`` is the portal's address as the person reached it; the paper's QR leads there. Raises
    ``NotAllowed`` when the dossier's content is not readable.
    """
    with transaction.atomic():
        at = clock()
        permissions.require_readable(by, dossier, at=at)
        job = PrintJob.objects.create(
            kind=kind, dossier=dossier, site=site, requested_at=at, requested_by=by
        )
        _hand_to_worker(job)
    return job


def request_receipt(
    *, sent: Submission, by: User, site: str = "", clock: Clock = database_clock
) -> PrintJob:
    """Ask for a sending's receipt, which states points; the caller has found it in the scope.

    Raises ``NotAllowed`` when the dossier's content is not readable: it was recalled.
    """
    with transaction.atomic():
        at = clock()
        permissions.require_readable(by, sent.dossier, at=at)
        job = PrintJob.objects.create(
            kind=PrintKind.RECEIPT,
            dossier=sent.dossier,
            submission=sent,
            site=site,
            requested_at=at,
            requested_by=by,
        )
        _hand_to_worker(job)
    return job


def request_table(*, run: ScoringRun, by: User, clock: Clock = database_clock) -> PrintJob:
    """Ask for a run's workbook. Raises ``NotAllowed`` without a role over the results."""
    with transaction.atomic():
        at = clock()
        if not permissions.roles_in_results(by, run.campaign, at=at):
            raise NotAllowed(
                "Bảng kết quả chưa công bố chỉ dành cho cơ quan thường trực. "
                "Hãy xem kết quả khi được công bố."
            )
        job = PrintJob.objects.create(
            kind=PrintKind.RESULTS_TABLE, run=run, requested_at=at, requested_by=by
        )
        _hand_to_worker(job)
    return job


def request_registration(*, dossier: Dossier, by: User, clock: Clock = database_clock) -> PrintJob:
    """Ask for a dossier's registration, which the caller has found readable for this person."""
    with transaction.atomic():
        job = PrintJob.objects.create(
            kind=PrintKind.REGISTRATION, dossier=dossier, requested_at=clock(), requested_by=by
        )
        _hand_to_worker(job)
    return job


def deliver(
    *,
    job: PrintJob,
    content: bytes,
    ending: str,
    states: str = "",
    clock: Clock = database_clock,
) -> PrintJob:
    """Store the paper and finish the job; a job that is finished already stays as it is.

    ``states`` is the hash of the dossier's content that the paper was printed from. Raises
    ``WrittenOnMeanwhile`` when the content is another by now: ``finished_at`` is then an instant
    at which the dossier said exactly what the paper says.
    """
    with transaction.atomic():
        if states and job.dossier_id is not None:
            _require_stated(job.dossier_id, states)
        held = PrintJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if held.finished_at is None:
            held.file.save(f"{held.pk}.{ending}", ContentFile(content), save=False)
            held.content_sha256 = states
            held.finished_at = clock()
            held.save(update_fields=["file", "content_sha256", "finished_at"])
    return held


def _require_stated(dossier_id: int, states: str) -> None:
    """Hold the dossier and compare; whoever writes on it waits until the paper is stored."""
    held = (
        Dossier.objects.select_for_update(of=("self",), no_key=True)
        .select_related("campaign", "unit")
        .get(pk=dossier_id)
    )
    if content_code.stated_hash(held) != states:
        raise WrittenOnMeanwhile


def give_up(*, job: PrintJob, clock: Clock = database_clock, because: str = FAILED) -> None:
    """Mark a job that is not printed, with a sentence for the person who waits."""
    PrintJob.objects.filter(pk=job.pk, finished_at__isnull=True).update(
        finished_at=clock(), failure=because
    )


def _hand_to_worker(job: PrintJob) -> None:
    worker.hand_over("dossiers.print", job.pk, give_up=lambda: give_up(job=job))
