"""Office files as they arrive: a zip from a stranger, judged by its directory before it is opened.

What comes out is a mapping of part name to bytes that is safe to hand to any reader: no macros,
no DOCTYPE, and never more bytes than the directory admitted. A reader gets ``repacked`` bytes,
so that it unpacks what was judged here and not what a crafted directory hid. A file that is only
to be kept is judged as it lies, a piece at a time (``require_sound``).
"""

import errno
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

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
_MARKUP = (".xml", ".rels", ".vml")
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
# What of a piece's end is looked at again with the next one: a declaration may lie across both.
_OVERLAP = max(len(each) for each in _DECLARATIONS) - 1
# Bytes of a part that are unpacked at a time.
_PIECE = 256 * 1024
# How a zip that is none, was cut off, or was written by a program of no office, fails to be read.
_TORN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError)


@dataclass(frozen=True)
class Kind:
    """A kind of office file: the part that makes it one, and what people call it."""

    main_part: str
    noun: str
    not_one: str
    cure: str
    old_ending: str
    too_large: str


WORKBOOK = Kind(
    main_part="xl/workbook.xml",
    noun="Bảng tính",
    not_one="Tệp không phải bảng tính XLSX. Hãy lưu lại dạng Excel (.xlsx).",
    cure="Hãy lưu lại dạng Excel (.xlsx).",
    old_ending=".xls",
    too_large="Hãy chỉ giữ lại các trang có số liệu.",
)
LETTER = Kind(
    main_part="word/document.xml",
    noun="Văn bản",
    not_one="Tệp không phải văn bản DOCX. Hãy lưu lại dạng Word (.docx).",
    cure="Hãy lưu lại dạng Word (.docx).",
    old_ending=".doc",
    too_large="Hãy giảm kích thước các ảnh bên trong.",
)


def is_zip(content: bytes) -> bool:
    """Whether the bytes begin like a zip, as office files of today do."""
    return content.startswith(_ZIP)


def names_in(stream: BinaryIO) -> frozenset[str]:
    """Return the names of the parts of a zip, by its directory; raises ``FileCorrupt``."""
    with _opened(stream, "Tệp") as archive:
        return frozenset(archive.namelist())


def kind_of(stream: BinaryIO) -> Kind | None:
    """Return which kind of office file a zip says it is, by its directory; None for another.

    Raises ``FileCorrupt``.
    """
    names = names_in(stream)
    return next((kind for kind in (WORKBOOK, LETTER) if kind.main_part in names), None)


def require_sound(stream: BinaryIO, kind: Kind) -> None:
    """Unpack an office file to its end, keeping nothing. Raises a ``FileRefused``."""
    with _opened(stream, kind.noun) as archive:
        _check_directory(archive.infolist(), kind)
        for entry in archive.infolist():
            with archive.open(entry) as part:
                _require_plain(entry.filename, iter(lambda: part.read(_PIECE), b""), kind)


def parts_of_workbook(content: bytes) -> dict[str, bytes]:
    """Return the parts of an XLSX file by name. Raises a ``FileRefused`` with cause and cure."""
    return parts_of(content, WORKBOOK)


def parts_of(content: bytes, kind: Kind) -> dict[str, bytes]:
    """Return the parts of an office file by name. Raises a ``FileRefused`` with cause and cure."""
    if content.startswith(_OLE):
        raise _ole_refusal(content, kind)
    if not is_zip(content):
        raise FileTypeRefused(kind.not_one)
    with _opened(io.BytesIO(content), kind.noun) as archive:
        _check_directory(archive.infolist(), kind)
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    for name, part in parts.items():
        _require_plain(name, [part], kind)
    return parts


def repacked(parts: Mapping[str, bytes]) -> bytes:
    """Return the parts as a plain zip, stored as they are, for a reader of workbooks."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


@contextmanager
def _opened(stream: BinaryIO, noun: str) -> Iterator[zipfile.ZipFile]:
    """Give the opened zip; whatever of it cannot be read in the block means ``FileCorrupt``.

    Trouble with the disk says nothing about the file and passes through.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            yield archive
    except _TORN as error:
        raise _corrupt(noun) from error
    except OSError as error:
        # A table that points to before the file's start: ``ValueError`` for bytes in memory.
        if error.errno != errno.EINVAL:
            raise
        raise _corrupt(noun) from error


def _corrupt(noun: str) -> FileCorrupt:
    return FileCorrupt(f"{noun} bị hỏng. Hãy lưu lại tệp và tải lên lần nữa.")


def _ole_refusal(content: bytes, kind: Kind) -> FileEncrypted | FileTypeRefused:
    if _ENCRYPTED_PACKAGE in content:
        return FileEncrypted(f"{kind.noun} có mật khẩu. Hãy bỏ mật khẩu rồi tải lên lần nữa.")
    return FileTypeRefused(f"{kind.noun} ở dạng cũ ({kind.old_ending}). {kind.cure}")


def _check_directory(entries: list[zipfile.ZipInfo], kind: Kind) -> None:
    """Judge what the archive claims to hold, before a byte of it is unpacked."""
    names = {entry.filename for entry in entries}
    if kind.main_part not in names:
        raise FileTypeRefused(kind.not_one)
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise FileEncrypted(f"{kind.noun} có mật khẩu. Hãy bỏ mật khẩu rồi tải lên lần nữa.")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileTypeRefused(f"{kind.noun} có chứa macro. {kind.cure}")
    unpacked = sum(entry.file_size for entry in entries)
    is_bomb = any(
        entry.file_size > _RATIO_FROM_BYTES
        and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES or is_bomb:
        raise FileTooLarge(f"{kind.noun} quá lớn khi mở ra. {kind.too_large}")


def _require_plain(name: str, pieces: Iterable[bytes], kind: Kind) -> None:
    """Refuse declarations by which a part could grow or reach elsewhere while it is read.

    Office programs write UTF-8; a part in a wider encoding could hide them from this search.
    Every piece is taken, whatever the part is: so its check sum is compared.
    """
    is_markup = name.lower().endswith(_MARKUP)
    rest = b""
    for piece in pieces:
        if not is_markup:
            continue
        if b"\x00" in piece:
            raise _corrupt(kind.noun)
        seen = rest + piece
        if any(each in seen for each in _DECLARATIONS):
            raise FileActive(f"{kind.noun} có nội dung không an toàn. {kind.cure}")
        rest = seen[-_OVERLAP:]
