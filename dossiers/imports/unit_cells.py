"""Cells of a unit's workbook: what one line holds, and how a wrong cell is told and mended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from numbers import Real
from typing import NamedTuple

from django.utils.text import Truncator

from accounts import sheets
from accounts.sheets import Sheet
from dossiers.exports.unit_layout import ENTRY, NO, YES
from scoring.imports.cells import bare, clean, closest
from scoring.rules import numbers
from scoring.rules.errors import BadNumber
from scoring.rules.rule import Field


class Fault(NamedTuple):
    """What is wrong in a cell, and how to mend it."""

    sentence: str
    cure: str


# Signs of a refused cell that its line in the preview has room for.
_LONGEST_SHOWN = 60
DOWNLOAD_AGAIN = "Tải lại bảng tính của đơn vị từ cổng rồi chép số liệu sang."
IS_FORMULA = Fault(
    "Ô chứa công thức hoặc báo lỗi.", "Dán lại dưới dạng giá trị (Paste Special – Values)."
)
IS_DAY = Fault(
    "Ô đã bị chương trình bảng tính đổi thành ngày giờ.",
    "Định dạng ô là Văn bản rồi nhập lại.",
)
_CURES = {
    "whole": "Nhập số nguyên từ 0, ví dụ 12 hoặc 1.234.",
    "number": "Nhập số từ 0, dấu phẩy cho phần thập phân, ví dụ 7,5.",
    "percent": "Nhập 97,4 hoặc 97,4 %.",
    "radios": "Chọn một giá trị trong danh sách của ô.",
    "checkboxes": "Chọn Có hoặc Không cho từng nội dung.",
}


@dataclass(frozen=True)
class RefusedCell:
    """One cell that was not taken, of the leaf ``code``; ``cell`` is its name, such as ``E12``.

    ``given`` is what was read there, shortened; empty where the cell itself is sound or empty.
    """

    code: str
    cell: str
    sentence: str
    cure: str
    given: str = ""
    sheet: str = ENTRY


@dataclass(frozen=True)
class Line:
    """One line of the entry sheet; cells are asked for by column key."""

    number: int
    values: Mapping[str, object]
    places: Mapping[str, int]
    sheet: Sheet

    def cell(self, key: str) -> str:
        """Return the name of a cell."""
        return f"{sheets.column_name(self.places[key] + 1)}{self.number}"

    def refusal(self, key: str, code: str, fault: Fault) -> RefusedCell:
        """Return a cell of this line as refused."""
        return RefusedCell(code, self.cell(key), *fault, shown(self.values.get(key)))

    def machine(self, key: str) -> str:
        """Return what stands in one of the machine's own cells."""
        return _as_text(self.values.get(key, ""))

    def typed(self, key: str) -> str | Fault:
        """Return what a person left in a cell as typed text, or what is wrong with it."""
        value = self.values.get(key, "")
        spot = (self.number, self.places[key] + 1)
        if spot in self.sheet.formulas or spot in self.sheet.errors:
            return IS_FORMULA
        if isinstance(value, datetime | date | time | timedelta):
            return IS_DAY
        if isinstance(value, bool):
            return YES if value else NO
        return _as_text(value)


def shown(value: object) -> str:
    """Return what stands in a cell, as far as one needs it to find the cell again."""
    return Truncator(_as_text(value)).chars(_LONGEST_SHOWN)


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if _is_number(value):
        return numbers.number_text(Decimal(str(value)))
    return clean(str(value))


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and type(value) is not bool


def answer(text: str) -> str | None:
    """Return yes, no or '' for a cell that takes them, None for anything else."""
    known = {bare(YES): YES, bare(NO): NO, "": ""}
    return known.get(bare(text), None if text else "")


def not_offered(text: str, words: Iterable[str]) -> Fault:
    """Return why a choice is refused, with the one that was probably meant."""
    offered = list(words)
    meant = closest(text, offered)
    hint = f"Có phải “{meant}”? " if meant else ""
    return Fault(
        f"“{text}” không có trong danh sách.", f"{hint}Chọn một trong: {'; '.join(offered)}."
    )


def cure_for(field: Field | None, text: str = "") -> str:
    """Return how a wrong value of a field is mended; None stands for the explanation.

    A sound number is wrong only beside the leaf's others, or for its size.
    """
    if field is None:
        return "Sửa nội dung ở cột Giải thích rồi tải tệp lên lại."
    if field.widget in ("whole", "number") and _is_sound(text, is_whole=field.widget == "whole"):
        return "Đối chiếu các số của tiêu chí này rồi sửa số chưa đúng."
    return _CURES[field.widget]


def _is_sound(text: str, *, is_whole: bool) -> bool:
    try:
        value = numbers.parse_number(text)
    except BadNumber:
        return False
    return value >= 0 and not (is_whole and value != value.to_integral_value())
