"""Handing work to the worker, once the rows that it is about are committed."""

from collections.abc import Callable

from celery import signature
from django.db import transaction
from kombu.exceptions import OperationalError

from accounts.errors import WorkerAway


def hand_over(task: str, pk: int, *, give_up: Callable[[], object]) -> None:
    """Queue ``task`` for the row ``pk`` when the present transaction has been committed.

    A row that could not be queued would wait for nobody, so ``give_up`` marks it; the commit then
    ends in ``WorkerAway``.
    """
    transaction.on_commit(lambda: _queue(task, pk, give_up))


def _queue(task: str, pk: int, give_up: Callable[[], object]) -> None:
    try:
        signature(task, args=[pk]).delay()
    except OperationalError as error:
        give_up()
        raise WorkerAway(
            "Bộ phận xử lý nền tạm thời không nhận việc nên yêu cầu chưa được thực hiện. "
            "Hãy thử lại sau ít phút; nếu vẫn không được, hãy báo quản trị hệ thống."
        ) from error
