"""How an accepted write is answered when a browser posted a page."""

from django.http import HttpResponse

from accounts.answers import SeeOther

__all__ = ["SeeOther", "ask_again"]

# Seconds after which a page that waits for the worker loads itself again; where scripts run, a
# shorter poll is faster and this never comes to pass.
ASK_AGAIN_SECONDS = 5


def ask_again(response: HttpResponse) -> HttpResponse:
    """Let a page that waits for the worker load itself again, without any script."""
    response["Refresh"] = str(ASK_AGAIN_SECONDS)
    return response
