"""Days of rest: weekends, holidays of the solar and of the lunar year."""

from datetime import date

import pytest

from scoring.rules import holidays


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2024, 2, 10), "Tết Nguyên đán"),
        (date(2024, 2, 9), "Tết Nguyên đán"),
        (date(2024, 4, 18), "Giỗ Tổ Hùng Vương"),
        (date(2030, 2, 2), "Tết Nguyên đán"),
        (date(2024, 9, 2), "Quốc khánh"),
        (date(2024, 11, 3), "Chủ nhật"),
        (date(2024, 11, 2), "Thứ Bảy"),
        (date(2024, 11, 4), ""),
    ],
)
def test_days_of_rest(day: date, reason: str) -> None:
    assert holidays.rest(day) == reason


def test_the_list_of_lunar_holidays_has_both_for_every_year() -> None:
    years: dict[int, set[str]] = {}
    for span in holidays.lunar():
        assert span.first <= span.last
        years.setdefault(span.last.year, set()).add(span.name)
    assert sorted(years) == list(range(min(years), max(years) + 1))
    assert all(len(names) == 2 for names in years.values())
