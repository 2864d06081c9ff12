"""Numbers as they are typed and printed, and the one rounding."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rules import numbers
from scoring.rules.errors import BadNumber


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("7,5", "7.5"),
        ("7.5", "7.5"),
        (" 7,50 ", "7.5"),
        ("36.525", "36525"),
        ("1.234", "1234"),
        ("1.234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("12.34", "12.34"),
        ("1.2345", "1.2345"),
        ("0.974", "0.974"),
        ("0,974", "0.974"),
        ("1,234", "1.234"),
        ("1 234", "1234"),
        ("1\u00a0234,5", "1234.5"),
        ("007", "7"),
        ("+3", "3"),
        ("-3", "-3"),
        ("\u2212 3,5", "-3.5"),
        ("\uff11\uff12", "12"),
        ("999.999.999.999", "999999999999"),
    ],
)
def test_parse_number_reads_vietnamese_typing(typed, value):
    assert numbers.parse_number(typed) == Decimal(value)


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "abc", "1,234.5", "1.23.456", "12.34.567", "1,2,3", ",5", "5,", ".5", "5."),
        *("1e5", "NaN", "Infinity", "--3", "3 hồ sơ", "1 23", "٣", "½"),
        *("1234567890123", "0,1234567"),
    ],
)
def test_parse_number_refuses_everything_else_with_a_sentence(typed):
    with pytest.raises(BadNumber) as refused:
        numbers.parse_number(typed)
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        ("2.345", "2.35"),
        ("2.355", "2.36"),
        ("2.344999", "2.34"),
        ("96.995", "97.00"),
        ("0.005", "0.01"),
        ("-0.005", "-0.01"),
    ],
)
def test_half_up_rounds_the_way_people_do(value, rounded):
    assert numbers.half_up(Decimal(value)) == Decimal(rounded)


def test_half_up_takes_other_places():
    assert numbers.half_up(Decimal("2.25"), places=1) == Decimal("2.3")
    assert numbers.half_up(Decimal("2.5"), places=0) == Decimal(3)


@pytest.mark.parametrize(
    ("write", "value", "text"),
    [
        (numbers.points_text, "4", "4,00"),
        (numbers.points_text, "3.405", "3,41"),
        (numbers.points_text, "1234.5", "1.234,50"),
        (numbers.points_text, "-1", "\u22121,00"),
        (numbers.percent_text, "97.4", "97,40 %"),
        (numbers.number_text, "36525", "36.525"),
        (numbers.number_text, "100", "100"),
        (numbers.number_text, "1.50", "1,5"),
        (numbers.number_text, "0.00", "0"),
        (numbers.plain_text, "100", "100"),
        (numbers.plain_text, "0.50", "0.5"),
        (numbers.plain_text, "0.00", "0"),
    ],
)
def test_numbers_are_printed(write, value, text):
    assert write(Decimal(value)) == text


amounts = st.decimals(0, 10**9, places=2)


@given(amounts)
def test_what_is_printed_can_be_typed_again(value):
    assert numbers.parse_number(numbers.points_text(value)) == value
    assert numbers.parse_number(numbers.number_text(value)) == value
    assert numbers.parse_plain(numbers.plain_text(value)) == value


@given(st.text(max_size=40))
def test_parse_number_never_crashes(text):
    with contextlib.suppress(BadNumber):
        assert numbers.parse_number(text).is_finite()
