"""Who of the unit works on a dossier now, in words."""

from datetime import datetime, timedelta

from accounts.models import User
from dossiers.models import Dossier, Presence

# Nobody is said to be here who has not been seen for this long.
GONE_AFTER = timedelta(minutes=5)
_MINUTE = 60


def others_of(dossier: Dossier, *, at: datetime, than: User) -> list[dict[str, str]]:
    """Return who else was seen lately, the latest first; for the unit's own side only."""
    rows = (
        Presence.objects.filter(dossier=dossier, seen_at__gt=at - GONE_AFTER)
        .exclude(person=than)
        .select_related("person")
        .order_by("-seen_at")
    )
    return [
        {
            "name": row.person.full_name,
            "leaf": f"tiêu chí {row.leaf_code}" if row.leaf_code else "",
            "when": _ago(at - row.seen_at),
        }
        for row in rows
    ]


def _ago(passed: timedelta) -> str:
    minutes = int(passed.total_seconds()) // _MINUTE
    return f"{minutes} phút trước" if minutes > 0 else "vừa thao tác"
