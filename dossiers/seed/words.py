"""What last year's officers wrote beside their figures: something for this year to take over."""

from dataclasses import replace

from accounts.clock import Clock
from accounts.models import User
from dossiers.actions import report
from dossiers.actions.entry import Entry
from dossiers.models import Dossier
from dossiers.seed import phrases
from scoring.plans import Leaf

# One leaf in so many is explained; the others speak for themselves.
_EXPLAINED_ONE_IN = 5


def explained(typed: Entry, leaf: Leaf) -> Entry:
    """Return an entry with a few words where the leaf's turn comes; no chance is involved."""
    turn, rest = divmod(leaf.criterion.position, _EXPLAINED_ONE_IN)
    if rest:
        return typed
    return replace(typed, explanation=phrases.EXPLANATIONS[turn % len(phrases.EXPLANATIONS)])


def write_report(*, dossier: Dossier, by: User, clock: Clock) -> None:
    """Write the unit's report with the officer as the one to ask."""
    written = report.Words(
        difficulties=phrases.DIFFICULTIES,
        proposals=phrases.PROPOSALS,
        contact_name=by.full_name,
        contact_position=by.position,
        contact_phone=f"0204 388 {dossier.unit.code[-4:]}",
    )
    report.save(dossier=dossier, words=written, version=0, by=by, clock=clock)
