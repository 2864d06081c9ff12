"""What the clock and the web processes ask the worker to do; every task may run twice or late."""

from dataclasses import asdict

from celery import shared_task

from dossiers.actions import (
    checking,
    closing,
    mailing,
    registration_paper,
    reminders,
    rescanning,
    results,
    strays,
    uploads,
)
from dossiers.exports import press
from dossiers.exports import registration as papers
from dossiers.models import DocumentVersion, PrintJob, ScoringRun


@shared_task(name="dossiers.close_due")
def close_due() -> dict[str, int]:
    """Record the closings that are due; what failed is tried again in the next round."""
    done = closing.close_due()
    return {"recorded": done.recorded, "unsent": done.unsent, "failed": len(done.failed)}


@shared_task(name="dossiers.aggregate")
def aggregate(run_id: int) -> None:
    """Compute one queued run."""
    results.compute(run=ScoringRun.objects.get(pk=run_id))


@shared_task(name="dossiers.print")
def print_paper(job_id: int) -> None:
    """Print one paper that somebody asked for."""
    press.carry_out(PrintJob.objects.select_related("dossier__campaign", "run").get(pk=job_id))


@shared_task(name=checking.TASK)
def check_file(version_id: int) -> None:
    """Look at one received file."""
    checking.check(version=DocumentVersion.objects.get(pk=version_id))


@shared_task(name="dossiers.check_files")
def check_files() -> dict[str, int]:
    """Look at the received files that nobody has looked at yet."""
    looked_at, failed = checking.check_waiting()
    return {"looked_at": looked_at, "failed": failed}


@shared_task(name="dossiers.rescan_files")
def rescan_files() -> dict[str, int]:
    """Look for viruses again in files that older definitions judged."""
    return asdict(rescanning.rescan_due())


@shared_task(name="dossiers.clear_uploads")
def clear_uploads() -> int:
    """Clear away files that nobody has finished sending."""
    return uploads.clear()


@shared_task(name="dossiers.clear_strays")
def clear_strays() -> dict[str, int]:
    """Clear away stored files that no row names."""
    return asdict(strays.clear())


@shared_task(name=registration_paper.FILING)
def file_registration(job_id: int) -> None:
    """Print and file one registration that has just been approved."""
    papers.file_approved(PrintJob.objects.filter(pk=job_id))


@shared_task(name="dossiers.file_registrations")
def file_registrations() -> dict[str, int]:
    """Print and file the approved registrations that have no paper yet."""
    return papers.file_approved()


@shared_task(name="dossiers.remind")
def remind() -> dict[str, int]:
    """Remind of the deadlines that have come near since the last time."""
    return asdict(reminders.remind_due())


@shared_task(name="dossiers.mail_notices")
def mail_notices() -> dict[str, int]:
    """Send the notices that are meant for e-mail; what fails is tried again in the next round."""
    return asdict(mailing.send_due())
