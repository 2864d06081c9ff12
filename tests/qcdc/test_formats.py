"""Dates and numbers are read and written the Vietnamese way."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django import forms
from django.utils import formats


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("22/11/2026", date(2026, 11, 22)),
        ("05/06/2026", date(2026, 6, 5)),
        ("5/6/2026", date(2026, 6, 5)),
        ("2026-06-05", date(2026, 6, 5)),
    ],
)
def test_a_typed_date_puts_the_day_first(typed: str, meant: date) -> None:
    assert forms.DateField().clean(typed) == meant


@pytest.mark.parametrize("typed", ["23:59 04/11/2024", "04/11/2024 23:59", "2024-11-04T23:59"])
def test_a_typed_instant_is_understood(typed: str) -> None:
    assert forms.DateTimeField().clean(typed).replace(tzinfo=None) == datetime(2024, 11, 4, 23, 59)


@pytest.mark.parametrize("typed", ["7,5", "7.5"])
def test_a_decimal_takes_comma_and_point(typed: str) -> None:
    assert forms.DecimalField(localize=True).clean(typed) == Decimal("7.5")


def test_dates_are_written_with_day_month_year() -> None:
    assert formats.date_format(date(2024, 11, 4)) == "04/11/2024"
    assert formats.time_format(time(7, 5)) == "07:05"


def test_a_year_carries_no_dot() -> None:
    assert formats.localize(2026) == "2026"
    assert formats.localize(Decimal("92.18")) == "92,18"
