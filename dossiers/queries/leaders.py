"""The best values that leader-relative leaves are measured by, among the finished dossiers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from dossiers.models import Score
from scoring import plans
from scoring.models import Stage
from scoring.rules.kinds.relative import Relative
from scoring.rules.numbers import half_up
from scoring.rules.rule import Points


class Best(NamedTuple):
    """The best value of a leaf, and the name of the unit that reached it."""

    value: Decimal
    unit: str


@dataclass(frozen=True)
class Leaders:
    """Best values by leaf id and branch; the branch is None where the whole round is compared."""

    rules: Mapping[int, Relative]
    best: Mapping[tuple[int, int | None], Best]

    def judge(self, leaf_id: int, value: Decimal, branch: int | None) -> Points:
        """Return the points of a value of one of these leaves, for a unit of this branch."""
        rule = self.rules[leaf_id]
        best, leader = self.best[leaf_id, _scope(rule, branch)]
        return rule.judge_against(half_up(value), best, leader=leader)


def relative_rules(leaves: Sequence[plans.Leaf]) -> dict[int, Relative]:
    """Return the leader-relative rules among the leaves, by leaf id."""
    return {leaf.pk: leaf.rule for leaf in leaves if isinstance(leaf.rule, Relative)}


def leaders_of(
    last: Stage, rules: Mapping[int, Relative], *, among: Mapping[int, int | None]
) -> Leaders:
    """Return the leaders among the dossiers ``among`` (id → branch); one query.

    A row that has points already (0 for want of evidence) or does not apply neither leads nor
    is measured. Of units with the same best value the first by name is told.
    """
    best: dict[tuple[int, int | None], Best] = {}
    rows = (
        Score.objects.filter(
            stage=last,
            leaf__in=list(rules),
            points__isnull=True,
            is_not_applicable=False,
            rate__isnull=False,
        )
        .order_by("-rate", "dossier__unit__sort_key", "dossier__unit__code")
        .values_list("leaf_id", "dossier_id", "rate", "dossier__unit__name")
    )
    for leaf_id, dossier_id, rate, name in rows.iterator():
        if dossier_id in among and rate is not None:
            scope = _scope(rules[leaf_id], among[dossier_id])
            best.setdefault((leaf_id, scope), Best(half_up(rate), name))
    return Leaders(rules, best)


def _scope(rule: Relative, branch: int | None) -> int | None:
    return branch if rule.among == "branch" else None
