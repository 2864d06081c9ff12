"""A process of its own that opens one stranger's file: it draws a page, or reads the first pages.

What draws PDF is a large program in C++ and the file comes from outside. Whatever goes wrong with
it goes wrong here, within limits of memory and time, and never in a process that serves people.
Run by path (``accounts.files.pages`` does): ``draw.py page PATH MEDIA_TYPE NUMBER WIDTH`` writes a
WebP picture to standard output, ``draw.py text PATH PAGES`` writes UTF-8 text.
"""

import resource
import sys
from io import BytesIO

# Address space in bytes: room for a photo of 100 million points and the program itself.
MEMORY = 1536 * 1024 * 1024
PROCESSOR_SECONDS = 10
# A page is at most this many times as high as it is drawn wide: a till roll stays a picture.
HIGHEST = 3
# Text beyond this many signs is no letter head.
LONGEST_TEXT = 20_000
QUALITY = 80
# Steps of a 16-bit grey for one of 8 bits.
DEEP_STEPS = 256
NO_SUCH_PAGE = 4


def main(words: list[str]) -> int:
    """Do what the command line asks and return the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from PIL import Image

    # For this process alone: the limit on points is that of ``inspect``, which let pictures in.
    Image.MAX_IMAGE_PIXELS = None
    task, path, *rest = words
    try:
        if task == "text":
            made = text(path, pages=int(rest[0])).encode()
        else:
            made = page(path, media_type=rest[0], number=int(rest[1]), width=int(rest[2]))
    except IndexError:
        return NO_SUCH_PAGE
    sys.stdout.buffer.write(made)
    return 0


def page(path: str, *, media_type: str, number: int, width: int) -> bytes:
    """Return page ``number`` (from 1) as WebP, ``width`` points wide, photos turned upright."""
    from PIL import Image, ImageOps

    box = (width, width * HIGHEST)
    if media_type == "application/pdf":
        picture = _drawn(path, number, box)
    elif number != 1:
        raise IndexError(number)
    else:
        kind = media_type.rpartition("/")[2].upper()
        picture = Image.open(path, formats=[kind])
        picture.draft("RGB", box)
        picture = shallow(picture)
        picture.thumbnail((max(box), max(box)))
        picture = ImageOps.exif_transpose(picture)
        picture.thumbnail(box)
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        seen = picture.convert("RGBA")
        ground = Image.new("RGBA", seen.size, "white")
        picture = Image.alpha_composite(ground, seen)
    made = BytesIO()
    picture.convert("RGB").save(made, "WEBP", quality=QUALITY)
    return made.getvalue()


def is_deep(picture):
    """Say whether a picture is grey of 16 bits, as some scanners write it."""
    return picture.mode.startswith("I;16")


def shallow(picture):
    """Return a picture of 8 bits: Pillow itself cuts deep grey off, which leaves a white page."""
    if not is_deep(picture):
        return picture
    return picture.point(lambda value: value * (1 / DEEP_STEPS) + 0).convert("L")


def _drawn(path, number, box):
    """Draw a page of a PDF into the box; signatures and filled-in fields are drawn too."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    if not 1 <= number <= len(document):
        raise IndexError(number)
    document.init_forms()
    found = document[number - 1]
    width, height = found.get_size()
    scale = min(box[0] / width, box[1] / height)
    return found.render(scale=scale, may_draw_forms=True).to_pil()


def text(path: str, *, pages: int) -> str:
    """Return the text that the first pages of a PDF carry; empty for a plain scan."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    count = min(pages, len(document))
    said = (document[place].get_textpage().get_text_bounded() for place in range(count))
    return "\n".join(said)[:LONGEST_TEXT]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
