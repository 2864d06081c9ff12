"""COUNT, DEDUCT, BONUS and PENALTY: so many points for each thing counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any, ClassVar, Self

from scoring.rules import reading
from scoring.rules.kind import RuleKind
from scoring.rules.numbers import ZERO, number_text, plain_text, points_text
from scoring.rules.parameters import Parameters
from scoring.rules.rule import Field, Figures, Points, Raw, Rule, Written


@dataclass(frozen=True, slots=True)
class PerUnit(Rule):
    """What the four counting kinds share. Figures: ``{"count": n}``."""

    each: Decimal
    unit: str
    count_label: str

    @classmethod
    def from_parameters(cls, parameters: Parameters, *, max_points: Decimal) -> Self:
        """Parameters: ``each`` (points for one, above 0), ``unit``, ``count_label``."""
        each = parameters.points("each", at_most=max_points)
        if parameters.has("each") and each == 0:
            parameters.refuse("each", "Điểm cho mỗi đơn vị đếm phải lớn hơn 0.")
        return cls(
            max_points=max_points,
            each=each,
            unit=parameters.text("unit"),
            count_label=parameters.text("count_label"),
        )

    def dump(self) -> Written:
        return {
            "each": plain_text(self.each),
            "unit": self.unit,
            "count_label": self.count_label,
        }

    def fields(self) -> tuple[Field, ...]:
        return (Field("count", self.count_label, "whole", unit=self.unit),)

    def read(self, raw: Raw) -> Figures:
        row = reading.Reading(raw)
        count = row.whole("count", self.count_label)
        row.require_sound()
        return {"count": count}

    def typed(self, figures: Mapping[str, Any]) -> dict[str, str | list[str]]:
        return {"count": number_text(reading.stored_whole(figures, "count"))}

    def figures_text(self, figures: Mapping[str, Any]) -> str:
        return f"{number_text(reading.stored_whole(figures, 'count'))} {self.unit}"

    def edges(self) -> tuple[dict[str, str | list[str]], ...]:
        # The least count that reaches the maximum, and its neighbours on both sides.
        full = int((self.max_points / self.each).to_integral_value(ROUND_CEILING))
        counts = sorted({0, 1, max(full - 1, 0), full, full + 1})
        return tuple({"count": number_text(count)} for count in counts)

    def _multiplied(self, figures: Mapping[str, Any]) -> tuple[Decimal, str]:
        """The points counted before any cap, and their reckoning in words."""
        counted = reading.stored_whole(figures, "count") * self.each
        return counted, f"{self.figures_text(figures)} × {number_text(self.each)}"

    def _capped(self, figures: Mapping[str, Any]) -> tuple[Decimal, str]:
        counted, reckoning = self._multiplied(figures)
        if counted <= self.max_points:
            return counted, reckoning
        cap = number_text(self.max_points)
        return self.max_points, f"{reckoning} = {number_text(counted)}, tối đa {cap}"


@dataclass(frozen=True, slots=True)
class Count(PerUnit):
    """``each`` points for each thing done, capped at the maximum."""

    kind: ClassVar[RuleKind] = RuleKind.COUNT

    def words(self) -> tuple[str, ...]:
        return (
            f"mỗi {self.unit}: {number_text(self.each)} điểm",
            f"tối đa {number_text(self.max_points)} điểm",
        )

    def judge(self, figures: Mapping[str, Any]) -> Points:
        value, reckoning = self._capped(figures)
        return Points(value, f"{reckoning} → {points_text(value)} điểm")


@dataclass(frozen=True, slots=True)
class Deduct(PerUnit):
    """The maximum less ``each`` points for each violation, never below 0."""

    kind: ClassVar[RuleKind] = RuleKind.DEDUCT

    def words(self) -> tuple[str, ...]:
        return (
            f"không có {self.unit} nào: {number_text(self.max_points)} điểm",
            f"mỗi {self.unit}: trừ {number_text(self.each)} điểm, không thấp hơn 0",
        )

    def judge(self, figures: Mapping[str, Any]) -> Points:
        lost, reckoning = self._multiplied(figures)
        value = max(self.max_points - lost, ZERO)
        floor = ", không thấp hơn 0" if lost > self.max_points else ""
        full = number_text(self.max_points)
        return Points(value, f"{full} − {reckoning}{floor} → {points_text(value)} điểm")


@dataclass(frozen=True, slots=True)
class Bonus(PerUnit):
    """Points outside the 100 for each thing done, capped at the leaf's maximum."""

    kind: ClassVar[RuleKind] = RuleKind.BONUS

    def words(self) -> tuple[str, ...]:
        return (
            f"mỗi {self.unit}: cộng {number_text(self.each)} điểm",
            f"cộng tối đa {number_text(self.max_points)} điểm",
        )

    def judge(self, figures: Mapping[str, Any]) -> Points:
        value, reckoning = self._capped(figures)
        return Points(value, f"{reckoning} → cộng {points_text(value)} điểm")


@dataclass(frozen=True, slots=True)
class Penalty(PerUnit):
    """Points to take off the total for each fault, capped; the value itself is positive."""

    kind: ClassVar[RuleKind] = RuleKind.PENALTY

    def words(self) -> tuple[str, ...]:
        return (
            f"mỗi {self.unit}: trừ {number_text(self.each)} điểm vào tổng điểm",
            f"trừ tối đa {number_text(self.max_points)} điểm",
        )

    def judge(self, figures: Mapping[str, Any]) -> Points:
        value, reckoning = self._capped(figures)
        return Points(value, f"{reckoning} → trừ {points_text(value)} điểm")
