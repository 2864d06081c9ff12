"""Files that are no safe workbook: refused as a whole, whatever they hold."""

import io
import zipfile
from collections.abc import Callable

import pytest

from accounts import archives
from accounts.errors import (
    FileActive,
    FileCorrupt,
    FileEncrypted,
    FileTooLarge,
    FileTypeRefused,
)
from scoring.imports import criteria_set
from tests.scoring.test_imports import GOOD


def changed(name: str, change: Callable[[bytes], bytes]) -> bytes:
    parts = archives.parts_of_workbook(GOOD)
    return archives.repacked({**parts, name: change(parts.get(name, b""))})


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in archives.parts_of_workbook(GOOD).items():
            archive.writestr(name, part)
        archive.writestr("xl/media/image1.png", b"\x00" * 30_000_000)
    return made.getvalue()


def as_spreadsheet_of_another_kind() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office:document-content/>")
    return made.getvalue()


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


REFUSED: dict[str, tuple[bytes, type[Exception]]] = {
    "macros": (changed("xl/vbaProject.bin", lambda _: b"\x01"), FileTypeRefused),
    "bomb": (bomb(), FileTooLarge),
    "doctype": (
        changed("xl/workbook.xml", lambda part: b'<!DOCTYPE x [<!ENTITY a "b">]>' + part),
        FileActive,
    ),
    "password": (OLD + "EncryptedPackage".encode("utf-16-le"), FileEncrypted),
    "old": (OLD + "Workbook".encode("utf-16-le"), FileTypeRefused),
    "other office": (as_spreadsheet_of_another_kind(), FileTypeRefused),
    "list renamed": ("Mã,Tên\n1,Nhóm\n".encode(), FileTypeRefused),
    "torn off": (GOOD[: len(GOOD) // 2], FileCorrupt),
    "markup torn off": (changed("xl/worksheets/sheet2.xml", lambda part: part[:500]), FileCorrupt),
    "huge": (b"PK\x03\x04" + b"x" * 6_000_000, FileTooLarge),
    "empty": (b"", FileTypeRefused),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_safe_workbook_is_refused_whole(name: str) -> None:
    content, refusal = REFUSED[name]
    with pytest.raises(refusal):
        criteria_set.read(content)
