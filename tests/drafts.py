"""Drafts of a unit's papers, printed at the test's own time, and figures that move on."""

from dossiers.enums import PrintKind
from dossiers.exports import press
from dossiers.models import PrintJob
from tests import stories
from tests.conftest import MovableClock
from tests.factories import Cast


def printed(cast: Cast, kind: PrintKind, *, clock: MovableClock) -> PrintJob:
    """Print a draft of the home dossier at the test's own time."""
    job = PrintJob.objects.create(
        kind=kind,
        dossier=cast.dossier,
        site="https://cong.example.vn",
        requested_at=clock(),
        requested_by=cast.commune_officer,
    )
    done = press.carry_out(job)
    PrintJob.objects.filter(pk=job.pk).update(finished_at=clock())
    done.refresh_from_db()
    clock.pass_time(minutes=1)
    return done


def change(cast: Cast, *, clock: MovableClock, count: str = "2", version: int = 1) -> None:
    """Save another figure of the leaf 2.2, a minute before what comes next."""
    stories.save(cast, "2.2", {"count": count}, clock=clock, version=version)
    clock.pass_time(minutes=1)
