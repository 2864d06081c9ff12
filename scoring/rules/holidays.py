"""Days on which offices rest: a deadline there is pointed out, never refused.

Holidays are those of the Labour Code 2019, article 112. Those of the sun stand here, those of
the moon in ``scoring/data/lunar-holidays.csv`` (from the eve of Tết to its fourth day, and the
tenth of the third month), to be lengthened before it runs out. The second day of the National
Day rest is chosen anew each year, so it is not known here.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

_LUNAR = Path(__file__).resolve().parents[1] / "data" / "lunar-holidays.csv"
_SOLAR = {
    (1, 1): "Tết Dương lịch",
    (4, 30): "Ngày Chiến thắng",
    (5, 1): "Quốc tế Lao động",
    (9, 2): "Quốc khánh",
}
_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Span:
    """A holiday from its first day to its last."""

    first: date
    last: date
    name: str


@lru_cache(maxsize=1)
def lunar() -> tuple[Span, ...]:
    """Return the holidays of the moon, in the order of the data file."""
    with _LUNAR.open(encoding="utf-8", newline="") as file:
        return tuple(
            Span(date.fromisoformat(row["first"]), date.fromisoformat(row["last"]), row["name"])
            for row in csv.DictReader(file)
        )


def weekday(day: date) -> str:
    """Return the name of a day of the week: "Thứ Hai"."""
    return _WEEKDAYS[day.weekday()]


def rest(day: date) -> str:
    """Return why offices rest on ``day`` ("Quốc khánh", "Chủ nhật"); empty on a working day."""
    if name := _SOLAR.get((day.month, day.day)):
        return name
    for span in lunar():
        if span.first <= day <= span.last:
            return span.name
    return weekday(day) if day.weekday() >= _SATURDAY else ""
