"""Filled workbooks: slips are refused at their cell, other spellings mean the same."""

import copy
import io
import json
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import Cell

from scoring.exports import layout, workbook
from scoring.imports import criteria_set

DATA = Path(__file__).resolve().parents[2] / "scoring" / "data"
COMMUNE = json.loads((DATA / "friendly-government-2024.json").read_text(encoding="utf-8"))
GOOD = workbook.workbook(COMMUNE)

Broken = tuple[str, str]


class Filled:
    """A good workbook to break: cells by sheet, row words and column title."""

    def __init__(self) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(GOOD))

    def cell(self, sheet: str, title: str, *words: str) -> Cell:
        """Return the cell under ``title`` in the first row that holds all ``words``."""
        titles = [cell.value for cell in self.book[sheet][1]]
        for row in self.book[sheet].iter_rows(min_row=2):
            if set(words) <= {cell.value for cell in row}:
                return row[titles.index(title)]
        raise LookupError(words)

    def put(self, sheet: str, title: str, *words: str, value: object) -> Broken:
        """Write a value into a cell; return where it stands."""
        cell = self.cell(sheet, title, *words)
        cell.value = value
        return sheet, cell.coordinate

    def criterion(self, title: str, code: str, value: object) -> Broken:
        return self.put(layout.CRITERIA, title, code, value=value)

    def parameter(self, title: str, *words: str, value: object) -> Broken:
        return self.put(layout.PARAMETERS, title, *words, value=value)

    def judged(self, title: str, *words: str, value: object) -> Broken:
        return self.put(layout.JUDGING, title, *words, value=value)

    def saved(self) -> bytes:
        made = io.BytesIO()
        self.book.save(made)
        return made.getvalue()


def merge(filled: Filled) -> Broken:
    filled.book[layout.CRITERIA].merge_cells("D3:D4")
    return layout.CRITERIA, "D3"


def hide_row(filled: Filled) -> Broken:
    filled.book[layout.PARAMETERS].row_dimensions[7].hidden = True
    return layout.PARAMETERS, "A7"


def hide_column(filled: Filled) -> Broken:
    filled.book[layout.CRITERIA].column_dimensions["E"].hidden = True
    return layout.CRITERIA, "E1"


def hide_sheet(filled: Filled) -> Broken:
    filled.book[layout.JUDGING].sheet_state = "hidden"
    return layout.JUDGING, "A1"


def drop_sheet(filled: Filled) -> Broken:
    del filled.book[layout.PARAMETERS]
    return layout.PARAMETERS, "A1"


def drop_column(filled: Filled) -> Broken:
    filled.book[layout.CRITERIA].delete_cols(5)
    return layout.CRITERIA, "E1"


def misspell_column(filled: Filled) -> Broken:
    filled.book[layout.CRITERIA]["F1"].value = "Cách chầm điểm"
    return layout.CRITERIA, "F1"


def repeat_column(filled: Filled) -> Broken:
    filled.book[layout.PARAMETERS]["M1"].value = "Điểm"
    return layout.PARAMETERS, "M1"


def drop_line(filled: Filled) -> Broken:
    cell = filled.cell(layout.PARAMETERS, "Mã tiêu chí", "2.9", "Nội dung khẳng định")
    filled.book[layout.PARAMETERS].delete_rows(cell.row)
    return layout.CRITERIA, filled.cell(layout.CRITERIA, "Cách chấm", "2.9").coordinate


def drop_measure(filled: Filled) -> Broken:
    cell = filled.cell(layout.PARAMETERS, "Mã tiêu chí", "2.3", "Cách đo")
    filled.book[layout.PARAMETERS].delete_rows(cell.row)
    return layout.PARAMETERS, f"A{cell.row}"


def drop_placing(filled: Filled) -> Broken:
    cell = filled.cell(layout.JUDGING, "Nội dung khai", "Khi không đủ điều kiện")
    filled.book[layout.JUDGING].delete_rows(cell.row)
    return layout.JUDGING, "A2"


def drop_info(filled: Filled) -> Broken:
    filled.book[layout.INFO].delete_rows(3)
    return layout.INFO, "A3"


def example_left(filled: Filled) -> Broken:
    return filled.criterion("Tên", "1.1", "Ví dụ: một tiêu chí")


BAND = ("2.3", "Bậc")
BREAKS: dict[str, Callable[[Filled], Broken]] = {
    "wrong word for a kind": lambda f: f.criterion("Cách chấm", "2.3", "Theo bập"),
    "no kind": lambda f: f.criterion("Cách chấm", "2.3", None),
    "kind that asks for other lines": lambda f: (
        f.criterion("Cách chấm", "2.9", "Theo mức độ"),
        (layout.PARAMETERS, f.cell(layout.PARAMETERS, "Diễn giải", "2.9").coordinate),
    )[1],
    "no kind of line": lambda f: f.criterion("Loại dòng", "2.3", None),
    "unknown kind of line": lambda f: f.criterion("Loại dòng", "2.3", "Mục"),
    "text for points": lambda f: f.criterion("Điểm tối đa", "1.1", "hai điểm"),
    "three decimals": lambda f: f.criterion("Điểm tối đa", "1.1", 1.999),
    "negative points": lambda f: f.criterion("Điểm tối đa", "1.1", -2),
    "no points": lambda f: f.criterion("Điểm tối đa", "1.1", None),
    "points as a day": lambda f: f.criterion("Điểm tối đa", "1.1", datetime(2024, 2, 1)),
    "leaf that does not fit its levels": lambda f: (
        f.criterion("Điểm tối đa", "1.1", 3),
        (layout.PARAMETERS, f.cell(layout.PARAMETERS, "Nội dung khai", "1.1", "Mức").coordinate),
    )[1],
    "group that is not its parts": lambda f: f.criterion("Điểm tối đa", "1", 21),
    "code as a number": lambda f: f.criterion("Mã", "2.10", 2.1),
    "code as a day": lambda f: f.criterion("Mã", "1.2", date(2026, 2, 1)),
    "code twice": lambda f: f.criterion("Mã", "1.2", "1.1"),
    "key twice": lambda f: f.criterion("Khóa so sánh", "1.2", "1.1"),
    "no code": lambda f: f.criterion("Mã", "1.1", None),
    "unknown group": lambda f: f.criterion("Thuộc nhóm", "1.2", "9"),
    "group inside itself": lambda f: f.criterion("Thuộc nhóm", "Công tác cải cách hành chính", "2"),
    "group inside a later one": lambda f: f.criterion("Thuộc nhóm", "1", "2"),
    "bonus inside the total": lambda f: (
        f.criterion("Thuộc nhóm", "T1", "1")
        and (layout.CRITERIA, f.cell(layout.CRITERIA, "Cách chấm", "T1").coordinate)
    ),
    "no name": lambda f: f.criterion("Tên", "1.1", None),
    "formula": lambda f: f.criterion("Điểm tối đa", "1.1", "=1+1"),
    "neither yes nor no": lambda f: f.criterion("★", "1.1", "Có thể"),
    "unknown giver": lambda f: f.criterion("Người nhập số liệu", "1.1", "Huyện"),
    "department without a name": lambda f: (
        f.criterion("Người nhập số liệu", "1.1", "Sở, ngành nhập")
        and (layout.CRITERIA, f.cell(layout.CRITERIA, "Tên sở, ngành", "1.1").coordinate)
    ),
    "unknown kind of evidence": lambda f: f.criterion("Loại tài liệu", "1.1", "PDF; Phim"),
    "no such day": lambda f: f.criterion("Ban hành từ", "1.1", "31/02/2024"),
    "day in other words": lambda f: f.criterion("Ban hành từ", "1.1", "đầu năm"),
    "last day before the first": lambda f: (
        f.criterion("Ban hành từ", "1.1", "31/12 năm đánh giá"),
        f.criterion("Ban hành đến", "1.1", "01/01 năm đánh giá"),
    )[1],
    "link without an address": lambda f: f.criterion("Văn bản kèm hướng dẫn", "1.1", "Công văn"),
    "link to an unsafe address": lambda f: f.criterion(
        "Văn bản kèm hướng dẫn", "1.1", "Công văn | http://vi.du"
    ),
    "kind on a group's line": lambda f: f.criterion("Cách chấm", "1", "Theo bậc"),
    "gap between bands": lambda f: (
        f.parameter("Đến", *BAND, 97, value=96)
        and (layout.PARAMETERS, f.cell(layout.PARAMETERS, "Nội dung khai", *BAND).coordinate)
    ),
    "overlap of bands": lambda f: (
        f.parameter("Từ", *BAND, 97, 99, value=96.5)
        and (layout.PARAMETERS, f.cell(layout.PARAMETERS, "Nội dung khai", *BAND).coordinate)
    ),
    "band upside down": lambda f: f.parameter("Đến", *BAND, 97, 99, value=90),
    "band above the maximum": lambda f: f.parameter("Điểm", *BAND, 99, value=9),
    "share of one for a percentage": lambda f: f.parameter("Từ", *BAND, 99, value=0.99),
    "text for a number": lambda f: f.parameter("Từ", *BAND, 99, value="gần đủ"),
    "no lower edge": lambda f: f.parameter("Từ", *BAND, 99, value=None),
    "unknown criterion": lambda f: f.parameter("Mã tiêu chí", *BAND, value="2.33"),
    "unknown line": lambda f: f.parameter("Nội dung khai", *BAND, value="Bực"),
    "line twice": lambda f: f.parameter("Nội dung khai", "1.3", "Mức sàn", value="Mục tiêu"),
    "number where none belongs": lambda f: f.parameter("Giá trị", "1.1", "Mức", value=3),
    "unknown way of measuring": lambda f: f.parameter("Diễn giải", "2.3", "Cách đo", value="Đếm"),
    "line of a part without the part": lambda f: f.parameter("Thành phần", *BAND, value="a"),
    "half a person": lambda f: f.parameter("Giá trị", "5.2", "Số phiếu tối thiểu", value=30.5),
    "items that miss the maximum": lambda f: (
        f.parameter("Điểm", "1.6", "Nội dung", "plan", value=0.25)
        and (layout.PARAMETERS, f.cell(layout.PARAMETERS, "Nội dung khai", "1.6").coordinate)
    ),
    "key with accents": lambda f: f.parameter("Khóa", "1.6", "plan", value="kế hoạch"),
    "condition of an unknown kind": lambda f: f.judged(
        "Loại điều kiện", "Điều kiện", "index", value="Chỉ số phụ thuộc"
    ),
    "condition above a hundred": lambda f: f.judged(
        "Từ (điểm, %)", "Điều kiện", "index", value=180
    ),
    "ladder that does not end at 0": lambda f: (
        f.judged("Từ (điểm, %)", "Bậc xếp loại", "below", value=5)
        and (layout.JUDGING, f.cell(layout.JUDGING, "Từ (điểm, %)", "Bậc xếp loại").coordinate)
    ),
    "wrong kind of unit": lambda f: f.put(layout.INFO, "x", value="Thôn"),
    "merged cells": merge,
    "hidden row": hide_row,
    "hidden column": hide_column,
    "hidden sheet": hide_sheet,
    "missing sheet": drop_sheet,
    "missing column": drop_column,
    "misspelt column": misspell_column,
    "column twice": repeat_column,
    "missing line of a rule": drop_line,
    "missing way of measuring": drop_measure,
    "missing placing": drop_placing,
    "missing line of names": drop_info,
    "example left over": example_left,
}


def wrong_unit(filled: Filled) -> Broken:
    filled.book[layout.INFO]["B4"].value = "Thôn"
    return layout.INFO, "B4"


BREAKS["wrong kind of unit"] = wrong_unit


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_workbook_is_refused_at_the_right_cell(name: str) -> None:
    filled = Filled()
    expected = BREAKS[name](filled)
    problems = criteria_set.read(filled.saved()).problems
    assert expected in [(each.sheet, each.cell) for each in problems]
    assert all(each.sentence and each.cure for each in problems)
    # Keys of the document are for programs.
    told = " ".join(f"{each.sentence} {each.cure}" for each in problems)
    assert not re.search(r"[a-z]+_[a-z]+|ratio|percent|unit|None", told)
    # One slip may break what leans on it, but never floods the list.
    assert len(problems) <= 4


def test_a_total_that_is_not_a_hundred_points_at_the_column() -> None:
    document = copy.deepcopy(COMMUNE)
    extra = copy.deepcopy(document["groups"][0]) | {"code": "6", "max_points": "2"}
    leaf = copy.deepcopy(document["leaves"][0]) | {"code": "6.1", "key": "6.1", "group": "6"}
    document["groups"].insert(5, extra)
    document["leaves"].append(leaf)
    (problem,) = criteria_set.read(workbook.workbook(document)).unsound
    assert (problem.sheet, problem.cell) == (layout.CRITERIA, "E1")
    assert "102" in problem.sentence


def test_spellings_of_other_machines_mean_the_same() -> None:
    filled = Filled()
    filled.criterion("Tên", "1.1", unicodedata.normalize("NFD", COMMUNE["leaves"][0]["name"]))
    filled.criterion("Mã", "1.3", "\u00a01.3\u200b ")
    filled.criterion("Cách chấm", "2.3", "theo  BẬC")
    filled.criterion("Điểm tối đa", "1.1", "2,00")
    filled.criterion("★", "1.3", "có")
    filled.parameter("Từ", *BAND, 99, value="99 %")
    filled.book[layout.CRITERIA]["A1"].value = "mã "
    sheet = filled.book[layout.CRITERIA]
    for title in ("x", "TIÊU CHÍ"):
        sheet.title = title
    filled.book.create_sheet("Ghi chú")["A1"] = "của riêng tôi"
    taken = criteria_set.read(filled.saved())
    assert taken.problems == []
    assert taken.document == COMMUNE
    assert taken.ignored == ["Ghi chú"]


def test_columns_and_sheets_may_stand_in_another_order() -> None:
    filled = Filled()
    sheet = filled.book[layout.CRITERIA]
    guidance = [cell.value for cell in sheet["R"]]
    sheet.delete_cols(18)
    sheet.insert_cols(1)
    for row, value in enumerate(guidance, start=1):
        sheet.cell(row, 1).value = value
    filled.book.move_sheet(layout.PARAMETERS, -2)
    assert criteria_set.read(filled.saved()).document == COMMUNE


def test_keys_are_given_where_none_is_written() -> None:
    filled = Filled()
    for words in (("1.1", "on_time"), ("1.1", "absent"), ("1.6", "plan")):
        filled.parameter("Khóa", *words, value=None)
    filled.criterion("Khóa so sánh", "1.1", None)
    taken = criteria_set.read(filled.saved())
    assert taken.problems == []
    leaf = taken.document["leaves"][0]
    assert leaf["key"] == "1.1"
    assert [level["key"] for level in leaf["parameters"]["levels"]] == [
        "m1",
        "late_or_partial",
        "m2",
    ]


def test_a_sheet_of_judging_that_is_left_empty_says_nothing() -> None:
    filled = Filled()
    filled.book[layout.JUDGING].delete_rows(2, 40)
    taken = criteria_set.read(filled.saved())
    assert taken.problems == []
    assert "ladder" not in taken.document
