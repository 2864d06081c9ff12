"""Who works on a dossier now: a fleeting note beside the work, never part of its journal."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction

from accounts.clock import Clock, database_clock
from accounts.models import User
from dossiers import permissions
from dossiers.models import Dossier, Presence

# A note younger than this is not written again: typing must not wait for it.
FRESH = timedelta(seconds=60)


def stay(
    *, dossier: Dossier, by: User, leaf_code: str = "", clock: Clock = database_clock
) -> Presence:
    """Note that the person has the dossier open, and on which leaf they are.

    Raises ``NotAllowed`` for people who do not work for the unit.
    """
    with transaction.atomic():
        at = clock()
        permissions.require_own_side(by, dossier, at=at)
        return _note(dossier, by, leaf_code, at=at)


def saved(*, dossier: Dossier, by: User, leaf_code: str, at: datetime) -> None:
    """Note a save that has just been accepted, once a minute at most for each leaf.

    The process remembers what it has noted, so most saves ask the database nothing.
    """
    key = f"presence/{dossier.pk}/{by.pk}/{leaf_code}"
    if cache.add(key, leaf_code, timeout=FRESH.total_seconds()):
        _note(dossier, by, leaf_code, at=at)


def _note(dossier: Dossier, by: User, leaf_code: str, *, at: datetime) -> Presence:
    row, _ = Presence.objects.update_or_create(
        dossier=dossier, person=by, defaults={"leaf_code": leaf_code, "seen_at": at}
    )
    return row
