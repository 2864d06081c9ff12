"""How an accepted write is answered when a browser posted a page."""

from http import HTTPStatus

from django.http import HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """303: the write is done, read on over there (a reload does not post again)."""

    status_code = HTTPStatus.SEE_OTHER
