"""Addresses that fail on purpose, for the tests of the middleware."""

import errno
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts import errors
from accounts.models import User
from qcdc import urls


def closed(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


@login_not_required
def opened(request: HttpRequest) -> HttpResponse:
    return HttpResponse("outside")


def half_written(request: HttpRequest) -> HttpResponse:
    """Write a row and then refuse, as an action that finds out late does."""
    with transaction.atomic():
        User.objects.create(username="half")
        raise errors.DeadlinePassed("Đã hết hạn nhập liệu.")


def conflicting(request: HttpRequest) -> HttpResponse:
    raise errors.Conflict("Có người vừa lưu trước.", values={"Đang lưu": "7,50", "Vừa gửi": "8"})


def failing(failure: Callable[[], Exception]) -> Callable[[HttpRequest], HttpResponse]:
    """Return a public view that raises a technical failure."""

    @login_not_required
    def view(request: HttpRequest) -> HttpResponse:
        raise failure()

    return view


urlpatterns = [
    *urls.urlpatterns,
    path("t/closed", closed),
    path("t/opened", opened),
    path("t/half-written", half_written),
    path("t/conflicting", conflicting),
    path("t/disk-full", failing(lambda: OSError(errno.ENOSPC, "no space"))),
    path("t/database-full", failing(lambda: OperationalError("database or disk is full"))),
    path("t/database-locked", failing(lambda: OperationalError("database is locked"))),
    path("t/too-big", failing(lambda: RequestDataTooBig("too big"))),
    path("t/defect", failing(lambda: ZeroDivisionError("a defect"))),
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
