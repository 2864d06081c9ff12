"""Files of a kind that is not taken: what each really is, in words, and what to do instead.

The name says nothing here: kinds are told apart by the first bytes, with libmagic's help and
without trusting it alone (its versions call the same office file by different names).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from django.core.files.base import File

from accounts import archives
from accounts.errors import FileCorrupt, FileEncrypted, FileRefused, FileTypeRefused

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_PIECE = 1 << 20
# A page or a program may hide behind spaces, comments and marks of encoding.
_LOOKED_AT = 2048


@dataclass(frozen=True)
class Kind:
    """A kind of file that is not taken: by which signs it is known, what it is, what to do."""

    said: str
    cure: str
    types: tuple[str, ...] = ()
    starts: tuple[bytes, ...] = ()
    markup: tuple[bytes, ...] = ()


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_OFFICE_CURE = "Hãy in hoặc lưu ra PDF, ký, rồi tải bản PDF lên."
_PICTURE_CURE = "Hãy mở ảnh, lưu lại dạng JPEG hoặc PNG rồi tải lên."
_SCAN_CURE = "Hãy tải lên bản quét hoặc bản in ra PDF."
_OFFICE = Kind("là tệp văn phòng (Word, Excel, …)", _OFFICE_CURE)
_ARCHIVE = Kind("là tệp nén", "Hãy giải nén rồi tải từng tệp lên.")
_TORN_ARCHIVE = Kind(
    "là tệp nén hoặc tệp văn phòng đã bị hỏng, không mở ra được",
    "Hãy mở tệp gốc, in hoặc lưu ra PDF rồi tải lên.",
)
# The first that fits; what a program could run comes before what merely is another kind.
_KINDS = (
    Kind(
        "là chương trình máy tính, dù tên tệp ghi khác",
        "Đừng mở tệp này; hãy kiểm tra máy và tải lên đúng bản quét.",
        _words(
            "application/x-dosexec application/vnd.microsoft.portable-executable "
            "application/x-executable application/x-pie-executable application/x-sharedlib "
            "application/x-mach-binary application/x-msdownload application/wasm "
            "application/x-java-applet application/vnd.android.package-archive"
        ),
        (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\0asm"),
    ),
    Kind(
        "là lối tắt (shortcut) chứ không phải chính tài liệu",
        "Hãy mở lối tắt để tìm tệp gốc rồi tải tệp gốc lên.",
        ("application/x-ms-shortcut",),
        (b"L\0\0\0\x01\x14\x02\0",),
    ),
    Kind(
        "là tập lệnh (script), chạy được trên máy tính",
        "Đừng mở tệp này; hãy tải lên đúng bản quét.",
        ("text/x-shellscript", "text/x-msdos-batch", "text/x-php", "text/x-script", "text/x-perl"),
        (b"#!", b"@echo"),
        (b"<?php",),
    ),
    Kind(
        "là hình vẽ SVG, có thể mang theo mã lệnh",
        _PICTURE_CURE,
        ("image/svg+xml",),
        markup=(b"<svg",),
    ),
    Kind(
        "là trang web (HTML), không phải bản quét",
        "Hãy dán địa chỉ trang vào ô liên kết, hoặc in trang ra PDF rồi tải lên.",
        ("text/html", "application/xhtml"),
        markup=(b"<!doctype html", b"<html", b"<script"),
    ),
    Kind(
        "là thư điện tử đã lưu",
        "Hãy in thư ra PDF rồi tải lên.",
        ("message/rfc822", "application/vnd.ms-outlook"),
    ),
    Kind("là ảnh HEIC của điện thoại", _PICTURE_CURE, ("image/heic", "image/heif", "image/avif")),
    Kind("là ảnh GIF", _PICTURE_CURE, ("image/gif",)),
    Kind("là ảnh WEBP", _PICTURE_CURE, ("image/webp",)),
    Kind("là ảnh TIFF", "Hãy quét lại hoặc lưu thành PDF rồi tải lên.", ("image/tiff",)),
    Kind("là bản vẽ kỹ thuật (DWG)", "Hãy in bản vẽ ra PDF rồi tải lên.", ("image/vnd.dwg",)),
    Kind("là ảnh dạng không được nhận", _PICTURE_CURE, ("image/",), (b"8BPS",)),
    Kind(
        "là phim (video)",
        "Hãy đăng lên trang của đơn vị rồi dán liên kết vào ô liên kết.",
        ("video/",),
    ),
    Kind(
        "là tệp âm thanh",
        "Hãy đăng lên trang của đơn vị rồi dán liên kết vào ô liên kết.",
        ("audio/",),
        (b"ID3",),
    ),
    Kind(
        _OFFICE.said,
        _OFFICE.cure,
        _words(
            "application/msword application/vnd.ms- application/vnd.openxmlformats "
            "application/vnd.oasis.opendocument application/rtf text/rtf application/CDFV2 "
            "application/x-ole-storage"
        ),
        (_OLE, b"{\\rtf"),
    ),
    Kind("là tệp in PostScript", _SCAN_CURE, ("application/postscript",), (b"%!PS",)),
    Kind(
        _ARCHIVE.said,
        _ARCHIVE.cure,
        _words(
            "application/zip application/x-rar application/vnd.rar application/x-7z "
            "application/gzip application/x-bzip2 application/x-xz application/x-tar "
            "application/x-iso9660 application/vnd.ms-cab application/java-archive"
        ),
        (_ZIP, b"MSCF", b"Rar!"),
    ),
    Kind(
        "là dữ liệu dạng bảng hoặc mã (CSV, JSON, XML)",
        "Hãy in ra PDF, ký rồi tải lên.",
        ("text/csv", "application/json", "text/xml", "application/xml"),
    ),
    Kind("là văn bản thuần (không có chữ ký, con dấu)", _SCAN_CURE, ("text/",)),
)
_UNKNOWN = Kind("không phải loại tệp được nhận hoặc đã bị hỏng", _SCAN_CURE)


def refusal(upload: File, found: str, head: bytes, *, name: str, taken: str) -> FileRefused:
    """Return the refusal of a file that is none of the kinds ``taken`` names in words.

    ``found`` is libmagic's word for its first bytes ``head``.
    """
    if head.startswith(_OLE) and _holds(upload, _ENCRYPTED_PACKAGE):
        return FileEncrypted(
            f"Tệp “{name}” là tệp văn phòng có mật khẩu. Hãy bỏ mật khẩu, in ra PDF, ký rồi tải "
            "bản PDF lên."
        )
    kind = _kind_of(upload, found, head)
    return FileTypeRefused(
        f"Tệp “{name}” {kind.said}. {kind.cure} Chỉ nhận {taken}; hệ thống xét theo nội dung."
    )


def _kind_of(upload: File, found: str, head: bytes) -> Kind:
    start = head[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").lower()
    for kind in _KINDS:
        is_it = (
            found.startswith(kind.types)
            or head.startswith(kind.starts)
            or any(mark in start for mark in kind.markup)
        )
        if is_it:
            is_zip = kind.said == _ARCHIVE.said and archives.is_zip(head)
            return _zip_kind(upload) if is_zip else kind
    return _UNKNOWN


def _zip_kind(upload: File) -> Kind:
    """Return what a zip is by its directory, whatever libmagic calls it."""
    upload.seek(0)
    try:
        names = archives.names_in(cast(BinaryIO, upload.file))
    except FileCorrupt:
        # The file is refused either way; the sentence says what is wrong with it.
        return _TORN_ARCHIVE
    is_office = any(name.startswith(("word/", "xl/", "ppt/")) for name in names)
    is_open_document = {"mimetype", "content.xml"} <= names
    return _OFFICE if is_office or is_open_document else _ARCHIVE


def _holds(upload: File, wanted: bytes) -> bool:
    """Say whether the bytes occur anywhere in the file, read piece by piece."""
    rest = b""
    for piece in _pieces(upload):
        if wanted in rest + piece:
            return True
        rest = piece[-len(wanted) :]
    return False


def _pieces(upload: File) -> Iterator[bytes]:
    upload.seek(0)
    while piece := upload.read(_PIECE):
        yield piece
