"""A filled workbook as a written criteria set, with every wrong cell and how to mend it.

Two kinds of problems are told apart. A cell that cannot be read as what it should be leaves a
hole in the document, so nothing may be made of it. A document that was read whole but does not
hold together (sums, bands, codes) may become a draft and be mended on screen.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from scoring.exports import layout
from scoring.imports import judging, nodes, parameters, tables
from scoring.imports.cells import CellProblem, Problems, Row, Spot, bare
from scoring.queries import guidance
from scoring.rules import document
from scoring.rules.errors import InvalidParameters, Problem
from scoring.rules.judging import KEYS
from scoring.rules.numbers import HUNDRED

_CURES = {
    "code": "Đặt mã khác cho một trong hai dòng.",
    "key": "Đặt khóa khác, hoặc để trống để lấy theo mã.",
    "parent": "Sửa mã nhóm, hoặc chuyển dòng của nhóm đó lên trên.",
    "group": "Sửa mã nhóm ở ô này, hoặc thêm dòng của nhóm đó.",
    "max_points": "Sửa điểm ở ô này hoặc điểm của các dòng bên trong.",
    "bands": "Sửa các ô «Từ», «Đến», «Điểm» của các bậc để nối tiếp nhau từ 0 trở lên.",
    "levels": "Sửa điểm của các mức.",
    "items": "Sửa điểm của các nội dung.",
    "parts": "Sửa điểm của các thành phần.",
    "kind": "Chọn lại cách chấm, hoặc chuyển tiêu chí sang nhóm khác.",
    "department": "Ghi tên sở, ngành, hoặc sửa ô «Người nhập số liệu».",
    "attachments": "Xóa dòng của tệp đó, rồi tải tệp lên ở trang sửa tiêu chí.",
}
#: A parameter as such, not an element of a list of bands, levels, items or parts.
_PARAMETER = re.compile(r"\.parameters\.[a-z_]+$")
#: Where a sum is reported; without every line of the tree it says nothing.
_SUM = re.compile(r"groups(\.\d+(\.max_points)?)?")
_OTHER_CURE = "Sửa nội dung của ô rồi tải tệp lên lại."
_MISSING_LINE_CURE = (
    f"Thêm dòng còn thiếu ở trang «{layout.PARAMETERS}» hoặc «{layout.JUDGING}», "
    f"theo bảng ở trang «{layout.GUIDE}»."
)


@dataclass(frozen=True)
class Taken:
    """What was understood of a workbook.

    ``unread`` are cells that could not be read; ``unsound`` what does not hold together in the
    document that was read; ``ignored`` sheets that are none of ours.
    """

    document: dict[str, Any]
    unread: list[CellProblem]
    unsound: list[CellProblem]
    ignored: list[str]

    @property
    def problems(self) -> list[CellProblem]:
        """Everything to mend."""
        return [*self.unread, *self.unsound]


def read(content: bytes) -> Taken:
    """Return what a workbook says. Raises a ``FileRefused`` for no safe workbook at all."""
    book = tables.Book(content)
    problems = Problems()
    written, spots = _info(book, problems)
    tree = nodes.read(
        tables.table(book, layout.CRITERIA, layout.CRITERIA_COLUMNS, problems, is_needed=True)
    )
    spots |= tree.spots
    if _is_torn(problems):
        tree.lost.add("")
    _declare(
        tree,
        tables.table(book, layout.PARAMETERS, layout.PARAMETER_COLUMNS, problems, is_needed=True),
        spots,
    )
    judged, judging_spots = judging.read(
        tables.table(book, layout.JUDGING, layout.JUDGING_COLUMNS, problems, is_needed=False)
    )
    spots = {**judging_spots, **spots}
    told = {**written, "groups": tree.groups, "leaves": tree.leaves, **judged}
    unread = problems.in_order
    unsound = [] if _is_torn(problems) else _unsound(told, spots, problems, tree.lost)
    ours = {bare(name) for name in (layout.INFO, *layout.COLUMNS, layout.GUIDE)}
    ignored = [name for name in book.names if bare(name) not in ours]
    return Taken(told, unread, unsound, ignored)


def _info(book: tables.Book, problems: Problems) -> tuple[dict[str, Any], dict[str, Spot]]:
    """Read the sheet of names and values, found by the names in its first column."""
    sheet = book.sheet(layout.INFO)
    if sheet is None:
        problems.note(
            Spot(layout.INFO, "A1"), f"Thiếu trang «{layout.INFO}».", "Thêm trang như tệp mẫu."
        )
    lines = {
        bare(str(cells[0])): (number, cells)
        for number, cells in enumerate(book.values(sheet) if sheet else [], start=1)
        if cells
    }
    written: dict[str, Any] = {}
    spots: dict[str, Spot] = {}
    for place, field in enumerate(layout.INFO_FIELDS, start=1):
        if bare(field.title) not in lines:
            spot = Spot(layout.INFO, f"A{place}")
            if sheet is not None:
                problems.note(spot, f"Thiếu dòng «{field.title}».", "Thêm dòng như tệp mẫu.")
            written[field.key], spots[field.key] = None, spot
            continue
        number, cells = lines[bare(field.title)]
        value = cells[1] if len(cells) > 1 else ""
        row = Row(layout.INFO, number, {"value": value}, {"value": 2}, problems)
        spots[field.key] = row.spot("value")
        if sheet is not None and (number, 2) in sheet.formulas | sheet.errors:
            row.refuse("value", "Ô chứa công thức hoặc báo lỗi.", "Dán lại dưới dạng giá trị.")
        elif row.is_blank("value"):
            row.refuse("value", f"Chưa ghi «{field.title}».", field.note)
        written[field.key] = _info_value(row, field)
    return written, spots


def _info_value(row: Row, field: layout.Column) -> Any:
    if field.form == "whole":
        return row.whole("value")
    if field.choices is not None:
        return row.choice("value", field.choices)
    return row.text("value")


def _declare(tree: nodes.Nodes, rows: Iterable[Row], spots: dict[str, Spot]) -> None:
    """Give each leaf the parameters that were declared for its code."""
    kinds = {leaf["code"]: leaf["kind"] or "" for leaf in reversed(tree.leaves)}
    declared = parameters.declared(rows, kinds, lost=tree.lost)
    for place, leaf in enumerate(tree.leaves):
        found = declared.pop(leaf["code"], None)
        if found is None:
            continue
        leaf["parameters"] = found.written
        for path, spot in found.all_spots().items():
            spots[f"leaves.{place}.parameters.{path}".rstrip(".")] = spot


def _is_torn(problems: Problems) -> bool:
    """Whether a sheet or column of the tree is missing: what follows from that says nothing."""
    torn = (layout.CRITERIA, layout.PARAMETERS)
    return any(
        spot.sheet in torn and spot.cell.lstrip(ascii_uppercase) == "1" for spot in problems.noted
    )


def _unsound(
    told: Mapping[str, Any], spots: Mapping[str, Spot], problems: Problems, lost: Collection[str]
) -> list[CellProblem]:
    """Return what does not hold together, less what an unread cell explains."""
    try:
        document.read(told, total=HUNDRED)
    except InvalidParameters as error:
        found = [*error.problems, *guidance.missing(told)]
    else:
        found = guidance.missing(told)
    unread = {path for path, spot in spots.items() if spot in problems.noted}
    unsound = Problems()
    for problem in found:
        spot = _spot(problem.path, spots)
        is_sum = _SUM.fullmatch(problem.path) is not None
        if spot in problems.noted or (lost and is_sum):
            continue
        if not _follows(problem.path, unread):
            unsound.note(spot, _sentence(problem, spots), _cure(problem, spots))
    return unsound.in_order


def _follows(path: str, unread: Iterable[str]) -> bool:
    """Whether a rule cannot be judged because one of its cells, or its kind, was not read."""
    leaf, is_of_rule, _ = path.partition(".parameters")
    # Without its code a leaf's lines on the other sheet cannot be found.
    causes = (f"{leaf}.parameters", f"{leaf}.kind", f"{leaf}.max_points", f"{leaf}.code")
    return bool(is_of_rule) and any(each.startswith(causes) for each in unread)


def _spot(path: str, spots: Mapping[str, Spot]) -> Spot:
    """Return the cell behind a path, or behind the nearest thing that contains it."""
    is_judging = path.partition(".")[0] in KEYS
    while path:
        if path in spots:
            return spots[path]
        path = path.rpartition(".")[0]
    if is_judging and "" in spots:
        return spots[""]
    column = layout.column_index(layout.CRITERIA, "max_points")
    return Spot(layout.CRITERIA, f"{chr(ord('A') + column - 1)}1")


def _sentence(problem: Problem, spots: Mapping[str, Spot]) -> str:
    """Return what is wrong; a line that nobody wrote is called by its words, not by its key."""
    key = problem.path.rpartition(".")[2]
    if problem.path in spots or not _is_line(problem.path):
        return problem.sentence
    what = parameters.WHATS.get(key) or judging.WHATS.get(key)
    return f"Chưa khai «{what}»." if what else problem.sentence


def _is_line(path: str) -> bool:
    """Whether a path names something that a line of its own declares."""
    is_judging = path.startswith("ladder.") or path in judging.WHATS
    return is_judging or _PARAMETER.search(path) is not None


def _cure(problem: Problem, spots: Mapping[str, Spot]) -> str:
    if problem.path == "groups":
        return "Sửa điểm của các nhóm ở cột này."
    if problem.path not in spots and _is_line(problem.path):
        return _MISSING_LINE_CURE
    return _CURES.get(problem.path.rpartition(".")[2], _OTHER_CURE)
