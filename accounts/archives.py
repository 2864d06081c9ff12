"""Workbooks as they arrive: a zip from a stranger, judged by its directory before it is opened.

What comes out is a mapping of part name to bytes that is safe to hand to any reader: no macros,
no DOCTYPE, and never more bytes than the directory admitted. A reader gets ``repacked`` bytes,
so that it unpacks what was judged here and not what a crafted directory hid.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping

from accounts.errors import (
    FileActive,
    FileCorrupt,
    FileEncrypted,
    FileTooLarge,
    FileTypeRefused,
)

MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_ENTRIES = 2_000
# Sheets of repeated cells shrink about a hundredfold; only a bomb shrinks further. Small parts
# may: their whole weight is nothing.
MAX_RATIO = 200
_RATIO_FROM_BYTES = 1024 * 1024

_ZIP = b"PK\x03\x04"
# The container of old XLS files, and of every workbook that is locked with a password.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_FLAG = 0x1
_WORKBOOK = "xl/workbook.xml"
_MARKUP = (".xml", ".rels", ".vml")


def parts_of_workbook(content: bytes) -> dict[str, bytes]:
    """Return the parts of an XLSX file by name. Raises a ``FileRefused`` with cause and cure."""
    if content.startswith(_OLE):
        raise _ole_refusal(content)
    if not content.startswith(_ZIP):
        raise FileTypeRefused("Tệp không phải bảng tính XLSX. Hãy lưu lại dạng Excel (.xlsx).")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive.infolist())
            parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise FileCorrupt("Bảng tính bị hỏng. Hãy lưu lại tệp và tải lên lần nữa.") from error
    _check_markup(parts)
    return parts


def repacked(parts: Mapping[str, bytes]) -> bytes:
    """Return the parts as a plain zip, stored as they are, for a reader of workbooks."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def _ole_refusal(content: bytes) -> FileEncrypted | FileTypeRefused:
    if _ENCRYPTED_PACKAGE in content:
        return FileEncrypted("Bảng tính có mật khẩu. Hãy bỏ mật khẩu rồi tải lên lần nữa.")
    return FileTypeRefused("Bảng tính ở dạng cũ (.xls). Hãy lưu lại dạng Excel (.xlsx).")


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    """Judge what the archive claims to hold, before a byte of it is unpacked."""
    names = {entry.filename for entry in entries}
    if _WORKBOOK not in names:
        raise FileTypeRefused("Tệp không phải bảng tính XLSX. Hãy lưu lại dạng Excel (.xlsx).")
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise FileEncrypted("Bảng tính có mật khẩu. Hãy bỏ mật khẩu rồi tải lên lần nữa.")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileTypeRefused("Bảng tính có chứa macro. Hãy lưu lại dạng XLSX không có macro.")
    unpacked = sum(entry.file_size for entry in entries)
    is_bomb = any(
        entry.file_size > _RATIO_FROM_BYTES
        and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES or is_bomb:
        raise FileTooLarge("Bảng tính quá lớn khi mở ra. Hãy chỉ giữ lại các trang có số liệu.")


def _check_markup(parts: Mapping[str, bytes]) -> None:
    """Refuse declarations by which a part could grow or reach elsewhere while it is read.

    Office programs write UTF-8; a part in a wider encoding could hide them from this search.
    """
    for name, part in parts.items():
        if not name.lower().endswith(_MARKUP):
            continue
        if b"\x00" in part:
            raise FileCorrupt("Bảng tính bị hỏng. Hãy lưu lại tệp và tải lên lần nữa.")
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
            raise FileActive("Bảng tính có nội dung không an toàn. Hãy lưu lại bằng Excel.")
