"""Is the portal alive, and can it do its work? (contract C10)

``/healthz`` touches nothing. ``/readyz`` asks every dependency and answers 503 when one that a
write needs is failing. A silent worker is reported but is no reason to take the portal away:
what is accepted never depends on it.
"""

import logging
import os
import shutil
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.files import scanner
from accounts.models import JournalEntry
from qcdc import tasks
from qcdc.celery import app
from qcdc.models import Pulse

logger = logging.getLogger(__name__)

# The heartbeat travels every 30 seconds; three missed ones in a row are no coincidence.
WORKER_STALE_SECONDS = 120
# One whole request body must still fit twice: once received, once stored.
SPARE_BODIES = 2
STORAGE_PROBE = "readyz"  # a name that need not exist: being told so is the answer


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 as long as the process can answer at all."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Report each dependency; 200 when every needed one works, else 503. Holds no secrets."""
    database = _asked("database", _database)
    report: dict[str, Any] = {
        "database": database,
        "broker": _asked("broker", _broker),
        "storage": _asked("storage", _storage),
        "journal": _asked("journal", _journal),
    }
    ready = all(part["ok"] for part in report.values())
    report["worker"] = _asked("worker", _worker)
    if scanner.is_configured():
        report["scanner"] = _asked("scanner", _scanner)
    report |= {"ready": ready, "server_time": database.get("time"), "demo": settings.QCDC_DEMO}
    return JsonResponse(report, status=200 if ready else 503)


def _asked(name: str, question: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Ask one dependency; whatever it raises means that it does not work, and is logged."""
    try:
        return {"ok": True} | question()
    except Exception:
        logger.warning("readyz: %s does not work", name, exc_info=True)
        return {"ok": False}


def _database() -> dict[str, Any]:
    return {"time": timezone.localtime(clock.database_clock()).isoformat(timespec="seconds")}


def _broker() -> dict[str, Any]:
    if not settings.REDIS_URL:
        return {"ok": os.access(settings.BROKER_DIR / "queue", os.W_OK), "kind": "filesystem"}
    with app.connection_for_write() as connection:
        connection.ensure_connection(
            max_retries=1, timeout=settings.CELERY_BROKER_CONNECTION_TIMEOUT
        )
        connection.default_channel.client.ping()
    return {"kind": "redis"}


def _storage() -> dict[str, Any]:
    if not isinstance(default_storage, FileSystemStorage):
        default_storage.exists(STORAGE_PROBE)
        return {"kind": "object store"}
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.MEDIA_ROOT).free
    fits = free > SPARE_BODIES * settings.QCDC_MAX_BODY_BYTES
    return {"ok": fits and os.access(settings.MEDIA_ROOT, os.W_OK), "kind": "disk"}


def _journal() -> dict[str, Any]:
    newest = JournalEntry.objects.order_by("-pk").values("hash", "at").first()
    if newest is None:
        return {"head": None}
    return {
        "head": newest["hash"],
        "at": timezone.localtime(newest["at"]).isoformat(timespec="seconds"),
    }


def _worker() -> dict[str, Any]:
    pulse = Pulse.objects.filter(name=tasks.WORKER).first()
    if pulse is None:
        return {"ok": False, "age_seconds": None}
    age = round((clock.database_clock() - pulse.beaten_at).total_seconds())
    return {"ok": age <= WORKER_STALE_SECONDS, "age_seconds": age}


def _scanner() -> dict[str, Any]:
    scanner.ping()
    return {"kind": "clamd"}
