"""What every rule can do, whatever its kind, and the plain values it speaks in."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Literal, Self

from scoring.rules.kind import RuleKind
from scoring.rules.parameters import Parameters

#: What a person typed, by field name; checkboxes send several texts.
Raw = Mapping[str, str | Sequence[str]]
#: JSON-safe declared figures as stored: whole counts are ``int``, decimals and keys are ``str``.
Figures = dict[str, Any]
#: Parameters as stored: JSON-safe, decimals as strings with a dot.
Written = dict[str, Any]

Widget = Literal["radios", "checkboxes", "whole", "number", "percent"]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a radios or checkboxes field; ``points`` is its worth in words, or empty."""

    value: str
    label: str
    points: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One input that a rule asks for; ``name`` is the input's name and the figure's place.

    ``word`` is the figure's plain word where the name says more than it: a part of a compound
    rule is asked for as ``plan.numerator`` and is a ``numerator`` all the same.
    """

    name: str
    label: str
    widget: Widget
    unit: str = ""
    options: tuple[Option, ...] = ()
    hint: str = ""
    word: str = ""

    @property
    def figure(self) -> str:
        """The plain word of the figure: one of those that programs know inputs by."""
        return self.word or self.name


@dataclass(frozen=True, slots=True)
class Points:
    """Points of one leaf and the sentence that explains them.

    ``value`` has two decimals, or is None when the figures give no score (``because`` says why).
    ``rate`` is the percentage measured on the way, for conditions that look at it; of a RELATIVE
    rule it is the measured value itself, from which the aggregation makes the points. The points
    of a PENALTY are positive: they are what is taken off the total.
    """

    value: Decimal | None
    because: str
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Rule(ABC):
    """A kind with its typed, validated parameters; build one with ``registry.parse``."""

    kind: ClassVar[RuleKind]

    max_points: Decimal

    @classmethod
    @abstractmethod
    def from_parameters(cls, parameters: Parameters, *, max_points: Decimal) -> Self:
        """Read the written parameters, noting every problem on ``parameters`` itself."""

    @abstractmethod
    def dump(self) -> Written:
        """The parameters as written; parsing them gives an equal rule."""

    @abstractmethod
    def words(self) -> tuple[str, ...]:
        """The rule in Vietnamese, one short line for each thing it says."""

    @abstractmethod
    def fields(self) -> tuple[Field, ...]:
        """The inputs that the rule asks for, in reading order."""

    @abstractmethod
    def read(self, raw: Raw) -> Figures:
        """Typed text to figures. Raises InvalidFigures with a sentence for each wrong field."""

    @abstractmethod
    def typed(self, figures: Mapping[str, Any]) -> dict[str, str | list[str]]:
        """Figures back to what an input shows: ``read(typed(figures)) == figures``."""

    @abstractmethod
    def judge(self, figures: Mapping[str, Any]) -> Points:
        """Points for figures that ``read`` made: from 0 to ``max_points``, of every kind.

        Raises NothingArose for a denominator of 0 and InvalidFigures for figures of another rule.
        """

    @abstractmethod
    def figures_text(self, figures: Mapping[str, Any]) -> str:
        """The declared figures in one phrase: ``"974 / 1.000 = 97,40 %"``."""

    @abstractmethod
    def edges(self) -> tuple[dict[str, str | list[str]], ...]:
        """Typed inputs on and around every edge of the rule, all of them acceptable to ``read``."""
