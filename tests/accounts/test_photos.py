"""Photos and scans on their way to a page: nothing of the picture is lost, no memory is filled."""

import io

import pypdfium2
import pytest
from django.core.files.base import ContentFile
from PIL import Image

from accounts.files import draw, photos, receive

# Grey of 16 bits, as scanners write it: paper is nearly white, ink nearly black.
PAPER, INK, GREY = 60_000, 4_000, 30_000


def deep_scan() -> bytes:
    """Return a 16-bit grey PNG: ink on the left, a grey stamp in the middle, paper on the right."""
    row = [*[INK] * 10, *[GREY] * 10, *[PAPER] * 10]
    samples = b"".join(value.to_bytes(2, "little") for value in row)
    image = Image.frombytes("I;16", (30, 10), samples * 10)
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def joined(*pictures: bytes) -> receive.Paper:
    """Return pictures as one PDF, received as a browser sends them."""
    files = [ContentFile(content, name=f"{n}.png") for n, content in enumerate(pictures)]
    return photos.joined([receive.paper(file) for file in files])


def test_deep_grey_scan_is_not_joined_as_a_white_page() -> None:
    document = pypdfium2.PdfDocument(joined(deep_scan()).file.read())
    shown = next(iter(document[0].get_objects())).get_bitmap().to_pil().convert("L")
    seen = [shown.getpixel((x, 5)) for x in (5, 15, 25)]
    assert seen == [value // 256 for value in (INK, GREY, PAPER)]


def test_deep_grey_scan_is_not_previewed_as_a_white_page(tmp_path) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(deep_scan())
    picture = draw.page(str(path), media_type="image/png", number=1, width=30)
    with Image.open(io.BytesIO(picture)) as shown:
        seen = [shown.convert("L").getpixel((x, 5)) for x in (5, 15, 25)]
    wanted = [value // 256 for value in (INK, GREY, PAPER)]
    assert seen == pytest.approx(wanted, abs=6)


def test_transparent_picture_is_put_on_white_a_strip_at_a_time(monkeypatch) -> None:
    image = Image.new("RGBA", (50, 2 * photos.STRIP + 7), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (0, photos.STRIP, 50, photos.STRIP + 9))
    made = io.BytesIO()
    image.save(made, "PNG")
    heights = []
    plain = photos._on_white
    monkeypatch.setattr(
        photos, "_on_white", lambda strip: heights.append(strip.height) or plain(strip)
    )
    document = pypdfium2.PdfDocument(joined(made.getvalue()).file.read())
    shown = next(iter(document[0].get_objects())).get_bitmap().to_pil().convert("RGB")
    assert shown.size == image.size
    assert shown.getpixel((20, 3)) == (255, 255, 255)
    assert shown.getpixel((20, photos.STRIP + 4)) == (0, 0, 255)
    assert max(heights) <= photos.STRIP
