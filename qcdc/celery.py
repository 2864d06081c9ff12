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

app.conf.beat_schedule = {
    "record stages whose deadline has passed": {
        "task": "dossiers.close_due",
        "schedule": 30.0,
        # A closing that waited longer than this is stale: the next one does the same work.
        "options": {"expires": 60},
    },
    "print criteria sets that have no paper yet": {
        "task": "scoring.print_sets",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "look at received files that wait for it": {
        "task": "dossiers.check_files",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "clear away uploads that nobody has finished": {
        "task": "dossiers.clear_uploads",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "file the registrations that have been approved": {
        "task": "dossiers.file_registrations",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "remind of deadlines that come near": {
        "task": "dossiers.remind",
        "schedule": 600.0,
        # A round that waited for its turn too long would only double the next one.
        "options": {"expires": 600},
    },
    "mail the reminders": {
        "task": "dossiers.mail_notices",
        "schedule": 120.0,
        "options": {"expires": 120},
    },
    "tie the journal chains together once a day": {
        "task": "accounts.anchor_journal",
        "schedule": crontab(hour=0, minute=30),
    },
    "show that the worker is alive": {
        "task": "qcdc.heartbeat",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
}
