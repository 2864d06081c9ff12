"""How a write is answered: a page that was posted leads on, a script gets its piece."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """303: the write is done, read on over there (a reload does not post again)."""

    status_code = HTTPStatus.SEE_OTHER


def is_piece(request: HttpRequest) -> bool:
    """Say whether a script asks (htmx or fetch) and so wants a fragment, not a redirect."""
    return (
        request.headers.get("HX-Request") == "true"
        or request.headers.get("X-Requested-With") == "fetch"
    )
