"""The final rows of a campaign, read as one set: what an aggregation is computed from.

The database folds each dossier's rows into one value before anything is joined, so the cost
is little more than a scan; the pure rules judge the few numbers of one dossier.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db.models import Aggregate, Q, TextField
from django.db.models.functions import Cast

from dossiers.models import Score
from dossiers.queries import leaders
from dossiers.queries.leaders import Leaders
from scoring import plans
from scoring.models import Campaign, Stage
from scoring.rules import conditions, ladder, totals
from scoring.rules.conditions import LeafRateAtLeast
from scoring.rules.kind import RuleKind
from scoring.rules.kinds.relative import Relative
from scoring.rules.ladder import Classification, Ladder, Standing
from scoring.rules.numbers import ZERO, half_up
from scoring.rules.totals import GroupSum, LeafPoints, Totals
from scoring.rules.verdicts import Condition, Facts, Verdict

# Rows fetched at a time; bounds the memory whatever the number of dossiers.
CHUNK = 1000


class ByKey(Aggregate):
    """Two columns of a group's rows, a key and a value, as one JSON object."""

    name = "ByKey"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_GROUP_OBJECT", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_OBJECT_AGG", **extra)


class FinalRows(NamedTuple):
    """One dossier's final rows by leaf id, which is text as in every JSON key.

    ``points`` has every row, None where there are no points; ``left_out`` the leaves that do
    not apply; ``rates`` the percentages of the leaves that some condition looks at, and the
    values of leader-relative leaves, whose points are not stored but found by comparing:
    ``because`` has their sentences.
    """

    dossier_id: int
    points: Mapping[str, Decimal | None]
    left_out: Collection[str]
    rates: Mapping[str, Decimal]
    because: Mapping[str, str] = MappingProxyType({})


def _by_leaf(column: str, *, where: Q | None = None) -> Cast:
    # As text: a driver that reads JSON by itself would make floats of points.
    return Cast(ByKey("leaf_id", column, filter=where), TextField())


@lru_cache(maxsize=1 << 14)
def stored(text: str) -> Decimal:
    """Return a stored number with two decimals; few values recur in a whole province."""
    return half_up(Decimal(text))


_DECODER = json.JSONDecoder(parse_int=stored, parse_float=stored)


def _read(text: str | None) -> dict[str, Any]:
    # PostgreSQL folds no rows to NULL, SQLite to an empty object.
    return _DECODER.decode(text) if text else {}


@dataclass(frozen=True)
class Judged:
    """What one dossier got; ``leaves`` as ``UnitResult.leaves`` stores them.

    ``standing`` is what the unit is ranked by, None where it is not ranked.
    """

    totals: Totals
    verdicts: tuple[Verdict, ...]
    classification: Classification
    standing: Standing | None
    leaves: list[list[Any]]


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
    def _places(self) -> Mapping[str, "_Place"]:
        """Leaf id → where its points go, in printed order."""
        groups = {code: pot for pot, code in enumerate(self._maxima)}
        outside = {RuleKind.BONUS: len(groups), RuleKind.PENALTY: len(groups) + 1}
        return {
            str(leaf.pk): _Place(
                leaf.code,
                groups[leaf.criterion.group_code] if leaf.is_in_base else outside[leaf.rule.kind],
                leaf.max_points,
            )
            for leaf in self.plan.leaves
        }

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

    @cached_property
    def _relative(self) -> Mapping[int, Relative]:
        """Leaf id → its rule, for the leaves whose points come from comparing units."""
        return leaders.relative_rules(self.plan.leaves)

    def final_rows(self, last: Stage, *, among: Mapping[int, int | None]) -> Iterator[FinalRows]:
        """Yield the rows of the last stage of each dossier whose id is ``among`` (id → branch).

        ``among`` are dossiers whose appraisal is over: nothing can be written to them any more,
        so every reading gives the same rows. Leader-relative leaves have their points here.
        """
        rows = self._stored_rows(last, among=among)
        if not self._relative:
            yield from rows
            return
        found = leaders.leaders_of(last, self._relative, among=among)
        for each in rows:
            yield self._compared(each, found, branch=among[each.dossier_id])

    def _compared(self, rows: FinalRows, found: Leaders, *, branch: int | None) -> FinalRows:
        """Return the rows with the points that comparing with the leaders gives."""
        points, because = dict(rows.points), {}
        for leaf_id in self._relative:
            key = str(leaf_id)
            if key in rows.rates and points[key] is None and key not in rows.left_out:
                judged = found.judge(leaf_id, rows.rates[key], branch)
                points[key], because[key] = judged.value, judged.because
        return rows._replace(points=points, because=because)

    def _stored_rows(self, last: Stage, *, among: Collection[int]) -> Iterator[FinalRows]:
        wanted = {leaf.pk for leaf in self._looked_at} | set(self._relative)
        rated = Q(leaf__in=wanted, rate__isnull=False)
        folded = (
            Score.objects.filter(stage=last)
            .order_by("dossier_id")
            .values("dossier_id")
            .annotate(
                by_points=_by_leaf("points"),
                by_left_out=_by_leaf("leaf_id", where=Q(is_not_applicable=True)),
                by_rate=_by_leaf("rate", where=rated),
            )
            .values_list("dossier_id", "by_points", "by_left_out", "by_rate")
        )
        for dossier_id, *texts in folded.iterator(chunk_size=CHUNK):
            if dossier_id in among:
                yield FinalRows(dossier_id, *map(_read, texts))

    def total(self, rows: FinalRows) -> Totals:
        """Add up one dossier's rows; the same numbers as ``totals.total`` gives for its leaves."""
        places, maxima = self._places, self._maxima
        pots = [ZERO] * (len(maxima) + 2)
        for leaf, points in rows.points.items():
            if points:
                pots[places[leaf].pot] += points
        applicable = list(maxima.values())
        for leaf in rows.left_out:
            _, pot, max_points = places[leaf]
            if pot < len(applicable):
                applicable[pot] -= max_points
        *achieved, bonus, penalty = pots
        return totals.combine(
            map(GroupSum, maxima, achieved, maxima.values(), applicable),
            bonus=bonus,
            penalty=penalty,
            bonus_cap=self.bonus_cap,
            penalty_cap=self.penalty_cap,
        )

    def judge(self, rows: FinalRows, facts: Facts) -> Judged:
        """Return totals, verdicts and class of one dossier."""
        summed = self.total(rows)
        leaves = [_leaf_points(leaf, rows) for leaf in self._looked_at]
        verdicts = conditions.judge(self.conditions, summed, leaves, facts)
        classification = ladder.classify(summed.index, verdicts, self.ladder)
        standing = ladder.standing(summed.index, verdicts, self.ladder)
        return Judged(summed, verdicts, classification, standing, self._told(rows))

    def _told(self, rows: FinalRows) -> list[list[Any]]:
        """The leaves in printed order as ``[code, points as text, not applicable]``.

        A leaf whose points came from comparing has its sentence behind them.
        """
        points, left_out, because = rows.points, rows.left_out, rows.because
        told: list[list[Any]] = [
            [place.code, None if points[leaf] is None else str(points[leaf]), leaf in left_out]
            for leaf, place in self._places.items()
            if leaf in points
        ]
        if because:
            codes = {self._places[leaf].code: said for leaf, said in because.items()}
            told = [[*row, codes[row[0]]] if row[0] in codes else row for row in told]
        return told


class _Place(NamedTuple):
    """Where a leaf's points are added: its group's pot, or behind those bonus and penalty."""

    code: str
    pot: int
    max_points: Decimal


def _leaf_points(leaf: plans.Leaf, rows: FinalRows) -> LeafPoints:
    key = str(leaf.pk)
    return leaf.scored(rows.points.get(key), key in rows.left_out, rows.rates.get(key))
