"""What is taken as evidence and what is not, each refusal with its own code."""

import errno
import io
import os
import struct
import zipfile
import zlib
from pathlib import Path
from unittest import mock

import pikepdf
import pytest
from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile

from accounts import archives
from accounts.errors import (
    FileActive,
    FileCorrupt,
    FileEncrypted,
    FileRefused,
    FileTooLarge,
    FileTypeRefused,
    Invalid,
)
from accounts.files import inspect, names, receive
from tests import stories

MEGABYTE = 1024 * 1024


def image_bytes(kind: str, size: tuple[int, int] = (8, 6)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "white").save(made, kind)
    return made.getvalue()


def pdf_with(**options: object) -> bytes:
    """Return a one-page PDF on which ``change`` was called before it was saved."""
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        options["change"](document)
        document.save(made, encryption=options.get("encryption", False))
    return made.getvalue()


def add_script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
    )


def add_launch(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    document.pages[0].AA = pikepdf.Dictionary(O=action)


def add_attachment(document: pikepdf.Pdf) -> None:
    document.attachments["a.txt"] = pikepdf.AttachedFileSpec(document, b"hidden")


def png_bomb() -> bytes:
    """Return a tiny PNG that claims 40,000 × 40,000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def office_package() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("_rels/.rels", "<Relationships/>")
        package.writestr("word/document.xml", "<w:document/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (stories.pdf_bytes(), "quyết định.pdf", inspect.PDF),
        (stories.pdf_bytes(), "không rõ.bin", inspect.PDF),
        (image_bytes("JPEG"), "ảnh.jpg", inspect.JPEG),
        (image_bytes("PNG"), "ảnh.png", inspect.PNG),
    ],
)
def test_papers_are_known_by_content(content: bytes, name: str, media_type: str) -> None:
    paper = receive.paper(SimpleUploadedFile(name, content))
    assert (paper.media_type, paper.size, paper.name) == (media_type, len(content), name)
    assert paper.file.read() == content


@pytest.mark.parametrize(
    ("content", "refusal", "words"),
    [
        (b"MZ\x90\x00" + b"\0" * 200, FileTypeRefused, "chương trình"),
        (b"<!DOCTYPE html><html><script>1</script></html>", FileTypeRefused, "HTML"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', FileTypeRefused, "SVG"),
        (office_package(), FileTypeRefused, "PDF"),
        (b"chi la van ban", FileTypeRefused, "văn bản thuần"),
        (b"", FileCorrupt, "0 byte"),
        (b"%PDF-1.7\nnothing else", FileCorrupt, "hỏng"),
        (stories.pdf_bytes()[:200], FileCorrupt, "hỏng"),
        (stories.pdf_bytes()[:500], FileCorrupt, "hỏng"),
        (image_bytes("PNG", (400, 300))[:120], FileCorrupt, "hỏng"),
        (png_bomb(), FileCorrupt, "lớn bất thường"),
        (pdf_with(change=add_script), FileActive, "mã lệnh"),
        (pdf_with(change=add_launch), FileActive, "tự chạy"),
        (pdf_with(change=add_attachment), FileActive, "đính kèm"),
        (
            pdf_with(change=lambda _: None, encryption=pikepdf.Encryption(owner="a", user="b")),
            FileEncrypted,
            "mật khẩu",
        ),
        (
            pdf_with(change=lambda _: None, encryption=pikepdf.Encryption(owner="a", user="")),
            FileEncrypted,
            "mật khẩu",
        ),
    ],
)
def test_refusal_names_cause(content: bytes, refusal: type[FileRefused], words: str) -> None:
    with pytest.raises(refusal, match=words) as refused:
        receive.paper(SimpleUploadedFile("bao-cao.pdf", content))
    assert type(refused.value) is refusal


def test_half_picture_is_refused_where_the_printer_is_loaded() -> None:
    half = SimpleUploadedFile("ảnh.png", image_bytes("PNG", (400, 300))[:120])
    with mock.patch.object(ImageFile, "LOAD_TRUNCATED_IMAGES", True), pytest.raises(FileCorrupt):
        receive.paper(half)


def test_file_beyond_the_limit_is_too_large() -> None:
    upload = SimpleUploadedFile("lớn.pdf", b"%PDF-1.7")
    upload.size = settings.QCDC_MAX_FILE_BYTES + 1
    with pytest.raises(FileTooLarge, match="100 MB"):
        receive.paper(upload)


def test_picture_is_no_signed_paper() -> None:
    upload = SimpleUploadedFile("tờ trình.jpg", image_bytes("JPEG"))
    with pytest.raises(FileTypeRefused, match="quét PDF"):
        receive.paper(upload, accepted=[inspect.PDF])


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("C:\\Users\\a\\Quyết định.pdf", "Quyết định.pdf"),
        ("../../etc/passwd", "passwd"),
        ("Quye\u0302\u0301t.pdf", "Quyết.pdf"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("", "Tài liệu"),
        ("x" * 400 + ".pdf", "x" * 195 + "….pdf"),
    ],
)
def test_display_name(typed: str, shown: str) -> None:
    assert names.display_name(typed) == shown


@pytest.mark.parametrize(
    "typed",
    ["", "javascript:alert(1)", "ftp://a.vn/x", "http://", "https://a b.vn", "https://u:p@a.vn"],
)
def test_link_must_open_in_a_browser(typed: str) -> None:
    with pytest.raises(Invalid):
        names.link(typed)


def test_link_is_kept_as_typed() -> None:
    assert names.link(" https://baobacgiang.vn/tin?id=1 ") == "https://baobacgiang.vn/tin?id=1"


def test_upload_handler_hashes_and_stops_at_the_limit(settings: object) -> None:
    settings.QCDC_MAX_FILE_BYTES = MEGABYTE
    handler = receive.HashingUploadHandler()
    handler.new_file("f", "a.pdf", "application/pdf", None)
    handler.receive_data_chunk(b"x" * MEGABYTE, 0)
    handler.receive_data_chunk(b"y", MEGABYTE)
    received = handler.file_complete(MEGABYTE + 1)
    assert received.is_too_large
    assert len(received.read()) == MEGABYTE
    with pytest.raises(FileTooLarge):
        receive.paper(received)


def office_bytes(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("main_part", "media_type"),
    [("word/document.xml", inspect.DOCX), ("xl/workbook.xml", inspect.XLSX)],
)
def test_guidance_may_be_an_office_file(main_part: str, media_type: str) -> None:
    content = office_bytes(**{main_part: b"<document/>", "docProps/app.xml": b"<a/>"})
    # The ending is no witness.
    taken = receive.paper(stories.upload(content, "mẫu.pdf"), accepted=inspect.ACCEPTED_AS_GUIDANCE)
    assert taken.media_type == media_type
    assert taken.file.read() == content


class WatchedFile(io.BytesIO):
    """A file that remembers the largest piece that was read of it at once."""

    largest = 0

    def read(self, size: int | None = -1) -> bytes:
        piece = super().read(size)
        self.largest = max(self.largest, len(piece))
        return piece


def test_large_office_file_is_never_held_whole() -> None:
    content = office_bytes(**{"word/document.xml": b"<a/>", "word/media/1": os.urandom(MEGABYTE)})
    watched = WatchedFile(content)
    upload = File(watched, name="mẫu.docx")
    upload.size = len(content)
    taken = receive.paper(upload, accepted=inspect.ACCEPTED_AS_GUIDANCE)
    assert taken.media_type == inspect.DOCX
    assert watched.largest <= MEGABYTE // 2


@pytest.mark.parametrize("before", [0, archives._PIECE - 5])
def test_declaration_is_found_across_two_pieces(before: int) -> None:
    part = os.urandom(before).replace(b"\0", b" ") + b"<!DOCTYPE a>"
    content = office_bytes(**{"word/document.xml": part})
    with pytest.raises(FileActive):
        receive.paper(stories.upload(content), accepted=inspect.ACCEPTED_AS_GUIDANCE)


def test_part_whose_bytes_were_changed_is_refused() -> None:
    content = bytearray(office_bytes(**{"word/document.xml": b"<a/>", "a.bin": b"x" * 50}))
    content[content.index(b"a.bin") + len("a.bin") + 1] ^= 0xFF
    with pytest.raises(FileCorrupt):
        receive.paper(stories.upload(bytes(content)), accepted=inspect.ACCEPTED_AS_GUIDANCE)


def test_torn_archive_is_called_what_it_is() -> None:
    torn = office_bytes(**{"báo cáo.txt": b"a"})[:40]
    with pytest.raises(FileTypeRefused, match="đã bị hỏng, không mở ra được"):
        receive.paper(stories.upload(torn, "báo cáo.zip"))


def test_table_that_points_before_the_file_is_torn(tmp_path: Path) -> None:
    content = bytearray(office_bytes(**{"word/document.xml": b"<a/>"}))
    # The table claims to begin a megabyte further on: what it names lies before the first byte.
    struct.pack_into("<L", content, len(content) - 6, MEGABYTE)
    kept = tmp_path / "mẫu.docx"
    kept.write_bytes(content)
    with kept.open("rb") as opened, pytest.raises(FileCorrupt):
        archives.require_sound(opened, archives.LETTER)


class FailingFile(io.BytesIO):
    """A file on a disk that fails when a certain byte is read."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() == 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return super().read(size)


def test_disk_that_fails_while_an_archive_is_read_is_not_the_files_fault() -> None:
    failing = FailingFile(office_bytes(**{"word/document.xml": b"<a/>"}))
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        archives.require_sound(failing, archives.LETTER)


@pytest.mark.parametrize(
    ("content", "refusal", "said"),
    [
        (office_bytes(**{"word/document.xml": b"", "word/vbaProject.bin": b""}), "macro", "Word"),
        (office_bytes(**{"word/document.xml": b"<!DOCTYPE a>"}), "không an toàn", "Word"),
        (office_bytes(**{"a.exe": b"MZ"}), "tệp nén", "Word (.docx)"),
        (office_bytes(**{"word/document.xml": b"<a/>"})[:40], "hỏng", "lưu lại"),
        (rb"{\rtf1\ansi Mau}", "văn phòng dạng cũ", "Excel (.xlsx)"),
    ],
    ids=["macro", "doctype", "archive", "half", "old"],
)
def test_office_files_that_are_no_guidance(content: bytes, refusal: str, said: str) -> None:
    with pytest.raises(FileRefused, match=refusal) as refused:
        receive.paper(stories.upload(content, "mẫu.docx"), accepted=inspect.ACCEPTED_AS_GUIDANCE)
    assert said in refused.value.sentence


def test_an_office_file_is_no_evidence() -> None:
    content = office_bytes(**{"word/document.xml": b"<a/>"})
    with pytest.raises(FileTypeRefused):
        receive.paper(stories.upload(content, "mẫu.docx"))
