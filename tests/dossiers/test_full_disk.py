"""A disk that fills up while a document is being written: no row, no half file, scores go on.

Where the machine lets a test mount one, the disk is a real, very small file system. Elsewhere the
storage itself writes half of a real file and then meets the error that a full disk gives.
"""

import base64
import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.test import Client
from django.urls import reverse

from accounts.files import pieces
from dossiers.models import Document, EvidenceUse, Score, Upload
from tests import stories
from tests.dossiers.test_honest_files import scan
from tests.factories import Cast

KILOBYTE = 1024
ROOM = 512 * KILOBYTE
TUS = {"Tus-Resumable": "1.0.0"}


class HalfWay(FileSystemStorage):
    """A storage whose disk is full after the first half megabyte of a file."""

    def _save(self, name: str, content: File) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as half:
            half.write(content.read(ROOM))
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def is_mounted(folder: Path) -> bool:
    """Try to lay a file system of half a megabyte over the folder."""
    words = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)]
    try:
        return subprocess.run(words, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[tuple[Path, bool]]:
    """Return a folder on a very small disk, and whether it really is one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = is_mounted(folder)
    yield folder, mounted
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture(params=["storage that stops half way", "small disk"])
def storage(
    request: pytest.FixtureRequest, small_disk: tuple[Path, bool], settings: object
) -> Path:
    """Put the evidence where there is room for half a megabyte only."""
    folder, mounted = small_disk
    settings.MEDIA_ROOT = folder
    if request.param != "small disk" or not mounted:
        name = f"{HalfWay.__module__}.{HalfWay.__qualname__}"
        settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": name}}
    return folder


@pytest.fixture
def officer(cast_today: Cast, client: Client) -> Client:
    """Return a browser in which the commune's officer has signed in."""
    client.force_login(cast_today.commune_officer)
    client.raise_request_exception = False
    return client


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def expect_full(answer: object) -> None:
    assert answer.status_code == 503
    assert 'data-error="storage_full"' in answer.content.decode()
    assert answer["Retry-After"]


def expect_nothing_attached() -> None:
    assert not EvidenceUse.objects.exists()
    assert not Document.objects.exists()


def save_score(officer: Client, cast: Cast) -> None:
    answer = officer.post(
        reverse("dossiers:save_score", args=[cast.dossier.pk, "2.2"]), {"count": "3"}
    )
    assert answer.status_code == 303
    assert Score.objects.get().figures is not None


def attach(officer: Client, cast: Cast, **fields: object) -> object:
    return officer.post(reverse("dossiers:attach", args=[cast.dossier.pk, "1.2"]), fields)


def begun(officer: Client, cast: Cast, size: int) -> object:
    told = base64.b64encode("lớn.pdf".encode()).decode()
    headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": f"filename {told}"}
    return officer.post(reverse("dossiers:uploads", args=[cast.dossier.pk]), headers=headers)


def sent(officer: Client, url: str, content: bytes, offset: int = 0) -> object:
    headers = {**TUS, "Upload-Offset": str(offset)}
    return officer.patch(
        url, content, content_type="application/offset+octet-stream", headers=headers
    )


def test_document_that_does_not_fit_leaves_nothing(
    cast_today: Cast, officer: Client, storage: Path
) -> None:
    upload = stories.upload(scan(2 * ROOM))
    expect_full(attach(officer, cast_today, file=upload))
    expect_nothing_attached()
    assert files_in(storage) == []
    save_score(officer, cast_today)


def test_finished_upload_waits_until_there_is_room(
    cast_today: Cast, officer: Client, storage: Path, settings: object, tmp_path: Path
) -> None:
    settings.QCDC_UPLOADS_DIR = tmp_path / "uploads"
    content = scan(2 * ROOM)
    url = begun(officer, cast_today, len(content))["Location"]
    assert sent(officer, url, content).status_code == 204
    number = url.rstrip("/").rpartition("/")[2]
    expect_full(attach(officer, cast_today, upload=number))
    expect_nothing_attached()
    assert files_in(storage) == []
    settings.MEDIA_ROOT = tmp_path / "roomy"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    assert attach(officer, cast_today, upload=number).status_code == 303
    assert EvidenceUse.objects.get().version.file.read() == content


def fill(folder: Path) -> None:
    """Leave no byte free."""
    with (folder / "filler").open("wb", buffering=0) as filler:

        def pour() -> None:
            while filler.write(b"\0" * KILOBYTE):
                pass

        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            pour()


def test_piece_that_does_not_fit_can_be_sent_again(
    cast_today: Cast,
    officer: Client,
    small_disk: tuple[Path, bool],
    settings: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, mounted = small_disk
    settings.QCDC_UPLOADS_DIR = folder
    monkeypatch.setattr(pieces, "RESERVE_BYTES", 0)
    content = scan(ROOM // 4)
    url = begun(officer, cast_today, len(content))["Location"]
    assert sent(officer, url, content[:1000]).status_code == 204
    real_append: Callable[..., int] = pieces.append

    def full(file: object, body: object, **told: int) -> int:
        real_append(file, body, **{**told, "most": told["most"] // 2})
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if mounted:
        fill(folder)
    else:
        monkeypatch.setattr(pieces, "append", full)
    expect_full(sent(officer, url, content[1000:], 1000))
    assert Upload.objects.get().received == 1000
    save_score(officer, cast_today)
    (folder / "filler").unlink(missing_ok=True)
    monkeypatch.undo()
    assert sent(officer, url, content[1000:], 1000).status_code == 204
    kept = next(path for path in files_in(folder))
    assert kept.read_bytes() == content


def test_nobody_begins_what_will_not_fit(
    cast_today: Cast, officer: Client, small_disk: tuple[Path, bool], settings: object
) -> None:
    settings.QCDC_UPLOADS_DIR = small_disk[0]
    settings.QCDC_MAX_FILE_BYTES = 10**15
    expect_full(begun(officer, cast_today, 10**14))
    assert files_in(small_disk[0]) == []
    assert not Upload.objects.exists()


def test_form_that_does_not_fit_into_the_temporary_folder_leaves_nothing(
    cast_today: Cast,
    officer: Client,
    small_disk: tuple[Path, bool],
    settings: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, mounted = small_disk
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    if not mounted:
        monkeypatch.setattr("accounts.files.receive.ReceivedFile.write", _raise_full, raising=False)
    expect_full(attach(officer, cast_today, file=stories.upload(scan(2 * ROOM))))
    expect_nothing_attached()
    assert files_in(folder) == []
    save_score(officer, cast_today)


def _raise_full(*_: object) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
