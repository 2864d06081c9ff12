"""The workbook of a criteria set: what stands in it, and that it comes back the same."""

import io
import json
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from scoring.exports import guide, layout, parameters, workbook
from scoring.imports import criteria_set
from scoring.rules.kind import RuleKind

SETS = sorted((Path(__file__).resolve().parents[2] / "scoring" / "data").glob("*.json"))


def written(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_a_set_comes_back_as_it_went_out(path: Path) -> None:
    document = written(path)
    content = workbook.workbook(document)
    taken = criteria_set.read(content)
    assert taken.problems == []
    assert taken.document == document
    assert workbook.workbook(taken.document) == content


def test_the_sets_show_every_kind() -> None:
    shown = {leaf["kind"] for path in SETS for leaf in written(path)["leaves"]}
    assert shown == set(RuleKind)


# One workbook that LibreOffice has saved is kept, so that the promise is held everywhere; where
# the program is installed, every set goes through it.
KEPT = Path(__file__).parent / "saved_by_libreoffice"
OFFICE = shutil.which("soffice")


def saved_by_office(folder: Path) -> list[tuple[dict, bytes]]:
    """Return each set with its workbook as LibreOffice saves it."""
    sources = [folder / f"{path.stem}.xlsx" for path in SETS]
    for path, source in zip(SETS, sources, strict=True):
        source.write_bytes(workbook.workbook(written(path)))
    subprocess.run(
        [
            str(OFFICE),
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(folder / "saved"),
            *map(str, sources),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return [
        (written(path), (folder / "saved" / source.name).read_bytes())
        for path, source in zip(SETS, sources, strict=True)
    ]


def test_a_set_survives_being_saved_by_another_program(tmp_path: Path) -> None:
    saved = [(written(KEPT.with_suffix(".json")), KEPT.with_suffix(".xlsx").read_bytes())]
    if OFFICE:
        saved += saved_by_office(tmp_path)
    for document, content in saved:
        taken = criteria_set.read(content)
        assert taken.problems == []
        assert taken.document == document


def test_codes_are_text_and_points_are_numbers() -> None:
    sheet = opened(workbook.workbook(written(SETS[0])))[layout.CRITERIA]
    codes = [cell.value for cell in sheet["A"][1:]]
    assert "2.10" in codes
    assert all(isinstance(code, str) for code in codes)
    assert all(isinstance(cell.value, int | float) for cell in sheet["E"][1 : len(codes) + 1])
    assert {cell.number_format for cell in sheet["A"][1:]} == {"@"}


def test_headings_stay_in_sight_and_lists_are_offered() -> None:
    book = opened(workbook.workbook(written(SETS[0])))
    assert book.sheetnames == [layout.INFO, *layout.COLUMNS, layout.GUIDE]
    for name in layout.COLUMNS:
        sheet = book[name]
        assert sheet.freeze_panes.endswith("2")
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.auto_filter.ref
        assert not sheet.merged_cells.ranges
        assert sheet.data_validations.dataValidation
    offered = book[layout.GUIDE]
    for rule in book[layout.CRITERIA].data_validations.dataValidation:
        cells = offered[rule.formula1.rpartition("!")[2].replace("$", "")]
        assert all(cell.value for (cell,) in cells)


def test_texts_that_look_like_formulas_stay_texts() -> None:
    document = written(SETS[0])
    document["leaves"][0]["guidance"] = "=2+2 là ví dụ của một ghi chú"
    content = workbook.workbook(document)
    row = next(row for row in opened(content)[layout.CRITERIA].rows if row[0].value == "1.1")
    cell = next(cell for cell in row if str(cell.value).startswith("="))
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert criteria_set.read(content).document == document


def test_small_percentages_carry_their_sign() -> None:
    document = written(next(path for path in SETS if path.stem.endswith("-2024")))
    leaf = next(leaf for leaf in document["leaves"] if leaf["code"] == "2.5")
    leaf["parameters"]["floor"] = "0.5"
    content = workbook.workbook(document)
    floors = [row[8].value for row in opened(content)[layout.PARAMETERS].rows]
    assert "0,5 %" in floors
    assert criteria_set.read(content).document == document


def test_a_draft_that_does_not_hold_together_goes_out_whole() -> None:
    document = written(SETS[0])
    document["leaves"][0] |= {"group": "9", "max_points": "nhiều"}
    sheet = opened(workbook.workbook(document))[layout.CRITERIA]
    last = [row for row in sheet.iter_rows(values_only=True) if row[0]][-1]
    assert (last[0], last[2], last[4]) == ("1.1", "9", "nhiều")


def test_a_parameter_without_a_line_is_not_lost_silently() -> None:
    with pytest.raises(KeyError, match="weight"):
        list(parameters.lines_of("1.1", {"weight": "2"}))


def test_the_guide_tells_every_kind_and_every_line() -> None:
    assert set(guide.KINDS) == set(RuleKind)
    told = {key for _, keys in guide.KINDS.values() for key in keys}
    assert told == set(parameters.WHATS)


def test_the_template_holds_two_examples_that_cannot_be_published() -> None:
    taken = criteria_set.read(workbook.template())
    assert taken.document["leaves"] == []
    spots = {(each.sheet, each.cell) for each in taken.unread}
    assert {(layout.CRITERIA, "D2"), (layout.CRITERIA, "D3")} <= spots
    assert (layout.INFO, "B1") in spots


def test_the_template_filled_in_as_it_says_is_taken() -> None:
    book = opened(workbook.template())
    for row, value in enumerate(("Bộ tiêu chí xã năm 2026", "xa", 2026, "Cấp xã"), start=1):
        book[layout.INFO].cell(row, 2).value = value
    sheet = book[layout.CRITERIA]
    for row in (2, 3):
        sheet.cell(row, 4).value = sheet.cell(row, 4).value.removeprefix(guide.EXAMPLE)
        sheet.cell(row, 5).value = 100
    points = [row for row in book[layout.PARAMETERS].rows if row[2].value == "Bậc"]
    points[0][9].value = 100
    filled = io.BytesIO()
    book.save(filled)
    assert criteria_set.read(filled.getvalue()).problems == []
