"""The pages of a stored file: how many, what they look like, what the first ones say.

Counting reads the file's own table and is cheap. Drawing and reading text open the file in a
process of its own (``draw``), which may fail, hang or grow without hurting anybody.
"""

import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import pikepdf
import structlog
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile

from accounts.errors import FileCorrupt, StillPrinting
from accounts.files import draw, inspect

logger = structlog.get_logger(__name__)

# Seconds of the clock for one page; the process itself is allowed fewer of the processor.
PATIENCE = 12
# Seconds that a request waits while another page of this process is drawn.
QUEUE = 6
# An official letter says what it is on its first page; its annexes are not asked.
HEAD_PAGES = 1
# What a row keeps room for.
MOST_PAGES = 32_767
_DRAW = str(Path(draw.__file__))
# One page at a time and process, so that its other thread stays free for everybody else.
_turn = threading.BoundedSemaphore(1)


def count(file: File, media_type: str) -> int | None:
    """Return how many pages a received file has, None when nobody can tell; leaves it at its start.

    A picture has one page. The file has been inspected, so a PDF opens.
    """
    if media_type.startswith("image/"):
        return 1
    if media_type != inspect.PDF:
        return None
    file.seek(0)
    try:
        with pikepdf.open(cast(BinaryIO, file.file), attempt_recovery=False) as document:
            found = len(document.pages)
    except pikepdf.PdfError:
        return None
    finally:
        file.seek(0)
    return found if found <= MOST_PAGES else None


def picture(file: FieldFile, *, media_type: str, number: int, width: int) -> bytes | None:
    """Return page ``number`` (from 1) as a WebP ``width`` points wide; None: there is no such page.

    Raises ``FileCorrupt`` when the page cannot be drawn within the limits, ``StillPrinting`` when
    other pages are being drawn for too long.
    """
    with _on_disk(file) as path:
        done = _run("page", path, media_type, str(number), str(width))
    if done.returncode == draw.NO_SUCH_PAGE:
        return None
    if done.returncode:
        logger.warning("page not drawn", page=number, code=done.returncode)
        raise FileCorrupt("Không vẽ được trang này để xem trước. Hãy mở bản gốc để xem.")
    return done.stdout


def text(file: FieldFile, *, media_type: str) -> str:
    """Return the text of the first page of a PDF; empty where it has none or cannot be read."""
    if media_type != inspect.PDF:
        return ""
    with _on_disk(file) as path:
        done = _run("text", path, str(HEAD_PAGES))
    return "" if done.returncode else done.stdout.decode("utf-8", errors="replace")


def received_text(file: File, *, media_type: str) -> str:
    """As ``text``, of a file that has been inspected but not stored; leaves it at its start."""
    if media_type != inspect.PDF:
        return ""
    with tempfile.NamedTemporaryFile() as copy:
        file.seek(0)
        for piece in file.chunks():
            copy.write(piece)
        copy.flush()
        done = _run("text", copy.name, str(HEAD_PAGES))
    file.seek(0)
    return "" if done.returncode else done.stdout.decode("utf-8", errors="replace")


def _run(*words: str) -> subprocess.CompletedProcess[bytes]:
    if not _turn.acquire(timeout=QUEUE):
        raise StillPrinting("Máy chủ đang đọc các tệp khác. Hãy thử lại sau ít giây.")
    try:
        # Isolated: neither this process's environment nor the working folder reaches the child.
        return subprocess.run(  # noqa: S603 - words of our own, no shell
            [sys.executable, "-I", _DRAW, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(words, returncode=-1, stdout=b"")
    finally:
        _turn.release()


@contextmanager
def _on_disk(file: FieldFile) -> Iterator[str]:
    """Give the path of a stored file: its own, or that of a copy from the object store."""
    if isinstance(file.storage, FileSystemStorage):
        yield file.path
        return
    with tempfile.NamedTemporaryFile() as copy, file.open() as stored:
        for piece in stored.chunks():
            copy.write(piece)
        copy.flush()
        yield copy.name
