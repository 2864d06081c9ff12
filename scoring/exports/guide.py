"""What the sheet «Hướng dẫn» tells: how to fill the workbook in, the kinds of rule, the lists."""

from collections.abc import Mapping

from scoring.exports import judging, layout, parameters
from scoring.exports.layout import Words
from scoring.rules.kind import RuleKind

STEPS = (
    "Trang «Thông tin»: ghi tên, mã, năm và loại đơn vị áp dụng.",
    "Trang «Tiêu chí»: mỗi dòng một nhóm hoặc một tiêu chí, theo thứ tự in.",
    "Trang «Tham số»: khai cách tính điểm từng tiêu chí; mỗi bậc, mỗi mức, mỗi nội dung một dòng.",
    "Trang «Xếp loại»: điều kiện công nhận và thang xếp loại; để trống nếu chưa quy định.",
    "Điểm tiêu chí cộng lại bằng điểm nhóm; các nhóm trong tổng điểm cộng lại bằng 100.",
    "Tỷ lệ 97 % ghi 97, không ghi 0,97. Tỷ lệ từ 1 % trở xuống ghi cả dấu, ví dụ 0,5 %.",
    "Mã tiêu chí ghi dạng văn bản: 1.10 khác 1.1.",
    "Không dùng công thức, không gộp ô, không ẩn dòng; không đổi tên trang, tên cột.",
    "Bậc từ 97 đến dưới 99: để trống hai cột lấy cận. Bậc cao nhất: để trống ô «Đến».",
    "Tải tệp lên để xem trước; hệ thống chỉ rõ ô cần sửa, chưa ghi nhận gì trước khi xác nhận.",
)

_MEASURE = ("measure", "unit", "value_label", "numerator_label", "denominator_label", "when_none")
#: For each kind: what it does, and the lines that it is declared with.
KINDS: Mapping[RuleKind, tuple[str, tuple[str, ...]]] = {
    RuleKind.YESNO: ("Có: điểm tối đa; không: 0 điểm.", ("statement",)),
    RuleKind.LEVEL: ("Chọn một mức, mỗi mức một số điểm.", ("levels",)),
    RuleKind.CHECKLIST: ("Cộng điểm các nội dung đạt.", ("items",)),
    RuleKind.COUNT: ("Số đếm × điểm, không quá tối đa.", ("count_label", "unit", "each")),
    RuleKind.STEP: ("Giá trị nằm ở bậc nào được điểm bậc đó.", (*_MEASURE, "bands")),
    RuleKind.PROP: (
        "Điểm tối đa × kết quả ÷ mục tiêu; dưới mức sàn: 0 điểm.",
        (*_MEASURE, "target", "floor"),
    ),
    RuleKind.DEDUCT: (
        "Điểm tối đa trừ số đếm × điểm, không thấp hơn 0.",
        ("count_label", "unit", "each"),
    ),
    RuleKind.SURVEY: (
        "Tỷ lệ hài lòng so với mục tiêu, khi đủ số phiếu.",
        ("target", "floor", "respondents_at_least", "sample_at_least", "population_label"),
    ),
    RuleKind.AUTHORITY: (
        "Giá trị do cấp tỉnh công bố, tính theo bậc hoặc theo tỷ lệ.",
        ("as", *_MEASURE, "bands", "target", "floor"),
    ),
    RuleKind.BONUS: ("Cộng ngoài tổng điểm.", ("count_label", "unit", "each")),
    RuleKind.PENALTY: ("Trừ vào tổng điểm.", ("count_label", "unit", "each")),
    RuleKind.RELATIVE: (
        "So với đơn vị có kết quả cao nhất, tính khi tổng hợp.",
        (*_MEASURE[:-1], "floor", "among"),
    ),
    RuleKind.COMPOUND: (
        "Nhiều thành phần, mỗi thành phần một cách chấm và các dòng khai riêng.",
        ("parts", "all_or_nothing"),
    ),
}


def kinds_in_words() -> list[tuple[str, str, str]]:
    """Return each kind's name, what it does, and the lines of «Nội dung khai» it may have."""
    return [
        (kind.label, does, "; ".join(parameters.WHATS[key] for key in keys))
        for kind, (does, keys) in KINDS.items()
    ]


#: Every closed list with its heading, in the order in which the sheet shows them.
LISTS: tuple[tuple[str, Words], ...] = (
    ("Loại dòng", layout.ROW_KINDS),
    ("Cách chấm", layout.KINDS),
    ("Người nhập số liệu", layout.SCORERS),
    ("Có / không", layout.YES_NO),
    ("Chữ ký", layout.SIGNATURES),
    ("Loại tài liệu", layout.EVIDENCE_KINDS),
    ("Áp dụng cho", layout.LEVELS),
    ("Nội dung khai (Tham số)", parameters.WHATS),
    ("Cách đo", layout.MEASURES),
    ("Khi không phát sinh", layout.WHEN_NONE),
    ("Tính như", layout.AUTHORITY_WAYS),
    ("So trong", layout.AMONG),
    ("Nội dung khai (Xếp loại)", judging.WHATS),
    ("Loại điều kiện", layout.CONDITIONS),
    ("Khi không đủ điều kiện", layout.PLACED),
)

#: How the names of the example lines begin; reading refuses such a line, so none is published.
EXAMPLE = "Ví dụ:"
EXAMPLE_GROUP = {
    "code": "1",
    "name": f"{EXAMPLE} Công tác cải cách hành chính",
    "max_points": "5",
    "is_outside_base": False,
}
EXAMPLE_LEAF = {
    "code": "1.1",
    "key": "1.1",
    "group": "1",
    "name": f"{EXAMPLE} Hồ sơ giải quyết đúng và trước hạn",
    "max_points": "5",
    "kind": RuleKind.STEP.value,
    "parameters": {
        "measure": "ratio",
        "unit": "hồ sơ",
        "numerator_label": "Số hồ sơ giải quyết đúng và trước hạn",
        "denominator_label": "Tổng số hồ sơ đã giải quyết",
        "bands": [
            {"from": "97", "below": None, "points": "5"},
            {"from": "90", "below": "97", "points": "2.5"},
            {"from": "0", "below": "90", "points": "0"},
        ],
    },
    "scored_by": "unit",
    "is_critical": True,
    "may_be_not_applicable": False,
    "evidence": "Báo cáo thống kê của hệ thống một cửa",
    "evidence_required": True,
    "guidance": "Lấy số liệu đến hết ngày cuối của kỳ đánh giá.",
}
