"""Pictures of pages, kept on disk for the next reader: a cache that may be emptied at any time.

It lies beside the evidence and never inside it: no backup and no check of the evidence sees it.
"""

import os
import tempfile
from pathlib import Path

import structlog
from django.conf import settings
from django.db.models.fields.files import FieldFile

from accounts.files import pages

logger = structlog.get_logger(__name__)

MEDIA_TYPE = "image/webp"
#: Widths in points: a stamp for lists, and an A4 page at one and a half times its printed size.
WIDTHS = {"nho": 160, "lon": 893}
# A file of more pages is read in the reader's own program.
LAST_PAGE = 500
# Bytes that the cache may fill, and how many remain after it was cleared: the newest.
FULL, CLEARED = 256 * 1024 * 1024, 192 * 1024 * 1024


def picture(
    file: FieldFile, *, sha256: str, media_type: str, number: int, size: str
) -> bytes | None:
    """Return page ``number`` of a stored file as WebP; None: there is no such page, or no preview.

    ``size`` is one of ``WIDTHS``; ``sha256`` is that of the file. Raises as ``pages.picture``.
    """
    if not 1 <= number <= LAST_PAGE or size not in WIDTHS:
        return None
    place = _folder() / sha256[:2] / f"{sha256}-{number}-{size}.webp"
    try:
        return place.read_bytes()
    except FileNotFoundError:
        made = pages.picture(file, media_type=media_type, number=number, width=WIDTHS[size])
    if made is not None:
        _keep(place, made)
    return made


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "previews"


def _keep(place: Path, made: bytes) -> None:
    """Store a picture whole or not at all; a full disk costs the next reader a second only."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _put(place, made)
        _clear()
    except OSError as error:
        logger.warning("preview not kept", error=str(error))


def _put(place: Path, made: bytes) -> None:
    """Write under another name first: no reader ever meets half a picture."""
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as half:
        try:
            half.write(made)
            half.flush()
            os.replace(half.name, place)
        except OSError:
            Path(half.name).unlink(missing_ok=True)
            raise


def _clear() -> None:
    """Drop the oldest pictures once there are too many."""
    found = [(path.stat(), path) for path in _folder().glob("*/*")]
    left = sum(about.st_size for about, _ in found)
    if left <= FULL:
        return
    for about, path in sorted(found, key=lambda each: each[0].st_mtime):
        path.unlink(missing_ok=True)
        left -= about.st_size
        if left <= CLEARED:
            return
