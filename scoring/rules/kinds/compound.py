"""COMPOUND: several sub-conditions in one leaf, each a small rule of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar, Self, TypeVar

from scoring.rules import reading
from scoring.rules.errors import InvalidFigures
from scoring.rules.kind import RuleKind
from scoring.rules.kinds.choice import Checklist, Level, YesNo
from scoring.rules.kinds.counting import Count, Deduct
from scoring.rules.kinds.proportion import Prop
from scoring.rules.kinds.step import Step
from scoring.rules.numbers import ZERO, number_text, plain_text, points_text
from scoring.rules.parameters import Parameters
from scoring.rules.rule import Field, Figures, Points, Raw, Rule, Written

Typed = TypeVar("Typed")

#: What a part may be: every kind whose points follow from the figures alone. Figures of others
#: (SURVEY, AUTHORITY), points beside the 100 and comparisons between units have leaves of their
#: own; a part of parts would be a second tree inside the tree.
PART_KINDS: dict[RuleKind, type[Rule]] = {
    kind.kind: kind for kind in (YesNo, Level, Checklist, Count, Step, Prop, Deduct)
}


@dataclass(frozen=True, slots=True)
class Part:
    """One sub-condition: its key in stored figures, its name, its rule."""

    key: str
    label: str
    rule: Rule

    def dump(self) -> Written:
        """As written in parameters."""
        return {
            "key": self.key,
            "label": self.label,
            "kind": self.rule.kind.value,
            "max_points": plain_text(self.rule.max_points),
            "parameters": self.rule.dump(),
        }

    def field(self, field: Field) -> Field:
        """One of its rule's inputs, named and labelled as this part's."""
        return replace(
            field,
            name=f"{self.key}.{field.name}",
            label=f"{self.label}: {field.label}",
            word=field.figure,
        )

    def prefixed(self, typed: Mapping[str, Typed]) -> dict[str, Typed]:
        """Typed texts of its rule under this part's names."""
        return {f"{self.key}.{name}": text for name, text in typed.items()}


@dataclass(frozen=True, slots=True)
class Compound(Rule):
    """The sum of the parts, or all or nothing. Figures: ``{part key: the part's figures}``."""

    kind: ClassVar[RuleKind] = RuleKind.COMPOUND

    parts: tuple[Part, ...]
    is_all_or_nothing: bool

    @classmethod
    def from_parameters(cls, parameters: Parameters, *, max_points: Decimal) -> Self:
        """Parameters: ``parts`` and ``all_or_nothing`` (false unless written).

        Each part has ``key``, ``label``, ``kind``, ``max_points`` and the ``parameters`` of its
        kind; the parts' maxima add up to the leaf's.
        """
        parts = []
        seen: set[str] = set()
        for entry in parameters.entries("parts", at_least=2):
            part = _part(entry, max_points)
            if part.key in seen:
                entry.refuse("key", "Mã bị trùng.")
            seen.add(part.key)
            parts.append(part)
        total = sum((part.rule.max_points for part in parts), ZERO)
        if parts and total != max_points:
            parameters.refuse(
                "parts",
                f"Tổng điểm các nội dung thành phần là {number_text(total)}, "
                f"phải bằng điểm tối đa {number_text(max_points)}.",
            )
        return cls(
            max_points=max_points,
            parts=tuple(parts),
            is_all_or_nothing=parameters.flag("all_or_nothing", default=False),
        )

    def dump(self) -> Written:
        written: Written = {"parts": [part.dump() for part in self.parts]}
        return {**written, "all_or_nothing": True} if self.is_all_or_nothing else written

    def words(self) -> tuple[str, ...]:
        lines = tuple(f"{part.label}: {', '.join(part.rule.words())}" for part in self.parts)
        if not self.is_all_or_nothing:
            return lines
        full = number_text(self.max_points)
        return (*lines, f"đạt tối đa ở mọi nội dung mới được {full} điểm, nếu không: 0 điểm")

    def fields(self) -> tuple[Field, ...]:
        return tuple(part.field(field) for part in self.parts for field in part.rule.fields())

    def read(self, raw: Raw) -> Figures:
        figures: Figures = {}
        problems: dict[str, str] = {}
        for part in self.parts:
            start = f"{part.key}."
            own = {
                name.removeprefix(start): text
                for name, text in raw.items()
                if name.startswith(start)
            }
            try:
                figures[part.key] = part.rule.read(own)
            except InvalidFigures as error:
                problems |= {f"{start}{name}": said for name, said in error.problems.items()}
        if problems:
            raise InvalidFigures(problems)
        return figures

    def typed(self, figures: Mapping[str, Any]) -> dict[str, str | list[str]]:
        typed: dict[str, str | list[str]] = {}
        for part, own in self._split(figures):
            typed |= part.prefixed(part.rule.typed(own))
        return typed

    def judge(self, figures: Mapping[str, Any]) -> Points:
        judged = [(part, part.rule.judge(own)) for part, own in self._split(figures)]
        told = "; ".join(f"{part.label}: {points.because}" for part, points in judged)
        if self.is_all_or_nothing:
            short = [part.label for part, got in judged if got.value != part.rule.max_points]
            value = ZERO if short else self.max_points
            reckoning = f"chưa đạt đủ: {', '.join(short)}" if short else "đạt đủ mọi nội dung"
            return Points(value, f"{told} → {reckoning} → {points_text(value)} điểm")
        value = sum((points.value or ZERO for _, points in judged), ZERO)
        return Points(value, f"{told} → cộng {points_text(value)} điểm")

    def figures_text(self, figures: Mapping[str, Any]) -> str:
        return "; ".join(
            f"{part.label}: {part.rule.figures_text(own)}" for part, own in self._split(figures)
        )

    def edges(self) -> tuple[dict[str, str | list[str]], ...]:
        best = {part.key: part.prefixed(_best(part.rule)) for part in self.parts}
        full = {name: text for typed in best.values() for name, text in typed.items()}
        return tuple(
            {**full, **part.prefixed(typed)} for part in self.parts for typed in part.rule.edges()
        )

    def _split(self, figures: Mapping[str, Any]) -> list[tuple[Part, Mapping[str, Any]]]:
        """Each part with its stored figures. Raises InvalidFigures where one is missing."""
        split = []
        for part in self.parts:
            own = figures.get(part.key)
            if not isinstance(own, Mapping):
                names = [part.field(field).name for field in part.rule.fields()]
                raise InvalidFigures(dict.fromkeys(names, reading.FOREIGN))
            split.append((part, own))
        return split


def _part(entry: Parameters, max_points: Decimal) -> Part:
    key, label = entry.key("key"), entry.text("label")
    kind = PART_KINDS[RuleKind(entry.choice("kind", list(PART_KINDS)))]
    worth = entry.points("max_points", at_most=max_points)
    if worth == 0 and entry.has("max_points"):
        entry.refuse("max_points", "Điểm của nội dung thành phần phải lớn hơn 0.")
    inner = entry.section("parameters")
    rule = kind.from_parameters(inner, max_points=worth)
    inner.close()
    entry.close()
    measure = rule.measure if isinstance(rule, Step | Prop) else None
    if measure and measure.how == "ratio" and measure.when_none == "leave_out":
        # A part cannot leave the maximum by itself: the leaf's points are printed as one.
        inner.refuse("when_none", "Hãy chọn số điểm khi không phát sinh: tối đa hoặc 0.")
    return Part(key, label, rule)


def _best(rule: Rule) -> dict[str, str | list[str]]:
    """The typed input among the rule's edges that gives the most points."""
    return max(rule.edges(), key=lambda typed: rule.judge(rule.read(typed)).value or ZERO)
