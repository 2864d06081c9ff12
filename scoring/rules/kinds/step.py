"""STEP: the points of the band in which the value lies."""

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
    """Values from ``low`` to ``high`` (None = no upper end) give ``points``.

    By the letters' habit ("từ 97 % đến dưới 99 %") the lower edge belongs to the band and the
    upper one does not; a band that says otherwise ("trên 97 % đến 99 %") carries it as data.
    """

    low: Decimal
    high: Decimal | None
    points: Decimal
    is_low_in: bool = True
    is_high_in: bool = False

    def dump(self) -> Written:
        """As written in parameters; edges as they usually are go without saying."""
        written: Written = {
            "from": plain_text(self.low),
            "below": None if self.high is None else plain_text(self.high),
            "points": plain_text(self.points),
        }
        if not self.is_low_in:
            written["from_in"] = False
        if self.is_high_in:
            written["below_in"] = True
        return written

    def begins_by(self, value: Decimal) -> bool:
        """Whether ``value`` lies on or above the band's lower end."""
        return value > self.low or (self.is_low_in and value == self.low)

    def words(self, measure: Measure) -> str:
        """The band's span: ``"từ 97 % đến dưới 99 %"``, ``"đủ 100 %"``, ``"1 cuộc"``."""
        low = measure.in_words(self.low)
        if self.high is None:
            if not self.is_low_in:
                return f"trên {low}"
            is_full = measure.is_percentage and self.low == HUNDRED
            return f"đủ {low}" if is_full else f"từ {low} trở lên"
        if self._is_one_value(measure):
            return low if self.is_low_in else measure.in_words(self.high)
        high = measure.in_words(self.high)
        if self.low == 0 and self.is_low_in:
            return f"từ {high} trở xuống" if self.is_high_in else f"dưới {high}"
        begin = "từ" if self.is_low_in else "trên"
        return f"{begin} {low} đến {'' if self.is_high_in else 'dưới '}{high}"

    def _is_one_value(self, measure: Measure) -> bool:
        if self.high == self.low:
            return True
        is_half_open = self.is_low_in != self.is_high_in
        return measure.how == "whole" and self.high == self.low + 1 and is_half_open


@dataclass(frozen=True, slots=True)
class Step(Rule):
    """Bands over one measured value; ``bands`` run from the highest to the lowest."""

    kind: ClassVar[RuleKind] = RuleKind.STEP

    measure: Measure
    bands: tuple[Band, ...]

    @classmethod
    def from_parameters(cls, parameters: Parameters, *, max_points: Decimal) -> Self:
        """Parameters: those of the measure and ``bands``: ``from``, ``below``, ``points``.

        ``from_in`` (true unless written) and ``below_in`` (false unless written) say whether the
        edges belong to the band. ``below`` is null in the highest band; the bands meet without
        gap or overlap from 0 up, and the best gives the maximum.
        """
        measure = Measure.from_parameters(parameters)
        bands = _bands(parameters, measure, max_points)
        return cls(max_points=max_points, measure=measure, bands=bands)

    def dump(self) -> Written:
        return {**self.measure.dump(), "bands": [band.dump() for band in self.bands]}

    def words(self) -> tuple[str, ...]:
        lines = (
            f"{band.words(self.measure)}: {number_text(band.points)} điểm" for band in self.bands
        )
        return (*lines, *self.measure.settled_words(self.max_points))

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
        band = next(band for band in self.bands if band.begins_by(value))
        because = (
            f"{self.figures_text(figures)} → bậc {band.words(self.measure)} "
            f"→ {points_text(band.points)} điểm"
        )
        return Points(band.points, because, rate=value if self.measure.is_percentage else None)

    def figures_text(self, figures: Mapping[str, Any]) -> str:
        return self.measure.text(figures)

    def edges(self) -> tuple[dict[str, str | list[str]], ...]:
        return self.measure.around([band.low for band in self.bands])


def _bands(parameters: Parameters, measure: Measure, max_points: Decimal) -> tuple[Band, ...]:
    """The bands from the highest to the lowest, every fault noted on ``parameters``."""
    bands = []
    for entry in parameters.entries("bands", at_least=2):
        band = Band(
            low=measure.edge(entry, "from"),
            high=measure.edge(entry, "below") if entry.has("below") else None,
            points=entry.points("points", at_most=max_points),
            is_low_in=entry.flag("from_in", default=True),
            is_high_in=entry.flag("below_in", default=False),
        )
        _require_span(entry, band)
        entry.close()
        bands.append(band)
    # Of two bands that begin at one value, the one without that value lies higher.
    bands.sort(key=lambda band: (band.low, not band.is_low_in), reverse=True)
    _require_unbroken(parameters, measure, bands)
    if bands and max(band.points for band in bands) != max_points:
        parameters.refuse("bands", f"Bậc cao nhất phải bằng điểm tối đa {number_text(max_points)}.")
    return tuple(bands)


def _require_span(entry: Parameters, band: Band) -> None:
    """Note a band that no value can lie in, and an upper edge "in" where there is none."""
    if band.high is None:
        if band.is_high_in:
            entry.refuse("below_in", "Bậc trên cùng không có cận trên để tính vào bậc.")
        return
    is_one_value = band.high == band.low and band.is_low_in and band.is_high_in
    if band.high <= band.low and not is_one_value:
        entry.refuse("below", "Cận trên phải lớn hơn cận dưới.")


def _require_unbroken(parameters: Parameters, measure: Measure, bands: list[Band]) -> None:
    if not bands:
        return
    if bands[0].high is not None:
        parameters.refuse("bands", "Bậc trên cùng không được có cận trên.")
    lowest = bands[-1]
    if lowest.low != 0:
        parameters.refuse("bands", f"Chưa có bậc cho giá trị dưới {measure.in_words(lowest.low)}.")
    elif not lowest.is_low_in:
        parameters.refuse("bands", f"Chưa có bậc cho giá trị {measure.in_words(lowest.low)}.")
    for upper, lower in pairwise(bands):
        start = measure.in_words(upper.low)
        if lower.high is None or lower.high > upper.low:
            parameters.refuse("bands", f"Hai bậc chồng lên nhau tại {start}.")
        elif lower.high < upper.low:
            end = measure.in_words(lower.high)
            parameters.refuse("bands", f"Có khoảng trống giữa {end} và {start}.")
        elif lower.is_high_in and upper.is_low_in:
            parameters.refuse("bands", f"Giá trị {start} thuộc cả hai bậc.")
        elif not lower.is_high_in and not upper.is_low_in:
            parameters.refuse("bands", f"Giá trị {start} không thuộc bậc nào.")
