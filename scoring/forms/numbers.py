"""Inputs for points and percentages, typed with a decimal comma."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from scoring.rules.errors import BadNumber
from scoring.rules.numbers import HUNDRED, half_up, number_text, parse_number

TINY = {"class": "input--tiny", "autocomplete": "off"}


class NumberField(forms.Field):
    """A number with a decimal comma, as ``Decimal`` with at most two decimals."""

    def __init__(self, *, at_most: Decimal, unit: str, **options: Any) -> None:
        widget = forms.TextInput(attrs={**TINY, "inputmode": "decimal"})
        super().__init__(widget=widget, **options)
        self._at_most, self._unit = at_most, unit

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        text = str(value).strip()
        if not text:
            return None
        try:
            number = parse_number(text.removesuffix("%"))
        except BadNumber as error:
            raise ValidationError(error.sentence) from error
        if not 0 <= number <= self._at_most:
            most = number_text(self._at_most)
            raise ValidationError(f"Chỉ nhận từ 0 đến {most} {self._unit}.")
        if number != half_up(number):
            raise ValidationError("Chỉ được có tối đa hai chữ số thập phân.")
        return number

    def prepare_value(self, value: Any) -> Any:
        return number_text(value) if isinstance(value, Decimal) else value


def percent_field(label: str) -> NumberField:
    """Return an input for a percentage from 0 to 100."""
    return NumberField(label=label, at_most=HUNDRED, unit="%")
