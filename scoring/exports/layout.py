"""The workbook's form: its sheets, columns and closed lists, shared by writing and reading.

Words stand on the sheets, keys in the document; a column or a word is named here once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from accounts.enums import UnitLevel
from scoring.enums import ScoredBy
from scoring.rules import conditions, ladder
from scoring.rules.errors import BadNumber
from scoring.rules.kind import RuleKind
from scoring.rules.kinds.authority import WAYS
from scoring.rules.kinds.relative import Among
from scoring.rules.measure import How, WhenNone
from scoring.rules.numbers import number_text, parse_plain

#: What a cell holds. ``code`` is text that must never become a number, ``words`` several texts
#: in one cell, ``day`` a day of evidence, ``choice`` a word of the column's closed list.
Form = Literal["text", "code", "number", "whole", "choice", "words", "lines", "day"]

Words = Mapping[str, str]

INFO, CRITERIA, PARAMETERS, JUDGING, GUIDE = (
    "Thông tin",
    "Tiêu chí",
    "Tham số",
    "Xếp loại",
    "Hướng dẫn",
)

YES, NO = "yes", "no"
YES_NO: Words = {YES: "Có", NO: "Không"}
GROUP, OUTSIDE_GROUP, LEAF = "group", "outside", "leaf"
ROW_KINDS: Words = {
    GROUP: "Nhóm",
    OUTSIDE_GROUP: "Nhóm ngoài tổng điểm",
    LEAF: "Tiêu chí",
}
KINDS: Words = {kind.value: kind.label for kind in RuleKind}
LEVELS: Words = dict(UnitLevel.choices)
SCORERS: Words = dict(ScoredBy.choices)
_MEASURES: dict[How, str] = {
    "ratio": "Tỷ lệ % của hai số",
    "percent": "Tỷ lệ % nhập sẵn",
    "whole": "Số nguyên",
    "number": "Số có phần thập phân",
}
_WHEN_NONE: dict[WhenNone, str] = {
    "leave_out": "Không áp dụng",
    "full": "Điểm tối đa",
    "zero": "0 điểm",
}
_AMONG: dict[Among, str] = {
    "branch": "Các đơn vị cùng địa bàn",
    "all": "Toàn đợt chấm điểm",
}
MEASURES: Words = {how: _MEASURES[how] for how in get_args(How)}
WHEN_NONE: Words = {when: _WHEN_NONE[when] for when in get_args(WhenNone)}
AMONG: Words = {among: _AMONG[among] for among in get_args(Among)}
AUTHORITY_WAYS: Words = {way: RuleKind(way).label for way in WAYS}
EVIDENCE_KINDS: Words = {"pdf": "PDF", "image": "Ảnh", "link": "Liên kết"}
SIGNATURES: Words = {
    "none": "Không yêu cầu",
    "scan": "Bản quét đã ký, đóng dấu",
    "electronic": "Ký số",
}
CONDITIONS: Words = {
    "index_at_least": "Chỉ số chung",
    "group_share_at_least": "Điểm từng nhóm",
    "critical_leaf_at_least": "Điểm tiêu chí ★",
    "leaf_rate_at_least": "Tỷ lệ của một tiêu chí",
    "fact_absent": "Việc không được xảy ra",
    "documents_present": "Đủ văn bản hồ sơ",
}
PLACED: Words = {**ladder.PLACED_WORDS}
FAILED_RANK: Words = {**ladder.FAILED_RANK_WORDS}
if set(CONDITIONS) != set(conditions.KINDS):
    raise RuntimeError("A kind of condition has no word for the workbook.")


@dataclass(frozen=True)
class Column:
    """One column of a sheet; ``choices`` holds the words of a ``choice`` column."""

    key: str
    title: str
    form: Form
    width: int
    note: str
    choices: Words | None = None
    is_required: bool = False


INFO_FIELDS = (
    Column("name", "Tên bộ tiêu chí", "text", 60, "Tên đầy đủ, có năm áp dụng.", is_required=True),
    Column(
        "code",
        "Mã bộ tiêu chí",
        "code",
        60,
        "Chữ thường không dấu, số và gạch nối; giữ nguyên qua các năm.",
        is_required=True,
    ),
    Column("year", "Năm", "whole", 60, "Năm được đánh giá.", is_required=True),
    Column(
        "unit_level",
        "Áp dụng cho",
        "choice",
        60,
        "Chọn trong danh sách.",
        choices=LEVELS,
        is_required=True,
    ),
)

CRITERIA_COLUMNS = (
    Column(
        "code",
        "Mã",
        "code",
        8,
        "Như in trên giấy: 1, 1.1, 1.10. Ghi dạng văn bản.",
        is_required=True,
    ),
    Column(
        "row",
        "Loại dòng",
        "choice",
        14,
        "Nhóm hay tiêu chí được chấm.",
        choices=ROW_KINDS,
        is_required=True,
    ),
    Column("parent", "Thuộc nhóm", "code", 10, "Mã của nhóm chứa dòng này.", is_required=True),
    Column("name", "Tên", "text", 52, "Tên nhóm hoặc tiêu chí.", is_required=True),
    Column(
        "max_points", "Điểm tối đa", "number", 10, "Số, tối đa hai chữ số lẻ.", is_required=True
    ),
    Column(
        "kind",
        "Cách chấm",
        "choice",
        22,
        "Chỉ ghi ở dòng tiêu chí.",
        choices=KINDS,
        is_required=True,
    ),
    Column(
        "scored_by", "Người nhập số liệu", "choice", 18, "Trống: đơn vị tự chấm.", choices=SCORERS
    ),
    Column("department", "Tên sở, ngành", "text", 20, "Khi sở, ngành nhập kết quả."),
    Column("is_critical", "★", "choice", 7, "Có: tiêu chí trọng yếu.", choices=YES_NO),
    Column(
        "may_be_not_applicable", "Được bỏ qua", "choice", 9, "Khi không phát sinh.", choices=YES_NO
    ),
    Column("evidence", "Tài liệu kiểm chứng", "text", 34, "Tài liệu cần nộp."),
    Column(
        "evidence_required", "Bắt buộc có tài liệu", "choice", 11, "Thiếu: 0 điểm.", choices=YES_NO
    ),
    Column(
        "expected.kinds",
        "Loại tài liệu",
        "words",
        14,
        "PDF; Ảnh; Liên kết.",
        choices=EVIDENCE_KINDS,
    ),
    Column("expected.at_least", "Số tài liệu ít nhất", "whole", 9, "Trống: 1."),
    Column("expected.issued_from", "Ban hành từ", "day", 18, "30/06/2024 hoặc 01/01 năm đánh giá."),
    Column("expected.issued_to", "Ban hành đến", "day", 18, "31/12 năm đánh giá, 31/01 năm sau."),
    Column(
        "expected.signature", "Chữ ký", "choice", 16, "Trống: không yêu cầu.", choices=SIGNATURES
    ),
    Column("guidance", "Hướng dẫn chấm", "lines", 60, "Cách hiểu, cách đối chiếu."),
    Column("links", "Văn bản kèm hướng dẫn", "lines", 30, "Mỗi dòng: Tên văn bản | https://…"),
    Column(
        "attachments", "Tệp đính kèm", "lines", 30, "Giữ nguyên. Thêm tệp ở trang sửa tiêu chí."
    ),
    Column("letter_items", "Mục của văn bản gốc", "words", 12, "Ghi để đối chiếu; cách nhau bởi ;"),
    Column("key", "Khóa so sánh", "code", 14, "Giữ nguyên qua các năm. Trống: lấy mã."),
)

PARAMETER_COLUMNS = (
    Column("code", "Mã tiêu chí", "code", 11, "Mã ở trang Tiêu chí.", is_required=True),
    Column("part", "Thành phần", "code", 14, "Chỉ dùng khi có nhiều nội dung thành phần."),
    Column("what", "Nội dung khai", "choice", 28, "Chọn trong danh sách.", is_required=True),
    Column(
        "text", "Diễn giải", "text", 60, "Lời của mức, nội dung, tên số liệu.", is_required=True
    ),
    Column("low", "Từ", "number", 9, "Cận dưới của bậc."),
    Column("low_in", "Lấy cận dưới", "choice", 8, "Trống: có.", choices=YES_NO),
    Column("high", "Đến", "number", 9, "Cận trên của bậc; bậc cao nhất để trống."),
    Column("high_in", "Lấy cận trên", "choice", 8, "Trống: không.", choices=YES_NO),
    Column("value", "Giá trị", "number", 9, "Tỷ lệ 97 % ghi 97."),
    Column("points", "Điểm", "number", 9, "Điểm của bậc, mức, nội dung."),
    Column("kind", "Cách chấm thành phần", "choice", 22, "Chỉ ở dòng Thành phần.", choices=KINDS),
    Column("key", "Khóa", "code", 16, "Giữ nguyên khi sửa. Trống: tự đặt."),
)

JUDGING_COLUMNS = (
    Column("what", "Nội dung khai", "choice", 30, "Chọn trong danh sách.", is_required=True),
    Column("key", "Khóa", "code", 24, "Chữ thường không dấu, số, gạch dưới."),
    Column("text", "Tên, diễn giải", "text", 52, "Như hiện trên trang.", is_required=True),
    Column("kind", "Loại điều kiện", "choice", 24, "Chỉ ở dòng Điều kiện.", choices=CONDITIONS),
    Column("value", "Từ (điểm, %)", "number", 10, "80 % ghi 80."),
    Column("about", "Áp dụng cho", "lines", 40, "Mã nhóm, mã tiêu chí hoặc khóa, mỗi dòng một."),
    Column("yes_words", "Lời khi xảy ra", "text", 34, "Với việc không được xảy ra."),
    Column("no_words", "Lời khi không xảy ra", "text", 34, "Với việc không được xảy ra."),
    Column(
        "is_recognised", "Được công nhận", "choice", 11, "Chỉ ở dòng Bậc xếp loại.", choices=YES_NO
    ),
)

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    CRITERIA: CRITERIA_COLUMNS,
    PARAMETERS: PARAMETER_COLUMNS,
    JUDGING: JUDGING_COLUMNS,
}


def column_index(sheet: str, key: str) -> int:
    """Return a column's place on its sheet as we write it, from 1."""
    return [column.key for column in COLUMNS[sheet]].index(key) + 1


def share(written: Any) -> Any:
    """Return a percentage as its cell holds it: one of at most 1 % with its sign, as text.

    A bare 0,97 in a cell is what a spreadsheet makes of 97 %, so reading asks back for it.
    """
    try:
        value = parse_plain(str(written))
    except BadNumber:
        return written
    return f"{number_text(value)} %" if 0 < value <= 1 else written
