"""Hostile files and names at a leaf: each refused by its own sentence, and nothing left behind."""

import base64
import os
import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.files import photos, receive
from dossiers.models import Document, EvidenceUse, Original, Upload
from tests import hostile
from tests.factories import Cast

TUS = {"Tus-Resumable": "1.0.0"}
LINK, TITLE = "trang thông tin", "Bài đăng ngày 5/11"


@pytest.fixture(autouse=True)
def places(tmp_path: Path, settings: object) -> list[Path]:
    """Give storage, uploads and temporary files folders of the test's own; return them."""
    made = [tmp_path / name for name in ("media", "uploads", "temporary")]
    for folder in made:
        folder.mkdir()
    settings.MEDIA_ROOT, settings.QCDC_UPLOADS_DIR = made[:2]
    settings.FILE_UPLOAD_TEMP_DIR = str(made[2])
    return made


@pytest.fixture
def officer(cast_today: Cast, client: Client) -> Client:
    """Return a browser in which the commune's officer has signed in."""
    client.force_login(cast_today.commune_officer)
    return client


def left_behind(places: list[Path]) -> list[Path]:
    """Return every file in the three folders."""
    return [path for place in places for path in place.rglob("*") if path.is_file()]


def address(cast: Cast) -> str:
    return reverse("dossiers:attach", args=[cast.dossier.pk, "1.2"])


def by_form(client: Client, cast: Cast, name: str, content: bytes) -> HttpResponse:
    """Send a file as the plain form does."""
    return client.post(address(cast), {"file": SimpleUploadedFile(name, content)})


def in_pieces(client: Client, cast: Cast, name: str, content: bytes) -> HttpResponse:
    """Send a file in two pieces and attach it, or return the first refusal."""
    told = base64.b64encode(name.encode()).decode()
    headers = {**TUS, "Upload-Length": str(len(content)), "Upload-Metadata": f"filename {told}"}
    begun = client.post(reverse("dossiers:uploads", args=[cast.dossier.pk]), headers=headers)
    if begun.status_code != 201:
        return begun
    half = len(content) // 2
    for offset, piece in ((0, content[:half]), (half, content[half:])):
        client.patch(
            begun["Location"],
            piece,
            content_type="application/offset+octet-stream",
            headers={**TUS, "Upload-Offset": str(offset)},
        )
    number = begun["Location"].rstrip("/").rpartition("/")[2]
    return client.post(address(cast), {"upload": number})


def expect_refused(answer: HttpResponse, code: str, words: str) -> None:
    page = answer.content.decode()
    assert answer.status_code == (413 if code == "file_too_large" else 422)
    alert = page[page.index(f'role="alert" data-error="{code}"') :][:900]
    assert words in alert
    assert "Hãy" in alert or "hãy" in alert


def test_there_are_enough_of_them_and_no_two_are_the_same() -> None:
    assert len(hostile.FILES) + len(hostile.NAMES) >= 38
    assert len({each.content for each in hostile.FILES}) == len(hostile.FILES)


@pytest.mark.parametrize("send", [by_form, in_pieces], ids=["form", "pieces"])
def test_hostile_files_are_refused(
    cast_today: Cast, officer: Client, places: list[Path], send: object
) -> None:
    for each in hostile.FILES:
        expect_refused(send(officer, cast_today, each.name, each.content), each.code, each.words)
        assert left_behind(places) == [], each.name
    expect_nothing_kept()


@pytest.mark.parametrize("send", [by_form, in_pieces], ids=["form", "pieces"])
def test_names_of_programs_are_refused(
    cast_today: Cast, officer: Client, places: list[Path], send: object
) -> None:
    for name, words in hostile.NAMES:
        answer = send(officer, cast_today, name, hostile.GOOD)
        expect_refused(answer, "file_type", words)
        assert left_behind(places) == [], name
    expect_nothing_kept()


def expect_nothing_kept() -> None:
    for model in (Document, EvidenceUse, Original, Upload):
        assert not model.objects.exists()


def test_each_refusal_has_its_own_sentence(cast_today: Cast, officer: Client) -> None:
    said = set()
    for each in hostile.FILES:
        page = by_form(officer, cast_today, each.name, each.content).content.decode()
        alert = page.partition(f'role="alert" data-error="{each.code}"')[2]
        said.add(alert.partition("notice__title")[2].partition("</p>")[0])
    assert len(said) == len(hostile.FILES)


def test_what_was_typed_stays_on_the_page(cast_today: Cast, officer: Client) -> None:
    file = SimpleUploadedFile("a.pdf", b"MZ")
    answer = officer.post(address(cast_today), {"file": file, "link": LINK, "title": TITLE})
    row = answer.content.decode().partition('data-criterion="1.2"')[2]
    row = row.partition("</article>")[0]
    assert f'value="{LINK}"' in row
    assert f'value="{TITLE}"' in row
    assert '<div data-attach><details class="more" open>' in row


def test_too_large_a_file_is_refused_by_its_size(
    cast_today: Cast, officer: Client, places: list[Path], settings: object
) -> None:
    settings.QCDC_MAX_FILE_BYTES = 100
    for send in (by_form, in_pieces):
        answer = send(officer, cast_today, "to.pdf", hostile.GOOD)
        expect_refused(answer, "file_too_large", "vượt quá")
        assert left_behind(places) == []


def test_broken_off_body_leaves_nothing(
    cast_today: Cast, officer: Client, places: list[Path]
) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    answer = officer.post(
        address(cast_today),
        head + hostile.GOOD[:99],
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 422
    assert left_behind(places) == []


def test_hostile_photos_are_not_joined(
    cast_today: Cast, officer: Client, places: list[Path]
) -> None:

    def join(name: str, content: bytes) -> HttpResponse:
        good = SimpleUploadedFile("a.jpg", hostile.picture("JPEG"))
        files = [good, SimpleUploadedFile(name, content)]
        return officer.post(address(cast_today), {"file": files, "join": "yes"})

    expect_refused(join("b.jpg", hostile.jpeg_bomb()), "file_corrupt", "“b.jpg”")
    answer = join("c.pdf", hostile.GOOD)
    expect_refused(answer, "invalid", "“c.pdf” không phải ảnh")
    assert left_behind(places) == []
    expect_nothing_kept()


def test_too_many_photos_are_refused_before_one_is_opened(
    cast_today: Cast, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "MOST_PHOTOS", 2)
    opened: list[object] = []
    monkeypatch.setattr(receive, "paper", opened.append)
    files = [SimpleUploadedFile(f"{n}.jpg", hostile.picture("JPEG")) for n in range(3)]
    answer = officer.post(address(cast_today), {"file": files, "join": "yes"})
    expect_refused(answer, "invalid", "từ 1 đến 2 ảnh")
    assert opened == []


def test_temporary_folder_of_the_machine_stays_as_it_was(
    cast_today: Cast, officer: Client, settings: object
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = None
    before = set(os.listdir(tempfile.gettempdir()))
    for each in hostile.FILES[-12:]:
        by_form(officer, cast_today, each.name, each.content)
    new = set(os.listdir(tempfile.gettempdir())) - before
    assert {name for name in new if name.endswith(".upload") or "upload" in name} == set()
