"""Receiving and storing a scan of 20 MB with its SHA-256, against writing and hashing its bytes."""

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.http.multipartparser import MultiPartParser
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from accounts.files.receive import HashingUploadHandler
from benchmarks.measure import MEGABYTE, Effort, Figure, Goal, Ratio, Work, side_by_side

GOAL = Goal(2)
SIZE = 20 * MEGABYTE
PIECE = 64 * 1024


def measure(effort: Effort) -> Iterator[Figure]:
    """Yield the time as a multiple of the floor; all three leave the same file on the disk."""
    content = os.urandom(SIZE)
    scan = io.BytesIO(content)
    scan.name = "scan.pdf"
    body = encode_multipart(BOUNDARY, {"file": scan})
    with TemporaryDirectory(prefix="qcdc-upload-") as home:
        storage = FileSystemStorage(location=home)

        def clear() -> None:
            for path in Path(home).iterdir():
                path.unlink()

        seen = side_by_side(
            {
                "floor": Work(run=lambda: write_and_hash(Path(home), content), after=clear),
                "ours": Work(run=lambda: in_one_pass(storage, body), after=clear),
                "naive": Work(run=lambda: spool_copy_hash(storage, body), after=clear),
            },
            rounds=effort.rounds,
        )
    yield Ratio(
        work="upload of 20 MB with its SHA-256",
        floor_is="write and hash",
        floor=seen["floor"],
        ours=seen["ours"],
        goal=GOAL,
        naive=seen["naive"],
        naive_is="spool, copy, hash",
    )


def write_and_hash(home: Path, content: bytes) -> str:
    """Write the bytes piece by piece as they would come from a line, and hash them."""
    digest = hashlib.sha256()
    view = memoryview(content)
    with (home / "floor").open("wb") as file:
        for start in range(0, SIZE, PIECE):
            piece = view[start : start + PIECE]
            file.write(piece)
            digest.update(piece)
    return digest.hexdigest()


def in_one_pass(storage: FileSystemStorage, body: bytes) -> str:
    """Take the form apart with our handler and store the file: hashed on the way, then moved."""
    upload = _received(body, HashingUploadHandler())
    storage.save("ours", upload)
    upload.close()
    return str(upload.sha256)


def spool_copy_hash(storage: FileSystemStorage, body: bytes) -> str:
    """Take the form apart as Django does, copy the file into the storage, read it to hash it."""
    upload = _received(body, TemporaryFileUploadHandler())
    with storage.open("naive", "wb") as copy:
        for piece in upload.chunks(PIECE):
            copy.write(piece)
    upload.close()
    digest = hashlib.sha256()
    with storage.open("naive") as stored:
        for piece in stored.chunks(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _received(body: bytes, handler: FileUploadHandler) -> UploadedFile:
    told = {"CONTENT_TYPE": MULTIPART_CONTENT, "CONTENT_LENGTH": str(len(body))}
    _, files = MultiPartParser(told, io.BytesIO(body), [handler]).parse()
    return files["file"]
