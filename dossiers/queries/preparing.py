"""What opening a campaign would do and stands on: its units, and who is there to do the work."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts import permissions as roles
from accounts.enums import Role
from accounts.models import Unit, UnitAncestry
from scoring.models import Campaign, Stage

# As many units as one reads on a page; the rest is counted.
LISTED = 20


@dataclass(frozen=True)
class Lack:
    """A role that nobody holds yet at some units that need it."""

    role: str
    units: tuple[str, ...]
    more: int

    @property
    def number(self) -> int:
        """How many units lack it."""
        return len(self.units) + self.more


def lacks(
    campaign: Campaign, units: Sequence[Unit], stages: Iterable[Stage], *, at: datetime
) -> list[Lack]:
    """Return which roles nobody holds: officers and leaders of the units, reviewers above them.

    Two queries whatever the number of units.
    """
    held = set(
        roles.current_grants(at=at)
        .filter(role__in=[Role.ENTRY, Role.LEADER, Role.REVIEWER])
        .values_list("role", "content_object_id")
    )
    found = [
        _lack(str(role.label), [unit for unit in units if (role, unit.pk) not in held])
        for role in (Role.ENTRY, Role.LEADER)
    ]
    levels = {stage.level for stage in stages if stage.tier > 1}
    above = UnitAncestry.objects.filter(
        descendant__in=[unit.pk for unit in units], depth__gt=0, ancestor__level__in=levels
    ).values("ancestor")
    appraising = Unit.objects.filter(pk__in=above).order_by("sort_key", "code")
    without = [unit for unit in appraising if (Role.REVIEWER, unit.pk) not in held]
    found.append(_lack(Role.REVIEWER.label, without))
    return [lack for lack in found if lack.number]


def _lack(role: str, units: Sequence[Unit]) -> Lack:
    names = tuple(unit.name for unit in units[:LISTED])
    return Lack(role, names, max(len(units) - LISTED, 0))
