"""The static timetable names tasks that exist, in Vietnamese time; a broker that is away."""

import socket
import time
from collections.abc import Iterator

import pytest
from celery import Celery, Task
from django.db.models import Model
from kombu.exceptions import OperationalError

from accounts import worker
from accounts.models import Unit
from qcdc import broker
from qcdc.celery import app


def test_every_timed_task_exists() -> None:
    app.loader.import_default_modules()
    timed = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert timed <= set(app.tasks)


def test_the_worker_lives_in_vietnamese_time() -> None:
    assert str(app.timezone) == "Asia/Ho_Chi_Minh"


def test_publishing_never_waits_for_a_stalled_broker() -> None:
    assert app.conf.task_publish_retry is False
    assert app.conf.broker_connection_timeout <= 5


@pytest.fixture
def unheard() -> Iterator[int]:
    """Return a port at which nobody listens, and nobody will."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def silent() -> Iterator[int]:
    """Return a port whose calls are taken and never answered."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def seconds_until_refused(port: int, *, patience: int) -> float:
    """Publish through Redis at ``port`` as the portal does; return how long the refusal took."""
    there = Celery("probe", broker=f"redis://127.0.0.1:{port}/0", set_as_current=False)
    there.conf.broker_transport_options = broker.over_redis(patience)
    there.conf.broker_connection_timeout = patience
    there.conf.task_publish_retry = app.conf.task_publish_retry
    begun = time.monotonic()
    with pytest.raises(OperationalError):
        there.send_task("probe")
    return time.monotonic() - begun


def test_closed_broker_is_refused_at_once(unheard: int) -> None:
    assert seconds_until_refused(unheard, patience=5) < 1


def test_silent_broker_is_called_once(silent: int) -> None:
    assert seconds_until_refused(silent, patience=1) < 2


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every publication fail and return the list of what was tried; nothing is known yet."""
    tried: list[str] = []

    def fail(self: Task, *_: object, **__: object) -> None:
        tried.append(str(self))
        raise OperationalError("connection refused")

    monkeypatch.setattr("celery.canvas.Signature.apply_async", fail)
    monkeypatch.setattr(worker, "_way", worker._Way())
    return tried


def test_many_suggestions_wait_for_a_broker_that_is_away_once(
    calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    row: Model = Unit(pk=1)
    for _ in range(10):
        worker._suggest("dossiers.check_file", row)
    assert len(calls) == 1
    monkeypatch.setattr(worker._way, "rests_until", time.monotonic())
    worker._suggest("dossiers.check_file", row)
    assert len(calls) == 2
