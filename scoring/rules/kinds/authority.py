"""AUTHORITY: a value that the province gives, judged as STEP or PROP."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Self

from scoring.rules.kind import RuleKind
from scoring.rules.kinds.proportion import Prop
from scoring.rules.kinds.step import Step
from scoring.rules.parameters import Parameters
from scoring.rules.rule import Field, Figures, Points, Raw, Rule, Written

WAYS: dict[str, type[Step] | type[Prop]] = {"STEP": Step, "PROP": Prop}


@dataclass(frozen=True, slots=True)
class Authority(Rule):
    """The rule ``way`` applied to a value that the measured unit never types itself."""

    kind: ClassVar[RuleKind] = RuleKind.AUTHORITY

    way: Step | Prop

    @classmethod
    def from_parameters(cls, parameters: Parameters, *, max_points: Decimal) -> Self:
        """Parameters: ``as`` (STEP or PROP) and those of that kind."""
        way = WAYS[parameters.choice("as", WAYS)]
        return cls(
            max_points=max_points,
            way=way.from_parameters(parameters, max_points=max_points),
        )

    def dump(self) -> Written:
        return {"as": self.way.kind.value, **self.way.dump()}

    def words(self) -> tuple[str, ...]:
        return self.way.words()

    def fields(self) -> tuple[Field, ...]:
        return self.way.fields()

    def read(self, raw: Raw) -> Figures:
        return self.way.read(raw)

    def typed(self, figures: Mapping[str, Any]) -> dict[str, str | list[str]]:
        return self.way.typed(figures)

    def judge(self, figures: Mapping[str, Any]) -> Points:
        return self.way.judge(figures)

    def figures_text(self, figures: Mapping[str, Any]) -> str:
        return self.way.figures_text(figures)

    def edges(self) -> tuple[dict[str, str | list[str]], ...]:
        return self.way.edges()
