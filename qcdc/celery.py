"""The Celery app and its static timetable.

Celery records and announces; it never decides. A task that runs late, twice or not at all
changes nothing about which writes the gate accepts.
"""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qcdc.settings")

app = Celery("qcdc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def _round(
    task: str, schedule: float | crontab, *, stale_after: float
) -> dict[str, str | float | crontab | dict[str, float]]:
    """Return one entry of the timetable: a task that finds its work by itself.

    ``schedule`` is the seconds between two rounds, or the times of day. A round that has waited for
    the worker ``stale_after`` seconds is dropped: the next one does the same work.
    """
    return {"task": task, "schedule": schedule, "options": {"expires": stale_after}}


app.conf.beat_schedule = {
    "record stages whose deadline has passed": _round("dossiers.close_due", 30, stale_after=60),
    "print criteria sets that have no paper yet": _round("scoring.print_sets", 60, stale_after=60),
    "look at received files that wait for it": _round("dossiers.check_files", 60, stale_after=60),
    # While offices sleep: nobody's upload waits for its check behind these.
    "look for viruses that the scanner has learned of since": _round(
        "dossiers.rescan_files", crontab(hour="1-4"), stale_after=60
    ),
    "clear away uploads that nobody has finished": _round(
        "dossiers.clear_uploads", 3600, stale_after=3600
    ),
    "clear away stored files that no row names": _round(
        "dossiers.clear_strays", crontab(hour=5, minute=15), stale_after=3600
    ),
    "file the registrations that have been approved": _round(
        "dossiers.file_registrations", 60, stale_after=60
    ),
    "remind of deadlines that come near": _round("dossiers.remind", 600, stale_after=600),
    "mail the reminders": _round("dossiers.mail_notices", 120, stale_after=120),
    "tie the journal chains together once a day": {
        # Never stale: a day without an anchor would stay without one.
        "task": "accounts.anchor_journal",
        "schedule": crontab(hour=0, minute=30),
    },
    "show that the worker is alive": _round("qcdc.heartbeat", 30, stale_after=30),
}
