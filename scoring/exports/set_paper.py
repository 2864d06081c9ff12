"""A criteria set on paper: an annex in the form of Nghị định 30/2020/NĐ-CP, with its guidance.

Number and date of the decision stay blank: the province issues it, the portal does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring import plans
from scoring.exports import layout
from scoring.models import CriteriaSet, Criterion
from scoring.rules import judging, ladder
from scoring.rules.expected import Expected
from scoring.rules.numbers import number_text, points_text
from scoring.rules.parameters import Parameters


@dataclass(frozen=True)
class Line:
    """One node of the set as a row: a group or, with all its words, a leaf."""

    node: Criterion
    points: str
    rule: tuple[str, ...] = ()
    giver: str = ""
    evidence: str = ""
    expected: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judged:
    """How a round on this set is judged, in words."""

    conditions: tuple[str, ...]
    rungs: tuple[tuple[str, str, str], ...]
    caps: tuple[tuple[str, str], ...]
    papers: tuple[str, ...]
    placed: str
    failed_rank: str


def pdf(criteria_set: CriteriaSet) -> bytes:
    """Return the annex as PDF; in the worker only."""
    from scoring.exports import paper

    return paper.render("pdf/criteria_set.html", content(criteria_set))


def content(criteria_set: CriteriaSet) -> dict[str, Any]:
    """Return all that the annex says, as ready words."""
    plan = plans.read_plan(criteria_set)
    leaves = {leaf.pk: leaf for leaf in plan.leaves}
    lines = [
        _leaf(leaves[node.pk]) if node.pk in leaves else Line(node, points_text(node.max_points))
        for node in plan.nodes
    ]
    base = sum((leaf.max_points for leaf in plan.leaves if leaf.is_in_base), Decimal(0))
    return {
        "set": criteria_set,
        "lines": lines,
        "guided": [line for line in lines if _is_guided(line.node)],
        "total": points_text(base),
        "leaf_count": sum(leaf.is_in_base for leaf in plan.leaves),
        "judged": _judged(criteria_set),
    }


def _is_guided(node: Criterion) -> bool:
    return bool(node.guidance or node.links or node.attachments)


def _leaf(leaf: plans.Leaf) -> Line:
    criterion = leaf.criterion
    expected = Expected.from_parameters(Parameters(criterion.expected))
    return Line(
        node=criterion,
        points=points_text(leaf.max_points),
        rule=leaf.rule.words(),
        giver=criterion.giver,
        evidence=criterion.evidence,
        expected=expected.words(),
    )


def _judged(criteria_set: CriteriaSet) -> Judged | None:
    if not criteria_set.judging:
        return None
    told = judging.read(criteria_set.judging)
    caps = (("Điểm thưởng", told.bonus_cap), ("Điểm trừ", told.penalty_cap))
    return Judged(
        conditions=tuple(_printable(condition.label) for condition in told.conditions),
        rungs=_rungs(told.ladder.rungs, told.ladder),
        caps=tuple((name, number_text(cap)) for name, cap in caps),
        papers=tuple(label for _, label in told.document_kinds),
        placed=layout.PLACED[told.ladder.placed].lower(),
        failed_rank=layout.FAILED_RANK[told.ladder.failed_rank].lower(),
    )


def _printable(words: str) -> str:
    """Return words for a font that has no star: critical leaves are marked (*) on paper."""
    return words.replace("★", "(*)")


def _rungs(rungs: Sequence[ladder.Rung], whole: ladder.Ladder) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (rung.label, ladder.span(rung, whole), "Được công nhận" if rung.is_recognised else "")
        for rung in rungs
    )
