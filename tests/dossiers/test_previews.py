"""Pages looked at without opening the file: pictures, limits, who may, where they are kept."""

import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.files import draw, pages, previews
from dossiers.actions import submission
from dossiers.enums import CheckKind, CheckVerdict
from dossiers.models import EvidenceUse
from tests import letters, stories
from tests.factories import Cast


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, settings: Any) -> Path:
    """Keep the pictures of a test in a folder of its own."""
    settings.VAR_DIR = tmp_path
    return tmp_path / "previews"


@pytest.fixture
def officer(cast_today: Cast, client: Client) -> Client:
    """Return a browser in which the commune's officer has signed in."""
    client.force_login(cast_today.commune_officer)
    return client


def attach(officer: Client, cast: Cast, content: bytes, name: str) -> EvidenceUse:
    url = reverse("dossiers:attach", args=[cast.dossier.pk, "1.2"])
    officer.post(url, {"file": stories.upload(content, name)})
    return EvidenceUse.objects.latest("pk")


def picture(client: Client, use: EvidenceUse, number: int = 1, **data: str) -> Any:
    return client.get(reverse("dossiers:preview_image", args=[use.pk, number]), data)


def test_page_of_a_pdf_is_a_picture_of_its_own(
    cast_today: Cast, officer: Client, cache: Path
) -> None:
    use = attach(officer, cast_today, letters.letter(pages=2), "báo cáo.pdf")
    assert use.version.pages == 2
    answer = picture(officer, use, 2)
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert "sandbox" in answer["Content-Security-Policy"]
    shown = Image.open(io.BytesIO(answer.content))
    assert abs(shown.width - previews.WIDTHS["lon"]) <= 1
    small = Image.open(io.BytesIO(picture(officer, use, co="nho").content))
    assert abs(small.width - previews.WIDTHS["nho"]) <= 1
    assert len(list(cache.glob("*/*.webp"))) == 2
    assert not Path(settings.MEDIA_ROOT).joinpath("previews").exists()


def test_second_reader_gets_what_is_kept(
    cast_today: Cast, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    use = attach(officer, cast_today, letters.letter(), "báo cáo.pdf")
    first = picture(officer, use).content
    monkeypatch.setattr(pages, "picture", None)
    assert picture(officer, use).content == first


def test_photo_stands_upright(cast_today: Cast, officer: Client) -> None:
    use = attach(officer, cast_today, letters.photo(width=400, height=200), "ảnh.jpg")
    shown = Image.open(io.BytesIO(picture(officer, use).content))
    assert (shown.width, shown.height) == (200, 400)
    assert use.version.pages == 1


@pytest.mark.parametrize(("number", "size"), [(3, "lon"), (0, "lon"), (501, "lon"), (1, "khac")])
def test_what_is_no_page_is_absent(
    cast_today: Cast, officer: Client, number: int, size: str
) -> None:
    use = attach(officer, cast_today, letters.letter(pages=2), "báo cáo.pdf")
    assert picture(officer, use, number, co=size).status_code == 404


def test_damaged_file_is_told_in_a_sentence(cast_today: Cast, officer: Client) -> None:
    use = attach(officer, cast_today, letters.letter(), "báo cáo.pdf")
    Path(default_storage.path(use.version.file.name)).write_bytes(b"%PDF-1.7 hong")
    answer = picture(officer, use)
    assert answer.status_code == 422
    assert "Hãy mở bản gốc" in answer.content.decode()


def test_page_that_takes_too_long_is_given_up(
    cast_today: Cast, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    use = attach(officer, cast_today, letters.letter(), "báo cáo.pdf")
    monkeypatch.setattr(pages, "PATIENCE", 0.001)
    assert picture(officer, use).status_code == 422


def test_busy_press_asks_to_come_again(
    cast_today: Cast, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    use = attach(officer, cast_today, letters.letter(), "báo cáo.pdf")
    monkeypatch.setattr(pages, "QUEUE", 0.01)
    with pages._turn:
        assert picture(officer, use).status_code == 503
        document = reverse("dossiers:document", args=[use.version.document_id])
        assert officer.get(document).status_code == 200


def full(*args: Any, **kwargs: Any) -> int:
    """Stand for any way to write to a disk that has no room."""
    raise OSError(28, "No space left on device")


def at_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = tempfile.NamedTemporaryFile

    def file(**more: Any) -> Any:
        half = made(**more)
        half.write = full
        return half

    monkeypatch.setattr(previews.tempfile, "NamedTemporaryFile", file)


def at_naming(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "replace", full)


@pytest.mark.parametrize("fill_up", [at_writing, at_naming])
def test_full_disk_costs_nothing_but_time(
    cast_today: Cast,
    officer: Client,
    cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    fill_up: Callable[[pytest.MonkeyPatch], None],
) -> None:
    use = attach(officer, cast_today, letters.letter(), "báo cáo.pdf")
    fill_up(monkeypatch)
    assert picture(officer, use).status_code == 200
    assert [path for path in cache.glob("*/*") if path.is_file()] == []


def test_oldest_pictures_give_way(
    cast_today: Cast, officer: Client, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = cache / "ab" / "old.webp"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"x" * 5000)
    os.utime(old, (1, 1))
    monkeypatch.setattr(previews, "FULL", 5000)
    monkeypatch.setattr(previews, "CLEARED", 4999)
    use = attach(officer, cast_today, letters.letter(), "báo cáo.pdf")
    assert picture(officer, use).status_code == 200
    assert not old.exists()
    assert not list(cache.glob("*/tmp*"))


def test_reviewers_look_once_it_was_sent(cast_today: Cast, officer: Client) -> None:
    stories.fill(cast_today, clock=lambda: cast_today.now)
    use = EvidenceUse.objects.get()
    reviewer, far = Client(), Client()
    reviewer.force_login(cast_today.district_reviewer)
    far.force_login(cast_today.far_reviewer)
    assert picture(reviewer, use).status_code == 404
    now = {"dossier": cast_today.dossier, "clock": lambda: cast_today.now}
    submission.hand_over(by=cast_today.commune_officer, **now)
    submission.send(by=cast_today.commune_leader, **now)
    assert picture(reviewer, use).status_code == 200
    assert picture(far, use).status_code == 404
    review = reviewer.get(reverse("dossiers:review", args=[cast_today.dossier.pk]))
    assert reverse("dossiers:preview", args=[use.pk]) in review.content.decode()


def test_pages_are_leafed_through_without_script(cast_today: Cast, officer: Client) -> None:
    use = attach(officer, cast_today, letters.letter(pages=3), "báo cáo.pdf")
    url = reverse("dossiers:preview", args=[use.pk])
    shown = officer.get(url, {"trang": "2"}).content.decode()
    assert "Trang 2/3" in shown
    assert f'src="{url}2/"' in shown
    assert 'href="?trang=1"' in shown
    assert 'href="?trang=3"' in shown
    assert "Trang 3/3" in officer.get(url, {"trang": "99"}).content.decode()
    assert "Trang 1/3" in officer.get(url, {"trang": "-1"}).content.decode()


def test_link_has_no_pages(cast_today: Cast, officer: Client) -> None:
    url = reverse("dossiers:attach", args=[cast_today.dossier.pk, "1.2"])
    officer.post(url, {"link": "https://example.vn/tin"})
    use = EvidenceUse.objects.get()
    assert officer.get(reverse("dossiers:preview", args=[use.pk])).status_code == 404
    assert picture(officer, use).status_code == 404


def test_drawing_program_keeps_see_through_pictures_on_white(tmp_path: Path) -> None:
    path = tmp_path / "dau.png"
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(path)
    made = draw.page(str(path), media_type="image/png", number=1, width=20)
    assert Image.open(io.BytesIO(made)).convert("L").getpixel((5, 5)) >= 250


def test_infected_file_is_shown_to_nobody(cast_today: Cast, officer: Client) -> None:
    use = attach(officer, cast_today, letters.letter(), "báo cáo.pdf")
    assert picture(officer, use).status_code == 200
    use.version.checks.filter(kind=CheckKind.VIRUS).delete()
    use.version.checks.create(
        kind=CheckKind.VIRUS,
        verdict=CheckVerdict.INFECTED,
        sentence="Tệp có mã độc.",
        checked_at=cast_today.now,
    )
    assert picture(officer, use).status_code == 422
    place = [use.version.document_id, 1]
    for name, args in (
        ("document_file", place),
        ("document_preview", place),
        ("document_image", [*place, 1]),
    ):
        assert officer.get(reverse(f"dossiers:{name}", args=args)).status_code == 422
