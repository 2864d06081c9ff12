"""Bản đăng ký xây dựng mô hình on the form of Nghị định 30/2020/NĐ-CP, and filing it.

Number, date and signature stay blank: the paper is a draft that the unit signs; until then it
proves what was registered and approved here.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

import structlog

from accounts.clock import Clock, database_clock
from dossiers.actions import printing, registration_paper
from dossiers.enums import RegistrationState
from dossiers.exports.letterhead import letterhead, letterhead_number
from dossiers.models import Dossier, PrintJob, Registration
from dossiers.queries import phrases

logger = structlog.get_logger(__name__)


def pdf(dossier: Dossier, *, at: datetime) -> bytes:
    """Return the dossier's registration as PDF; ``at`` gives the year of the blank date line."""
    from scoring.exports import paper

    return paper.render("pdf/registration.html", content(dossier, at=at))


def content(dossier: Dossier, *, at: datetime) -> dict[str, Any]:
    """Return all that the paper says, as ready words."""
    row = Registration.objects.select_related("decided_by").get(dossier=dossier)
    head = letterhead(dossier.unit, at=at)
    return {
        "head": head,
        "number": letterhead_number("ĐK", dossier.unit),
        "recipients": [each for each in (head.above_in_text,) if each],
        "campaign": dossier.campaign,
        "unit": dossier.unit,
        "row": row,
        "scope": row.scope.splitlines(),
        "measures": row.measures.splitlines(),
        "target": phrases.points(row.target),
        "approved": _approval(row),
    }


def _approval(row: Registration) -> str:
    if row.state != RegistrationState.APPROVED or row.decided_at is None or row.decided_by is None:
        return ""
    return f"{row.decided_by.full_name} phê duyệt lúc {phrases.to_the_second(row.decided_at)}"


def file_approved(
    jobs: Iterable[PrintJob] | None = None, *, clock: Clock = database_clock
) -> dict[str, int]:
    """Print and file what was approved; a paper that fails is logged and can be asked for."""
    done = {"filed": 0, "passed_over": 0, "failed": 0}
    for job in registration_paper.waiting_jobs() if jobs is None else jobs:
        done[_file(job, clock=clock)] += 1
    return done


def _file(job: PrintJob, *, clock: Clock) -> str:
    if job.finished_at is not None or not registration_paper.is_wanted(job, clock=clock):
        return "passed_over"
    dossier = Dossier.objects.select_related("campaign", "unit__parent").get(
        pk=cast(int, job.dossier_id)
    )
    try:
        made = pdf(dossier, at=job.requested_at)
    except Exception:
        logger.exception("printing a registration failed", job=job.pk)
        printing.give_up(job=job, clock=clock)
        return "failed"
    # Filed first: a worker that dies in between finds the paper standing and ends the job.
    use = registration_paper.file_paper(job=job, content=made, clock=clock)
    printing.deliver(job=job, content=made, ending="pdf", clock=clock)
    return "filed" if use else "passed_over"
