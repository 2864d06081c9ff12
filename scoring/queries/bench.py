"""The try-out bench: what a rule makes of typed figures, and of every edge it has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.queries import drafting
from scoring.rules import outline
from scoring.rules.errors import InvalidFigures
from scoring.rules.kinds.relative import Relative
from scoring.rules.leaf import Outcome, judge_leaf
from scoring.rules.numbers import points_text
from scoring.rules.reading import Reading
from scoring.rules.rule import Field, Raw, Rule

#: The name of the input for the best unit's value.
BEST = "best"
_NO_POINTS = "–"
_LEFT_OUT = "Không áp dụng"


@dataclass(frozen=True)
class Verdict:
    """What some figures are worth, or why they are refused (``problems`` by input)."""

    points: str
    because: str
    problems: Mapping[str, str]


@dataclass(frozen=True)
class Edge:
    """One edge of the rule: the figures in words, their points, the inputs as an address."""

    figures: str
    points: str
    because: str
    typed: Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Tried:
    """A leaf on the bench; ``rule`` is None while its parameters cannot be used."""

    leaf: Mapping[str, Any]
    rule: Rule | None

    @property
    def may_be_left_out(self) -> bool:
        """Whether "not applicable" may be claimed."""
        return bool(self.leaf.get("may_be_not_applicable"))

    @property
    def needs_evidence(self) -> bool:
        """Whether points need a document."""
        return bool(self.leaf.get("evidence_required"))

    def fields(self) -> Sequence[Field]:
        """The inputs that the rule asks for."""
        return self.rule.fields() if self.rule else ()

    @property
    def compares_units(self) -> bool:
        """Whether points come from the best unit's value, which is tried out beside."""
        return isinstance(self.rule, Relative)

    def judge(
        self, raw: Raw, *, is_left_out: bool, has_evidence: bool, best: str = ""
    ) -> Verdict | None:
        """Return what typed figures are worth; None without a rule.

        ``best`` is the typed value of the best unit, for a rule that compares units.
        """
        if self.rule is None:
            return None
        rule = self.rule
        try:
            figures = None if is_left_out else rule.read(raw)
            outcome = self._outcome(
                rule, figures, is_left_out=is_left_out, has_evidence=has_evidence
            )
            if isinstance(rule, Relative) and best and outcome.rate is not None:
                return _beside_best(rule, outcome.rate, best)
        except InvalidFigures as wrong:
            return Verdict("", "", wrong.problems)
        return Verdict(_points(outcome), outcome.because, {})

    def edges(self) -> list[Edge]:
        """Return every edge of the rule from both sides, with evidence given."""
        if self.rule is None:
            return []
        return [self._edge(self.rule, typed) for typed in self.rule.edges()]

    def _edge(self, rule: Rule, typed: Mapping[str, str | list[str]]) -> Edge:
        figures = rule.read(typed)
        try:
            outcome = self._outcome(rule, figures, is_left_out=False, has_evidence=True)
        except InvalidFigures as wrong:
            words = " ".join(wrong.problems.values())
            return Edge(rule.figures_text(figures), _NO_POINTS, words, typed)
        return Edge(rule.figures_text(figures), _points(outcome), outcome.because, typed)

    def _outcome(
        self,
        rule: Rule,
        figures: Mapping[str, Any] | None,
        *,
        is_left_out: bool,
        has_evidence: bool,
    ) -> Outcome:
        return judge_leaf(
            rule,
            figures,
            is_not_applicable=is_left_out,
            may_be_not_applicable=self.may_be_left_out,
            evidence_required=self.needs_evidence,
            evidence_count=int(has_evidence),
        )


def tried(document: Mapping[str, Any], code: str) -> Tried | None:
    """Return the leaf printed as ``code``, the first one where none is named; None without any."""
    leaves = [node.written for node in outline.walk(document) if node.place.where == "leaves"]
    chosen = next((leaf for leaf in leaves if leaf.get("code") == code), None)
    leaf = chosen or (leaves[0] if leaves and not code else None)
    return None if leaf is None else Tried(leaf, drafting.rule_of(leaf))


def leaf_choices(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (code, label) of every leaf in printed order."""
    return [
        (str(node.written.get("code")), f"{node.written.get('code')} {node.written.get('name')}")
        for node in outline.walk(document)
        if node.place.where == "leaves"
    ]


def _beside_best(rule: Relative, value: Decimal, best: str) -> Verdict:
    """Judge a measured value beside the best unit's, which is at least as good."""
    reading = Reading({BEST: best})
    leading = reading.number(BEST, "Kết quả cao nhất")
    if not reading.has_problems and leading < value:
        reading.refuse(BEST, "Kết quả cao nhất không thể thấp hơn kết quả của đơn vị.")
    reading.require_sound()
    points = rule.judge_against(value, leading, leader="Đơn vị dẫn đầu")
    worth = _NO_POINTS if points.value is None else points_text(points.value)
    return Verdict(worth, points.because, {})


def _points(outcome: Outcome) -> str:
    if outcome.is_not_applicable:
        return _LEFT_OUT
    return _NO_POINTS if outcome.points is None else points_text(outcome.points)
