"""Handing work to the worker, once the rows that it is about are committed."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from celery import signature
from django.db import transaction
from django.db.models import Model
from kombu.exceptions import ChannelError, OperationalError

from accounts.errors import WorkerAway

logger = logging.getLogger(__name__)

# Seconds after which a suggestion is stale: the timetable has found the work by then.
STALE_SECONDS = 600
# Seconds without suggestions after one found no way: a request that brings ten files waits for a
# silent broker once, not ten times.
REST_SECONDS = 30
_left_to_the_timetable = ContextVar("left_to_the_timetable", default=False)


@dataclass
class _Way:
    """What this process last found on the way to the worker; ``rests_until`` by its own clock."""

    rests_until: float = 0.0


_way = _Way()


def hand_over(task: str, pk: int, *, give_up: Callable[[], object]) -> None:
    """Queue ``task`` for the row ``pk`` when the present transaction has been committed.

    A row that could not be queued would wait for nobody, so ``give_up`` marks it; the commit then
    ends in ``WorkerAway``.
    """
    transaction.on_commit(lambda: _queue(task, pk, give_up))


def suggest(task: str, row: Model, *, unless: Callable[[], bool] = lambda: False) -> None:
    """Queue ``task`` for ``row`` after the commit, where the timetable would find it too.

    Nobody waits for it: without a way to the worker the row stays until the timetable comes, and
    for ``REST_SECONDS`` so do the rows after it. ``unless`` is asked after the commit: the queue is
    one for everybody, and what fills it holds up all other work.
    """
    if not _left_to_the_timetable.get():
        transaction.on_commit(lambda: None if unless() else _suggest(task, row))


@contextmanager
def unhurried() -> Iterator[None]:
    """Suggest nothing inside: thousands of rows at once are better left to the timetable."""
    token = _left_to_the_timetable.set(True)
    try:
        yield
    finally:
        _left_to_the_timetable.reset(token)


def _queue(task: str, pk: int, give_up: Callable[[], object]) -> None:
    try:
        signature(task, args=[pk]).delay()
    except OperationalError as error:
        give_up()
        raise WorkerAway(
            "Bộ phận xử lý nền tạm thời không nhận việc nên yêu cầu chưa được thực hiện. "
            "Hãy thử lại sau ít phút; nếu vẫn không được, hãy báo quản trị hệ thống."
        ) from error


def _suggest(task: str, row: Model) -> None:
    if time.monotonic() < _way.rests_until:
        return
    try:
        signature(task, args=[row.pk]).apply_async(expires=STALE_SECONDS)
    except (OperationalError, ChannelError):
        _way.rests_until = time.monotonic() + REST_SECONDS
        logger.warning("%s for %s waits for the timetable: no way to the worker", task, row.pk)
