"""The worker's sign of life."""

from celery import shared_task

from accounts import clock
from qcdc.models import Pulse

WORKER = "worker"


@shared_task(name="qcdc.heartbeat")
def heartbeat() -> None:
    """Note that a task travelled from beat through the broker to a worker and was carried out."""
    Pulse.objects.update_or_create(name=WORKER, defaults={"beaten_at": clock.database_clock()})
