"""Taking over the official lists of units."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from accounts import imports, queries
from accounts.actions import units
from accounts.actions.units import UnitRow
from accounts.enums import UnitLevel
from accounts.errors import RowsInvalid
from accounts.models import JournalEntry, Unit, UnitAncestry

pytestmark = pytest.mark.django_db
IN_2024, IN_2025 = date(2024, 6, 1), date(2025, 8, 1)
BEGIN = date(2024, 1, 1)


def row(line: int, code: str, level: str, parent: str = "", name: str = "Tên") -> UnitRow:
    return UnitRow(line=line, code=code, name=name, level=level, parent_code=parent)


def levels_on(day: date) -> dict[str, int]:
    return {
        level: queries.units_on(day).filter(level=level).count()
        for level in (UnitLevel.PROVINCE, UnitLevel.DISTRICT, UnitLevel.COMMUNE)
    }


def test_both_national_lists_are_taken_over(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_units", "2024")
    call_command("import_units", "2025")
    assert levels_on(IN_2024) == {"province": 63, "district": 705, "commune": 10_598}
    assert levels_on(IN_2025) == {"province": 34, "district": 0, "commune": 3_321}
    assert queries.units_on(IN_2024).get(code="24").name == "Tỉnh Bắc Giang"
    assert queries.units_on(IN_2025).get(code="24").name == "Bắc Ninh"
    assert UnitAncestry.objects.count() == 63 + 705 * 2 + 10_598 * 3 + 34 + 3_321 * 2
    assert JournalEntry.objects.filter(verb="units_imported").count() == 63 + 34

    capsys.readouterr()
    call_command("import_units", "2025")
    assert json.loads(capsys.readouterr().out) == {"added": 0, "unchanged": 3_355}


def test_one_province_alone() -> None:
    call_command("import_units", "2024", province="24")
    assert levels_on(IN_2024) == {"province": 1, "district": 10, "commune": 209}
    province = queries.units_on(IN_2024).get(code="24")
    assert province.descendant_links.count() == 220


def test_codes_keep_their_leading_zeros() -> None:
    call_command("import_units", "2025", province="01")
    assert Unit.objects.filter(code="00004").exists()


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (row(3, "101", "district", "77"), "Không có đơn vị cấp trên mã 77."),
        (row(3, "10", "province"), "Mã 10 đã có ở dòng 2."),
        (row(3, "101", "hamlet", "10"), "Cấp “hamlet” không có"),
        (row(3, "101", "district"), "Thiếu mã đơn vị cấp trên."),
        (row(3, "1-1", "district", "10"), "Mã đơn vị phải gồm các chữ số."),
        (row(3, "101", "district", "10", name=""), "Thiếu tên đơn vị."),
        (row(3, "20", "province", "10"), "không thể là cấp trên"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_taken_over(bad: UnitRow, sentence: str) -> None:
    with pytest.raises(RowsInvalid) as refusal:
        units.import_units([row(2, "10", "province"), bad], valid_from=BEGIN)
    assert sentence in refusal.value.problems["3"]
    assert not Unit.objects.exists()


def test_a_code_names_one_unit_a_day() -> None:
    units.import_units([row(2, "10", "province", name="Cũ")], valid_from=BEGIN)
    with pytest.raises(RowsInvalid) as refusal:
        units.import_units([row(2, "10", "province", name="Mới")], valid_from=date(2025, 7, 1))
    assert refusal.value.problems["2"] == "Mã 10 đang là của Cũ từ ngày 01/01/2024."


def test_a_reused_code_means_the_bearer_of_the_day_else_the_last_one() -> None:
    units.import_units(
        [row(2, "10", "province", name="Cũ"), row(3, "101", "district", "10", name="Huyện")],
        valid_from=BEGIN,
        valid_until=date(2025, 6, 30),
    )
    units.import_units([row(2, "10", "province", name="Mới")], valid_from=date(2025, 7, 1))

    def meant(code: str, on: date) -> str:
        return queries.units_by_code(Unit.objects.all(), [code], on=on)[code].name

    assert meant("10", IN_2024) == "Cũ"
    assert meant("10", IN_2025) == "Mới"
    assert meant("101", IN_2025) == "Huyện"


def test_the_command_prints_the_lines_to_mend(tmp_path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("Mã;Tên;Cấp;Mã cấp trên\n10;Tỉnh A;province;\n101;Huyện B;district;99\n")
    with pytest.raises(CommandError, match="dòng 3: Không có đơn vị cấp trên mã 99"):
        call_command("import_units", str(path), valid_from=BEGIN)
    with pytest.raises(CommandError, match="valid-from"):
        call_command("import_units", str(path))


def test_reading_a_list_keeps_the_line_numbers() -> None:
    rows = imports.read_units("code,name,level,parent_code\n\n10,Tỉnh A,province,\n".encode())
    assert rows == [UnitRow(line=3, code="10", name="Tỉnh A", level="province", parent_code="")]
