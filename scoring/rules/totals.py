"""Leaves to groups to one total and its index. Sums of rounded leaves; nothing is rounded twice.

``total`` works from leaves; ``combine`` from group sums, for those who let a database add first.
Both give the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from scoring.rules.kind import RuleKind
from scoring.rules.numbers import ZERO, percent_of


class LeafPoints(NamedTuple):
    """One judged leaf. A named tuple: hundreds of thousands are made in one aggregation.

    ``points`` is None where there is no score yet, or none can be given: such a leaf counts
    nothing and stays in the maximum. ``rate`` is the percentage that its figures gave.
    """

    code: str
    group: str
    max_points: Decimal
    points: Decimal | None
    is_not_applicable: bool
    is_critical: bool
    kind: RuleKind
    rate: Decimal | None = None


class GroupSum(NamedTuple):
    """The plain sums of one group."""

    code: str
    achieved: Decimal
    maximum: Decimal
    applicable_maximum: Decimal


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """One group; ``share`` is achieved ÷ applicable maximum in percent, None where that is 0."""

    code: str
    achieved: Decimal
    maximum: Decimal
    applicable_maximum: Decimal
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Totals:
    """The total of one dossier.

    ``achieved`` = base + bonus − penalty, held between 0 and the applicable maximum; ``bonus``
    and ``penalty`` are after their caps, both positive. ``index`` = achieved ÷ applicable
    maximum × 100, two decimals, None where everything is not applicable. ``missing`` are the
    codes of the leaves without points.
    """

    achieved: Decimal
    base: Decimal
    bonus: Decimal
    penalty: Decimal
    maximum: Decimal
    not_applicable: Decimal
    applicable_maximum: Decimal
    index: Decimal | None
    groups: tuple[GroupTotal, ...]
    missing: tuple[str, ...]


def total(
    leaves: Iterable[LeafPoints], *, bonus_cap: Decimal | None, penalty_cap: Decimal | None
) -> Totals:
    """Add the leaves of one dossier; a cap of None means none. Groups keep their first order."""
    sums: dict[str, list[Decimal]] = {}
    outside = {RuleKind.BONUS: ZERO, RuleKind.PENALTY: ZERO}
    missing = []
    for code, group, max_points, points, is_not_applicable, _, kind, _ in leaves:
        if kind in outside:
            if points is not None and not is_not_applicable:
                outside[kind] += points
            continue
        row = sums.get(group)
        if row is None:
            row = sums[group] = [ZERO, ZERO, ZERO]
        row[1] += max_points
        if is_not_applicable:
            continue
        row[2] += max_points
        if points is None:
            missing.append(code)
        else:
            row[0] += points
    return combine(
        [GroupSum(code, *row) for code, row in sums.items()],
        bonus=outside[RuleKind.BONUS],
        penalty=outside[RuleKind.PENALTY],
        bonus_cap=bonus_cap,
        penalty_cap=penalty_cap,
        missing=missing,
    )


def combine(
    groups: Iterable[GroupSum],
    *,
    bonus: Decimal,
    penalty: Decimal,
    bonus_cap: Decimal | None,
    penalty_cap: Decimal | None,
    missing: Iterable[str] = (),
) -> Totals:
    """The total over group sums; ``bonus`` and ``penalty`` come uncapped and positive."""
    if bonus_cap is not None:
        bonus = min(bonus, bonus_cap)
    if penalty_cap is not None:
        penalty = min(penalty, penalty_cap)
    base = maximum = applicable_maximum = ZERO
    totals = []
    for group in groups:
        base += group.achieved
        maximum += group.maximum
        applicable_maximum += group.applicable_maximum
        totals.append(GroupTotal(*group, _share(group.achieved, group.applicable_maximum)))
    achieved = max(ZERO, min(base + bonus - penalty, applicable_maximum))
    return Totals(
        achieved=achieved,
        base=base,
        bonus=bonus,
        penalty=penalty,
        maximum=maximum,
        not_applicable=maximum - applicable_maximum,
        applicable_maximum=applicable_maximum,
        index=_share(achieved, applicable_maximum),
        groups=tuple(totals),
        missing=tuple(missing),
    )


def _share(achieved: Decimal, applicable_maximum: Decimal) -> Decimal | None:
    return percent_of(achieved, applicable_maximum) if applicable_maximum else None
