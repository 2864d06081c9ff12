"""Parameters of rules as lines of the sheet «Tham số»: one line a value, band, level, item, part.

The table below is the only place that says which parameter stands in which column; reading uses
it backwards.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.exports import layout
from scoring.exports.layout import Form, Words


@dataclass(frozen=True)
class Cell:
    """Where one written value stands: its key, its column, how it is written.

    ``usual`` is the value that goes without saying: an empty cell means it, and a written
    document leaves it out. A choice between yes and no is written as true or false.
    """

    key: str
    column: str
    form: Form = "text"
    choices: Words | None = None
    usual: bool | None = None
    may_be_percent: bool = False


@dataclass(frozen=True)
class Entry:
    """One kind of line: the words in «Nội dung khai», and the cells it fills.

    A ``is_list`` entry stands once for each element of the list at ``key``.
    """

    key: str
    what: str
    cells: tuple[Cell, ...]
    is_list: bool = False


def _single(key: str, what: str, cell: Cell) -> Entry:
    return Entry(key, what, (cell,))


def _text(key: str, what: str) -> Entry:
    return _single(key, what, Cell(key, "text"))


def _choice(key: str, what: str, choices: Words) -> Entry:
    return _single(key, what, Cell(key, "text", "choice", choices))


def _number(key: str, what: str, *, form: Form = "number", is_percent: bool = False) -> Entry:
    return _single(key, what, Cell(key, "value", form, may_be_percent=is_percent))


_KEYED = (Cell("key", "key", "code"), Cell("label", "text"), Cell("points", "points", "number"))

PART = Entry(
    "parts",
    "Thành phần",
    (
        Cell("key", "part", "code"),
        Cell("label", "text"),
        Cell("kind", "kind", "choice", layout.KINDS),
        Cell("max_points", "points", "number"),
    ),
    is_list=True,
)

ENTRIES = (
    _text("statement", "Nội dung khẳng định"),
    _choice("as", "Tính như", layout.AUTHORITY_WAYS),
    _choice("measure", "Cách đo", layout.MEASURES),
    _text("unit", "Đơn vị tính"),
    _text("value_label", "Tên số liệu"),
    _text("numerator_label", "Tên số thứ nhất (tử số)"),
    _text("denominator_label", "Tên số thứ hai (mẫu số)"),
    _choice("when_none", "Khi không phát sinh", layout.WHEN_NONE),
    _text("count_label", "Tên số đếm"),
    _single("each", "Điểm cho mỗi đơn vị đếm", Cell("each", "points", "number")),
    _number("target", "Mục tiêu", is_percent=True),
    _number("floor", "Mức sàn", is_percent=True),
    _choice("among", "So trong", layout.AMONG),
    _number("respondents_at_least", "Số phiếu tối thiểu", form="whole"),
    _number("sample_at_least", "Tỷ lệ mẫu tối thiểu", is_percent=True),
    _text("population_label", "Tên tổng số người được hỏi"),
    _single(
        "all_or_nothing",
        "Phải đạt mọi thành phần",
        Cell("all_or_nothing", "text", "choice", layout.YES_NO, usual=False),
    ),
    Entry(
        "bands",
        "Bậc",
        (
            Cell("from", "low", "number", may_be_percent=True),
            Cell("from_in", "low_in", "choice", layout.YES_NO, usual=True),
            Cell("below", "high", "number", may_be_percent=True),
            Cell("below_in", "high_in", "choice", layout.YES_NO, usual=False),
            Cell("points", "points", "number"),
        ),
        is_list=True,
    ),
    Entry("levels", "Mức", _KEYED, is_list=True),
    Entry("items", "Nội dung", _KEYED, is_list=True),
    PART,
)
WHATS: Words = {entry.key: entry.what for entry in ENTRIES}
#: Measures whose values are percentages, for which 0,97 is likely to mean 97.
PERCENT_MEASURES = frozenset({"ratio", "percent"})

#: One line to write: column → written value.
Line = dict[str, Any]


def lines_of(code: str, parameters: Mapping[str, Any], *, part: str = "") -> Iterator[Line]:
    """Yield the lines of one leaf's written parameters, or of one of its parts.

    Raises ``KeyError`` for a parameter that the sheet has no line for: it must not be lost.
    """
    unknown = set(parameters) - set(WHATS)
    if unknown:
        raise KeyError(f"No line of the workbook holds {sorted(unknown)}.")
    is_percentage = measures_percent(parameters)
    for entry in ENTRIES:
        if entry.key not in parameters:
            continue
        written = parameters[entry.key]
        for element in written if entry.is_list else [{entry.key: written}]:
            line: Line = {"code": code, "part": part, "what": entry.what}
            for cell in entry.cells:
                value = said(cell, element)
                is_share = is_percentage and cell.may_be_percent
                line[cell.column] = layout.share(value) if is_share else value
            yield line
            if entry is PART:
                yield from lines_of(code, element["parameters"], part=element["key"])


def measures_percent(parameters: Mapping[str, Any]) -> bool:
    """Whether edges and targets are percentages; a survey's always are and name no measure."""
    return parameters.get("measure", "percent") in PERCENT_MEASURES


def said(cell: Cell, written: Mapping[str, Any]) -> Any:
    """Return a written value as its cell says it: keys in words, the usual spelt out."""
    value = written.get(cell.key, cell.usual)
    if isinstance(value, bool):
        value = layout.YES if value else layout.NO
    if cell.choices is not None:
        return cell.choices.get(value, value)
    return value
