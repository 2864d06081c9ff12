"""Stored files that no row names: found after a day, and nothing else is ever touched."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import FileField
from django.utils import timezone

from accounts.actions import anchoring
from accounts.files import inspect, photos, receive
from dossiers import tasks, vault
from dossiers.actions import evidence, keeping, strays
from dossiers.enums import PrintKind
from dossiers.models import DocumentVersion, Original, PrintJob
from scoring.actions import criteria, drafts, guidance
from scoring.models import GuidanceFile, SetPaper
from tests import letters, stories
from tests.factories import Cast

STRAY = "evidence/ab/abcdef"


@pytest.fixture
def storage(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def filled(cast_today: Cast, storage: Path) -> Cast:
    """Return the world with a file of every model that stores any."""
    by, now = cast_today.commune_officer, timezone.now
    taken = [receive.paper(stories.upload(letters.photo(width=90 + n), "a.jpg")) for n in (1, 2)]
    evidence.attach(
        dossier=cast_today.dossier,
        place=evidence.Place(leaf=cast_today.leaf("1.1")),
        content=photos.joined(taken),
        by=by,
    )
    draft = drafts.create(
        document=criteria.read_file("friendly-government-district-2024"),
        by=cast_today.administrator,
    )
    form = receive.paper(stories.upload(stories.pdf_bytes("mẫu")), accepted=[inspect.PDF])
    guidance.keep(draft=draft, paper=form, by=cast_today.administrator)
    asked = {"kind": PrintKind.REPORT, "dossier": cast_today.dossier, "requested_by": by}
    job = PrintJob(**asked, requested_at=now())
    job.file.save("1.pdf", ContentFile(b"a"))
    paper = SetPaper(criteria_set=cast_today.campaign.criteria_set, size=1, printed_at=now())
    paper.file.save("1.pdf", ContentFile(b"a"))
    return cast_today


def put(name: str, *, hours: float) -> str:
    """Store a file without a row, as old as told, and return its name."""
    return aged(default_storage.save(name, ContentFile(b"x")), hours=hours)


def aged(name: str, *, hours: float) -> str:
    then = (timezone.now() - timedelta(hours=hours)).timestamp()
    os.utime(default_storage.path(name), (then, then))
    return name


def models_with_files() -> set[type]:
    return {
        model
        for model in apps.get_models()
        if any(isinstance(field, FileField) for field in model._meta.concrete_fields)
    }


def test_what_a_row_of_any_model_names_is_kept(filled: Cast) -> None:
    named = {DocumentVersion, Original, GuidanceFile, PrintJob, SetPaper}
    # A new model that stores files is put into the world above.
    assert models_with_files() == named
    assert all(model.objects.exclude(file="").exists() for model in named)
    kept = [aged(name, hours=1000) for name in vault.stored_names()]
    assert len(kept) == 6
    folders = {name.split("/")[0] for name in kept}
    assert folders == set(strays.FOLDERS)
    stray = put(STRAY, hours=25)
    assert strays.clear() == strays.Cleared(looked_at=7, removed=1)
    assert not default_storage.exists(stray)
    assert sorted(vault.stored_names()) == sorted(kept)


def test_what_a_killed_process_left_goes_after_a_day(cast_today: Cast, storage: Path) -> None:
    paper = receive.paper(stories.upload(stories.pdf_bytes("bị ngắt")))
    keeping.Shelf().fill(DocumentVersion(uploaded_by=cast_today.commune_officer), paper)
    # The process ends here: nobody clears the shelf, and no row is committed.
    (left,) = vault.stored_names()
    aged(left, hours=23.9)
    assert tasks.clear_strays() == {"looked_at": 1, "removed": 0, "spared": 0}
    aged(left, hours=24.1)
    assert tasks.clear_strays() == {"looked_at": 1, "removed": 1, "spared": 0}
    assert list(vault.stored_names()) == []


def test_other_folders_are_nobodys_business(cast_today: Cast, storage: Path) -> None:
    others = [anchoring.keep_anchor(), put("sao-luu/mot.zip", hours=1000)]
    for name in others:
        aged(name, hours=1000)
    assert strays.clear() == strays.Cleared()
    assert sorted(vault.stored_names()) == sorted(others)


def test_database_that_does_not_know_the_storage_removes_nothing(
    cast_today: Cast, storage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strays, "MOST", 3)
    monkeypatch.setattr(strays, "BATCH", 2)
    names = [put(f"evidence/ab/{number}", hours=100) for number in range(4)]
    assert strays.clear() == strays.Cleared(looked_at=4, spared=4)
    assert sorted(vault.stored_names()) == names
    aged(names[0], hours=1)
    assert strays.clear() == strays.Cleared(looked_at=4, removed=3)
    assert sorted(vault.stored_names()) == names[:1]


def test_row_that_comes_while_the_storage_is_listed_keeps_its_file(
    filled: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Original.objects.first()
    aged(original.file.name, hours=1000)
    real, answers = strays._named, [set()]
    # A restore, say: at the first question the row was not there yet.
    monkeypatch.setattr(strays, "_named", lambda names: answers.pop() if answers else real(names))
    monkeypatch.setattr(strays, "FOLDERS", ("evidence",))
    assert strays.clear().removed == 0
    assert default_storage.exists(original.file.name)
