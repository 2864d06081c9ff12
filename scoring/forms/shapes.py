"""What the editor asks for each kind of rule: one description, from which every form is drawn.

An input's name is the place of its value in the written leaf (``parameters.bands.1.points``),
so a problem found there finds its input. Words and closed lists are those of the workbook.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.exports import layout
from scoring.exports.layout import Form, Words
from scoring.exports.parameters import ENTRIES, Cell
from scoring.rules.kind import RuleKind
from scoring.rules.kinds.compound import PART_KINDS

_MEASURE = ("measure", "unit", "value_label", "numerator_label", "denominator_label")
_COUNTING = ("each", "unit", "count_label")
_STEP = (*_MEASURE, "when_none", "bands")
_PROP = (*_MEASURE, "target", "floor", "when_none")

#: Which parameters a kind has, in the order in which people think of them.
ASKED: Mapping[RuleKind, tuple[str, ...]] = {
    RuleKind.YESNO: ("statement",),
    RuleKind.LEVEL: ("levels",),
    RuleKind.CHECKLIST: ("items",),
    RuleKind.COUNT: _COUNTING,
    RuleKind.STEP: _STEP,
    RuleKind.PROP: _PROP,
    RuleKind.DEDUCT: _COUNTING,
    RuleKind.SURVEY: (
        "target",
        "floor",
        "respondents_at_least",
        "sample_at_least",
        "population_label",
    ),
    RuleKind.AUTHORITY: ("as", *_MEASURE, "target", "floor", "when_none", "bands"),
    RuleKind.BONUS: _COUNTING,
    RuleKind.PENALTY: _COUNTING,
    RuleKind.RELATIVE: (*_MEASURE, "floor", "among"),
    RuleKind.COMPOUND: ("parts", "all_or_nothing"),
}
#: What an AUTHORITY leaf asks for beside the way itself.
WAYS: Mapping[str, tuple[str, ...]] = {"STEP": _STEP, "PROP": _PROP}

#: Answers after which other things are asked.
DECIDING = ("as", "measure", "kind")
_OF_RATIOS = ("numerator_label", "denominator_label", "when_none")
_NEEDLESS: Mapping[str, tuple[str, ...]] = {
    measure: ("value_label",) if measure == "ratio" else _OF_RATIOS for measure in layout.MEASURES
}

PART_CHOICES: Words = {kind.value: kind.label for kind in PART_KINDS}
_EDGES_IN: Mapping[str, Words] = {
    "from_in": {layout.YES: "từ", layout.NO: "trên"},
    "below_in": {layout.NO: "đến dưới", layout.YES: "đến hết"},
}
_TITLES: Words = {
    "key": "Khóa",
    "label": "Nội dung",
    "points": "Điểm",
    "from_in": "Cận dưới",
    "from": "Giá trị dưới",
    "below_in": "Cận trên",
    "below": "Giá trị trên",
    "kind": "Cách chấm",
    "max_points": "Điểm tối đa",
}
_HINTS: Words = {
    "statement": "Điều mà câu trả lời “Có” khẳng định.",
    "unit": "Ví dụ: hồ sơ, cuộc, vụ.",
    "value_label": "Ví dụ: Số cuộc đối thoại đã tổ chức.",
    "numerator_label": "Ví dụ: Số hồ sơ giải quyết đúng hạn.",
    "denominator_label": "Ví dụ: Tổng số hồ sơ đã giải quyết.",
    "target": "Đạt mức này được điểm tối đa. Tỷ lệ 97,4 % ghi 97,4.",
    "floor": "Dưới mức này được 0 điểm. Trống: không có mức sàn.",
    "respondents_at_least": "Ghi số phiếu tối thiểu, hoặc tỷ lệ mẫu tối thiểu; không ghi cả hai.",
    "population_label": "Chỉ ghi khi yêu cầu tỷ lệ mẫu, ví dụ: số hộ dân của xã.",
    "bands": "Các bậc nối liền nhau từ 0; bậc trên cùng để trống giá trị trên. "
    "Xóa trắng một dòng để bỏ dòng đó.",
    "levels": "Mức cao nhất bằng điểm tối đa. Xóa trắng một dòng để bỏ dòng đó.",
    "items": "Điểm các nội dung cộng lại bằng điểm tối đa. Xóa trắng một dòng để bỏ dòng đó.",
    "parts": "Điểm các thành phần cộng lại bằng điểm tối đa. Xóa trắng tên và điểm để bỏ.",
}
#: In which order the cells of a list's row are read: "từ 90 đến dưới 99: 10 điểm".
_IN_ROW: Mapping[str, tuple[str, ...]] = {
    "bands": ("from_in", "from", "below_in", "below", "points"),
    "levels": ("label", "points", "key"),
    "items": ("label", "points", "key"),
    "parts": ("label", "kind", "max_points", "key"),
}


@dataclass(frozen=True)
class Input:
    """One input: the key of its value, its label, how the value is written.

    ``usual`` is the value that goes without saying: it is offered and never written.
    """

    key: str
    label: str
    form: Form
    choices: Words | None = None
    usual: bool | None = None
    may_be_percent: bool = False
    hint: str = ""
    is_blank_offered: bool = False


@dataclass(frozen=True)
class Rows:
    """A list of like rows, each made of the same inputs."""

    key: str
    label: str
    cells: tuple[Input, ...]
    hint: str


_ENTRIES = {entry.key: entry for entry in ENTRIES}


def shape(kind: RuleKind, chosen: Mapping[str, str]) -> tuple[Input | Rows, ...]:
    """Return what the editor asks for a rule of ``kind``.

    ``chosen`` holds the answers that decide what else is asked, ``as`` and ``measure``; what an
    unanswered one would decide is asked in full.
    """
    way, measure = chosen.get("as", ""), chosen.get("measure", "")
    asked = ASKED[kind]
    if kind is RuleKind.AUTHORITY and way in WAYS:
        asked = tuple(key for key in asked if key == "as" or key in WAYS[way])
    needless = _NEEDLESS.get(measure, ())
    return tuple(_asked(key) for key in asked if key not in needless)


def deciders(texts: Mapping[str, str], prefix: str) -> Mapping[str, str]:
    """Return the answers that ``shape`` asks for out of texts kept by their places."""
    return {key: texts.get(prefix + key, "") for key in DECIDING}


def _asked(key: str) -> Input | Rows:
    entry = _ENTRIES[key]
    if entry.is_list:
        by_key = {cell.key: cell for cell in entry.cells}
        cells = tuple(_input(by_key[each], _TITLES[each]) for each in _IN_ROW[key])
        return Rows(key, entry.what, cells, _HINTS[key])
    (cell,) = entry.cells
    return _input(cell, entry.what, hint=_HINTS.get(key, ""))


def _input(cell: Cell, label: str, hint: str = "") -> Input:
    choices = _EDGES_IN.get(cell.key, cell.choices)
    if cell.key == "kind":
        choices = PART_CHOICES
    return Input(
        key=cell.key,
        label=label,
        form=cell.form,
        choices=choices,
        usual=cell.usual,
        may_be_percent=cell.may_be_percent,
        hint=hint,
        is_blank_offered=cell.key in ("measure", "as"),
    )
