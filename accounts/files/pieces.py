"""Files that arrive in pieces: their bytes wait in a private folder until they are whole.

The folder (``QCDC_UPLOADS_DIR``) lies outside the evidence and is never served. Who may send what
is asked elsewhere; here are only bytes, named by the number of their upload.
"""

import fcntl
import shutil
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.core.files.base import File
from django.http import UnreadablePostError

from accounts.errors import Conflict

# The header by which both sides of an upload say which version of the protocol they speak.
PROTOCOL_HEADER, PROTOCOL_VERSION = "Tus-Resumable", "1.0.0"
# What files in pieces leave free on their disk: for the copy that attaching makes, for files that
# come in one piece, for a database that may lie beside them.
RESERVE_BYTES = 256 * 1024 * 1024
# Bytes read from the line at a time.
_READ_BYTES = 256 * 1024
_FOLDER_MODE, _FILE_MODE = 0o700, 0o600


class Body(Protocol):
    """Where the bytes of a piece come from: a request, or a file."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""


def has_room_for(size: int, *, promised: int) -> bool:
    """Say whether the disk could take ``size`` bytes beside the ``promised`` ones of other files.

    Promised is what has been announced and has not arrived.
    """
    return shutil.disk_usage(_folder()).free - RESERVE_BYTES - promised >= size


def begin(number: uuid.UUID) -> None:
    """Make the empty file of a new upload."""
    path = _path(number)
    path.touch(mode=_FILE_MODE, exist_ok=False)


@contextmanager
def writing(number: uuid.UUID) -> Iterator[BinaryIO]:
    """Hold the file for one writer; ``Conflict`` while another connection is sending to it.

    Raises ``FileNotFoundError`` when the bytes have been removed.
    """
    with _path(number).open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(
                "Tệp này đang được tải lên bởi một kết nối khác. Hãy đợi ít giây rồi thử lại."
            ) from error
        yield file


def append(file: BinaryIO, body: Body, *, offset: int, most: int) -> int:
    """Write what ``body`` brings behind the first ``offset`` bytes; return how much arrived.

    A connection that breaks off leaves what has come until then: the next piece begins there.
    Bytes of an earlier piece that were never counted are overwritten.
    """
    file.seek(offset)
    file.truncate()
    taken = 0
    while taken < most:
        try:
            piece = body.read(min(_READ_BYTES, most - taken))
        except UnreadablePostError:
            break
        if not piece:
            break
        file.write(piece)
        taken += len(piece)
    file.flush()
    return taken


def whole(number: uuid.UUID, *, name: str) -> File:
    """Return the open file of a finished upload under the name that its sender gave it."""
    return File(_path(number).open("rb"), name=name)


def remove(number: uuid.UUID) -> None:
    """Remove the bytes, if there still are any."""
    _path(number).unlink(missing_ok=True)


def remove_all_but(kept: Collection[uuid.UUID], *, untouched_since: float) -> int:
    """Remove files that belong to none of ``kept``; returns how many.

    ``untouched_since`` (seconds since 1970) spares the file of an upload that is being begun.
    """
    names = {number.hex for number in kept}
    strays = [
        path
        for path in _folder().iterdir()
        if path.name not in names and path.stat().st_mtime < untouched_since
    ]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def _folder() -> Path:
    folder = Path(settings.QCDC_UPLOADS_DIR)
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    return folder


def _path(number: uuid.UUID) -> Path:
    return _folder() / number.hex
