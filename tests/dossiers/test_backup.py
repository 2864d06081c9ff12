"""A backup fills an empty place of either database, whole and provable."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests import stories
from tests.conftest import MovableClock
from tests.factories import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def backup(folder: Path) -> dict[str, Any]:
    printed = io.StringIO()
    call_command("backup", str(folder), stdout=printed)
    return json.loads(printed.getvalue())


def elsewhere(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of a portal that lives in ``place``."""
    env = os.environ | {
        "DATABASE_URL": f"sqlite:///{place / 'db.sqlite3'}",
        "QCDC_VAR": str(place),
        "REDIS_URL": "",
        "QCDC_DEMO": "1",
    }
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def filled(transactional_db: None, cast: Cast, clock: MovableClock) -> Cast:
    stories.file_papers(cast, clock=clock)
    stories.send(cast, clock=clock)
    return cast


def test_a_backup_restores_into_an_empty_place(filled: Cast, tmp_path: Path) -> None:
    folder, place = tmp_path / "backup", tmp_path / "place"
    place.mkdir()
    told = backup(folder)
    assert told["files"] >= 3
    assert elsewhere(place, "migrate", "--verbosity", "0").returncode == 0
    done = elsewhere(place, "restore", str(folder))
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["ok"], answer["rows"]) == (0, True, told["rows"])
    assert answer["journal_entries"] > 0
    printed = io.StringIO()
    call_command("export_state", campaign=filled.campaign.code, stdout=printed)
    copied = elsewhere(place, "export_state", "--campaign", filled.campaign.code)
    assert json.loads(copied.stdout) == json.loads(printed.getvalue())
    again = elsewhere(place, "restore", str(folder))
    assert again.returncode == 1
    assert "not empty" in again.stderr


def test_a_backup_goes_into_an_empty_folder_only(filled: Cast, tmp_path: Path) -> None:
    (tmp_path / "something").touch()
    with pytest.raises(CommandError, match="not empty"):
        backup(tmp_path)


@pytest.mark.parametrize("victim", ["tables/accounts.user.jsonl", "media"])
def test_an_altered_backup_is_refused_before_anything_is_written(
    filled: Cast, tmp_path: Path, victim: str
) -> None:
    backup(tmp_path / "backup")
    target = tmp_path / "backup" / victim
    if target.is_dir():
        target = next(path for path in sorted(target.rglob("*")) if path.is_file())
    with target.open("ab") as opened:
        opened.write(b"\n")
    with pytest.raises(CommandError, match="missing or altered"):
        call_command("restore", str(tmp_path / "backup"))


def test_a_backup_of_another_version_is_refused(filled: Cast, tmp_path: Path) -> None:
    backup(tmp_path / "backup")
    manifest = tmp_path / "backup" / "manifest.json"
    told = json.loads(manifest.read_text())
    told["migrations"].append("dossiers.9999_future")
    manifest.write_text(json.dumps(told))
    with pytest.raises(CommandError, match=r"dossiers\.9999_future"):
        call_command("restore", str(tmp_path / "backup"))


def test_a_full_place_is_not_restored_into(filled: Cast, tmp_path: Path) -> None:
    backup(tmp_path / "backup")
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(tmp_path / "backup"))


def test_no_file_leaves_its_folder(filled: Cast, tmp_path: Path) -> None:
    backup(tmp_path / "backup")
    manifest = tmp_path / "backup" / "manifest.json"
    told = json.loads(manifest.read_text())
    told["files"].append({"name": "../manifest.json", "size": 1, "sha256": "0"})
    manifest.write_text(json.dumps(told))
    with pytest.raises(CommandError, match="outside its folder"):
        call_command("restore", str(tmp_path / "backup"))
