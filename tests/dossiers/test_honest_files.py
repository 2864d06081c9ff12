"""Honest files of every kind an office has: taken, and handed out again byte for byte."""

import hashlib
import io
import os
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

import pikepdf
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.files import inspect, receive
from dossiers.models import EvidenceUse, Original
from dossiers.queries import custody
from tests import hostile, stories
from tests.factories import Cast

MEGABYTE = 1024 * 1024
# How a camera held upright writes its pictures: lying, to be turned a quarter to the right.
LYING = 6


@pytest.fixture
def officer(cast_today: Cast, client: Client) -> Client:
    """Return a browser in which the commune's officer has signed in."""
    client.force_login(cast_today.commune_officer)
    return client


def photo(colour: str, *, orientation: int = 1, size: tuple[int, int] = (300, 200)) -> bytes:
    """Return a camera's JPEG: coloured, its upper left quarter (as stored) white."""
    made = io.BytesIO()
    image = Image.new("RGB", size, colour)
    image.paste("white", (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Máy ảnh"
    image.save(made, "JPEG", exif=exif, quality=95)
    return made.getvalue()


def signed_like() -> bytes:
    """Return a PDF with a second part appended, as signing leaves it behind."""
    first = stories.pdf_bytes("đã ký")
    with pikepdf.open(io.BytesIO(first)) as document:
        size = int(document.trailer.Size)
        root = document.Root.objgen[0]
    start = first.rindex(b"startxref\n") + len(b"startxref\n")
    previous = int(first[start:].split()[0])
    place = len(first)
    added = f"{size} 0 obj\n<< /Type /Sig /Contents <00> /ByteRange [0 1 2 3] >>\nendobj\n".encode()
    table = place + len(added)
    rest = (
        f"xref\n{size} 1\n{place:010d} 00000 n \ntrailer\n"
        f"<< /Size {size + 1} /Root {root} 0 R /Prev {previous} >>\nstartxref\n{table}\n%%EOF\n"
    )
    return first + added + rest.encode()


def old_pdf() -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(
            made, force_version="1.3", object_stream_mode=pikepdf.ObjectStreamMode.disable
        )
    return made.getvalue()


def scan(size: int) -> bytes:
    """Return a scanned page of so many bytes: noise shrinks under no compression."""
    made = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page()
        picture = pikepdf.Stream(
            document,
            os.urandom(size),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=1000,
            Height=size // 1000,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
        )
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture))
        document.save(made, compress_streams=False)
    return made.getvalue()


@dataclass(frozen=True)
class Honest:
    """A file as it is sent: its name, how its bytes are made, and the name that is shown."""

    name: str
    made: Callable[[], bytes]
    shown: str


LONG = "Báo cáo " * 40
NFD = unicodedata.normalize("NFD", "Quyết định số 12.pdf")
HONEST = [
    Honest("bình thường.pdf", lambda: stories.pdf_bytes("1"), "bình thường.pdf"),
    Honest("đã ký số.pdf", signed_like, "đã ký số.pdf"),
    Honest("bản cũ.pdf", old_pdf, "bản cũ.pdf"),
    Honest("bom.pdf", lambda: b"\xef\xbb\xbf" + stories.pdf_bytes("2"), "bom.pdf"),
    Honest("cuối.pdf", lambda: stories.pdf_bytes("3") + b"\r\n\0\0", "cuối.pdf"),
    Honest("ngang.jpg", lambda: photo("green"), "ngang.jpg"),
    Honest("dọc.jpg", lambda: photo("navy", orientation=LYING), "dọc.jpg"),
    Honest("màn hình.png", lambda: hostile.picture("PNG"), "màn hình.png"),
    Honest(NFD, lambda: stories.pdf_bytes("4"), "Quyết định số 12.pdf"),
    Honest(f"{LONG}.pdf", lambda: stories.pdf_bytes("5"), f"{LONG[:195].rstrip()}….pdf"),
    Honest("\ufeffdấu.pdf", lambda: stories.pdf_bytes("6"), "dấu.pdf"),
    Honest("CON.pdf", lambda: stories.pdf_bytes("7"), "Tài liệu CON.pdf"),
    Honest("không đuôi", lambda: stories.pdf_bytes("8"), "không đuôi"),
    Honest("ảnh.jpg.pdf", lambda: stories.pdf_bytes("9"), "ảnh.jpg.pdf"),
    Honest("<b>&'\"%.pdf", lambda: stories.pdf_bytes("10"), "<b>&'\"%.pdf"),
    Honest("quét 20 MB.pdf", lambda: scan(20 * MEGABYTE), "quét 20 MB.pdf"),
]


@pytest.mark.parametrize("honest", HONEST, ids=lambda each: each.shown[:20])
def test_honest_file_comes_back_byte_for_byte(
    cast_today: Cast, officer: Client, honest: Honest
) -> None:
    content = honest.made()
    address = reverse("dossiers:attach", args=[cast_today.dossier.pk, "1.2"])
    answer = officer.post(address, {"file": SimpleUploadedFile(honest.name, content)})
    assert answer.status_code == 303
    use = EvidenceUse.objects.get()
    assert use.version.original_name == honest.shown
    assert use.version.sha256 == hashlib.sha256(content).hexdigest()
    handed = officer.get(reverse("dossiers:evidence", args=[use.pk]))
    assert handed.content == content
    assert honest.shown.removesuffix(".pdf") in unquote(handed["Content-Disposition"])


def test_office_files_are_honest_where_they_are_taken() -> None:
    for main_part, kind in (("word/document.xml", inspect.DOCX), ("xl/workbook.xml", inspect.XLSX)):
        content = hostile.archive(**{main_part: b"<a/>"})
        paper = receive.paper(
            SimpleUploadedFile("mẫu.docx", content), accepted=inspect.ACCEPTED_AS_GUIDANCE
        )
        assert paper.media_type == kind
        assert paper.file.read() == content


def test_photos_become_one_upright_pdf_beside_their_originals(
    cast_today: Cast, officer: Client
) -> None:
    photos = [photo("navy", orientation=LYING), photo("green"), hostile.picture("PNG")]
    files = [SimpleUploadedFile(f"IMG_{n}.jpg", each) for n, each in enumerate(photos, 1)]
    address = reverse("dossiers:attach", args=[cast_today.dossier.pk, "1.2"])
    assert officer.post(address, {"file": files, "join": "yes"}).status_code == 303
    use = EvidenceUse.objects.get()
    version = use.version
    assert (version.media_type, version.original_name) == (inspect.PDF, "IMG_1 (ghép 3 ảnh).pdf")
    pages = shown_pages(version.file.read())
    assert [page.width > page.height for page in pages] == [False, True, True]
    # A quarter turn to the right carries the white corner from the upper left to the upper right.
    assert bright_corner(pages[0]) == "upper right"
    assert bright_corner(pages[1]) == "upper left"
    for position, content in enumerate(photos, 1):
        handed = officer.get(reverse("dossiers:original", args=[use.pk, position]))
        assert handed.content == content
    assert officer.get(reverse("dossiers:original", args=[use.pk, 4])).status_code == 404
    checked, faults = custody.verify()
    assert (checked, faults) == (4, [])
    again = officer.post(
        address,
        {"file": [SimpleUploadedFile("x.jpg", each) for each in photos], "join": "yes"},
    )
    assert again.status_code == 409
    assert Original.objects.count() == 3


def shown_pages(content: bytes) -> list[Image.Image]:
    """Return the pages of a PDF as a reader would see them."""
    with pypdfium2.PdfDocument(content) as document:
        sizes = [page.get_size() for page in document]
        assert {tuple(sorted(int(side) for side in size)) for size in sizes} == {(595, 841)}
        return [page.render(scale=1).to_pil().convert("RGB") for page in document]


def bright_corner(page: Image.Image) -> str:
    """Return which quarter of the picture on a page is white."""
    width, height = page.size
    quarters = {
        f"{row} {side}": page.getpixel((width * x // 4, height * y // 4))
        for row, y in (("upper", 1), ("lower", 3))
        for side, x in (("left", 1), ("right", 3))
    }
    return max(quarters, key=lambda corner: sum(quarters[corner]))


def test_an_altered_original_is_found(cast_today: Cast, officer: Client) -> None:
    files = [SimpleUploadedFile(f"{n}.jpg", photo(n)) for n in ("navy", "green")]
    address = reverse("dossiers:attach", args=[cast_today.dossier.pk, "1.2"])
    officer.post(address, {"file": files, "join": "yes"})
    with Original.objects.get(position=2).file.open("r+b") as stored:
        stored.write(b"x")
    _, faults = custody.verify()
    assert [fault.problem for fault in faults] == ["altered"]


def test_camera_field_and_links_without_scheme_are_taken(cast_today: Cast, officer: Client) -> None:
    address = reverse("dossiers:attach", args=[cast_today.dossier.pk, "1.2"])
    taken = SimpleUploadedFile("image.jpg", photo("green"))
    sent = {"photo": taken, "link": "www.bacgiang.gov.vn/tin", "title": "Tin"}
    assert officer.post(address, sent).status_code == 303
    links = EvidenceUse.objects.values_list("version__link", flat=True).order_by("version__link")
    assert list(links) == ["", "https://www.bacgiang.gov.vn/tin"]
