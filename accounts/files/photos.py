"""Several photos of one paper joined into one PDF of A4 pages, each turned the way it was taken.

A JPEG's own bytes become the page's picture: turning is the page's business, so nothing is
decoded, nothing loses sharpness and the same photos always give the same PDF. Other pictures are
decoded once and kept without loss. The photos themselves are never altered.
"""

import hashlib
import tempfile
import warnings
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, cast

import pikepdf
from django.core.files.base import File
from PIL import ExifTags, Image

from accounts.errors import Invalid
from accounts.files import draw, inspect
from accounts.files.receive import Paper, require_size

# A4 in points (1/72 inch); a photo wider than high lies on a page turned as well.
A4_SHORT, A4_LONG = 595.276, 841.89
MARGIN = 14.173  # 5 mm, what office printers leave white
MOST_PHOTOS = 50
PHOTOS = frozenset({inspect.JPEG, inspect.PNG})
_COLOURS = {"L": pikepdf.Name.DeviceGray, "RGB": pikepdf.Name.DeviceRGB}
# EXIF orientation → matrix (a, b, c, d, e, f) on the unit square, which a PDF draws pictures on.
_TURNS = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
_LYING = frozenset({5, 6, 7, 8})
# A joined file up to this size stays in memory on its way into the storage.
_IN_MEMORY = 4 * 1024 * 1024
_PIECE = 1 << 20
#: Rows of a picture that are put on white at a time: a picture of 100 million points is held once.
STRIP = 256


@dataclass(frozen=True)
class _Picture:
    """A photo's samples as a PDF holds them, and how it was held."""

    samples: bytes
    packing: pikepdf.Name
    colours: pikepdf.Name
    width: int
    height: int
    turn: int


def joined(photos: Sequence[Paper]) -> Paper:
    """Return one PDF with a page for each photo in the given order; ``originals`` are the photos.

    Raises ``Invalid`` for none, too many, or a file that is no photo, ``FileTooLarge`` when the
    whole grows beyond a single file's limit.
    """
    _require_photos(photos)
    name = photos[0].name.rpartition(".")[0] or photos[0].name
    name = f"{name} (ghép {len(photos)} ảnh).pdf"
    require_size(name, sum(photo.size for photo in photos))
    made = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 – lives on in Paper
    with pikepdf.new() as document:
        for photo in photos:
            _add_page(document, _picture(photo))
        # No instant and no random number in it: the same photos give the same bytes.
        document.save(cast(BinaryIO, made), deterministic_id=True)
    size = made.tell()
    require_size(name, size)
    digest = hashlib.sha256()
    made.seek(0)
    while piece := made.read(_PIECE):
        digest.update(piece)
    made.seek(0)
    file = File(made, name=name)
    file.size = size
    return Paper(file, name, inspect.PDF, size, digest.hexdigest(), tuple(photos))


def _require_photos(photos: Sequence[Paper]) -> None:
    others = [photo.name for photo in photos if photo.media_type not in PHOTOS]
    if others:
        raise Invalid(
            f"Chỉ ghép được ảnh JPEG hoặc PNG; “{others[0]}” không phải ảnh. "
            "Hãy bỏ tệp đó ra rồi ghép lại."
        )
    require_count(len(photos))


def require_count(count: int) -> None:
    """Raise ``Invalid`` unless so many photos can be joined; to be asked before they are opened."""
    if not 1 <= count <= MOST_PHOTOS:
        raise Invalid(f"Mỗi lần ghép từ 1 đến {MOST_PHOTOS} ảnh. Hãy chọn lại ảnh.")


def _picture(photo: Paper) -> _Picture:
    photo.file.seek(0)
    with warnings.catch_warnings():
        # Inspection has counted the pixels already.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(photo.file) as image:
            turn = image.getexif().get(ExifTags.Base.Orientation, 1)
            turn = turn if turn in _TURNS else 1
            if photo.media_type == inspect.JPEG and image.mode in _COLOURS:
                photo.file.seek(0)
                samples, packing, mode = photo.file.read(), pikepdf.Name.DCTDecode, image.mode
            else:
                samples, mode = _packed(image)
                packing = pikepdf.Name.FlateDecode
            width, height = image.size
    photo.file.seek(0)
    return _Picture(samples, packing, _COLOURS[mode], width, height, turn)


def _packed(image: Image.Image) -> tuple[bytes, str]:
    """Return the picture's samples, compressed without loss, and their mode: ``L`` or ``RGB``."""
    packer, packed, mode = zlib.compressobj(), bytearray(), ""
    for top in range(0, image.height, STRIP):
        strip = _on_white(image.crop((0, top, image.width, min(top + STRIP, image.height))))
        packed += packer.compress(strip.tobytes())
        mode = strip.mode
    return bytes(packed + packer.flush()), mode


def _on_white(image: Image.Image) -> Image.Image:
    """Return the picture in grey or RGB; what is transparent becomes paper."""
    if image.mode in ("1", "L") or draw.is_deep(image):
        return draw.shallow(image).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layers = image.convert("RGBA")
        paper = Image.new("RGBA", layers.size, "white")
        return Image.alpha_composite(paper, layers).convert("RGB")
    return image.convert("RGB")


def _add_page(document: pikepdf.Pdf, picture: _Picture) -> None:
    width, height = picture.width, picture.height
    if picture.turn in _LYING:
        width, height = height, width
    page_size = (A4_LONG, A4_SHORT) if width > height else (A4_SHORT, A4_LONG)
    room = [side - 2 * MARGIN for side in page_size]
    scale = min(room[0] / width, room[1] / height)
    shown = (width * scale, height * scale)
    left, bottom = ((side - part) / 2 for side, part in zip(page_size, shown, strict=True))
    turn = " ".join(str(number) for number in _TURNS[picture.turn])
    drawing = (
        f"q {shown[0]:.3f} 0 0 {shown[1]:.3f} {left:.3f} {bottom:.3f} cm {turn} cm /Photo Do Q"
    )
    stored = pikepdf.Stream(
        document,
        picture.samples,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=picture.colours,
        BitsPerComponent=8,
        Filter=picture.packing,
    )
    page = document.add_blank_page(page_size=page_size)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=stored))
    page.Contents = document.make_stream(drawing.encode())
