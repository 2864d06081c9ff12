"""What a file is, by its content and never by its name; why some files are not taken.

Evidence is PDF, JPEG or PNG; guidance may also be an office file. Files are only read: a signed
PDF that is saved again loses its signature.
"""

import warnings
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, cast

import magic
import pikepdf
from django.core.files.base import File
from PIL import Image, ImageFile, UnidentifiedImageError

from accounts import archives
from accounts.errors import FileActive, FileCorrupt, FileEncrypted, FileRefused, FileTypeRefused
from accounts.files import strangers

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ACCEPTED = frozenset({PDF, JPEG, PNG})
#: What forms and manuals come as.
ACCEPTED_AS_GUIDANCE = ACCEPTED | {XLSX, DOCX}
_OLD_OFFICE = (
    "application/msword",
    "application/vnd.ms-",
    "application/vnd.oasis.opendocument",
    "application/rtf",
    "text/rtf",
    "application/CDFV2",
    "application/x-ole-storage",
)
_OFFICE_KINDS = {archives.WORKBOOK: XLSX, archives.LETTER: DOCX}
_NAMES = {PDF: "PDF", JPEG: "JPEG", PNG: "PNG", XLSX: "Excel (.xlsx)", DOCX: "Word (.docx)"}
# Enough for libmagic to tell office packages from plain archives.
HEAD_BYTES = 64 * 1024
# A 50-megapixel photo is beyond any telephone or scanner in use; a bomb claims far more.
MAX_PIXELS = 100_000_000
# The file must begin like a PDF near its start, as readers demand it.
PDF_MARK, PDF_MARK_WITHIN = b"%PDF-", 1024
# Pages, outlines and fields may nest; a file built to never end is not worth following.
MAX_OBJECTS = 200_000

# What acts by itself in a PDF, by the type of its action, in words.
ACTIVE_ACTIONS = {
    "/JavaScript": "mã lệnh (JavaScript)",
    "/Rendition": "mã lệnh trong phần đa phương tiện",
    "/Launch": "lệnh tự chạy chương trình",
    "/SubmitForm": "lệnh gửi dữ liệu ra ngoài",
    "/ImportData": "lệnh lấy dữ liệu từ ngoài vào",
    "/GoToE": "lệnh mở tệp khác đính kèm bên trong",
    "/RichMedia": "phim hoặc nội dung động",
    "/Movie": "phim hoặc nội dung động",
}
# What may stand before a PDF's own first sign: marks of encoding, blank lines, a printer's words.
# A web page there would be run by whoever is told that the file is one.
_PAGE_MARKS = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?php")


def media_type(upload: File, *, name: str, accepted: frozenset[str]) -> str:
    """Return the file's media type, one of ``accepted``; leaves the file at its start.

    Raises ``FileTypeRefused``, ``FileCorrupt``, ``FileEncrypted`` or ``FileActive``.
    """
    upload.seek(0)
    head = upload.read(HEAD_BYTES)
    found = magic.from_buffer(head, mime=True)
    if archives.is_zip(head) and not accepted.isdisjoint(_OFFICE_KINDS.values()):
        return _office_type(upload, found, head, name, accepted)
    if found not in accepted:
        raise _type_refusal(upload, found, head, name, accepted)
    upload.seek(0)
    _require_one_kind(upload, head, name)
    if found == PDF:
        _require_quiet_pdf(upload, head, name)
    else:
        _require_sound_image(upload, found, name)
    upload.seek(0)
    return found


def _office_type(upload: File, found: str, head: bytes, name: str, accepted: frozenset[str]) -> str:
    """Return the type of an office file whose parts were all looked at."""
    kind = archives.kind_of(_stream(upload))
    if kind is None or _OFFICE_KINDS[kind] not in accepted:
        raise _type_refusal(upload, found, head, name, accepted)
    archives.require_sound(_stream(upload), kind)
    upload.seek(0)
    return _OFFICE_KINDS[kind]


def _type_refusal(
    upload: File, found: str, head: bytes, name: str, accepted: frozenset[str]
) -> FileRefused:
    """Say what the file really is and what to do instead."""
    *others, last = (word for kind, word in _NAMES.items() if kind in accepted)
    taken = f"{', '.join(others)} hoặc {last}" if others else last
    if found in (JPEG, PNG):
        cure = "Giấy tờ của hồ sơ phải là bản quét PDF. Hãy quét hoặc in ảnh ra PDF rồi tải lên."
        return FileTypeRefused(f"Tệp “{name}” là ảnh. {cure}")
    if found == PDF:
        return FileTypeRefused(f"Tệp “{name}” là PDF. Chỉ nhận {taken}.")
    if PDF_MARK in head[:PDF_MARK_WITHIN]:
        return FileTypeRefused(
            f"Tệp “{name}” bắt đầu như một loại tệp khác rồi mới đến phần PDF. "
            "Hãy mở tệp, in ra PDF mới rồi tải lên."
        )
    if found.startswith(_OLD_OFFICE) and not accepted.isdisjoint(_OFFICE_KINDS.values()):
        return FileTypeRefused(
            f"Tệp “{name}” là tệp văn phòng dạng cũ, có mật khẩu hoặc có macro. "
            f"Hãy lưu lại rồi tải lên. Chỉ nhận {taken}; hệ thống xét theo nội dung."
        )
    return strangers.refusal(upload, found, head, name=name, taken=taken)


def _require_one_kind(upload: File, head: bytes, name: str) -> None:
    """Raise for a file that is a picture or a PDF to one program and something else to another."""
    before = head[:PDF_MARK_WITHIN].partition(PDF_MARK)[0].lower()
    if any(mark in before for mark in _PAGE_MARKS):
        raise FileTypeRefused(
            f"Tệp “{name}” vừa là PDF vừa là trang web. Hãy mở tệp, in ra PDF mới rồi tải lên."
        )
    if zipfile.is_zipfile(_stream(upload)):
        raise FileTypeRefused(
            f"Tệp “{name}” giấu một tệp nén ở phần cuối. "
            "Hãy in ra PDF mới hoặc chụp lại rồi tải lên; tệp cần gửi thêm thì tải riêng."
        )


def _require_quiet_pdf(upload: File, head: bytes, name: str) -> None:
    """Raise unless the file opens as a PDF that does nothing by itself."""
    encrypted = FileEncrypted(
        f"Tệp “{name}” có đặt mật khẩu hoặc hạn chế. Hãy bỏ mật khẩu, lưu lại rồi tải lên."
    )
    try:
        # A file that needs mending has lost something: half an upload is no evidence.
        with pikepdf.open(_stream(upload), attempt_recovery=False) as document:
            if document.is_encrypted:
                raise encrypted
            if not len(document.pages):
                raise FileCorrupt(f"Tệp “{name}” không có trang nào. Hãy kiểm tra lại bản gốc.")
            cause = _active_part(document, name)
    except pikepdf.PasswordError as error:
        raise encrypted from error
    except (pikepdf.PdfError, ValueError, RecursionError) as error:
        raise FileCorrupt(
            f"Tệp “{name}” bị hỏng nên không mở được. Hãy quét hoặc xuất lại PDF từ bản gốc."
        ) from error
    if cause:
        raise FileActive(
            f"Tệp “{name}” chứa {cause} nên không được nhận. "
            "Hãy in tệp ra PDF mới (chỉ còn nội dung trang) rồi tải lên."
        )


def _active_part(document: pikepdf.Pdf, name: str) -> str:
    """Return what in the PDF acts by itself, in words, or an empty string.

    Every object is looked at, reachable or not: an action can hide behind an unusual door.
    """
    for thing in _dictionaries(document, name):
        action = ACTIVE_ACTIONS.get(str(thing.get("/S", "")))
        if action or str(thing.get("/Subtype", "")) in ("/RichMedia", "/Movie"):
            return action or ACTIVE_ACTIONS["/Movie"]
        if "/JS" in thing or "/JavaScript" in thing:
            return ACTIVE_ACTIONS["/JavaScript"]
        if "/EmbeddedFiles" in thing or "/EF" in thing:
            return "tệp khác đính kèm bên trong"
        if "/XFA" in thing:
            return "biểu mẫu điện tử động (XFA)"
        _require_showable(thing, name)
    return ""


def _require_showable(thing: pikepdf.Object, name: str) -> None:
    """Raise for a picture inside a PDF that would fill the memory of whoever opens it."""
    if str(thing.get("/Subtype", "")) != "/Image":
        return
    width, height = (_whole(thing.get(side, 0)) for side in ("/Width", "/Height"))
    if width * height > MAX_PIXELS:
        raise FileCorrupt(
            f"Tệp “{name}” có ảnh {width} × {height} điểm, lớn bất thường nên không mở được. "
            "Hãy quét lại ở 300 dpi rồi tải lên."
        )


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _dictionaries(document: pikepdf.Pdf, name: str) -> Iterator[pikepdf.Object]:
    """Yield every dictionary of the document, also those written inside others."""
    waiting: list[pikepdf.Object] = [document.trailer, *document.objects]
    looked_at = 0
    while waiting:
        thing = waiting.pop()
        looked_at += 1
        if looked_at > MAX_OBJECTS:
            raise FileCorrupt(
                f"Tệp “{name}” có quá nhiều thành phần so với một văn bản nên không kiểm tra được. "
                "Hãy in ra PDF mới rồi tải lên."
            )
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            yield thing
            held = [value for _, value in thing.items()]
        elif isinstance(thing, pikepdf.Array):
            held = list(thing)
        else:
            continue
        # What is an object of its own stands in ``document.objects`` already.
        waiting.extend(part for part in held if not getattr(part, "is_indirect", True))


def _require_sound_image(upload: File, found: str, name: str) -> None:
    """Raise unless the picture decodes to its end within the pixel limit."""
    kind = {JPEG: "JPEG", PNG: "PNG"}[found]
    too_large = FileCorrupt(
        f"Ảnh “{name}” lớn bất thường, trên {MAX_PIXELS // 1_000_000} triệu điểm. "
        "Hãy giảm kích thước ảnh rồi tải lên."
    )
    # WeasyPrint, where it is loaded, lets half pictures pass for the whole process.
    allowed = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            # Pillow warns from its own limit on; ours is asked below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(_stream(upload), formats=[kind]) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise too_large
                picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise FileCorrupt(f"Ảnh “{name}” bị hỏng. Hãy chụp hoặc xuất lại.") from error
    except Image.DecompressionBombError as error:
        raise too_large from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = allowed


def _stream(upload: File) -> BinaryIO:
    """Return the bare file behind Django's wrapper, at its start."""
    upload.seek(0)
    return cast(BinaryIO, upload.file)
