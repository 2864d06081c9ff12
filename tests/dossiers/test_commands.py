"""The operator's commands: JSON on standard output, exit 0 or 1 (contract C8)."""

import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.clock import database_clock
from dossiers.management.commands.set_deadline import instant
from dossiers.models import (
    ClosingRecord,
    Document,
    DocumentVersion,
    EvidenceUse,
    LeafComment,
    PaperWanted,
    Registration,
    Report,
    Score,
)
from tests import stories
from tests.conftest import HANOI, MovableClock
from tests.factories import Cast


def run(name: str, *words: str) -> Any:
    """Run a command; return its JSON."""
    printed = io.StringIO()
    call_command(name, *words, stdout=printed)
    return json.loads(printed.getvalue())


def finish(cast: Cast, clock: MovableClock) -> None:
    stories.send(cast, clock=clock)
    stories.appraise_to_the_end(cast, clock=clock)


def test_set_deadline_moves_the_stage(cast: Cast) -> None:
    at = "2024-11-06T17:00:00+07:00"
    told = run("set_deadline", "--campaign", cast.campaign.code, "--tier", "1", "--at", at)
    assert told == {"campaign": cast.campaign.code, "tier": 1, "closes_at": at}
    assert cast.campaign.stages.get(tier=1).closes_at == datetime.fromisoformat(at)


def test_set_deadline_counts_from_the_databases_clock(db: None) -> None:
    before = database_clock()
    assert timedelta(seconds=8) <= instant("+8s") - before < timedelta(seconds=60)
    assert instant("2024-11-05") == datetime(2024, 11, 5, tzinfo=HANOI)


@pytest.mark.parametrize(
    "words",
    [
        ["--campaign", "khong-co", "--tier", "1", "--at", "+8s"],
        ["--campaign", "thu-nghiem-2024", "--tier", "9", "--at", "+8s"],
        ["--campaign", "thu-nghiem-2024", "--tier", "1", "--at", "hôm qua"],
        ["--campaign", "thu-nghiem-2024", "--tier", "1", "--at", "1999-01-01"],
    ],
)
def test_set_deadline_says_what_it_cannot_do(cast: Cast, words: list[str]) -> None:
    with pytest.raises(CommandError):
        run("set_deadline", *words)


def test_close_due_records_what_is_past(cast: Cast) -> None:
    told = run("close_due")
    assert (told["recorded"], told["unsent"], told["failed"]) == (3, 3, [])
    assert ClosingRecord.objects.count() == 3
    assert timezone.now() > cast.now


def test_aggregate_computes_a_draft(cast: Cast, clock: MovableClock) -> None:
    finish(cast, clock)
    told = run("aggregate", "--campaign", cast.campaign.code)
    assert told == {
        "campaign": cast.campaign.code,
        "run": 1,
        "status": "draft",
        "ranked": 1,
        "unranked": 2,
        "recognised": 0,
    }
    with pytest.raises(CommandError):
        run("aggregate", "--campaign", "khong-co")


def exported(cast: Cast) -> dict[str, Any]:
    """Return what the export says of the home dossier."""
    told = run("export_state", "--campaign", cast.campaign.code)
    return next(each for each in told["dossiers"] if each["unit"] == cast.commune.code)


def test_export_state_tells_what_is_written_beside_the_figures(
    cast: Cast, clock: MovableClock
) -> None:
    stories.save(cast, "1.1", {"value": "yes"}, clock=clock, explanation="Kế hoạch 12")
    use = stories.prove(cast, "1.1", clock=clock)
    about = {"dossier": cast.dossier, "leaf": cast.leaf("1.1").criterion}
    who = {"recorded_at": clock.now, "recorded_by": cast.commune_officer}
    Score.objects.update(copied_at=clock.now)
    Document.objects.update(title="Kế hoạch", number="12/KH-UBND", issued_on="2024-01-05")
    EvidenceUse.objects.update(content_sha256="c" * 64)
    Report.objects.create(
        dossier=cast.dossier, difficulties="Thiếu người", contact_copied_at=clock.now, **who
    )
    Registration.objects.create(dossier=cast.dossier, head="Trần Văn Núi", target="92.5", **who)
    LeafComment.objects.create(
        **about, text="Xem lại", made_at=clock.now, made_by=cast.commune_leader
    )
    PaperWanted.objects.create(
        **about,
        source=use.version.document,
        copied_at=clock.now,
        copied_by=cast.commune_officer,
    )
    told = exported(cast)
    assert told["scores"][0]["is_copied"] is True
    paper = told["papers"][0]
    assert (paper["title"], paper["number"], paper["issued_on"], paper["states"]) == (
        *("Kế hoạch", "12/KH-UBND", "2024-01-05"),
        "c" * 64,
    )
    assert (told["report"]["difficulties"], told["report"]["is_contact_copied"]) == (
        "Thiếu người",
        True,
    )
    assert (told["registration"]["head"], told["registration"]["target"]) == (
        "Trần Văn Núi",
        "92.50",
    )
    assert [(each["criterion"], each["text"]) for each in told["remarks"]] == [("1.1", "Xem lại")]
    assert [each["title"] for each in told["papers_wanted"]] == ["Kế hoạch"]


def test_export_state_says_the_same_of_the_same_contents(cast: Cast, clock: MovableClock) -> None:
    finish(cast, clock)
    first = run("export_state", "--campaign", cast.campaign.code)
    assert first == run("export_state", "--campaign", cast.campaign.code)
    home = next(row for row in first["dossiers"] if row["unit"] == "07414")
    assert (home["state"], home["tier"]) == ("awaiting_decision", 3)
    assert {row["tier"] for row in home["scores"]} == {1, 2, 3}
    assert "id" not in json.dumps(first["dossiers"]).split('"')
    assert str(clock().year) not in json.dumps(home["scores"])


def test_verify_evidence_finds_an_altered_and_a_missing_document(
    cast: Cast, clock: MovableClock
) -> None:
    stories.prove(cast, "1.2", clock=clock, words="một")
    stories.prove(cast, "1.2", clock=clock, words="hai")
    assert run("verify_evidence") == {"ok": True, "checked": 2, "faults": []}
    altered, missing = (Path(settings.MEDIA_ROOT) / row.file.name for row in versions())
    altered.chmod(0o600)
    altered.write_bytes(altered.read_bytes() + b" ")
    missing.unlink()
    printed = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_evidence", stdout=printed)
    faults = json.loads(printed.getvalue())["faults"]
    assert sorted(fault["problem"] for fault in faults) == ["altered", "missing"]


def versions() -> list[DocumentVersion]:
    return list(DocumentVersion.objects.order_by("pk"))
