"""Receiving an upload: one pass from the network to a temporary file with its SHA-256.

Django would write the file first and leave the hashing to a second reading; here both happen
on the same chunk. A file beyond the limit is read to its end (so that the answer reaches the
browser) but no longer written.
"""

import contextlib
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from accounts.errors import FileCorrupt, FileTooLarge
from accounts.files import inspect, names

_MEGABYTE = 1024 * 1024


class ReceivedFile(TemporaryUploadedFile):
    """An upload on disk that knows its SHA-256; ``is_too_large`` when it was cut off."""

    sha256 = ""
    is_too_large = False


class HashingUploadHandler(FileUploadHandler):
    """Write every upload to a temporary file, hashing the chunks as they pass."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open the temporary file of the next part."""
        super().new_file(*args, **kwargs)
        self.file = ReceivedFile(
            self.file_name or "", self.content_type, 0, self.charset, self.content_type_extra
        )
        self.digest = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep one chunk, unless the file has outgrown the limit."""
        if start + len(raw_data) > settings.QCDC_MAX_FILE_BYTES:
            self.file.is_too_large = True
            return
        self.digest.update(raw_data)
        with self._clearing():
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> ReceivedFile:
        """Hand over the whole file with its size and hash."""
        with self._clearing():
            self.file.seek(0)
        self.file.size = file_size
        self.file.sha256 = self.digest.hexdigest()
        return self.file

    def upload_interrupted(self) -> None:
        """Drop the half file of a connection that broke off."""
        if hasattr(self, "file"):
            # What a full disk still refuses to take is not wanted any more.
            with contextlib.suppress(OSError):
                self.file.close()

    @contextlib.contextmanager
    def _clearing(self) -> Iterator[None]:
        """Drop the half file when the disk takes no more; Django would leave it behind."""
        try:
            yield
        except OSError:
            self.upload_interrupted()
            raise


@dataclass(frozen=True)
class Paper:
    """An inspected file, ready to be stored: its bytes have not been altered.

    ``originals`` are the photos as they came, where the paper itself was made of them.
    """

    file: File
    name: str
    media_type: str
    size: int
    sha256: str
    originals: tuple["Paper", ...] = ()


def paper(upload: File, *, accepted: Iterable[str] = inspect.ACCEPTED) -> Paper:
    """Inspect an upload by its content and return it as a paper.

    ``accepted`` narrows the media types (the dossier's signed papers are PDF only). Raises one
    of the refusals of ``accounts.errors.FileRefused``.
    """
    name = names.display_name(upload.name or "")
    size = upload.size or 0
    if getattr(upload, "is_too_large", False):
        raise _too_large(name)
    require_size(name, size)
    names.require_harmless(name)
    media_type = inspect.media_type(upload, name=name, accepted=frozenset(accepted))
    return Paper(upload, name, media_type, size, _sha256(upload))


def require_size(name: str, size: int) -> None:
    """Raise unless a file of ``size`` bytes, shown as ``name``, holds something and not too much.

    ``FileCorrupt`` for nothing at all, ``FileTooLarge`` beyond the limit.
    """
    if not size:
        raise FileCorrupt(f"Tệp “{name}” không có nội dung (0 byte). Hãy kiểm tra lại tệp gốc.")
    if size > settings.QCDC_MAX_FILE_BYTES:
        raise _too_large(name)


def limit_words() -> str:
    """Return the size of the largest single file as people say it: ``100 MB``."""
    return f"{settings.QCDC_MAX_FILE_BYTES // _MEGABYTE} MB"


def _too_large(name: str) -> FileTooLarge:
    return FileTooLarge(
        f"Tệp “{name}” vượt quá {limit_words()}. Hãy giảm độ phân giải khi quét "
        "hoặc tách thành nhiều tệp rồi tải lên lại."
    )


def _sha256(upload: File) -> str:
    """Return the hash made while receiving, or make it for a file that came another way."""
    known = getattr(upload, "sha256", "")
    if known:
        return str(known)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
