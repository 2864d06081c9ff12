"""Broken workbooks of a unit: each is refused at the cell to mend, or as a whole with its cause."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from datetime import time as clock_time

import pytest

from accounts import archives
from accounts.errors import (
    FileActive,
    FileCorrupt,
    FileEncrypted,
    FileTooLarge,
    FileTypeRefused,
    Invalid,
    Refused,
)
from dossiers.exports.unit_layout import ENTRY, READ_ONLY, token_of
from dossiers.imports import unit_changes, unit_workbook
from dossiers.models import Dossier, Score
from scoring.actions import criteria
from scoring.imports import tables
from tests import factories, stories
from tests.conftest import MovableClock
from tests.factories import Cast
from tests.workbooks import Filled

pytestmark = pytest.mark.django_db

Break = Callable[[Filled], str]
# How a workbook begins that is locked with a password, and what stands somewhere inside.
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16le")


def put(code: str, field: str, value: object, key: str = "value") -> Break:
    return lambda filled: filled.put(code, field, value, key)


def twice(filled: Filled) -> str:
    """Copy the line of 2.2 below the last one."""
    filled.sheet.append([cell.value for cell in filled.row("2.2", "count")])
    return f"E{filled.sheet.max_row}"


def without(code: str, field: str, *, told_at: tuple[str, str]) -> Break:
    def broken(filled: Filled) -> str:
        filled.sheet.delete_rows(filled.cell(code, field).row)
        return str(filled.cell(*told_at).coordinate)

    return broken


def one_item_of_two(filled: Filled) -> str:
    filled.put("2.1", "items/office", "Không")
    return str(filled.cell("2.1", "items/portal").coordinate)


def left_out_without_a_reason(filled: Filled) -> str:
    filled.put("1.3", "applicable", "Có")
    return str(filled.cell("1.3", "numerator", "explanation").coordinate)


def part_above_the_whole(filled: Filled) -> str:
    filled.put("1.2", "denominator", 10)
    return filled.put("1.2", "numerator", 11)


def nothing_arose(filled: Filled) -> str:
    filled.put("1.2", "numerator", 0)
    return filled.put("1.2", "denominator", 0)


def half_a_ratio(filled: Filled) -> str:
    filled.put("1.2", "numerator", 5)
    return str(filled.cell("1.2", "denominator").coordinate)


CELLS: dict[str, tuple[Break, str, str]] = {
    "words for a number": (put("2.2", "count", "ba"), "2.2", "Không đọc được số"),
    "a negative count": (put("2.2", "count", -1), "2.2", "không được là số âm"),
    "a part of a count": (put("2.2", "count", 2.5), "2.2", "phải là số nguyên"),
    "a telephone number": (put("2.2", "count", 9_123_456_789), "2.2", "không được vượt quá"),
    "endless digits": (put("2.2", "count", 1e20), "2.2", "Số quá dài"),
    "a formula": (put("2.2", "count", "=1+1"), "2.2", "công thức"),
    "an error of a formula": (put("2.2", "count", "#DIV/0!"), "2.2", "công thức"),
    "a day": (put("2.2", "count", date(2024, 2, 1)), "2.2", "ngày giờ"),
    "an instant": (put("2.2", "count", datetime(2024, 2, 1, 7)), "2.2", "ngày giờ"),
    "a time of day": (put("2.2", "count", clock_time(7, 30)), "2.2", "ngày giờ"),
    "a truth for a count": (put("2.2", "count", value=True), "2.2", "Không đọc được số"),
    "two separators": (put("2.2", "count", "1,234.5"), "2.2", "Không đọc được số"),
    "a choice not offered": (put("1.1", "value", "Đang làm"), "1.1", "không có trong danh sách"),
    "a number for a choice": (put("1.1", "value", 1), "1.1", "không có trong danh sách"),
    "an item not offered": (put("2.1", "items/office", "x"), "2.1", "không có trong danh sách"),
    "one item of two": (one_item_of_two, "2.1", "Chưa chọn Có hoặc Không"),
    "half a ratio": (half_a_ratio, "1.2", "Cần đủ cả hai số"),
    "a part above the whole": (part_above_the_whole, "1.2", "không được lớn hơn"),
    "nothing arose where it must": (nothing_arose, "1.2", "không được bỏ qua"),
    "left out without a reason": (left_out_without_a_reason, "1.3", "Hãy nêu lý do"),
    "an odd answer to «does not apply»": (
        put("1.3", "applicable", "N/A"),
        "1.3",
        "không có trong danh sách",
    ),
    "an endless explanation": (
        put("2.2", "count", "a" * 4001, "explanation"),
        "2.2",
        "dài quá 4000",
    ),
    "a formula for an explanation": (
        put("2.2", "count", "=A1", "explanation"),
        "2.2",
        "công thức",
    ),
    "an explanation on a second line": (
        put("1.2", "denominator", "Vì sao", "explanation"),
        "1.2",
        "dòng đầu",
    ),
    "a leaf of the survey": (put("2.4", READ_ONLY, 95), "2.4", "đơn vị không sửa được"),
    "words beside a leaf of the survey": (
        put("2.4", READ_ONLY, "Cao", "explanation"),
        "2.4",
        "đơn vị không sửa được",
    ),
    "a line twice": (twice, "2.2", "lặp lại"),
    "a line lost": (
        without("1.2", "denominator", told_at=("1.2", "numerator")),
        "1.2",
        "thiếu 1 dòng",
    ),
    "a first line lost": (
        without("1.2", "numerator", told_at=("1.2", "denominator")),
        "1.2",
        "thiếu 2 dòng",
    ),
    "a version made up": (put("2.2", "count", "mới", "version"), "2.2", "Phiên bản"),
}

# Where a whole line is no longer known, the code in sight is all that it can be called by.
LINES: dict[str, tuple[Break, str]] = {
    "a field made up": (lambda filled: filled.put("2.2", "count", "points", "field"), "2.2"),
    "a leaf made up": (lambda filled: filled.put("2.2", "count", "k9.9", "key"), "2.2"),
}


def sorted_of(content: bytes, dossier: Dossier) -> unit_changes.Sorted:
    own = dossier.campaign.stages.get(tier=1)
    return unit_changes.sort(unit_workbook.read(content, dossier), dossier, own)


@pytest.mark.parametrize("name", CELLS)
def test_a_broken_cell_is_refused_where_it_is(cast: Cast, name: str) -> None:
    make, code, sentence = CELLS[name]
    filled = Filled(cast.dossier)
    if code != "T1":
        filled.put("T1", "count", 1)
    cell = make(filled)
    found = sorted_of(filled.saved(), cast.dossier)
    told = {(each.code, each.cell): each for each in found.refused}
    assert (code, cell) in told, found.refused
    assert sentence in told[code, cell].sentence
    assert told[code, cell].cure
    assert told[code, cell].sheet == ENTRY
    # What is sound beside it can still be taken.
    assert [each.code for each in found.of("changed")] == ["T1"]


@pytest.mark.parametrize(
    ("make", "given"),
    [
        (put("2.2", "count", -1), "−1"),
        (put("2.2", "count", 2.5), "2,5"),
        (put("2.2", "count", "ba"), "ba"),
        (put("1.1", "value", "Đang làm"), "Đang làm"),
        (put("2.2", "count", "a" * 4001, "explanation"), f"{'a' * 59}…"),
        (part_above_the_whole, "11"),
        (half_a_ratio, ""),
    ],
)
def test_what_was_read_is_told_beside_its_refusal(cast: Cast, make: Break, given: str) -> None:
    filled = Filled(cast.dossier)
    cell = make(filled)
    told = {each.cell: each.given for each in sorted_of(filled.saved(), cast.dossier).refused}
    assert told[cell] == given


@pytest.mark.parametrize(
    ("make", "code", "cure"),
    [
        (part_above_the_whole, "1.2", "Đối chiếu các số của tiêu chí này"),
        (nothing_arose, "1.2", "Đối chiếu các số của tiêu chí này"),
        (half_a_ratio, "1.2", "Nhập số nguyên từ 0"),
        (put("2.2", "count", "ba"), "2.2", "Nhập số nguyên từ 0"),
        (put("2.2", "count", 2.5), "2.2", "Nhập số nguyên từ 0"),
    ],
)
def test_the_cure_fits_what_is_wrong(cast: Cast, make: Break, code: str, cure: str) -> None:
    filled = Filled(cast.dossier)
    make(filled)
    (told,) = sorted_of(filled.saved(), cast.dossier).refused
    assert told.code == code
    assert told.cure.startswith(cure)


def test_a_count_is_not_explained_by_a_number_with_decimals(cast: Cast) -> None:
    filled = Filled(cast.dossier)
    filled.put("2.2", "count", "ba")
    (told,) = sorted_of(filled.saved(), cast.dossier).refused
    assert "7,5" not in told.sentence
    assert "ví dụ 12 hoặc 1.234" in told.sentence


@pytest.mark.parametrize("name", LINES)
def test_a_line_that_is_not_known_is_refused(cast: Cast, name: str) -> None:
    make, code = LINES[name]
    filled = Filled(cast.dossier)
    filled.put("2.2", "count", 2)
    row = filled.cell("2.2", "count").row
    make(filled)
    found = sorted_of(filled.saved(), cast.dossier)
    assert [(each.code, each.cell) for each in found.refused] == [(code, f"E{row}")]
    assert not found.of("changed")


@pytest.mark.parametrize("typed", ["0,97", 0.97])
def test_a_share_typed_for_a_percentage_is_asked_back(
    cast: Cast, clock: MovableClock, typed: object
) -> None:
    dossier = percent_dossier(cast, clock)
    filled = Filled(dossier)
    filled.put("1.1", "value", typed)
    (told,) = sorted_of(filled.saved(), dossier).refused
    assert "có phải là 97 %?" in told.sentence
    assert told.cure == "Nhập 97,4 hoặc 97,4 %."


@pytest.mark.parametrize("typed", ["97,4", "97,4 %", "97.4", 97.4])
def test_a_percentage_is_typed_as_on_screen(cast: Cast, clock: MovableClock, typed: object) -> None:
    dossier = percent_dossier(cast, clock)
    filled = Filled(dossier)
    filled.put("1.1", "value", typed)
    (change,) = sorted_of(filled.saved(), dossier).of("changed")
    assert change.entry is not None
    assert change.entry.figures == {"value": "97.4"}


def percent_dossier(cast: Cast, clock: MovableClock) -> Dossier:
    """Return a dossier whose leaf 1.1 asks for a percentage."""
    bands = [{"from": "90", "points": "10"}, {"from": "0", "below": "90", "points": "0"}]
    parameters = {"measure": "percent", "value_label": "Tỷ lệ", "bands": bands}
    first, *others = factories.CRITERIA["leaves"]
    leaf = {**first, "kind": "STEP", "parameters": parameters}
    written = {**factories.CRITERIA, "code": "percent", "leaves": [leaf, *others]}
    criteria_set = criteria.load_set(written)
    dossier = cast.dossier
    type(dossier.campaign).objects.filter(pk=dossier.campaign_id).update(criteria_set=criteria_set)
    return Dossier.objects.select_related("campaign", "unit").get(pk=dossier.pk)


def test_the_workbook_of_another_unit_is_named(cast: Cast) -> None:
    content = Filled(cast.neighbour_dossier).saved()
    with pytest.raises(Invalid, match="Xã Tân Dĩnh") as refusal:
        unit_workbook.read(content, cast.dossier)
    assert "Xã Hương Lạc" in refusal.value.sentence


def test_lines_pasted_from_another_unit_are_found(cast: Cast) -> None:
    filled = Filled(cast.dossier)
    filled.put("2.2", "count", token_of(cast.neighbour_dossier.pk), "token")
    with pytest.raises(Invalid, match="hồ sơ khác"):
        unit_workbook.read(filled.saved(), cast.dossier)


def test_the_workbook_of_another_year_is_named(cast: Cast, clock: MovableClock) -> None:
    other = factories.make_campaign(clock.now, area=cast.province, code="nam-khac")
    type(other).objects.filter(pk=other.pk).update(title="Đợt năm 2023", year=2023)
    old = Dossier.objects.get(campaign=other, unit=cast.commune)
    with pytest.raises(Invalid, match="Đợt năm 2023"):
        unit_workbook.read(Filled(old).saved(), cast.dossier)


def _drop_sheet(filled: Filled) -> None:
    filled.sheet.title = "Trang tính 1"


def _drop_column(filled: Filled) -> None:
    filled.sheet.delete_cols(filled.titles.index("Mã tệp") + 1)


def _forge(filled: Filled) -> None:
    for row in filled.sheet.iter_rows(min_row=2):
        row[filled.titles.index("Mã tệp")].value = "1:abc"


def _empty(filled: Filled) -> None:
    filled.sheet.delete_rows(2, filled.sheet.max_row)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (_drop_sheet, "không có trang"),
        (_drop_column, "thiếu cột “Mã tệp”"),
        (_forge, "Không nhận ra bảng tính"),
        (_empty, "không có dòng nào"),
    ],
)
def test_what_is_no_workbook_of_ours_is_refused(
    cast: Cast, make: Callable[[Filled], None], sentence: str
) -> None:
    filled = Filled(cast.dossier)
    make(filled)
    with pytest.raises(Invalid, match=sentence):
        unit_workbook.read(filled.saved(), cast.dossier)


def _with_part(content: bytes, name: str, part: bytes) -> bytes:
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return made.getvalue()


@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        (lambda good: b"", FileTypeRefused),
        (lambda good: b"%PDF-1.7 ...", FileTypeRefused),
        (lambda good: good[: len(good) // 2], FileCorrupt),
        (lambda good: _with_part(good, "xl/vbaProject.bin", b"x"), FileTypeRefused),
        (
            lambda good: _with_part(good, "xl/a.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"),
            FileActive,
        ),
        (
            lambda good: _with_part(good, "xl/b.xml", b"0" * (archives.MAX_UNPACKED_BYTES + 1)),
            FileTooLarge,
        ),
        (lambda good: good + b"0" * tables.MAX_BYTES, FileTooLarge),
        (
            lambda good: (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16le")
            ),
            FileEncrypted,
        ),
    ],
)
def test_what_is_no_safe_workbook_is_refused(
    cast: Cast, make: Callable[[bytes], bytes], refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        unit_workbook.read(make(Filled(cast.dossier).saved()), cast.dossier)
    assert not Score.objects.exists()


def test_a_refused_leaf_leaves_what_is_stored(cast: Cast, clock: MovableClock) -> None:
    stories.save(cast, "2.2", {"count": "1"}, clock=clock)
    filled = Filled(cast.dossier)
    filled.put("2.2", "count", "ba")
    found = sorted_of(filled.saved(), cast.dossier)
    assert [each.state for each in found.leaves if each.code == "2.2"] == ["refused"]
    assert Score.objects.get(dossier=cast.dossier).figures == {"count": 1}
