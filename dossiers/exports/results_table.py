"""A run's results as a workbook: real numbers, codes as text, ready to filter and to print."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils import timezone

from dossiers.models import ScoringRun, UnitResult
from dossiers.queries import result_rows
from scoring import plans
from scoring.exports.spreadsheets import A4, FONT, FORMULA_MARKS, MARGIN_INCHES, page_header

# Points: three lines of a wrapped heading.
HEADING_HEIGHT = 48


@dataclass(frozen=True)
class Column:
    """One column: heading, width in characters, how its cells look, what stands in them."""

    heading: str
    width: int
    look: str
    value: Callable[[UnitResult], str | int | Decimal | None]


def workbook(run: ScoringRun) -> bytes:
    """Return the workbook of a run's results; the same bytes for the same frozen run."""
    made = BytesIO()
    book = xlsxwriter.Workbook(
        made, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    # Without a set instant the file would say when it was downloaded and differ each time.
    written_at = run.published_at or run.finished_at or run.requested_at
    book.set_properties(
        {
            "title": run.campaign.title,
            "created": timezone.localtime(written_at).replace(tzinfo=None),
        }
    )
    looks = _looks(book)
    _write_results(book.add_worksheet("Kết quả"), run, looks)
    _write_notes(book.add_worksheet("Thông tin"), run, looks)
    book.close()
    return made.getvalue()


def columns(run: ScoringRun) -> list[Column]:
    """Return the columns of a run: one for each group inside the 100 points, among others."""
    plan = plans.plan_of(run.campaign.criteria_set_id)
    inside = {leaf.criterion.group_code for leaf in plan.leaves if leaf.is_in_base}
    groups = [group for group in plan.groups if group.code in inside]
    return [
        Column("Hạng", 6, "whole", lambda row: row.rank),
        Column("Mã đơn vị", 8, "text", lambda row: row.unit_code),
        Column("Đơn vị", 21, "text", lambda row: row.unit_name),
        Column("Địa bàn", 19, "text", lambda row: row.branch_name),
        Column("Hạng trong địa bàn", 8, "whole", lambda row: row.branch_rank),
        *(Column(f"Nhóm {group.code}", 7, "points", _group_points(group.code)) for group in groups),
        Column("Điểm thưởng", 7, "points", lambda row: row.bonus),
        Column("Điểm trừ", 7, "points", lambda row: row.penalty),
        Column("Tổng điểm", 7, "points", lambda row: row.achieved),
        Column("Điểm tối đa áp dụng", 8, "points", lambda row: row.applicable_maximum),
        Column("Chỉ số (%)", 7, "points", lambda row: row.index),
        Column(
            "Xếp loại",
            14,
            "text",
            lambda row: row.class_label if result_rows.is_classified(row) else "",
        ),
        Column("Được công nhận", 8, "text", _recognised),
        Column("Điều kiện không đạt, lý do không xếp hạng", 38, "text", _note),
    ]


def _write_results(sheet: Any, run: ScoringRun, looks: dict[str, Any]) -> None:
    shown = columns(run)
    sheet.set_row(0, HEADING_HEIGHT)
    for place, column in enumerate(shown):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.heading, looks["heading"])
    # 250 rows are one province; the cursor keeps a whole country out of memory.
    last = 0
    for last, row in enumerate(result_rows.listed(run).iterator(chunk_size=500), start=1):
        for place, column in enumerate(shown):
            _write(sheet, last, place, column.value(row), looks, column.look)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(last, 1), len(shown) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=MARGIN_INCHES, right=MARGIN_INCHES)
    # "&" opens a code of the header's own language.
    sheet.set_header(page_header(run.campaign.title))
    sheet.set_footer("&RTrang &P/&N")


def _write(
    sheet: Any,
    row: int,
    place: int,
    value: str | int | Decimal | None,
    looks: dict[str, Any],
    look: str,
) -> None:
    if value is None or value == "":
        sheet.write_blank(row, place, None, looks[look])
    elif isinstance(value, str):
        quoted = "quoted" if value.startswith(FORMULA_MARKS) else look
        sheet.write_string(row, place, value, looks[quoted])
    else:
        sheet.write_number(row, place, value, looks[look])


def _write_notes(sheet: Any, run: ScoringRun, looks: dict[str, Any]) -> None:
    """Tell on a second sheet what the table is, so that nothing stands above its heading."""
    plan = plans.plan_of(run.campaign.criteria_set_id)
    told = [
        ("Đợt chấm điểm", run.campaign.title),
        ("Năm đánh giá", str(run.campaign.year)),
        ("Bộ tiêu chí", plan.criteria_set.name),
        ("Tình trạng", run.get_status_display()),
        ("Quyết định công nhận", run.decision_number),
        ("Mã kiểm chứng nội dung", run.content_sha256),
    ]
    if run.published_at:
        published = timezone.localtime(run.published_at)
        told.insert(5, ("Công bố lúc", published.strftime("%H:%M ngày %d/%m/%Y")))
    told += [(f"Nhóm {group.code}", group.name) for group in plan.groups]
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    for row, (name, value) in enumerate(told):
        sheet.write_string(row, 0, name, looks["name"])
        _write(sheet, row, 1, value, looks, "text")
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def _looks(book: Any) -> dict[str, Any]:
    edged = {**FONT, "border": 1, "border_color": "#B8B8B8"}
    heading = {**edged, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#F2E6E6"}
    heading["valign"] = "vcenter"
    return {
        "heading": book.add_format(heading),
        "name": book.add_format({**FONT, "bold": True}),
        "text": book.add_format({**edged, "num_format": "@", "text_wrap": True}),
        "quoted": book.add_format(
            {**edged, "num_format": "@", "text_wrap": True, "quote_prefix": True}
        ),
        "whole": book.add_format({**edged, "num_format": "0"}),
        "points": book.add_format({**edged, "num_format": "#,##0.00"}),
    }


def _group_points(code: str) -> Callable[[UnitResult], Decimal | None]:
    def value(row: UnitResult) -> Decimal | None:
        for group in row.groups:
            if group["code"] == code:
                return Decimal(group["achieved"])
        return None

    return value


def _recognised(row: UnitResult) -> str:
    if not result_rows.is_classified(row):
        return ""
    return "Có" if row.is_recognised else "Không"


def _note(row: UnitResult) -> str:
    failed = [each["words"] for each in row.verdicts if not each["holds"]]
    return "; ".join(failed) or row.unranked_reason
