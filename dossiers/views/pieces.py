"""Whether a script asks for a piece of a page, or a browser for a whole one."""

from django.http import HttpRequest


def is_piece(request: HttpRequest) -> bool:
    """Say whether the answer goes to a script (htmx or fetch), which wants no redirect."""
    return (
        request.headers.get("HX-Request") == "true"
        or request.headers.get("X-Requested-With") == "fetch"
    )
