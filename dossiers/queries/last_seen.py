"""What the leader saw last: the version that was handed over and given back."""

from datetime import datetime

from accounts.models import JournalEntry
from dossiers.enums import Verb
from dossiers.models import Dossier


def by_leader(dossier: Dossier) -> datetime | None:
    """Return when the leader last gave the dossier back, None if that never happened.

    Nobody writes on the leaves between handing over and giving back, so what stood at that instant
    is what the leader read.
    """
    return (
        JournalEntry.objects.filter(chain=dossier.chain, verb=Verb.RETURN)
        .order_by("-seq")
        .values_list("at", flat=True)
        .first()
    )
