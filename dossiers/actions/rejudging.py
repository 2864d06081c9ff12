"""What stored rows would be worth under a corrected criteria set. Nothing is written here.

Rows that a rule computed are judged again from their own figures; a reviewer's row that agreed
with the layer below follows it; points that a reviewer gave by judgement stay as they are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from dossiers.models import Score
from scoring import plans
from scoring.rules.errors import InvalidFigures
from scoring.rules.leaf import judge_leaf
from scoring.rules.numbers import points_text

#: How a row came to its points: by its rule, by agreeing with the layer below, by judgement.
Source = Literal["rule", "agreed", "judged"]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a row says: the four columns that judging fills."""

    points: Decimal | None
    is_not_applicable: bool
    rate: Decimal | None
    because: str

    @classmethod
    def of(cls, row: Score) -> "Verdict":
        """Return what a stored row says."""
        return cls(
            points=row.points,
            is_not_applicable=row.is_not_applicable,
            rate=row.rate,
            because=row.because,
        )

    @property
    def worth(self) -> tuple[Decimal | None, bool, Decimal | None]:
        """What counts; two verdicts of one worth may still differ in words."""
        return self.points, self.is_not_applicable, self.rate


@dataclass(frozen=True, kw_only=True)
class Rejudged:
    """A stored row with what it said, what it would say, and what stands in the way (or "")."""

    row: Score
    leaf: plans.Leaf
    source: Source
    old: Verdict
    new: Verdict
    problem: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether points, applicability, value or sentence would change."""
        return self.old != self.new


def rejudge(
    rows: Iterable[Score], leaves: Mapping[int, plans.Leaf], *, proven: set[int]
) -> list[Rejudged]:
    """Judge one dossier's rows by other leaves (stored leaf id → leaf), from the lowest tier up.

    ``proven`` are the stored ids of leaves with evidence. Rows need their ``stage``.
    """
    below: dict[int, Rejudged] = {}
    judged = []
    for row in sorted(rows, key=lambda row: row.stage.tier):
        leaf = leaves[row.leaf_id]
        if row.stage.tier == 1 or not leaf.is_by_unit:
            done = by_rule(row, leaf, has_evidence=row.leaf_id in proven)
        else:
            done = _appraised(row, leaf, below.get(row.leaf_id))
        judged.append(done)
        if row.says_something:
            below[row.leaf_id] = done
    return judged


def by_rule(row: Score, leaf: plans.Leaf, *, has_evidence: bool) -> Rejudged:
    """Judge a row again from the figures that it holds."""
    old = Verdict.of(row)
    told = Rejudged(row=row, leaf=leaf, source="rule", old=old, new=old)
    try:
        outcome = judge_leaf(
            leaf.rule,
            row.figures,
            is_not_applicable=row.is_not_applicable and row.figures is None,
            may_be_not_applicable=leaf.criterion.may_be_not_applicable,
            evidence_required=leaf.criterion.evidence_required,
            evidence_count=int(has_evidence),
        )
    except InvalidFigures as error:
        return replace(told, problem=" ".join(error.problems.values()))
    new = Verdict(
        points=outcome.points,
        is_not_applicable=outcome.is_not_applicable,
        rate=outcome.rate,
        because=outcome.because,
    )
    return replace(told, new=new)


def _appraised(row: Score, leaf: plans.Leaf, below: Rejudged | None) -> Rejudged:
    """Let a row that agreed follow the layer below; keep what was judged, if it can stand."""
    old = Verdict.of(row)
    if below is not None and old.worth == below.old.worth:
        new = replace(below.new, because=old.because)
        return Rejudged(row=row, leaf=leaf, source="agreed", old=old, new=new)
    told = Rejudged(row=row, leaf=leaf, source="judged", old=old, new=old)
    if old.points is not None and old.points > leaf.criterion.bound:
        most = points_text(leaf.criterion.bound)
        given = points_text(old.points)
        return replace(told, problem=f"Điểm thẩm định {given} cao hơn điểm tối đa mới {most}.")
    if old.is_not_applicable and not leaf.criterion.may_be_not_applicable:
        return replace(told, problem="Tiêu chí không còn được bỏ qua.")
    return told
