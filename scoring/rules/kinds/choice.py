"""YESNO, LEVEL and CHECKLIST: the figure is something chosen, never a number."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Self

from scoring.rules import reading
from scoring.rules.kind import RuleKind
from scoring.rules.numbers import ZERO, number_text, plain_text, points_text
from scoring.rules.parameters import Parameters
from scoring.rules.rule import Field, Figures, Option, Points, Raw, Rule, Written

YES, NO = "yes", "no"
_ANSWERS = {YES: "Có", NO: "Không"}

#: What ticking "none of these" sends: an empty list is an answer, an untouched row is not.
NONE_OF_THESE = "none"


@dataclass(frozen=True, slots=True)
class Choice:
    """One level or one item: its key in stored figures, its words, its points."""

    key: str
    label: str
    points: Decimal

    def dump(self) -> dict[str, str]:
        """As written in parameters."""
        return {"key": self.key, "label": self.label, "points": plain_text(self.points)}

    @property
    def line(self) -> str:
        """The choice and its worth: ``"ban hành muộn: 1 điểm"``."""
        return f"{self.label}: {number_text(self.points)} điểm"

    def option(self) -> Option:
        """The choice as offered by an input."""
        return Option(self.key, self.label, f"{number_text(self.points)} điểm")


def _choices(parameters: Parameters, key: str, *, max_points: Decimal) -> tuple[Choice, ...]:
    choices = []
    seen: set[str] = set()
    for entry in parameters.entries(key, at_least=2):
        choice = Choice(
            key=entry.key("key"),
            label=entry.text("label"),
            points=entry.points("points", at_most=max_points),
        )
        if choice.key in seen:
            entry.refuse("key", "Mã bị trùng.")
        elif choice.key == NONE_OF_THESE:
            entry.refuse(
                "key", f"Mã {NONE_OF_THESE} dành riêng cho lựa chọn không có nội dung nào."
            )
        seen.add(choice.key)
        entry.close()
        choices.append(choice)
    return tuple(choices)


@dataclass(frozen=True, slots=True)
class YesNo(Rule):
    """All points or none. Figures: ``{"value": "yes" | "no"}``."""

    kind: ClassVar[RuleKind] = RuleKind.YESNO

    statement: str

    @classmethod
    def from_parameters(cls, parameters: Parameters, *, max_points: Decimal) -> Self:
        """Parameters: ``statement``, what answering yes affirms."""
        return cls(max_points=max_points, statement=parameters.text("statement"))

    def dump(self) -> Written:
        return {"statement": self.statement}

    def words(self) -> tuple[str, ...]:
        return (f"{self.statement}: {number_text(self.max_points)} điểm", "Không: 0 điểm")

    def fields(self) -> tuple[Field, ...]:
        options = (
            Option(YES, _ANSWERS[YES], f"{number_text(self.max_points)} điểm"),
            Option(NO, _ANSWERS[NO], "0 điểm"),
        )
        return (Field("value", self.statement, "radios", options=options),)

    def read(self, raw: Raw) -> Figures:
        row = reading.Reading(raw)
        value = row.choice("value", self.statement, _ANSWERS)
        row.require_sound()
        return {"value": value}

    def typed(self, figures: Mapping[str, Any]) -> dict[str, str | list[str]]:
        return {"value": reading.stored_choice(figures, "value", _ANSWERS)}

    def judge(self, figures: Mapping[str, Any]) -> Points:
        answer = reading.stored_choice(figures, "value", _ANSWERS)
        value = self.max_points if answer == YES else ZERO
        return Points(value, f"{_ANSWERS[answer]} → {points_text(value)} điểm")

    def figures_text(self, figures: Mapping[str, Any]) -> str:
        return _ANSWERS[reading.stored_choice(figures, "value", _ANSWERS)]

    def edges(self) -> tuple[dict[str, str | list[str]], ...]:
        return ({"value": YES}, {"value": NO})


@dataclass(frozen=True, slots=True)
class Level(Rule):
    """The points of the one described level. Figures: ``{"level": key}``."""

    kind: ClassVar[RuleKind] = RuleKind.LEVEL

    levels: tuple[Choice, ...]

    @classmethod
    def from_parameters(cls, parameters: Parameters, *, max_points: Decimal) -> Self:
        """Parameters: ``levels``, each with key, label and points; the best gives the maximum."""
        levels = _choices(parameters, "levels", max_points=max_points)
        if levels and max(level.points for level in levels) != max_points:
            parameters.refuse(
                "levels", f"Mức cao nhất phải bằng điểm tối đa {number_text(max_points)}."
            )
        return cls(max_points=max_points, levels=levels)

    def _by_key(self) -> dict[str, Choice]:
        return {level.key: level for level in self.levels}

    def dump(self) -> Written:
        return {"levels": [level.dump() for level in self.levels]}

    def words(self) -> tuple[str, ...]:
        return tuple(level.line for level in self.levels)

    def fields(self) -> tuple[Field, ...]:
        options = tuple(level.option() for level in self.levels)
        return (Field("level", "Mức đạt được", "radios", options=options),)

    def read(self, raw: Raw) -> Figures:
        row = reading.Reading(raw)
        level = row.choice("level", "mức đạt được", self._by_key())
        row.require_sound()
        return {"level": level}

    def typed(self, figures: Mapping[str, Any]) -> dict[str, str | list[str]]:
        return {"level": reading.stored_choice(figures, "level", self._by_key())}

    def judge(self, figures: Mapping[str, Any]) -> Points:
        levels = self._by_key()
        level = levels[reading.stored_choice(figures, "level", levels)]
        return Points(level.points, f"Mức: {level.label} → {points_text(level.points)} điểm")

    def figures_text(self, figures: Mapping[str, Any]) -> str:
        levels = self._by_key()
        return levels[reading.stored_choice(figures, "level", levels)].label

    def edges(self) -> tuple[dict[str, str | list[str]], ...]:
        return tuple({"level": level.key} for level in self.levels)


@dataclass(frozen=True, slots=True)
class Checklist(Rule):
    """The sum of the items that hold. Figures: ``{"items": [key, …]}``, [] for none of them."""

    kind: ClassVar[RuleKind] = RuleKind.CHECKLIST

    items: tuple[Choice, ...]

    @classmethod
    def from_parameters(cls, parameters: Parameters, *, max_points: Decimal) -> Self:
        """Parameters: ``items``, each with key, label and points; they add up to the maximum."""
        items = _choices(parameters, "items", max_points=max_points)
        total = sum((item.points for item in items), ZERO)
        if items and total != max_points:
            parameters.refuse(
                "items",
                f"Tổng điểm các nội dung là {number_text(total)}, "
                f"phải bằng điểm tối đa {number_text(max_points)}.",
            )
        return cls(max_points=max_points, items=items)

    def _held(self, figures: Mapping[str, Any]) -> tuple[Choice, ...]:
        keys = [item.key for item in self.items]
        held = reading.stored_choices(figures, "items", keys)
        return tuple(item for item in self.items if item.key in held)

    def dump(self) -> Written:
        return {"items": [item.dump() for item in self.items]}

    def words(self) -> tuple[str, ...]:
        return tuple(item.line for item in self.items)

    def fields(self) -> tuple[Field, ...]:
        nothing = Option(NONE_OF_THESE, "Không có nội dung nào đạt", "0 điểm")
        options = (*(item.option() for item in self.items), nothing)
        return (Field("items", "Các nội dung đã đạt", "checkboxes", options=options),)

    def read(self, raw: Raw) -> Figures:
        row = reading.Reading(raw)
        allowed = [*(item.key for item in self.items), NONE_OF_THESE]
        ticked = row.choices("items", "các nội dung đã đạt, hoặc không có nội dung nào", allowed)
        if NONE_OF_THESE in ticked and len(ticked) > 1:
            row.refuse(
                "items",
                "Đã chọn nội dung đạt thì không chọn “Không có nội dung nào đạt” cùng lúc.",
            )
        row.require_sound()
        return {"items": [key for key in ticked if key != NONE_OF_THESE]}

    def typed(self, figures: Mapping[str, Any]) -> dict[str, str | list[str]]:
        return {"items": [item.key for item in self._held(figures)] or [NONE_OF_THESE]}

    def judge(self, figures: Mapping[str, Any]) -> Points:
        held = self._held(figures)
        value = sum((item.points for item in held), ZERO)
        parts = " + ".join(number_text(item.points) for item in held)
        sums = f" ({parts})" if len(held) > 1 else ""
        return Points(
            value, f"{len(held)}/{len(self.items)} nội dung đạt{sums} → {points_text(value)} điểm"
        )

    def figures_text(self, figures: Mapping[str, Any]) -> str:
        held = self._held(figures)
        return "; ".join(item.label for item in held) or "Không có nội dung nào đạt"

    def edges(self) -> tuple[dict[str, str | list[str]], ...]:
        keys = [item.key for item in self.items]
        picks = [[NONE_OF_THESE], *([key] for key in keys), keys]
        return tuple({"items": pick} for pick in picks)
