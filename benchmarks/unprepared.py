"""Floors as Django does them by itself: every statement is built when it is asked.

A floor must not sink because the portal prepares its statements: then a page that gets faster
would miss the goal that it met before.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any
from unittest import mock

from django.http import HttpResponse

from accounts.prepared import Prepared

View = Callable[..., HttpResponse]


def as_django_asks(view: View) -> View:
    """Return ``view`` with nothing prepared."""

    @wraps(view)
    def asking(*args: Any, **kwargs: Any) -> HttpResponse:
        with _nothing_prepared():
            return view(*args, **kwargs)

    return asking


@contextmanager
def _nothing_prepared() -> Iterator[None]:
    ask = Prepared.rows

    def anew(statement: Prepared, **values: Any) -> list[Any]:
        statement._made = None
        return ask(statement, **values)

    with mock.patch.object(Prepared, "rows", anew):
        yield
