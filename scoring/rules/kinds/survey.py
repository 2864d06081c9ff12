"""SURVEY: the share of satisfied respondents, as PROP, once enough people have answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Self

from scoring.rules import reading
from scoring.rules.errors import InvalidFigures
from scoring.rules.kind import RuleKind
from scoring.rules.kinds.proportion import Slope
from scoring.rules.measure import Measure, read_pair, stored_pair
from scoring.rules.numbers import (
    HUNDRED,
    half_up,
    number_text,
    percent_of,
    percent_text,
    plain_text,
    points_text,
)
from scoring.rules.parameters import Parameters
from scoring.rules.reading import Reading
from scoring.rules.rule import Field, Figures, Points, Raw, Rule, Written

_SATISFIED = "Số phiếu hài lòng"
_RESPONDENTS = "Số phiếu hợp lệ"
_RATE = "Tỷ lệ hài lòng"
_PERCENT = Measure(how="percent", value_label=_RATE)


@dataclass(frozen=True, slots=True)
class Survey(Rule):
    """Satisfied ÷ respondents against a target; too few respondents give no score.

    Figures: ``denominator`` (respondents) with either ``numerator`` (satisfied) or ``value``
    (the percentage, where the survey's report gives only that); and ``population`` where the
    sample is measured against all the people concerned.
    """

    kind: ClassVar[RuleKind] = RuleKind.SURVEY

    slope: Slope
    respondents_at_least: int | None
    sample_at_least: Decimal | None
    population_label: str

    @classmethod
    def from_parameters(cls, parameters: Parameters, *, max_points: Decimal) -> Self:
        """Parameters: ``target``, ``floor`` and exactly one way of saying "enough people".

        Either ``respondents_at_least`` (people) or ``sample_at_least`` (percent of the
        population) with ``population_label``, written as it stands inside a sentence.
        """
        by_share = parameters.has("sample_at_least")
        if by_share == parameters.has("respondents_at_least"):
            parameters.refuse(
                "", "Cần ghi đúng một yêu cầu: số phiếu tối thiểu hoặc tỷ lệ mẫu tối thiểu."
            )
        return cls(
            max_points=max_points,
            slope=Slope.from_parameters(parameters, _PERCENT),
            respondents_at_least=(
                None if by_share else parameters.whole("respondents_at_least", at_least=1)
            ),
            sample_at_least=_sample_share(parameters) if by_share else None,
            population_label=parameters.text("population_label") if by_share else "",
        )

    def dump(self) -> Written:
        written = self.slope.dump()
        if self.sample_at_least is None:
            return {**written, "respondents_at_least": self.respondents_at_least}
        return {
            **written,
            "sample_at_least": plain_text(self.sample_at_least),
            "population_label": self.population_label,
        }

    def words(self) -> tuple[str, ...]:
        return (*self.slope.words(self.max_points, _PERCENT), self._enough_in_words())

    def fields(self) -> tuple[Field, ...]:
        hint = "Chỉ nhập khi báo cáo khảo sát không có số phiếu hài lòng. Nhập 97,4 cho 97,4 %."
        fields = (
            Field("denominator", _RESPONDENTS, "whole", unit="phiếu"),
            Field("numerator", _SATISFIED, "whole", unit="phiếu"),
            Field("value", _RATE, "percent", unit="%", hint=hint),
        )
        if self.sample_at_least is None:
            return fields
        return (Field("population", self._population, "whole", unit="người"), *fields)

    def read(self, raw: Raw) -> Figures:
        row = Reading(raw)
        has_rate = not row.is_blank("value")
        if has_rate and row.is_blank("numerator"):
            figures: Figures = {
                "denominator": row.whole("denominator", _RESPONDENTS),
                "value": plain_text(row.percent("value", _RATE)),
            }
        else:
            part, whole = read_pair(row, _SATISFIED, _RESPONDENTS)
            figures = {"numerator": part, "denominator": whole}
            if has_rate:
                _require_agreement(row, part, whole)
        if self.sample_at_least is not None:
            figures["population"] = self._read_population(row, figures["denominator"])
        row.require_sound()
        return figures

    def typed(self, figures: Mapping[str, Any]) -> dict[str, str | list[str]]:
        respondents, rate = _stored(figures)
        typed: dict[str, str | list[str]] = {"denominator": number_text(respondents)}
        if "numerator" in figures:
            typed["numerator"] = number_text(stored_pair(figures)[0])
        else:
            typed["value"] = f"{number_text(rate)} %"
        if self.sample_at_least is not None:
            typed["population"] = number_text(reading.stored_whole(figures, "population"))
        return typed

    def judge(self, figures: Mapping[str, Any]) -> Points:
        respondents, rate = _stored(figures)
        rate = half_up(rate)
        declared = self.figures_text(figures)
        if not self._is_enough(figures, respondents):
            return Points(None, f"{declared} → chưa chấm điểm: {self._enough_in_words()}")
        points, reckoning = self.slope.apply(rate, self.max_points, _PERCENT)
        return Points(points, f"{declared} → {reckoning} → {points_text(points)} điểm", rate=rate)

    def figures_text(self, figures: Mapping[str, Any]) -> str:
        respondents, rate = _stored(figures)
        if "numerator" not in figures:
            declared = f"{percent_text(rate)} của {number_text(respondents)} phiếu"
        else:
            pair = f"{number_text(stored_pair(figures)[0])} / {number_text(respondents)} phiếu"
            declared = f"{pair} = {percent_text(rate)}" if respondents else pair
        if self.sample_at_least is None:
            return declared
        population = reading.stored_whole(figures, "population")
        if population < max(respondents, 1):
            raise InvalidFigures({"population": reading.FOREIGN})
        share = percent_text(percent_of(respondents, population))
        return f"{declared}; mẫu {number_text(respondents)} / {number_text(population)} = {share}"

    def edges(self) -> tuple[dict[str, str | list[str]], ...]:
        extra: dict[str, str | list[str]] = {}
        if self.sample_at_least is None:
            enough = self.respondents_at_least or 1
        else:
            # Out of 10,000 people every sample share with two decimals is a whole count.
            enough = int(self.sample_at_least * 100)
            extra = {"population": number_text(10_000)}
        target = f"{number_text(self.slope.target)} %"
        by_size = [
            {"denominator": number_text(count), "value": target, **extra}
            for count in (enough - 1, enough)
        ]
        by_rate = [
            {"denominator": number_text(enough), **typed, **extra}
            for typed in _PERCENT.around([self.slope.floor, self.slope.target])
        ]
        return (*by_size, *by_rate)

    @property
    def _population(self) -> str:
        """The population's label at the beginning of a line."""
        return self.population_label[:1].upper() + self.population_label[1:]

    def _enough_in_words(self) -> str:
        if self.sample_at_least is None:
            return f"cần ít nhất {number_text(self.respondents_at_least or 1)} phiếu hợp lệ"
        return (
            f"cần phiếu hợp lệ của ít nhất {number_text(self.sample_at_least)} % "
            f"{self.population_label}"
        )

    def _is_enough(self, figures: Mapping[str, Any], respondents: int) -> bool:
        if self.sample_at_least is None:
            return respondents >= (self.respondents_at_least or 1)
        population = reading.stored_whole(figures, "population")
        return percent_of(respondents, population) >= self.sample_at_least

    def _read_population(self, row: Reading, respondents: int) -> int:
        population = row.whole("population", self._population)
        if not row.has_problems and population < max(respondents, 1):
            row.refuse(
                "population",
                f"{self._population} phải lớn hơn 0 và không nhỏ hơn "
                f"{_RESPONDENTS.lower()} ({number_text(respondents)}).",
            )
        return population


def _sample_share(parameters: Parameters) -> Decimal:
    share = parameters.percent("sample_at_least")
    if share == 0:
        parameters.refuse("sample_at_least", "Tỷ lệ mẫu tối thiểu phải lớn hơn 0.")
    return share


def _require_agreement(row: Reading, part: int, whole: int) -> None:
    """Both the count and the percentage were typed: they must say the same."""
    rate = row.percent("value", _RATE)
    if row.has_problems or whole == 0:
        return
    counted = percent_of(part, whole)
    if half_up(rate) != counted:
        row.refuse(
            "value",
            f"{_RATE} {percent_text(rate)} không khớp với "
            f"{number_text(part)} / {number_text(whole)} = {percent_text(counted)}. "
            "Hãy sửa số phiếu hoặc để trống tỷ lệ.",
        )


def _stored(figures: Mapping[str, Any]) -> tuple[int, Decimal]:
    """Respondents and the share of satisfied, as percentage (0 where nobody answered)."""
    if "numerator" in figures:
        part, respondents = stored_pair(figures)
        return respondents, percent_of(part, respondents) if respondents else Decimal(0)
    rate = reading.stored_decimal(figures, "value")
    if not 0 <= rate <= HUNDRED:
        raise InvalidFigures({"value": reading.FOREIGN})
    return reading.stored_whole(figures, "denominator"), rate
