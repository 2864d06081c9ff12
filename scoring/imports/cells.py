"""One line of a sheet, every cell read in the form that it should have.

A reader never stops at the first wrong cell: it notes what is wrong and how to mend it, and
goes on with nothing in that place.
"""

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from numbers import Real

from accounts import sheets, words
from scoring.exports.layout import Words
from scoring.rules import numbers
from scoring.rules.errors import BadNumber

_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_NO_BREAK_SPACE = "\u00a0"
_MOST_DECIMALS = 2

#: What the reader of values gives for one cell.
Value = object


@dataclass(frozen=True)
class CellProblem:
    """One cell to mend: ``cell`` is its name on the sheet, such as ``C12``."""

    sheet: str
    cell: str
    sentence: str
    cure: str


@dataclass(frozen=True)
class Spot:
    """One cell of one sheet."""

    sheet: str
    cell: str


@dataclass
class Problems:
    """Everything noted so far, one problem a cell: the first one is the cause of the others."""

    noted: dict[Spot, CellProblem] = field(default_factory=dict)

    def note(self, spot: Spot, sentence: str, cure: str) -> None:
        """Note what is wrong in a cell and how to mend it."""
        self.noted.setdefault(spot, CellProblem(spot.sheet, spot.cell, sentence, cure))

    @property
    def in_order(self) -> list[CellProblem]:
        """The problems by sheet as noted, then row, then column."""
        order = list(dict.fromkeys(spot.sheet for spot in self.noted))
        return sorted(
            self.noted.values(), key=lambda each: (order.index(each.sheet), _place(each.cell))
        )


def _place(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :] or 0), sheets.column_number(letters)


def bare(text: str) -> str:
    """Fold a title or a word to letters and digits without accents: "Mã số" → "maso"."""
    return "".join(each for each in words.search_key(text) if each.isalnum() or each == "★")


def clean(text: str) -> str:
    """Return a typed text in NFC, without invisible letters and blank ends."""
    visible = unicodedata.normalize("NFC", text).translate(_ZERO_WIDTH)
    return visible.replace("\r\n", "\n").strip()


def _is_number(value: Value) -> bool:
    return isinstance(value, Real) and type(value) is not bool


def closest(typed: str, known: Iterable[str]) -> str:
    """Return the known word that was probably meant, or an empty text."""
    by_bare = {bare(word): word for word in known}
    near = difflib.get_close_matches(bare(typed), by_bare, 1)
    return by_bare[near[0]] if near else ""


@dataclass
class Row:
    """One line of a table; cells are asked for by column key."""

    sheet: str
    line: int
    values: dict[str, Value]
    columns: dict[str, int]
    problems: Problems

    def spot(self, key: str) -> Spot:
        """Return the cell of a column in this line."""
        return Spot(self.sheet, f"{sheets.column_name(self.columns.get(key, 1))}{self.line}")

    def refuse(self, key: str, sentence: str, cure: str) -> None:
        """Note a problem in one cell of this line."""
        self.problems.note(self.spot(key), sentence, cure)

    def is_blank(self, key: str) -> bool:
        """Whether nothing stands in the cell."""
        value = self.values.get(key, "")
        return not clean(value) if isinstance(value, str) else value is None

    def text(self, key: str) -> str:
        """The cell as text; a whole number as it is seen."""
        value = self.values.get(key, "")
        if isinstance(value, str):
            return clean(value)
        if isinstance(value, bool | datetime | date | time | timedelta):
            self.refuse(key, "Ô này phải là chữ.", "Định dạng ô là Văn bản rồi nhập lại.")
            return ""
        return numbers.plain_text(Decimal(str(value)))

    def code(self, key: str) -> str:
        """The cell as a code: text, or a whole number, which nothing was lost from."""
        value = self.values.get(key, "")
        if isinstance(value, datetime | date | time | timedelta):
            self.refuse(
                key,
                "Mã đã bị chương trình bảng tính đổi thành ngày tháng.",
                "Định dạng ô là Văn bản rồi nhập lại mã.",
            )
            return ""
        if _is_number(value):
            number = Decimal(str(value))
            if number != number.to_integral_value():
                self.refuse(
                    key,
                    f"Mã là số {numbers.number_text(number)}: 1.1 và 1.10 không phân biệt được.",
                    "Định dạng ô là Văn bản rồi nhập lại mã.",
                )
                return ""
        return self.text(key).replace(_NO_BREAK_SPACE, " ").strip()

    def number(self, key: str) -> Decimal | None:
        """The cell as a number of at most two decimals; None when blank or wrong."""
        if self.is_blank(key):
            return None
        value = self.values[key]
        number = self._number(key, value)
        if number is None:
            return None
        if number != numbers.half_up(number, _MOST_DECIMALS):
            self.refuse(
                key,
                "Số có nhiều hơn hai chữ số thập phân.",
                "Làm tròn số trong ô còn tối đa hai chữ số thập phân.",
            )
            return None
        return number

    def has_sign(self, key: str) -> bool:
        """Whether the number was typed as text with its percent sign."""
        value = self.values.get(key)
        return isinstance(value, str) and clean(value).endswith("%")

    def whole(self, key: str) -> int | None:
        """The cell as a whole number; None when blank or wrong."""
        number = self.number(key)
        if number is None:
            return None
        if number != number.to_integral_value():
            self.refuse(key, "Phải là số nguyên.", "Ghi số không có phần thập phân.")
            return None
        return int(number)

    def choice(self, key: str, choices: Words) -> str | None:
        """The key of the chosen word; None when blank or not in the list."""
        typed = self.values.get(key, "")
        if isinstance(typed, bool):
            typed = "Có" if typed else "Không"
        if not isinstance(typed, str):
            typed = self.text(key)
        typed = clean(typed)
        if not typed:
            return None
        for value, word in choices.items():
            if bare(typed) in (bare(word), bare(value)):
                return value
        meant = closest(typed, choices.values())
        hint = f"Có phải «{meant}»? " if meant else ""
        self.refuse(
            key,
            f"«{typed}» không có trong danh sách.",
            f"{hint}Chọn một trong: {'; '.join(choices.values())}.",
        )
        return None

    def _number(self, key: str, value: Value) -> Decimal | None:
        if _is_number(value):
            return Decimal(str(value))
        if not isinstance(value, str):
            self.refuse(key, "Ô này phải là số.", "Xóa định dạng ngày tháng rồi nhập lại số.")
            return None
        try:
            return numbers.parse_number(clean(value).removesuffix("%"))
        except BadNumber:
            self.refuse(key, f"«{clean(value)}» không phải là số.", "Nhập số, ví dụ 2 hoặc 2,5.")
            return None
