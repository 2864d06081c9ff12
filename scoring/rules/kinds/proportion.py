"""PROP: the maximum in proportion to a target, and nothing below the floor."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Self

from scoring.rules.kind import RuleKind
from scoring.rules.measure import Measure
from scoring.rules.numbers import (
    HUNDRED,
    ZERO,
    half_up,
    number_text,
    plain_text,
    points_text,
)
from scoring.rules.parameters import Parameters
from scoring.rules.rule import Field, Figures, Points, Raw, Rule, Written


@dataclass(frozen=True, slots=True)
class Slope:
    """``max × min(1, value ÷ target)``; below ``floor`` 0. At the floor itself points begin.

    The value is the one printed, already rounded to two decimals, so that anybody can work the
    points out again from the page.
    """

    target: Decimal
    floor: Decimal

    @classmethod
    def from_parameters(cls, parameters: Parameters, measure: Measure) -> "Slope":
        """Parameters: ``target`` above 0 (a percentage: 100 unless written), ``floor`` below it."""
        is_written = parameters.has("target") or not measure.is_percentage
        target = measure.edge(parameters, "target") if is_written else HUNDRED
        floor = measure.edge(parameters, "floor") if parameters.has("floor") else ZERO
        if target == 0:
            parameters.refuse("target", "Mục tiêu phải lớn hơn 0.")
        elif floor >= target:
            parameters.refuse("floor", "Mức sàn phải thấp hơn mục tiêu.")
        return cls(target=target, floor=floor)

    def dump(self) -> Written:
        """As written in parameters."""
        return {"target": plain_text(self.target), "floor": plain_text(self.floor)}

    def words(self, max_points: Decimal, measure: Measure) -> tuple[str, ...]:
        """Target, proportion and floor in words."""
        full, target = number_text(max_points), measure.in_words(self.target)
        is_full = measure.is_percentage and self.target == HUNDRED
        lines = (
            f"{'đủ ' if is_full else 'từ '}{target}{'' if is_full else ' trở lên'}: {full} điểm",
            f"dưới {target}: tính theo tỷ lệ (kết quả ÷ {target} × {full} điểm)",
        )
        return (*lines, f"dưới {measure.in_words(self.floor)}: 0 điểm") if self.floor else lines

    def apply(self, value: Decimal, max_points: Decimal, measure: Measure) -> tuple[Decimal, str]:
        """Points for a measured value, two decimals, and the reckoning in words."""
        target = measure.in_words(self.target)
        if value < self.floor:
            return ZERO, f"dưới mức sàn {measure.in_words(self.floor)}"
        if value >= self.target:
            return max_points, f"đạt mục tiêu {target}"
        points = half_up(max_points * value / self.target)
        return points, f"{number_text(max_points)} × {measure.printed(value)} ÷ {target}"


@dataclass(frozen=True, slots=True)
class Prop(Rule):
    """Points in proportion to one measured value."""

    kind: ClassVar[RuleKind] = RuleKind.PROP

    measure: Measure
    slope: Slope

    @classmethod
    def from_parameters(cls, parameters: Parameters, *, max_points: Decimal) -> Self:
        """Parameters: those of the measure, ``target`` and ``floor``."""
        measure = Measure.from_parameters(parameters)
        slope = Slope.from_parameters(parameters, measure)
        return cls(max_points=max_points, measure=measure, slope=slope)

    def dump(self) -> Written:
        return {**self.measure.dump(), **self.slope.dump()}

    def words(self) -> tuple[str, ...]:
        settled = self.measure.settled_words(self.max_points)
        return (*self.slope.words(self.max_points, self.measure), *settled)

    def fields(self) -> tuple[Field, ...]:
        return self.measure.fields()

    def read(self, raw: Raw) -> Figures:
        return self.measure.read(raw)

    def typed(self, figures: Mapping[str, Any]) -> dict[str, str | list[str]]:
        return self.measure.typed(figures)

    def judge(self, figures: Mapping[str, Any]) -> Points:
        settled = self.measure.settled(figures, self.max_points)
        if settled is not None:
            return settled
        value = self.measure.value(figures)
        points, reckoning = self.slope.apply(value, self.max_points, self.measure)
        because = f"{self.figures_text(figures)} → {reckoning} → {points_text(points)} điểm"
        return Points(points, because, rate=value if self.measure.is_percentage else None)

    def figures_text(self, figures: Mapping[str, Any]) -> str:
        return self.measure.text(figures)

    def edges(self) -> tuple[dict[str, str | list[str]], ...]:
        return self.measure.around([ZERO, self.slope.floor, self.slope.target])
