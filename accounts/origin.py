"""From which page of this site a request came, as far as the browser tells."""

from urllib.parse import SplitResult, urlsplit

from django.http import HttpRequest


def own_page(request: HttpRequest) -> SplitResult | None:
    """Return the page of this site that the request's form stood on; None for any other.

    The header is whatever a program sends: an address that nobody can read is no page of ours.
    """
    try:
        page = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return None
    # Django's own get_host() refuses a foreign host, and the page of that refusal asks here too.
    host = request.headers.get("Host") or request.META.get("SERVER_NAME")
    is_own = page.netloc == host and not page.path.startswith("//")
    return page if is_own else None
