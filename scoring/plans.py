"""A criteria set as the portal works with it: its nodes in order, each rule parsed once.

A set that a campaign uses never changes, so its plan is kept in the process.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TypeVar

from scoring.enums import ScoredBy
from scoring.models import CriteriaSet, Criterion
from scoring.rules import registry
from scoring.rules.rule import Rule
from scoring.rules.totals import LeafPoints

# Sets that are in use at one time: kinds of unit × this year and last, with room to spare.
KEPT_PLANS = 16


@dataclass(frozen=True)
class Leaf:
    """A scored criterion with its parsed rule; ``criterion`` gives names and texts.

    A page asks each of them a hundred times: what it says of itself is kept.
    """

    criterion: Criterion
    rule: Rule

    @cached_property
    def pk(self) -> int:
        return self.criterion.pk

    @cached_property
    def code(self) -> str:
        return self.criterion.code

    @cached_property
    def max_points(self) -> Decimal:
        return self.criterion.max_points

    @cached_property
    def is_by_unit(self) -> bool:
        """Whether the unit itself gives the figures."""
        return self.criterion.scored_by == ScoredBy.UNIT

    @cached_property
    def is_in_base(self) -> bool:
        """Whether its points belong to the 100, as bonus and penalty do not."""
        return not self.rule.kind.is_outside_base

    def scored(
        self, points: Decimal | None, is_not_applicable: bool, rate: Decimal | None = None
    ) -> LeafPoints:
        """Return the leaf with what it was given, as the pure totals take it."""
        return LeafPoints(
            code=self.code,
            group=self.criterion.group_code,
            max_points=self.max_points,
            points=points,
            is_not_applicable=is_not_applicable,
            is_critical=self.criterion.is_critical,
            kind=self.rule.kind,
            rate=rate,
        )


@dataclass(frozen=True)
class Plan:
    """A whole set: ``nodes`` in printed order, ``leaves`` among them, ``groups`` at the top."""

    criteria_set: CriteriaSet
    nodes: tuple[Criterion, ...]
    leaves: tuple[Leaf, ...]

    @cached_property
    def groups(self) -> tuple[Criterion, ...]:
        """The top-level nodes in printed order, those of bonus and penalty last."""
        return tuple(node for node in self.nodes if node.parent_id is None)

    @cached_property
    def codes(self) -> Mapping[int, str]:
        """The leaves' printed codes by their ids."""
        return {leaf.pk: leaf.code for leaf in self.leaves}

    def leaf(self, code: str) -> Leaf:
        """Return the leaf printed as ``code``; raises ``KeyError`` when there is none."""
        return self._by_code[code]

    def leaves_of(self, group: str) -> tuple[Leaf, ...]:
        """Return the leaves of the group printed as ``group`` in order; none for an unknown one."""
        return self._by_group.get(group, ())

    @cached_property
    def _by_code(self) -> Mapping[str, Leaf]:
        return {leaf.code: leaf for leaf in self.leaves}

    @cached_property
    def _by_group(self) -> Mapping[str, tuple[Leaf, ...]]:
        found: dict[str, list[Leaf]] = defaultdict(list)
        for leaf in self.leaves:
            found[leaf.criterion.group_code].append(leaf)
        return {group: tuple(leaves) for group, leaves in found.items()}

    def due(self, *, is_last_stage: bool) -> tuple[Leaf, ...]:
        """Return the leaves a stage must score: the unit's, and in the last stage all others.

        Bonus and penalty count only where they are claimed, so they are never due.
        """
        return self._due_last if is_last_stage else self._due_of_unit

    @cached_property
    def _due_last(self) -> tuple[Leaf, ...]:
        return tuple(leaf for leaf in self.leaves if leaf.is_in_base)

    @cached_property
    def _due_of_unit(self) -> tuple[Leaf, ...]:
        return tuple(leaf for leaf in self._due_last if leaf.is_by_unit)


Made = TypeVar("Made")
_forgetters: list[Callable[[], None]] = []


def kept(make: Callable[[int], Made]) -> Callable[[int], Made]:
    """Keep what ``make`` says of a criteria set as long as the set's plan is kept.

    For what never changes while a campaign uses the set, such as texts ready for a page.
    """
    remembered = lru_cache(maxsize=KEPT_PLANS)(make)
    _forgetters.append(remembered.cache_clear)
    return remembered


def plan_of(criteria_set_id: int) -> Plan:
    """Return the plan of a criteria set that a campaign uses (from memory after the first time)."""
    return _kept_plan(criteria_set_id)


@kept
def _kept_plan(criteria_set_id: int) -> Plan:
    return read_plan(CriteriaSet.objects.get(pk=criteria_set_id))


def read_plan(criteria_set: CriteriaSet) -> Plan:
    """Return the plan of a set as its rows say now. Raises ``InvalidParameters``."""
    nodes = tuple(criteria_set.criteria.order_by("position"))
    leaves = tuple(
        Leaf(node, registry.parse(node.kind, node.parameters, max_points=node.bound))
        for node in nodes
        if node.is_leaf
    )
    return Plan(criteria_set, nodes, leaves)


def forget_plans() -> None:
    """Empty the memory; tests call it when row numbers begin anew."""
    for forget in _forgetters:
        forget()
