"""Lists as offices really save them."""

import io
import unicodedata
import zipfile

import pytest
import xlsxwriter

from accounts import archives, sheets, tables
from accounts.errors import (
    FileActive,
    FileCorrupt,
    FileEncrypted,
    FileTooLarge,
    FileTypeRefused,
    RowsInvalid,
)

COLUMNS = {"name": ("Họ và tên",), "unit": ("Mã đơn vị",)}
TEXT = "Họ và tên,Mã đơn vị\nNguyễn Thị Hoà,07213\nĐặng Văn Ưởng,07216\n"
NAMES = ["Nguyễn Thị Hoà", "Đặng Văn Ưởng"]


def read(content: bytes, encoding: str = "") -> list[tables.Line]:
    return tables.read_lines(content, columns=COLUMNS, required=("name", "unit"), encoding=encoding)


def names(content: bytes, encoding: str = "") -> list[str]:
    return [line.get("name") for line in read(content, encoding)]


def workbook(*rows: list[object]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        unicodedata.normalize("NFD", TEXT).encode(),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").replace("\n", "\r\n").encode(),
        TEXT.replace("Họ và tên", "HO VA TEN").replace("Mã đơn vị", "ma_don_vi").encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "nfd", "semicolons", "tabs", "bare headers"],
)
def test_every_usual_way_to_save_a_csv_reads_the_same(content: bytes) -> None:
    assert names(content) == NAMES
    assert [line.get("unit") for line in read(content)] == ["07213", "07216"]


def test_the_old_windows_code_page_is_recognised() -> None:
    # cp1258 keeps tone marks as characters of their own behind the letter.
    marks = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}

    def legacy(letter: str) -> str:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in parts if mark in marks)
        base = unicodedata.normalize("NFC", "".join(p for p in parts if p not in marks))
        return base + tones

    content = "".join(legacy(letter) for letter in TEXT).encode("cp1258")
    assert names(content) == NAMES


def test_tcvn3_is_read_when_a_person_says_so() -> None:
    # "Nguyễn Văn Hà" in the bytes of a .VnTime font.
    content = b"Ho va ten,Ma don vi\nNguy\xd4n V\xa8n H\xb5,07213\n"
    assert names(content, encoding=tables.TCVN3) == ["Nguyễn Văn Hà"]


def test_a_workbook_reads_like_a_csv_and_numbers_stay_whole() -> None:
    content = workbook(["Họ và tên", "Mã đơn vị"], ["Lê Văn An", 7213], [], ["Vũ Thị Bé", "07216"])
    assert [(line.number, line.get("unit")) for line in read(content)] == [
        (2, "7213"),
        (4, "07216"),
    ]


def test_a_line_break_in_a_cell_does_not_shift_the_numbers() -> None:
    content = 'Họ và tên,Mã đơn vị\n"Lê\nVăn An",1\nVũ Bé,2\n'.encode()
    assert [(line.number, line.get("name")) for line in read(content)] == [
        (2, "Lê Văn An"),
        (4, "Vũ Bé"),
    ]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(RowsInvalid, match="thiếu cột: Mã đơn vị"):
        read("Họ và tên\nAn\n".encode())


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", RowsInvalid),
        (b"MZ\x90\x00\x03\x00", FileTypeRefused),
        (b"PK\x03\x04 not a zip", FileCorrupt),
        (b'Ho va ten,Ma don vi\n"An,1\n', FileCorrupt),
        (b"x" * (tables.MAX_BYTES + 1), FileTooLarge),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read(content)


def _zip(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("entries", "refusal"),
    [
        ({"word/document.xml": b""}, FileTypeRefused),
        ({"xl/workbook.xml": b"", "xl/vbaProject.bin": b""}, FileTypeRefused),
        (
            {"xl/workbook.xml": b"", "xl/bomb": b"0" * (archives.MAX_UNPACKED_BYTES + 1)},
            FileTooLarge,
        ),
        ({"xl/workbook.xml": b"", "xl/media/dense": b"0" * 3_000_000}, FileTooLarge),
        ({"xl/workbook.xml": b"<!DOCTYPE a>"}, FileActive),
        ({"xl/workbook.xml": b"\xff\xfe<\x00"}, FileCorrupt),
        ({"xl/workbook.xml": b"<"}, FileCorrupt),
    ],
    ids=["word", "macro", "bomb", "dense", "doctype", "wide", "broken"],
)
def test_a_zip_is_looked_at_before_it_is_opened(
    entries: dict[str, bytes], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        read(_zip(entries))


def test_a_workbook_with_a_password_is_told_apart_from_an_old_one() -> None:
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512
    with pytest.raises(FileEncrypted):
        archives.parts_of_workbook(container + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(FileTypeRefused, match="dạng cũ"):
        archives.parts_of_workbook(container + "Workbook".encode("utf-16-le"))


def test_a_reader_unpacks_only_what_was_judged() -> None:
    parts = {"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"<a/>" * 1000}
    assert archives.parts_of_workbook(archives.repacked(parts)) == parts


def test_a_cell_far_out_is_refused_before_room_is_made_for_it() -> None:
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    workbook.add_worksheet().write(1_048_575, 16_383, "x")
    workbook.close()
    with pytest.raises(FileTooLarge, match="quá xa"):
        read(stream.getvalue())


def test_a_sheet_tells_what_its_values_hide() -> None:
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = workbook.add_worksheet("Số liệu")
    sheet.write_formula(0, 1, "=1/0", None, "#DIV/0!")
    sheet.set_row(3, None, None, {"hidden": True})
    sheet.set_column(27, 28, None, None, {"hidden": True})
    sheet.merge_range("A6:B6", "x")
    workbook.add_worksheet("Ẩn").hide()
    workbook.close()
    shown, hidden = sheets.sheets_of(archives.parts_of_workbook(stream.getvalue()))
    assert (shown.name, shown.formulas, shown.errors) == ("Số liệu", {(1, 2)}, {(1, 2)})
    assert (shown.merged, shown.hidden_rows, shown.height) == (["A6:B6"], {4}, 6)
    assert shown.hides_column(28)
    assert not shown.hides_column(1)
    assert sheets.column_name(28) == "AB"
    assert hidden.is_hidden
