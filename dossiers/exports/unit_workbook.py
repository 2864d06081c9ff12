"""A unit's own workbook: to fill in away from the portal, with only the entry cells unlocked.

Real numbers, codes as text, percentages as text (a spreadsheet would make 0,97 of «97 %»),
closed lists to choose from. What stands in a locked cell is never read back.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils import timezone
from xlsxwriter.utility import xl_range_abs

from dossiers.exports import unit_lines
from dossiers.exports.unit_layout import COLUMNS, ENTRY, GUIDE, LISTS, PLACES, READ_ONLY
from dossiers.exports.unit_lines import Line
from dossiers.forms.desk import LONGEST_TEXT
from dossiers.models import Dossier
from scoring.exports.spreadsheets import (
    A4,
    FONT,
    FORMULA_MARKS,
    HEADING_HEIGHT,
    MARGIN_INCHES,
    page_header,
    row_height,
)
from scoring.rules.reading import MAX_COUNT

# Columns that stay in sight: code and name.
_FROZEN = 2
_STEPS = """\
Chỉ điền các ô nền vàng ở trang “Nhập số liệu” (cột Giá trị, cột Giải thích); ô khác đã khóa.
Ô có danh sách: bấm vào ô rồi chọn. Ô số đếm: nhập số nguyên từ 0.
Ô tỷ lệ: nhập 97,4 hoặc 97,4 %, không nhập 0,974. Từ 1 % trở xuống ghi cả dấu, ví dụ 0,5 %.
Tiêu chí theo từng nội dung: mỗi nội dung chọn Có hoặc Không.
Tiêu chí không áp dụng: chọn Có ở dòng “Không áp dụng” và ghi lý do ở cột Giải thích.
Không dùng công thức, không gộp ô, không xóa dòng, không đổi tên trang, tên cột.
Tải tệp lên để xem trước từng ô; chưa ghi nhận gì trước khi bấm ghi nhận.
Bảng tính chỉ dùng cho đơn vị và đợt chấm điểm nêu trên. Tài liệu kiểm chứng gắn trên cổng.
""".splitlines()

Looks = Mapping[str, Any]


def workbook(dossier: Dossier, *, at: datetime, can_write: bool) -> bytes:
    """Return the workbook of a dossier as its scores stand; read-only unless ``can_write``."""
    lines = unit_lines.lines_of(dossier)
    made = BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    title = f"Bảng tự chấm điểm – {dossier.unit.name}"
    book.set_properties({"title": title, "subject": dossier.campaign.title})
    looks = _looks(book)
    entry, guide, lists = (book.add_worksheet(name) for name in (ENTRY, GUIDE, LISTS))
    offered = _write_lists(lists, lines, looks)
    _write_entry(entry, lines, looks, offered, can_write=can_write)
    _write_guide(guide, dossier, looks, at=at)
    header = page_header(f"{title} – {dossier.campaign.title}")
    for sheet in (entry, guide, lists):
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=MARGIN_INCHES, right=MARGIN_INCHES)
        sheet.set_header(header)
        sheet.set_footer("&R&P/&N")
        # Without a password: the lock guides the hand, the portal checks what comes back.
        sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
    book.close()
    return made.getvalue()


def _write_lists(sheet: Any, lines: Iterable[Line], looks: Looks) -> dict[tuple[str, ...], str]:
    """Write every closed list once, side by side; return where each stands."""
    sources: dict[tuple[str, ...], str] = {}
    for line in lines:
        if not line.choices or line.choices in sources:
            continue
        place = len(sources)
        sheet.set_column(place, place, 30)
        sheet.write_string(0, place, f"Danh mục {place + 1}", looks["heading"])
        for row, words in enumerate(line.choices, start=1):
            sheet.write_string(row, place, words, looks["text"])
        cells = xl_range_abs(1, place, len(line.choices), place)
        sources[line.choices] = f"='{LISTS}'!{cells}"
    return sources


def _write_entry(
    sheet: Any,
    lines: Sequence[Line],
    looks: Looks,
    offered: Mapping[tuple[str, ...], str],
    *,
    can_write: bool,
) -> None:
    sheet.set_row(0, HEADING_HEIGHT)
    for place, column in enumerate(COLUMNS):
        options = {"hidden": True} if column.is_hidden else {}
        sheet.set_column(place, place, column.width, looks["plain"], options)
        sheet.write_string(0, place, column.title, looks["heading"])
    shown = [column for column in COLUMNS if not column.is_hidden]
    for row, line in enumerate(lines, start=1):
        sheet.set_row(row, row_height((line.values.get(each.key), each.width) for each in shown))
        for place, column in enumerate(COLUMNS):
            is_open = can_write and _is_entry_cell(line, column.key)
            _write(sheet, row, place, line, column.key, looks, is_open=is_open)
        if can_write and line.entry != "none":
            sheet.data_validation(row, PLACES["value"], row, PLACES["value"], _rule(line, offered))
        if can_write and _is_entry_cell(line, "explanation"):
            place = PLACES["explanation"]
            sheet.data_validation(row, place, row, place, _length_rule())
    last = max(len(lines), 1)
    sheet.freeze_panes(1, _FROZEN)
    sheet.autofilter(0, 0, last, len(shown) - 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, _FROZEN - 1)
    sheet.print_area(0, 0, last, len(shown) - 1)


def _is_entry_cell(line: Line, key: str) -> bool:
    if key == "value":
        return line.entry != "none"
    is_leaf = line.is_first and line.values.get("field") != READ_ONLY
    return key == "explanation" and is_leaf


def _write(
    sheet: Any, row: int, place: int, line: Line, key: str, looks: Looks, *, is_open: bool
) -> None:
    value = line.values.get(key)
    kind = "open_" if is_open else "group_" if line.is_group else ""
    is_number = isinstance(value, Decimal | int) or (
        key == "value" and line.entry in ("whole", "number")
    )
    look = looks[f"{kind}number" if is_number else f"{kind}text"]
    if value is None or value == "":
        sheet.write_blank(row, place, None, look)
    elif isinstance(value, Decimal | int):
        sheet.write_number(row, place, value, look)
    else:
        text = str(value)
        if text.startswith(FORMULA_MARKS):
            look = looks[f"{kind if is_open else ''}quoted"]
        sheet.write_string(row, place, text, look)


def _rule(line: Line, offered: Mapping[tuple[str, ...], str]) -> dict[str, Any]:
    """Return what the entry cell of a line accepts, in the spreadsheet's words."""
    if line.entry == "choice":
        return {
            "validate": "list",
            "source": offered[line.choices],
            "error_title": "Không có trong danh sách",
            "error_message": "Hãy chọn một giá trị trong danh sách của ô.",
        }
    if line.entry == "percent":
        return {
            "validate": "any",
            "input_title": "Tỷ lệ phần trăm",
            "input_message": "Nhập 97,4 hoặc 97,4 %. Không nhập 0,974.",
        }
    is_whole = line.entry == "whole"
    said = "Nhập số nguyên từ 0." if is_whole else "Nhập số từ 0."
    return {
        "validate": "integer" if is_whole else "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": MAX_COUNT,
        "input_message": said,
        "error_title": "Số chưa đúng",
        "error_message": said,
    }


def _length_rule() -> dict[str, Any]:
    return {
        "validate": "length",
        "criteria": "<=",
        "value": LONGEST_TEXT,
        "error_title": "Quá dài",
        "error_message": f"Lời giải thích tối đa {LONGEST_TEXT} ký tự.",
    }


def _write_guide(sheet: Any, dossier: Dossier, looks: Looks, *, at: datetime) -> None:
    """Write whose workbook it is and how to fill it in."""
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, "Cách điền bảng tự chấm điểm", looks["title"])
    when = timezone.localtime(at).strftime("%H:%M ngày %d/%m/%Y")
    about = (
        ("Đơn vị", dossier.unit.name),
        ("Mã đơn vị", dossier.unit.code),
        ("Đợt chấm điểm", dossier.campaign.title),
        ("Năm đánh giá", str(dossier.campaign.year)),
        ("Số liệu lấy lúc", when),
    )
    for row, (name, value) in enumerate(about, start=2):
        sheet.write_string(row, 0, name, looks["name"])
        sheet.write_string(row, 1, value, looks["free"])
    for number, step in enumerate(_STEPS, start=1):
        row = len(about) + 2 + number
        sheet.write_string(row, 0, f"Bước {number}", looks["name"])
        sheet.write_string(row, 1, step, looks["free"])


def _looks(book: Any) -> Looks:
    edged = {**FONT, "border": 1, "border_color": "#B8B8B8", "text_wrap": True}
    group = {**edged, "bold": True, "bg_color": "#F7EFEF"}
    opened = {**edged, "bg_color": "#FFF8DC", "locked": False}
    text, number = {"num_format": "@"}, {"num_format": "General"}
    heading = {**edged, "bold": True, "align": "center", "bg_color": "#F2E6E6"}
    quoted = {**text, "quote_prefix": True}
    return {
        "title": book.add_format({**FONT, "bold": True, "font_size": 13}),
        "heading": book.add_format({**heading, "valign": "vcenter"}),
        "name": book.add_format({**FONT, "bold": True}),
        "free": book.add_format({**FONT, "text_wrap": True}),
        "plain": book.add_format({**FONT, **text}),
        "text": book.add_format({**edged, **text}),
        "number": book.add_format({**edged, **number}),
        "group_text": book.add_format({**group, **text}),
        "group_number": book.add_format({**group, **number}),
        "open_text": book.add_format({**opened, **text}),
        "open_number": book.add_format({**opened, **number}),
        "quoted": book.add_format({**edged, **quoted}),
        "open_quoted": book.add_format({**opened, **quoted}),
    }
