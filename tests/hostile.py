"""Files and names that must never be taken, each with the code and the words of its refusal."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf
from PIL import Image

from tests import stories


@dataclass(frozen=True)
class Hostile:
    """Bytes under a name, the code of the refusal, and words that tell it from the others."""

    name: str
    content: bytes
    code: str
    words: str


def picture(kind: str, size: tuple[int, int] = (60, 40)) -> bytes:
    """Return a picture whose halves differ."""
    made = io.BytesIO()
    image = Image.new("RGB", size, "white")
    image.paste("navy", (0, 0, size[0] // 2, size[1]))
    image.save(made, kind)
    return made.getvalue()


def archive(**parts: bytes) -> bytes:
    """Return a zip; ``__`` in a name stands for a slash."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def pdf(change: Callable[[pikepdf.Pdf], object], **saving: object) -> bytes:
    """Return a one-page PDF on which ``change`` was called before it was saved."""
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        change(document)
        document.save(made, **saving)
    return made.getvalue()


def acting(kind: str) -> bytes:
    """Return a PDF that does something as soon as it is opened."""

    def add(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name(kind), F=pikepdf.String("cmd.exe"), JS=pikepdf.String("x()")
        )

    return pdf(add)


def _hidden_script(document: pikepdf.Pdf) -> None:
    """Put a script where only an annotation of a page leads."""
    act = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("x()"))
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, AA=pikepdf.Dictionary(E=act))
    document.pages[0].Annots = pikepdf.Array([document.make_indirect(note)])


def _attached(document: pikepdf.Pdf) -> None:
    document.attachments["a.exe"] = pikepdf.AttachedFileSpec(document, b"MZ")


def _form(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = pikepdf.Dictionary(XFA=pikepdf.String("<xdp/>"))


def _film(document: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.RichMedia)
    document.pages[0].Annots = pikepdf.Array([document.make_indirect(note)])


def _huge_picture(document: pikepdf.Pdf) -> None:
    document.Root.Picture = pikepdf.Stream(
        document, b"x", Subtype=pikepdf.Name.Image, Width=40_000, Height=40_000
    )


def _no_pages(document: pikepdf.Pdf) -> None:
    del document.pages[0]


def png_bomb() -> bytes:
    """Return a tiny PNG that claims 40,000 × 40,000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def jpeg_bomb() -> bytes:
    """Return a small JPEG that claims 65,000 × 65,000 pixels."""
    content = bytearray(picture("JPEG"))
    place = content.index(b"\xff\xc0") + 5
    content[place : place + 4] = struct.pack(">HH", 65_000, 65_000)
    return bytes(content)


def tar() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as package:
        package.addfile(tarfile.TarInfo("a"))
    return made.getvalue()


GOOD = stories.pdf_bytes("bình thường")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
LOCKED = OLE + "EncryptedPackage".encode("utf-16-le")
OPEN_XML = {"[Content_Types].xml": b"<Types/>", "_rels__.rels": b"<R/>"}


def _locked(**words: str) -> bytes:
    return pdf(lambda _: None, encryption=pikepdf.Encryption(**words))


FILES = [
    # what it really is
    Hostile("báo cáo.pdf", b"MZ\x90\0" + b"\0" * 200, "file_type", "chương trình máy tính"),
    Hostile("bao-cao-elf.pdf", b"\x7fELF\x02\x01\x01" + b"\0" * 99, "file_type", "chương trình"),
    Hostile("ứng dụng.pdf", archive(**{"AndroidManifest.xml": b"a"}), "file_type", "chương trình"),
    Hostile("lệnh.pdf", b"#!/bin/sh\nrm -rf /\n", "file_type", "tập lệnh"),
    Hostile("bo.pdf", b"@echo off\r\ndel *\r\n", "file_type", "tập lệnh"),
    Hostile("ma.pdf", b"<?php system('x'); ?>", "file_type", "tập lệnh"),
    Hostile("tắt.pdf", b"L\0\0\0\x01\x14\x02\0" + b"\0" * 99, "file_type", "lối tắt"),
    Hostile("trang.pdf", b"<!DOCTYPE html><html></html>", "file_type", "trang web"),
    Hostile("trang2.pdf", b"\xef\xbb\xbf  <script>1</script>", "file_type", "trang web"),
    Hostile("vẽ.jpg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "file_type", "SVG"),
    Hostile("du-lieu.pdf", b'<?xml version="1.0"?><a/>', "file_type", "CSV, JSON, XML"),
    Hostile("bang.pdf", b"a,b,c\n1,2,3\n4,5,6\n", "file_type", "CSV, JSON, XML"),
    Hostile("chữ.pdf", "chỉ là văn bản".encode(), "file_type", "văn bản thuần"),
    Hostile("thư.pdf", b"From: a@b.vn\r\nTo: c@d.vn\r\nSubject: x\r\n\r\n", "file_type", "thư"),
    Hostile("in.pdf", b"%!PS-Adobe-3.0\n", "file_type", "PostScript"),
    Hostile("mẫu.docx", archive(**{"word/document.xml": b""}), "file_type", "văn phòng"),
    Hostile(
        "mẫu đủ.docx", archive(**OPEN_XML, **{"word/document.xml": b"<w/>"}), "file_type", "phòng"
    ),
    Hostile("bảng.xlsx", archive(**{"xl/workbook.xml": b"<w/>"}), "file_type", "văn phòng"),
    Hostile("chiếu.pptx", archive(**{"ppt/presentation.xml": b""}), "file_type", "văn phòng"),
    Hostile("cũ.doc", OLE, "file_type", "văn phòng"),
    Hostile("giàu.rtf", rb"{\rtf1\ansi a}", "file_type", "văn phòng"),
    Hostile("nén.zip", archive(a=b"1"), "file_type", "tệp nén"),
    Hostile("nén.rar", b"Rar!\x1a\x07\x01\0" + b"\0" * 20, "file_type", "tệp nén"),
    Hostile("nén.7z", b"7z\xbc\xaf\x27\x1c\0\x04" + b"\0" * 30, "file_type", "tệp nén"),
    Hostile("nén.gz", gzip.compress(b"a"), "file_type", "tệp nén"),
    Hostile("nén.bz2", bz2.compress(b"a"), "file_type", "tệp nén"),
    Hostile("nén.xz", lzma.compress(b"a"), "file_type", "tệp nén"),
    Hostile("nén.tar", tar(), "file_type", "tệp nén"),
    Hostile("động.jpg", picture("GIF"), "file_type", "ảnh GIF"),
    Hostile("mạng.jpg", picture("WEBP"), "file_type", "ảnh WEBP"),
    Hostile("quét.jpg", picture("TIFF"), "file_type", "ảnh TIFF"),
    Hostile("thô.jpg", picture("BMP"), "file_type", "ảnh dạng không được nhận"),
    Hostile("IMG_1.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 50, "file_type", "HEIC"),
    Hostile("phim.pdf", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 50, "file_type", "phim"),
    Hostile("nhạc.pdf", b"ID3\x03\0\0\0\0\0\x21" + b"\0" * 60, "file_type", "âm thanh"),
    Hostile("không.pdf", b"\0" * 500, "file_type", "không phải loại tệp"),
    # two kinds at once
    Hostile("hai mặt.pdf", b"<html><script>1</script>\n" + GOOD, "file_type", "vừa là PDF vừa"),
    Hostile("gif mặt.pdf", picture("GIF") + GOOD, "file_type", "rồi mới đến phần PDF"),
    Hostile("giấu.pdf", GOOD + archive(a=b"1"), "file_type", "giấu một tệp nén"),
    Hostile("giấu.jpg", picture("JPEG") + archive(a=b"1"), "file_type", "giấu một tệp nén"),
    # damaged
    Hostile("rỗng.pdf", b"", "file_corrupt", "0 byte"),
    Hostile("đầu.pdf", b"%PDF-1.7\n", "file_corrupt", "hỏng"),
    Hostile("nửa.pdf", GOOD[: len(GOOD) // 2], "file_corrupt", "hỏng"),
    Hostile("bảng hỏng.pdf", GOOD.replace(b"startxref\n", b"startxref\n9"), "file_corrupt", "hỏng"),
    Hostile("không trang.pdf", pdf(_no_pages), "file_corrupt", "không có trang"),
    Hostile("nửa.png", picture("PNG", (400, 300))[:200], "file_corrupt", "bị hỏng"),
    Hostile("nửa.jpg", picture("JPEG", (400, 300))[:700], "file_corrupt", "bị hỏng"),
    Hostile("bom.png", png_bomb(), "file_corrupt", "lớn bất thường"),
    Hostile("bom.jpg", jpeg_bomb(), "file_corrupt", "triệu điểm"),
    Hostile("bom trong.pdf", pdf(_huge_picture), "file_corrupt", "40000 × 40000"),
    # locked
    Hostile("mật.pdf", _locked(owner="a", user="b"), "file_encrypted", "mật khẩu"),
    Hostile("hạn chế.pdf", _locked(owner="a", user=""), "file_encrypted", "hạn chế"),
    Hostile("mật.docx", LOCKED, "file_encrypted", "văn phòng có mật khẩu"),
    # acting by itself
    Hostile("mã.pdf", acting("/JavaScript"), "file_active", "JavaScript"),
    Hostile("mã ẩn.pdf", pdf(_hidden_script), "file_active", "JavaScript"),
    Hostile("chạy.pdf", acting("/Launch"), "file_active", "tự chạy chương trình"),
    Hostile("gửi.pdf", acting("/SubmitForm"), "file_active", "gửi dữ liệu ra ngoài"),
    Hostile("lấy.pdf", acting("/ImportData"), "file_active", "lấy dữ liệu từ ngoài"),
    Hostile("mở.pdf", acting("/GoToE"), "file_active", "mở tệp khác"),
    Hostile("phim trong.pdf", pdf(_film), "file_active", "phim hoặc nội dung động"),
    Hostile("kèm.pdf", pdf(_attached), "file_active", "đính kèm"),
    Hostile("biểu mẫu.pdf", pdf(_form), "file_active", "XFA"),
]

# The bytes are an honest PDF; the name is not.
NAMES = [
    ("báo cáo.pdf.exe", "“.exe”"),
    ("ảnh.jpg.scr", "“.scr”"),
    ("Quyết định.pdf .lnk", "“.lnk”"),
    ("bao-cao.HTML", "“.HTML”"),
    ("../../../etc/cron.d/x.sh", "“x.sh”"),
    ("C:\\Windows\\System32\\a.bat", "“a.bat”"),
    ("bao\u202efdp.exe", "“baofdp.exe”"),
    ("bao\u0007cao\u200b.j\u2060s", "“baocao.js”"),
    ("x" * 300 + ".vbs", "“.vbs”"),
    ("mẫu.docm", "“.docm”"),
    ("CON.cmd", "“.cmd”"),
]
