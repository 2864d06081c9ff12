"""RELATIVE: points in proportion to the best unit, known only when all units are compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Literal, Self, cast, get_args

from scoring.rules.errors import InvalidFigures
from scoring.rules.kind import RuleKind
from scoring.rules.measure import Measure
from scoring.rules.numbers import HUNDRED, ZERO, half_up, number_text, plain_text, points_text
from scoring.rules.parameters import Parameters
from scoring.rules.rule import Field, Figures, Points, Raw, Rule, Written

#: Whom a unit is compared with: the units of its branch (under one parent), or all of the round.
Among = Literal["branch", "all"]

#: A measured value is stored with seven digits before the comma.
LARGEST_VALUE = Decimal("9999999.99")

_AMONG_WORDS: dict[Among, str] = {
    "branch": "trong các đơn vị cùng địa bàn",
    "all": "trong toàn đợt chấm điểm",
}


@dataclass(frozen=True, slots=True)
class Relative(Rule):
    """``max × value ÷ best value``: the leader gets the maximum, below ``floor`` there is nothing.

    The unit's own figures give the value and no points; ``judge_against`` gives the points once
    the leader is known.
    """

    kind: ClassVar[RuleKind] = RuleKind.RELATIVE

    measure: Measure
    floor: Decimal
    among: Among

    @classmethod
    def from_parameters(cls, parameters: Parameters, *, max_points: Decimal) -> Self:
        """Parameters: those of the measure, ``floor`` (0 unless written), ``among``."""
        measure = Measure.from_parameters(parameters)
        if measure.when_none != "leave_out":
            parameters.refuse(
                "when_none", "Không phát sinh thì không có kết quả để so với đơn vị dẫn đầu."
            )
        return cls(
            max_points=max_points,
            measure=measure,
            floor=measure.edge(parameters, "floor") if parameters.has("floor") else ZERO,
            among=cast(Among, parameters.choice("among", get_args(Among), "branch")),
        )

    def dump(self) -> Written:
        return {**self.measure.dump(), "floor": plain_text(self.floor), "among": self.among}

    def words(self) -> tuple[str, ...]:
        full = number_text(self.max_points)
        lines = (
            f"đơn vị có kết quả cao nhất {_AMONG_WORDS[self.among]}: {full} điểm",
            f"đơn vị khác: kết quả ÷ kết quả cao nhất × {full} điểm, tính khi tổng hợp",
        )
        if not self.floor:
            return lines
        return (*lines, f"dưới {self.measure.in_words(self.floor)}: 0 điểm")

    def fields(self) -> tuple[Field, ...]:
        return self.measure.fields()

    def read(self, raw: Raw) -> Figures:
        figures = self.measure.read(raw)
        if self.measure.how != "ratio" and self.measure.value(figures) > LARGEST_VALUE:
            said = f"{self.measure.value_label}: không được vượt quá {number_text(LARGEST_VALUE)}."
            raise InvalidFigures({"value": said})
        return figures

    def typed(self, figures: Mapping[str, Any]) -> dict[str, str | list[str]]:
        return self.measure.typed(figures)

    def judge(self, figures: Mapping[str, Any]) -> Points:
        """No points yet, only the measured value as ``rate``: see ``judge_against``."""
        value = self.measure.value(figures)
        because = f"{self.figures_text(figures)} → điểm tính khi tổng hợp, so với đơn vị dẫn đầu"
        return Points(None, because, rate=value)

    def judge_against(self, value: Decimal, best: Decimal, *, leader: str) -> Points:
        """Points for a measured value beside the best one, which ``leader`` (a unit) reached."""
        printed = self.measure.printed(value)
        if value < self.floor:
            points, reckoning = ZERO, f"dưới mức sàn {self.measure.in_words(self.floor)}"
        elif best == 0:
            points, reckoning = ZERO, "không đơn vị nào có kết quả trên 0"
        elif value >= best:
            points, reckoning = self.max_points, "cao nhất"
        else:
            points = half_up(self.max_points * value / best)
            top = self.measure.printed(best)
            reckoning = (
                f"cao nhất là {leader} với {top} "
                f"→ {number_text(self.max_points)} × {printed} ÷ {top}"
            )
        scope = _AMONG_WORDS[self.among]
        because = f"{printed}, so {scope}: {reckoning} → {points_text(points)} điểm"
        return Points(half_up(points), because, rate=value)

    def figures_text(self, figures: Mapping[str, Any]) -> str:
        return self.measure.text(figures)

    def edges(self) -> tuple[dict[str, str | list[str]], ...]:
        top = [HUNDRED] if self.measure.is_percentage else []
        return self.measure.around([ZERO, self.floor, *top])
