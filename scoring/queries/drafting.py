"""A draft as its page shows it: the tree with its sums, and every problem at its node."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from scoring.enums import ScoredBy
from scoring.models import CriteriaDraft
from scoring.queries import guidance
from scoring.rules import document as documents
from scoring.rules import outline, registry
from scoring.rules.errors import BadNumber, InvalidParameters, Problem
from scoring.rules.kind import RuleKind
from scoring.rules.numbers import number_text, parse_plain, points_text
from scoring.rules.rule import Rule

_NOTHING = "–"
# Deeper trees are told apart by their codes; the indent stops growing.
_DEEPEST_INDENT = 3
# Problems of the lists as a whole.
_LISTS = {"groups": "Các nhóm", "leaves": "Các tiêu chí"}


@dataclass(frozen=True)
class Sum:
    """What is written beside what its parts add up to."""

    written: str
    counted: str
    is_right: bool


@dataclass(frozen=True)
class NodeRow:
    """One node of the tree; ``sum`` is a group's, ``rule`` a leaf's in words."""

    place: outline.Place
    indent: int
    code: str
    name: str
    points: str
    is_group: bool
    sum: Sum | None
    kind: str
    rule: tuple[str, ...]
    giver: str
    is_critical: bool
    problems: tuple[str, ...]
    inside: int

    @property
    def anchor(self) -> str:
        """The node's place on the page."""
        return f"{self.place.where}-{self.place.index}"


@dataclass(frozen=True)
class ProblemLine:
    """One problem with the node it stands at; ``anchor`` is empty for the set as a whole."""

    anchor: str
    where: str
    sentence: str


@dataclass(frozen=True)
class Tree:
    """Everything that the page of a draft says."""

    rows: list[NodeRow]
    problems: list[ProblemLine]
    base: Sum
    leaf_count: int


def open_drafts(visible: QuerySet[CriteriaDraft]) -> QuerySet[CriteriaDraft]:
    """Return the drafts still worked on, the newest change first: one query for a list."""
    return visible.filter(published_as__isnull=True).select_related("changed_by", "based_on")


def tree_of(document: Mapping[str, Any], *, total: Decimal) -> Tree:
    """Return the tree of a written set whose base should come to ``total``."""
    problems = problems_of(document, total=total)
    rows = [_row(document, node, problems) for node in outline.walk(document)]
    base = outline.base_sum(document)
    return Tree(
        rows=rows,
        problems=[_line(document, problem) for problem in problems],
        base=Sum(points_text(total), points_text(base), base == total),
        leaf_count=outline.leaf_count(document),
    )


def problems_of(document: Mapping[str, Any], *, total: Decimal) -> tuple[Problem, ...]:
    """Return everything that keeps a written set from being published, by its place."""
    try:
        documents.read(document, total=total)
    except InvalidParameters as wrong:
        return (*wrong.problems, *guidance.missing(document))
    return tuple(guidance.missing(document))


def rule_of(leaf: Mapping[str, Any]) -> Rule | None:
    """Return a written leaf's rule; None while it cannot be used."""
    parameters = leaf.get("parameters")
    if not isinstance(parameters, Mapping):
        return None
    try:
        worth = parse_plain(str(leaf.get("max_points", "")))
        return registry.parse(str(leaf.get("kind", "")), parameters, max_points=worth)
    except (BadNumber, InvalidParameters):
        # The tree lists the problem with its sentence; here there are no words to show yet.
        return None


def kind_label(leaf: Mapping[str, Any]) -> str:
    """Return the name of a leaf's kind; a dash while none is chosen."""
    kind = leaf.get("kind")
    return RuleKind(kind).label if kind in set(RuleKind) else _NOTHING


def giver(leaf: Mapping[str, Any]) -> str:
    """Return who gives a leaf's figures, a department by its name."""
    told = leaf.get("scored_by")
    by = ScoredBy(told).label if told in ScoredBy.values else _NOTHING
    return str(leaf.get("department") or by)


def points_of(node: Mapping[str, Any]) -> str:
    """Return a node's maximum as printed."""
    worth = outline.points(node)
    return _NOTHING if worth is None else points_text(worth)


def group_choices(
    document: Mapping[str, Any], *, without: outline.Place | None = None
) -> list[tuple[str, str]]:
    """Return (code, label) of the groups, those inside ``without`` left out."""
    left_out = {node.place for node in outline.branch(document, without)} if without else set()
    return [
        (str(node.written.get("code")), f"{node.written.get('code')}. {node.written.get('name')}")
        for node in outline.walk(document)
        if node.place.where == "groups" and node.place not in left_out
    ]


def _row(document: Mapping[str, Any], node: outline.Node, problems: tuple[Problem, ...]) -> NodeRow:
    written, is_group = node.written, node.place.where == "groups"
    rule = None if is_group else rule_of(written)
    own = tuple(each.sentence for each in problems if _is_at(each.path, node.place))
    return NodeRow(
        place=node.place,
        indent=min(node.depth, _DEEPEST_INDENT),
        code=str(written.get("code") or _NOTHING),
        name=str(written.get("name") or "(chưa có tên)"),
        points=points_of(written),
        is_group=is_group,
        sum=_sum(document, written) if is_group else None,
        kind="" if is_group else kind_label(written),
        rule=rule.words() if rule else (),
        giver="" if is_group else giver(written),
        is_critical=bool(written.get("is_critical")),
        problems=own,
        inside=len(outline.branch(document, node.place)) - 1,
    )


def _sum(document: Mapping[str, Any], group: Mapping[str, Any]) -> Sum:
    counted = outline.inner_sum(document, str(group.get("code", "")))
    return Sum(points_of(group), number_text(counted), counted == outline.points(group))


def _is_at(path: str, place: outline.Place) -> bool:
    return path == str(place) or path.startswith(f"{place}.")


def _line(document: Mapping[str, Any], problem: Problem) -> ProblemLine:
    for node in outline.walk(document):
        if _is_at(problem.path, node.place):
            anchor = f"{node.place.where}-{node.place.index}"
            kind = "Nhóm" if node.place.where == "groups" else "Tiêu chí"
            where = f"{kind} {node.written.get('code') or '(chưa có mã)'}"
            return ProblemLine(anchor, where, problem.sentence)
    return ProblemLine("", _LISTS.get(problem.path, "Bộ tiêu chí"), problem.sentence)
