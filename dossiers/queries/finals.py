"""The final rows of a campaign, read as one set: what an aggregation is computed from.

The database folds each dossier's rows into one value before anything is joined, so the cost
is a scan; the pure rules judge the few numbers of one dossier.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.db.models import Aggregate, F, IntegerField, TextField
from django.db.models.functions import Cast, Round

from dossiers.enums import DossierState
from dossiers.models import Score
from scoring import plans
from scoring.models import Campaign, Stage
from scoring.rules import conditions, ladder, totals
from scoring.rules.conditions import Condition, Facts, LeafRateAtLeast, Verdict
from scoring.rules.kind import RuleKind
from scoring.rules.ladder import Classification, Ladder
from scoring.rules.numbers import HUNDRED, ZERO
from scoring.rules.totals import GroupSum, LeafPoints, Totals

# Rows fetched at a time; bounds the memory whatever the number of dossiers.
CHUNK = 1000


class Rows(Aggregate):
    """All given columns of a group's rows as one JSON array of arrays, in no certain order."""

    name = "Rows"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "JSON_GROUP_ARRAY(JSON_ARRAY(%(expressions)s))"
        return self.as_sql(compiler, connection, template=template, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "JSON_AGG(JSON_BUILD_ARRAY(%(expressions)s))::text"
        return self.as_sql(compiler, connection, template=template, **extra)


class FinalRow(NamedTuple):
    """One leaf's final score; points and rate in hundredths, so that sums stay exact."""

    leaf_id: int
    cents: int | None
    is_not_applicable: bool
    rate_cents: int | None


@dataclass(frozen=True)
class Judged:
    """What one dossier got; ``leaves`` as ``UnitResult.leaves`` stores them."""

    totals: Totals
    verdicts: tuple[Verdict, ...]
    classification: Classification
    leaves: list[list[Any]]


def final_rows(last: Stage) -> Iterator[tuple[int, list[FinalRow]]]:
    """Yield (dossier id, its rows of the last stage) for each dossier whose appraisal is over.

    Nothing can be written to such a dossier any more, so every reading gives the same rows.
    """
    grouped = (
        Score.objects.filter(stage=last, dossier__state=DossierState.AWAITING_DECISION)
        .order_by("dossier_id")
        .values("dossier_id")
        .annotate(
            rows=Rows("leaf_id", _cents("points"), "is_not_applicable", _cents("rate")),
        )
        .values_list("dossier_id", "rows")
    )
    for dossier_id, text in grouped.iterator(chunk_size=CHUNK):
        yield dossier_id, [FinalRow(*row) for row in json.loads(text)]


def _cents(field: str) -> Cast:
    return Cast(Round(F(field) * HUNDRED), IntegerField())


@dataclass(frozen=True)
class Yardstick:
    """A campaign's plan and rules, parsed once for all its dossiers."""

    plan: plans.Plan
    conditions: tuple[Condition, ...]
    ladder: Ladder
    bonus_cap: Decimal
    penalty_cap: Decimal

    @classmethod
    def of(cls, campaign: Campaign) -> "Yardstick":
        """Return the yardstick that the campaign's data describes. Raises InvalidParameters."""
        return cls(
            plans.plan_of(campaign.criteria_set_id),
            conditions.parse(campaign.conditions),
            ladder.parse(campaign.ladder),
            Decimal(campaign.caps["bonus"]),
            Decimal(campaign.caps["penalty"]),
        )

    @cached_property
    def _by_id(self) -> Mapping[int, tuple[int, plans.Leaf]]:
        """Leaf id → its place in printed order and the leaf."""
        return {leaf.pk: (place, leaf) for place, leaf in enumerate(self.plan.leaves)}

    @cached_property
    def _maxima(self) -> Mapping[str, Decimal]:
        """Group code → the maximum of its leaves inside the 100."""
        sums: dict[str, Decimal] = {}
        for leaf in self.plan.leaves:
            if leaf.is_in_base:
                group = leaf.criterion.group_code
                sums[group] = sums.get(group, ZERO) + leaf.max_points
        return sums

    @cached_property
    def _looked_at(self) -> tuple[plans.Leaf, ...]:
        """The leaves that some condition looks at by themselves."""
        named = {rule.leaf for rule in self.conditions if isinstance(rule, LeafRateAtLeast)}
        return tuple(
            leaf for leaf in self.plan.leaves if leaf.criterion.is_critical or leaf.code in named
        )

    def total(self, rows: list[FinalRow]) -> Totals:
        """Add up one dossier's rows; the same numbers as ``totals.total`` gives for its leaves."""
        achieved = dict.fromkeys(self._maxima, 0)
        left_out: dict[str, Decimal] = {}
        outside = {RuleKind.BONUS: 0, RuleKind.PENALTY: 0}
        by_id = self._by_id
        for leaf_id, cents, is_not_applicable, _ in rows:
            leaf = by_id[leaf_id][1]
            if not leaf.is_in_base:
                outside[leaf.rule.kind] += cents or 0
            elif is_not_applicable:
                group = leaf.criterion.group_code
                left_out[group] = left_out.get(group, ZERO) + leaf.max_points
            elif cents:
                achieved[leaf.criterion.group_code] += cents
        return totals.combine(
            [
                GroupSum(code, points(achieved[code]), maximum, maximum - left_out.get(code, ZERO))
                for code, maximum in self._maxima.items()
            ],
            bonus=points(outside[RuleKind.BONUS]),
            penalty=points(outside[RuleKind.PENALTY]),
            bonus_cap=self.bonus_cap,
            penalty_cap=self.penalty_cap,
        )

    def judge(self, rows: list[FinalRow], facts: Facts) -> Judged:
        """Return totals, verdicts and class of one dossier."""
        summed = self.total(rows)
        known = {row.leaf_id: row for row in rows}
        leaves = [_leaf_points(leaf, known.get(leaf.pk)) for leaf in self._looked_at]
        verdicts = conditions.judge(self.conditions, summed, leaves, facts)
        classification = ladder.classify(summed.index, verdicts, self.ladder)
        return Judged(summed, verdicts, classification, self._told(rows))

    def _told(self, rows: list[FinalRow]) -> list[list[Any]]:
        """The leaves in printed order as ``[code, points as text, not applicable]``."""
        by_id = self._by_id
        placed = sorted((by_id[row.leaf_id], row) for row in rows)
        return [
            [leaf.code, None if row.cents is None else str(points(row.cents)), bool(row[2])]
            for (_, leaf), row in placed
        ]


def _leaf_points(leaf: plans.Leaf, row: FinalRow | None) -> LeafPoints:
    cents, is_not_applicable, rate = (row[1], row[2], row[3]) if row else (None, False, None)
    return LeafPoints(
        code=leaf.code,
        group=leaf.criterion.group_code,
        max_points=leaf.max_points,
        points=None if cents is None else points(cents),
        is_not_applicable=is_not_applicable,
        is_critical=leaf.criterion.is_critical,
        kind=leaf.rule.kind,
        rate=None if rate is None else points(rate),
    )


@lru_cache(maxsize=1 << 14)
def points(cents: int) -> Decimal:
    """Hundredths as points with two decimals; few values recur in all the rows of a province."""
    return Decimal(cents).scaleb(-2)
