"""The report of a correction in ready words: its figures, its four lists, one page of one list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dossiers.actions.correction_report import Change, Report, TotalChange
from dossiers.queries import phrases
from scoring.models import Stage

SCORES, TOTALS, KEPT, BLOCKED = "diem", "tong-diem", "giu-nguyen", "chua-tinh-duoc"
_LABELS = {
    SCORES: "Điểm tính lại",
    TOTALS: "Tổng điểm, xếp loại",
    KEPT: "Điểm thẩm định giữ nguyên",
    BLOCKED: "Chưa tính được",
}
_SOURCES = {
    "rule": "Tính theo số liệu",
    "agreed": "Thống nhất với điểm bên dưới",
    "judged": "Người thẩm định cho điểm",
}
# (unit code, tier) → why the scores are not shown.
Closed = Mapping[tuple[str, int], str]


@dataclass(frozen=True)
class Side:
    """Points, or a total, before or after the correction, and the words that explain them."""

    figure: str
    words: str


@dataclass(frozen=True)
class Row:
    """One line of a list; ``closed`` says why both sides are not shown, ``note`` what it is."""

    unit: str
    code: str
    leaf: str
    leaf_name: str
    layer: str
    note: str
    closed: str
    old: Side
    new: Side
    is_moved: bool


@dataclass(frozen=True)
class Tab:
    """One list of the report with its length."""

    key: str
    label: str
    count: str
    is_current: bool


class Lists:
    """The four lists of a report, narrowed to one unit where a code is given."""

    def __init__(self, found: Report, *, unit_code: str = "") -> None:
        whole: dict[str, Sequence[Change | TotalChange]] = {
            SCORES: found.changes,
            TOTALS: found.totals,
            KEPT: found.kept,
            BLOCKED: found.problems,
        }
        self._lists = {
            key: [each for each in items if unit_code in ("", each.unit_code)]
            for key, items in whole.items()
        }

    def chosen(self, wanted: str) -> str:
        """Return the list to show: the wanted one, else what is in the way, else the scores."""
        if wanted in self._lists:
            return wanted
        return BLOCKED if self._lists[BLOCKED] else SCORES

    def items(self, key: str) -> Sequence[Change | TotalChange]:
        """Return a list."""
        return self._lists[key]

    def tabs(self, current: str) -> list[Tab]:
        """Return the lists in their order; what is empty and never was a matter is left out."""
        return [
            Tab(key, _LABELS[key], phrases.count(len(items)), key == current)
            for key, items in self._lists.items()
            if items or key in (SCORES, TOTALS, current)
        ]


def units_of(found: Report) -> list[tuple[str, str]]:
    """Return (code, label) of the units that the report names, by their codes."""
    named: list[Change | TotalChange] = [*found.changes, *found.kept, *found.problems]
    named += found.totals
    return sorted({each.unit_code: f"{each.unit_code} – {each.unit}" for each in named}.items())


def figures(found: Report) -> list[dict[str, str]]:
    """Return how many scores, units, totals and classes change, for the top of the page."""
    moved = [each for each in found.changes if each.old_points != each.new_points]
    only_words = len(found.changes) - len(moved)
    totals = [each for each in found.totals if each.old_achieved != each.new_achieved]
    classes = [each for each in found.totals if each.old_class != each.new_class]
    units = {each.unit_code for each in moved} | {each.unit_code for each in found.totals}
    also = f"{phrases.count(only_words)} điểm khác chỉ đổi lời giải thích" if only_words else ""
    return [
        {"label": "Điểm thay đổi", "figure": phrases.count(len(moved)), "note": also},
        {"label": "Đơn vị có thay đổi", "figure": phrases.count(len(units)), "note": ""},
        {"label": "Tổng điểm thay đổi", "figure": phrases.count(len(totals)), "note": ""},
        {
            "label": "Xếp loại thay đổi",
            "figure": phrases.count(len(classes)),
            "note": "trong các hồ sơ chờ quyết định",
        },
    ]


def sentence(found: Report) -> str:
    """Return what follows from applying the correction, for the last question."""
    told = {each["label"]: each["figure"] for each in figures(found)}
    return (
        f"{told['Điểm thay đổi']} điểm của {told['Đơn vị có thay đổi']} đơn vị được tính lại; "
        f"{told['Tổng điểm thay đổi']} tổng điểm và {told['Xếp loại thay đổi']} xếp loại thay đổi. "
        f"{phrases.count(len(found.kept))} điểm do người thẩm định cho được giữ nguyên. "
        "Việc này không hoàn lại được; muốn đổi nữa phải có phiên bản mới và quyết định mới."
    )


def rows(
    shown: Sequence[Change | TotalChange],
    *,
    stages: Sequence[Stage],
    names: Mapping[str, str],
    closed: Closed,
) -> list[Row]:
    """Return the lines of one page of a list; what the reader may not know is left out.

    ``names`` are those of the leaves by their codes.
    """
    layers = {stage.tier: stage.name for stage in stages}
    told = []
    for each in shown:
        why = closed.get((each.unit_code, each.tier), "")
        layer = layers[each.tier]
        if isinstance(each, TotalChange):
            told.append(_total(each, layer, why))
        else:
            told.append(_score(each, names[each.leaf], layer, why))
    return told


def _score(each: Change, name: str, layer: str, closed: str) -> Row:
    old, new = Side("", ""), Side("", "")
    note = _SOURCES[each.source]
    if not closed:
        old = Side(phrases.points(each.old_points), each.old_because)
        new = Side(phrases.points(each.new_points), each.new_because)
        if each.problem:
            new = Side(_LABELS[BLOCKED], each.problem)
    return Row(
        unit=each.unit,
        code=each.unit_code,
        leaf=each.leaf,
        leaf_name=name,
        layer=layer,
        note=note,
        closed=closed,
        old=old,
        new=new,
        is_moved=each.old_points != each.new_points,
    )


def _total(each: TotalChange, layer: str, closed: str) -> Row:
    old, new = Side("", ""), Side("", "")
    if not closed:
        old = Side(phrases.points(each.old_achieved), _index(each.old_index, each.old_class))
        new = Side(phrases.points(each.new_achieved), _index(each.new_index, each.new_class))
    return Row(
        unit=each.unit,
        code=each.unit_code,
        leaf="",
        leaf_name="",
        layer=layer,
        note="",
        closed=closed,
        old=old,
        new=new,
        is_moved=each.old_achieved != each.new_achieved,
    )


def _index(index: Decimal | None, label: str) -> str:
    words = f"Chỉ số {phrases.percent(index)}"
    return f"{words} · {label}" if label else words
