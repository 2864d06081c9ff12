"""What every page says about the person who looks at it."""

from django.http import HttpRequest
from django.utils import timezone

from accounts import acting
from accounts.models import User


def identity(request: HttpRequest) -> dict[str, object]:
    """Give templates ``page_identity`` (contract C4), ``acting`` and ``other_grants``."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    standing = acting.standing(request)
    role = standing.acting
    return {
        "page_identity": {
            "user": user.username,
            "role": role.role if role else "",
            "unit": role.unit.code if role else "",
            "server_time": timezone.localtime(standing.at).isoformat(timespec="milliseconds"),
        },
        "acting": role,
        "other_grants": standing.others,
    }
