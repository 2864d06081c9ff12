"""A criteria set as a workbook: to hand out, to correct in a spreadsheet, to take in again.

Real numbers, codes as text, closed lists to choose from; the same bytes for the same document.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from scoring.exports import guide, judging, layout, nodes, parameters
from scoring.exports.layout import Column, Form
from scoring.exports.parameters import Line
from scoring.exports.spreadsheets import (
    A4,
    FONT,
    FORMULA_MARKS,
    HEADING_HEIGHT,
    MARGIN_INCHES,
    page_header,
    row_height,
)
from scoring.rules.errors import BadNumber
from scoring.rules.numbers import parse_plain

# Lines below the last one that are prepared for more: lists to choose from, text cells.
SPARE_LINES = 300
# Columns that stay in sight: codes and names on the left.
_FROZEN_COLUMNS = {layout.CRITERIA: 4, layout.PARAMETERS: 3, layout.JUDGING: 3}
_WHATS = {layout.PARAMETERS: parameters.WHATS, layout.JUDGING: judging.WHATS}
_NUMERIC: frozenset[Form] = frozenset({"number", "whole"})

Looks = Mapping[str, Any]


def workbook(document: Mapping[str, Any]) -> bytes:
    """Return the workbook of a written set, sound or still a draft."""
    lines = {
        layout.CRITERIA: list(nodes.lines_of(document)),
        layout.PARAMETERS: [
            line
            for leaf in document["leaves"]
            for line in parameters.lines_of(leaf.get("code", ""), leaf.get("parameters", {}))
        ],
        layout.JUDGING: list(judging.lines_of(document)),
    }
    title = str(document.get("name", ""))
    return _written(document, lines, title=title, year=document.get("year"))


def template() -> bytes:
    """Return the empty workbook: the sheets with two example lines, which reading refuses."""
    empty: dict[str, Any] = dict.fromkeys((field.key for field in layout.INFO_FIELDS), "")
    document = {**empty, "groups": [guide.EXAMPLE_GROUP], "leaves": [guide.EXAMPLE_LEAF]}
    return workbook(document)


def _written(
    info: Mapping[str, Any], lines: Mapping[str, Sequence[Line]], *, title: str, year: Any
) -> bytes:
    made = BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    # A set instant, or two downloads of one set would differ.
    begun = datetime(year if isinstance(year, int) and year > 0 else 2000, 1, 1)  # noqa: DTZ001
    book.set_properties({"title": title, "created": begun})
    looks = _looks(book)
    sheets = {name: book.add_worksheet(name) for name in (layout.INFO, *layout.COLUMNS)}
    lists = _write_guide(book.add_worksheet(layout.GUIDE), looks)
    _write_info(sheets[layout.INFO], info, looks, lists)
    for name, columns in layout.COLUMNS.items():
        _write_table(sheets[name], name, columns, lines[name], looks, lists)
        sheets[name].set_header(page_header(title))
    for sheet in (*sheets.values(), book.get_worksheet_by_name(layout.GUIDE)):
        sheet.set_paper(A4)
        sheet.set_landscape()
        # The widest sheet is printed on two pages side by side, names repeated.
        sheet.fit_to_pages(2 if sheet is sheets[layout.CRITERIA] else 1, 0)
        sheet.set_margins(left=MARGIN_INCHES, right=MARGIN_INCHES)
        sheet.set_footer("&R&P/&N")
    book.close()
    return made.getvalue()


def _write_info(
    sheet: Any, info: Mapping[str, Any], looks: Looks, lists: Mapping[int, str]
) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 70)
    sheet.set_column(2, 2, 60)
    for row, field in enumerate(layout.INFO_FIELDS):
        sheet.write_string(row, 0, field.title, looks["name"])
        value = info.get(field.key, "")
        if field.choices is not None:
            value = field.choices.get(value, value)
            _offer(sheet, (row, 1, row, 1), lists[id(field.choices)])
        _write(sheet, row, 1, value, field.form, looks)
        sheet.write_string(row, 2, field.note, looks["note"])


def _write_table(
    sheet: Any,
    name: str,
    columns: Sequence[Column],
    lines: Iterable[Line],
    looks: Looks,
    lists: Mapping[int, str],
) -> None:
    sheet.set_row(0, HEADING_HEIGHT)
    for place, column in enumerate(columns):
        # The format of the whole column keeps a code that is typed later from becoming a number.
        blank = "number" if column.form in _NUMERIC else "text"
        sheet.set_column(place, place, column.width, looks[f"plain_{blank}"])
        sheet.write_string(0, place, column.title, looks["heading"])
        sheet.write_comment(0, place, column.note)
    last = 0
    for last, line in enumerate(lines, start=1):
        is_group = line.get("row") in (
            layout.ROW_KINDS[layout.GROUP],
            layout.ROW_KINDS[layout.OUTSIDE_GROUP],
        )
        sheet.set_row(last, row_height((line.get(each.key), each.width) for each in columns))
        for place, column in enumerate(columns):
            value = line.get(column.key)
            _write(sheet, last, place, value, column.form, looks, is_group=is_group)
    for place, column in enumerate(columns):
        choices = _WHATS.get(name) if column.key == "what" else column.choices
        if choices is not None and column.form == "choice":
            _offer(sheet, (1, place, last + SPARE_LINES, place), lists[id(choices)])
    sheet.freeze_panes(1, _FROZEN_COLUMNS[name])
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, _FROZEN_COLUMNS[name] - 1)


def _offer(sheet: Any, cells: tuple[int, int, int, int], source: str) -> None:
    """Let cells take only words of a list on the guide's sheet."""
    sheet.data_validation(
        *cells,
        {
            "validate": "list",
            "source": source,
            "error_title": "Không có trong danh sách",
            "error_message": "Hãy chọn một giá trị trong danh sách của ô.",
        },
    )


def _write_guide(sheet: Any, looks: Looks) -> dict[int, str]:
    """Write how to fill the workbook in; return where each closed list stands."""
    sheet.set_column(0, len(guide.LISTS) - 1, 26)
    sheet.set_column(len(guide.LISTS) - 1, len(guide.LISTS) - 1, 38)
    sheet.write_string(0, 0, "Cách điền bảng tính bộ tiêu chí", looks["title"])
    for row, step in enumerate(guide.STEPS, start=1):
        sheet.write_string(row, 0, f"{row}. {step}", looks["free"])
    first_kind = len(guide.STEPS) + 3
    for place, heading in ((0, "Cách chấm"), (1, "Cách tính điểm"), (4, "Các dòng khai")):
        sheet.write_string(first_kind - 1, place, heading, looks["name"])
    kinds = guide.kinds_in_words()
    for row, (kind, does, keys) in enumerate(kinds, start=first_kind):
        for place, text in ((0, kind), (1, does), (4, keys)):
            sheet.write_string(row, place, text, looks["free"])
    return _write_lists(sheet, first_kind + len(kinds) + 1, looks)


def _write_lists(sheet: Any, row: int, looks: Looks) -> dict[int, str]:
    """Write the closed lists side by side; return by the list's identity where it stands."""
    sheet.write_string(row, 0, "Danh mục các giá trị được chọn", looks["title"])
    heading_row, first_row = row + 1, row + 2
    sources = {}
    for place, (heading, choices) in enumerate(guide.LISTS):
        sheet.write_string(heading_row, place, heading, looks["heading"])
        for below, word in enumerate(choices.values(), start=first_row):
            sheet.write_string(below, place, word, looks["text"])
        cells = xl_range_abs(first_row, place, first_row + len(choices) - 1, place)
        sources[id(choices)] = f"='{layout.GUIDE}'!{cells}"
    return sources


def _write(
    sheet: Any,
    row: int,
    place: int,
    value: Any,
    form: Form,
    looks: Looks,
    *,
    is_group: bool = False,
) -> None:
    """Write one cell; a draft's value that is no number stays the text that it is."""
    kind = "group_" if is_group else ""
    if value is None or value == "":
        sheet.write_blank(row, place, None, looks[f"{kind}text"])
        return
    if form in _NUMERIC:
        number = _number(value)
        if number is not None:
            sheet.write_number(row, place, number, looks[f"{kind}number"])
            return
    text = str(value).replace("\r\n", "\n")
    look = "quoted" if text.startswith(FORMULA_MARKS) else f"{kind}text"
    sheet.write_string(row, place, text, looks[look])


def _number(value: Any) -> Decimal | None:
    try:
        return parse_plain(str(value))
    except BadNumber:
        return None


def _looks(book: Any) -> Looks:
    edged = {**FONT, "border": 1, "border_color": "#B8B8B8", "text_wrap": True}
    group = {**edged, "bold": True, "bg_color": "#F7EFEF"}
    text, number = {"num_format": "@"}, {"num_format": "General"}
    heading = {**edged, "bold": True, "align": "center", "bg_color": "#F2E6E6"}
    return {
        "title": book.add_format({**FONT, "bold": True, "font_size": 13}),
        "heading": book.add_format({**heading, "valign": "vcenter"}),
        "name": book.add_format({**FONT, "bold": True}),
        "note": book.add_format({**FONT, "italic": True, "font_color": "#555555"}),
        "free": book.add_format(FONT),
        "plain_text": book.add_format({**FONT, **text}),
        "plain_number": book.add_format({**FONT, **number}),
        "text": book.add_format({**edged, **text}),
        "number": book.add_format({**edged, **number}),
        "group_text": book.add_format({**group, **text}),
        "group_number": book.add_format({**group, **number}),
        "quoted": book.add_format({**edged, **text, "quote_prefix": True}),
    }
