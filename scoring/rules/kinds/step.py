"""STEP: the points of the band in which the value lies; lower edge in, upper edge out."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, ClassVar, Self

from scoring.rules.kind import RuleKind
from scoring.rules.measure import Measure
from scoring.rules.numbers import HUNDRED, number_text, plain_text, points_text
from scoring.rules.parameters import Parameters
from scoring.rules.rule import Field, Figures, Points, Raw, Rule, Written


@dataclass(frozen=True, slots=True)
class Band:
    """Values from ``at_least`` (in) to ``below`` (out; None = no upper end) give ``points``."""

    at_least: Decimal
    below: Decimal | None
    points: Decimal

    def dump(self) -> dict[str, str | None]:
        """As written in parameters."""
        return {
            "from": plain_text(self.at_least),
            "below": None if self.below is None else plain_text(self.below),
            "points": plain_text(self.points),
        }

    def words(self, measure: Measure) -> str:
        """The band's span: ``"từ 97 % đến dưới 99 %"``, ``"đủ 100 %"``, ``"1 cuộc"``."""
        low = measure.in_words(self.at_least)
        if self.below is None:
            is_full = measure.is_percentage and self.at_least == HUNDRED
            return f"đủ {low}" if is_full else f"từ {low} trở lên"
        if measure.how == "whole" and self.below == self.at_least + 1:
            return low
        high = measure.in_words(self.below)
        return f"dưới {high}" if self.at_least == 0 else f"từ {low} đến dưới {high}"


@dataclass(frozen=True, slots=True)
class Step(Rule):
    """Bands over one measured value; ``bands`` run from the highest to the lowest."""

    kind: ClassVar[RuleKind] = RuleKind.STEP

    measure: Measure
    bands: tuple[Band, ...]

    @classmethod
    def from_parameters(cls, parameters: Parameters, *, max_points: Decimal) -> Self:
        """Parameters: those of the measure and ``bands``: ``from``, ``below``, ``points``.

        ``below`` is null in the highest band; the bands meet without gap or overlap from 0 up,
        and the best gives the maximum.
        """
        measure = Measure.from_parameters(parameters)
        bands = _bands(parameters, measure, max_points)
        return cls(max_points=max_points, measure=measure, bands=bands)

    def dump(self) -> Written:
        return {**self.measure.dump(), "bands": [band.dump() for band in self.bands]}

    def words(self) -> tuple[str, ...]:
        return tuple(
            f"{band.words(self.measure)}: {number_text(band.points)} điểm" for band in self.bands
        )

    def fields(self) -> tuple[Field, ...]:
        return self.measure.fields()

    def read(self, raw: Raw) -> Figures:
        return self.measure.read(raw)

    def typed(self, figures: Mapping[str, Any]) -> dict[str, str | list[str]]:
        return self.measure.typed(figures)

    def judge(self, figures: Mapping[str, Any]) -> Points:
        value = self.measure.value(figures)
        band = next(band for band in self.bands if value >= band.at_least)
        because = (
            f"{self.figures_text(figures)} → bậc {band.words(self.measure)} "
            f"→ {points_text(band.points)} điểm"
        )
        return Points(band.points, because, rate=value if self.measure.is_percentage else None)

    def figures_text(self, figures: Mapping[str, Any]) -> str:
        return self.measure.text(figures)

    def edges(self) -> tuple[dict[str, str | list[str]], ...]:
        return self.measure.around([band.at_least for band in self.bands])


def _bands(parameters: Parameters, measure: Measure, max_points: Decimal) -> tuple[Band, ...]:
    """The bands from the highest to the lowest, every fault noted on ``parameters``."""
    bands = []
    for entry in parameters.entries("bands", at_least=2):
        band = Band(
            at_least=measure.edge(entry, "from"),
            below=measure.edge(entry, "below") if entry.has("below") else None,
            points=entry.points("points", at_most=max_points),
        )
        if band.below is not None and band.below <= band.at_least:
            entry.refuse("below", "Cận trên phải lớn hơn cận dưới.")
        entry.close()
        bands.append(band)
    bands.sort(key=lambda band: band.at_least, reverse=True)
    _require_unbroken(parameters, measure, bands)
    if bands and max(band.points for band in bands) != max_points:
        parameters.refuse("bands", f"Bậc cao nhất phải bằng điểm tối đa {number_text(max_points)}.")
    return tuple(bands)


def _require_unbroken(parameters: Parameters, measure: Measure, bands: list[Band]) -> None:
    if not bands:
        return
    if bands[0].below is not None:
        parameters.refuse("bands", "Bậc trên cùng không được có cận trên.")
    if bands[-1].at_least != 0:
        low = measure.in_words(bands[-1].at_least)
        parameters.refuse("bands", f"Chưa có bậc cho giá trị dưới {low}.")
    for upper, lower in pairwise(bands):
        start = measure.in_words(upper.at_least)
        if lower.below is None or lower.below > upper.at_least:
            parameters.refuse("bands", f"Hai bậc chồng lên nhau tại {start}.")
        elif lower.below < upper.at_least:
            end = measure.in_words(lower.below)
            parameters.refuse("bands", f"Có khoảng trống giữa {end} và {start}.")
