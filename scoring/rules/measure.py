"""The one value that a band or a target looks at, and how it is asked for.

``ratio``: a numerator and a denominator of whole counts, measured as a percentage;
``percent``: the percentage itself; ``whole``: a count; ``number``: any number.
Every measured value is rounded half-up to two decimals before anything looks at it: what is
printed is what decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, cast, get_args

from scoring.rules import reading
from scoring.rules.errors import InvalidFigures, NothingArose
from scoring.rules.numbers import (
    CENT,
    HUNDRED,
    ZERO,
    half_up,
    number_text,
    percent_of,
    percent_text,
    plain_text,
    points_text,
)
from scoring.rules.parameters import Parameters
from scoring.rules.reading import Reading
from scoring.rules.rule import Field, Figures, Points, Raw, Written

#: What a denominator of 0 means: the leaf is left out (where it may be), or full points, or none.
WhenNone = Literal["leave_out", "full", "zero"]
How = Literal["ratio", "percent", "whole", "number"]

# A denominator on which every percentage with three decimals is a whole numerator.
_EDGE_DENOMINATOR = 100_000
_HALF_CENT = Decimal("0.005")

NOTHING_AROSE = "{label} bằng 0: không phát sinh nội dung để tính."


@dataclass(frozen=True, slots=True)
class Measure:
    """How one value is asked for, read, printed and measured.

    ``ratio`` uses the two labels of its halves, the others ``value_label``; the labels that a
    way of asking does not use stay empty.
    """

    how: How
    unit: str = ""
    value_label: str = ""
    numerator_label: str = ""
    denominator_label: str = ""
    when_none: WhenNone = "leave_out"

    @classmethod
    def from_parameters(cls, parameters: Parameters) -> "Measure":
        """Parameters: ``measure``, ``unit`` (optional) and the labels that it needs.

        ``when_none`` (ratio only, optional) says what a denominator of 0 is worth.
        """
        how = cast(How, parameters.choice("measure", get_args(How)))
        unit = parameters.text("unit", default="")
        if how == "ratio":
            return cls(
                how=how,
                unit=unit,
                numerator_label=parameters.text("numerator_label"),
                denominator_label=parameters.text("denominator_label"),
                when_none=cast(
                    WhenNone, parameters.choice("when_none", get_args(WhenNone), "leave_out")
                ),
            )
        return cls(how=how, unit=unit, value_label=parameters.text("value_label"))

    def edge(self, parameters: Parameters, key: str) -> Decimal:
        """A written edge that this measure can meet: a percentage, a whole number or a number."""
        if self.is_percentage:
            return parameters.percent(key)
        if self.how == "whole":
            return Decimal(parameters.whole(key, at_least=0))
        return parameters.amount(key)

    @property
    def is_percentage(self) -> bool:
        """Whether the measured value is a percentage."""
        return self.how in ("ratio", "percent")

    def dump(self) -> Written:
        """As written in parameters, without what is empty."""
        written = {
            "measure": self.how,
            "unit": self.unit,
            "value_label": self.value_label,
            "numerator_label": self.numerator_label,
            "denominator_label": self.denominator_label,
            "when_none": "" if self.when_none == "leave_out" else self.when_none,
        }
        return {key: text for key, text in written.items() if text}

    def fields(self) -> tuple[Field, ...]:
        """One input, or the two halves of a ratio."""
        if self.how == "ratio":
            return (
                Field("numerator", self.numerator_label, "whole", unit=self.unit),
                Field("denominator", self.denominator_label, "whole", unit=self.unit),
            )
        if self.how == "percent":
            hint = "Nhập 97,4 cho 97,4 %."
            return (Field("value", self.value_label, "percent", unit="%", hint=hint),)
        return (Field("value", self.value_label, self.how, unit=self.unit),)

    def read(self, raw: Raw) -> Figures:
        """Typed text to figures. Raises InvalidFigures."""
        row = Reading(raw)
        figures: Figures
        if self.how == "ratio":
            part, whole = read_pair(row, self.numerator_label, self.denominator_label)
            figures = {"numerator": part, "denominator": whole}
        elif self.how == "percent":
            figures = {"value": plain_text(row.percent("value", self.value_label))}
        elif self.how == "whole":
            figures = {"value": row.whole("value", self.value_label)}
        else:
            figures = {"value": plain_text(row.number("value", self.value_label))}
        row.require_sound()
        return figures

    def typed(self, figures: Mapping[str, Any]) -> dict[str, str | list[str]]:
        """Figures as an input shows them."""
        if self.how == "ratio":
            part, whole = stored_pair(figures)
            return {"numerator": number_text(part), "denominator": number_text(whole)}
        value = number_text(self._stored_value(figures))
        return {"value": f"{value} %" if self.how == "percent" else value}

    def settled(self, figures: Mapping[str, Any], max_points: Decimal) -> Points | None:
        """Points for a denominator of 0 where ``when_none`` gives any; else None."""
        if self.how != "ratio" or self.when_none == "leave_out" or stored_pair(figures)[1]:
            return None
        value = max_points if self.when_none == "full" else ZERO
        return Points(value, f"{self.text(figures)}: không phát sinh → {points_text(value)} điểm")

    def settled_words(self, max_points: Decimal) -> tuple[str, ...]:
        """What ``when_none`` gives, in words; nothing where it gives no points."""
        if self.when_none == "leave_out":
            return ()
        value = max_points if self.when_none == "full" else ZERO
        return (f"không phát sinh: {number_text(value)} điểm",)

    def value(self, figures: Mapping[str, Any]) -> Decimal:
        """The measured value, two decimals. Raises NothingArose when the denominator is 0."""
        if self.how != "ratio":
            return half_up(self._stored_value(figures))
        part, whole = stored_pair(figures)
        if whole == 0:
            raise NothingArose(NOTHING_AROSE.format(label=self.denominator_label))
        return percent_of(part, whole)

    def text(self, figures: Mapping[str, Any]) -> str:
        """The declared figures: ``"974 / 1.000 = 97,40 %"``, ``"97,40 %"``, ``"2 cuộc"``."""
        if self.how == "percent":
            return percent_text(self.value(figures))
        if self.how == "ratio":
            part, whole = stored_pair(figures)
            pair = f"{number_text(part)} / {number_text(whole)}"
            return f"{pair} = {percent_text(percent_of(part, whole))}" if whole else pair
        return f"{number_text(self.value(figures))} {self.unit}".strip()

    def printed(self, value: Decimal) -> str:
        """A measured value: ``"97,40 %"``, ``"2 cuộc"``."""
        return percent_text(value) if self.is_percentage else self.in_words(value)

    def in_words(self, value: Decimal) -> str:
        """An edge of a rule: ``"97 %"``, ``"2 cuộc"``."""
        if self.is_percentage:
            return f"{number_text(value)} %"
        return f"{number_text(value)} {self.unit}".strip()

    def around(self, edges: list[Decimal]) -> tuple[dict[str, str | list[str]], ...]:
        """Typed inputs below, on and above each edge, with the first value that rounds up to it."""
        steps = (-1, 0, 1) if self.how == "whole" else (-CENT, -_HALF_CENT, 0, CENT)
        top = HUNDRED if self.is_percentage else None
        values = {
            edge + step
            for edge in edges
            for step in (steps if edge else (0,))
            if edge + step >= 0 and (top is None or edge + step <= top)
        }
        typed = tuple(self._as_typed(value) for value in sorted(values))
        if self.when_none == "leave_out":
            return typed
        return ({"numerator": "0", "denominator": "0"}, *typed)

    def _as_typed(self, value: Decimal) -> dict[str, str | list[str]]:
        if self.how == "ratio":
            whole = _EDGE_DENOMINATOR
            part = value * whole / HUNDRED
            return {"numerator": number_text(part), "denominator": number_text(whole)}
        text = number_text(value)
        return {"value": f"{text} %" if self.how == "percent" else text}

    def _stored_value(self, figures: Mapping[str, Any]) -> Decimal:
        if self.how == "whole":
            return Decimal(reading.stored_whole(figures, "value"))
        value = reading.stored_decimal(figures, "value")
        if value < ZERO or (self.is_percentage and value > HUNDRED):
            raise InvalidFigures({"value": reading.FOREIGN})
        return value


def read_pair(row: Reading, part_label: str, whole_label: str) -> tuple[int, int]:
    """The two halves of a ratio as typed, noting a missing half and a part above the whole."""
    blanks = [row.is_blank("numerator"), row.is_blank("denominator")]
    if blanks == [True, False]:
        row.refuse("numerator", f"Cần đủ cả hai số: còn thiếu “{part_label}”.")
    elif blanks == [False, True]:
        row.refuse("denominator", f"Cần đủ cả hai số: còn thiếu “{whole_label}”.")
    part = row.whole("numerator", part_label)
    whole = row.whole("denominator", whole_label)
    if part > whole and not row.has_problems:
        row.refuse(
            "numerator",
            f"{part_label} ({number_text(part)}) không được lớn hơn "
            f"{whole_label} ({number_text(whole)}).",
        )
    return part, whole


def stored_pair(figures: Mapping[str, Any]) -> tuple[int, int]:
    """Numerator and denominator out of stored figures. Raises InvalidFigures."""
    part = reading.stored_whole(figures, "numerator")
    whole = reading.stored_whole(figures, "denominator")
    if part > whole:
        raise InvalidFigures({"numerator": reading.FOREIGN})
    return part, whole
