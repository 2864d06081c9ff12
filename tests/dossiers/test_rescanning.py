"""Viruses looked for once more when the scanner has learned of new ones."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import pytest
from pytest_django import Settings

from accounts.files import scanner
from dossiers import tasks
from dossiers.actions import checking, evidence, rescanning
from dossiers.enums import CheckKind, CheckVerdict, DossierState
from dossiers.models import Dossier, EvidenceUse, FileCheck, Notice
from qcdc.celery import app
from tests import clamd, stories
from tests.conftest import MovableClock
from tests.dossiers.test_scanning import attach, read
from tests.factories import Cast

NEW = b"VIRUS-MOI-PHAT-HIEN"


@pytest.fixture
def server(settings: Settings) -> Iterator[Any]:
    with clamd.serving() as running:
        settings.CLAMD_ADDR = running.address
        yield running


@pytest.fixture
def use(cast: Cast, clock: MovableClock, server: Any) -> EvidenceUse:
    """Return a document that the scanner of yesterday found clean, on the next night."""
    made = attach(cast, stories.pdf_bytes("mới") + NEW, clock=clock)
    checking.check_waiting(clock=clock)
    clock.pass_time(hours=14)
    return made


def learn(server: Any) -> None:
    server.marks = (clamd.MARK, NEW)
    server.definitions += 1


def verdict(use: EvidenceUse) -> FileCheck:
    return FileCheck.objects.get(version=use.version, kind=CheckKind.VIRUS)


def rescanned(clock: MovableClock) -> tuple[int, int, int]:
    done = rescanning.rescan_due(clock=clock)
    return done.looked_at, done.changed, done.failed


def test_verdict_remembers_what_the_scanner_knew(use: EvidenceUse, server: Any) -> None:
    assert (verdict(use).verdict, verdict(use).definitions) == (CheckVerdict.CLEAN, 27_000)


def test_new_virus_is_found_in_an_old_file_and_told_once(
    cast: Cast, clock: MovableClock, use: EvidenceUse, server: Any
) -> None:
    assert rescanned(clock) == (0, 0, 0)
    learn(server)
    assert rescanned(clock) == (1, 1, 0)
    row = verdict(use)
    assert (row.verdict, row.definitions) == (CheckVerdict.INFECTED, 27_001)
    told = Notice.objects.filter(sentence__contains="có mã độc nên không ai mở được")
    assert {notice.recipient for notice in told} >= {cast.commune_officer, cast.commune_leader}
    count = told.count()
    assert read(cast.commune_officer, use) == (422, "file_infected")
    clock.pass_time(hours=24)
    assert rescanned(clock) == (0, 0, 0)
    server.definitions += 1
    assert rescanned(clock) == (1, 0, 0)
    assert told.count() == count


def test_false_alarm_is_taken_back_and_told(
    cast: Cast, clock: MovableClock, use: EvidenceUse, server: Any
) -> None:
    learn(server)
    rescanned(clock)
    clock.pass_time(hours=24)
    server.marks, server.definitions = (clamd.MARK,), server.definitions + 1
    assert rescanned(clock) == (1, 1, 0)
    assert verdict(use).verdict == CheckVerdict.CLEAN
    told = Notice.objects.filter(sentence__contains="được quét lại và không có mã độc")
    assert cast.commune_officer in {notice.recipient for notice in told}


def _decide(cast: Cast, use: EvidenceUse, clock: MovableClock) -> None:
    # A dossier is decided by publishing; here only what the question looks at.
    first = Dossier.objects.filter(pk=cast.dossier.pk)
    first.update(state=DossierState.RECOGNISED, locked_at=None)


def _detach(cast: Cast, use: EvidenceUse, clock: MovableClock) -> None:
    clock.pass_time(hours=-14)
    evidence.detach(use=use, by=cast.commune_officer, clock=clock)
    clock.pass_time(hours=14)


@pytest.mark.parametrize("happens", [_decide, _detach])
def test_what_nobody_waits_for_is_left_alone(
    cast: Cast,
    clock: MovableClock,
    use: EvidenceUse,
    server: Any,
    happens: Callable[[Cast, EvidenceUse, MovableClock], None],
) -> None:
    happens(cast, use, clock)
    learn(server)
    scans = server.scans
    assert rescanned(clock) == (0, 0, 0)
    assert server.scans == scans


def test_scanner_that_goes_away_takes_no_verdict_back(
    cast: Cast,
    clock: MovableClock,
    use: EvidenceUse,
    server: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.definitions += 1

    def hang_up(*_: object) -> str:
        raise scanner.ScannerAway

    with monkeypatch.context() as away:
        away.setattr(scanner, "malware_in", hang_up)
        assert rescanned(clock) == (1, 0, 1)
        away.setattr(scanner, "definitions", hang_up)
        clock.pass_time(hours=24)
        assert rescanned(clock) == (0, 0, 0)
    assert (verdict(use).verdict, verdict(use).definitions) == (CheckVerdict.CLEAN, 27_000)
    assert read(cast.commune_officer, use)[0] == HTTPStatus.OK
    assert rescanned(clock) == (1, 0, 0)
    assert verdict(use).definitions == server.definitions


def test_lost_file_keeps_its_verdict_and_waits_for_another_night(
    clock: MovableClock, use: EvidenceUse, server: Any
) -> None:
    use.version.file.storage.delete(use.version.file.name)
    server.definitions += 1
    assert rescanned(clock) == (1, 0, 1)
    assert rescanned(clock) == (0, 0, 0)
    clock.pass_time(hours=24)
    assert rescanned(clock) == (1, 0, 1)
    assert verdict(use).verdict == CheckVerdict.CLEAN


def test_verdicts_from_before_and_several_batches_are_found_anew(
    cast: Cast,
    clock: MovableClock,
    use: EvidenceUse,
    server: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checking, "BATCH", 1)
    clock.pass_time(hours=-14)
    stories.prove(cast, "1.2", clock=clock)
    checking.check_waiting(clock=clock)
    clock.pass_time(hours=14)
    FileCheck.objects.filter(kind=CheckKind.VIRUS).update(definitions=None)
    assert rescanned(clock) == (2, 0, 0)
    assert set(
        FileCheck.objects.filter(kind=CheckKind.VIRUS).values_list("definitions", flat=True)
    ) == {27_000}


def test_round_that_has_lasted_long_enough_ends(
    clock: MovableClock, use: EvidenceUse, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "ROUND_SECONDS", -1)
    learn(server)
    assert rescanned(clock) == (0, 0, 0)


def test_scanner_that_numbers_nothing_is_not_asked_every_night(
    clock: MovableClock, use: EvidenceUse, server: Any
) -> None:
    server.definitions = "unknown"
    assert rescanned(clock) == (0, 0, 0)


def test_it_happens_in_the_quiet_hours_and_not_without_a_scanner(
    clock: MovableClock, use: EvidenceUse, settings: Settings
) -> None:
    settings.CLAMD_ADDR = ""
    assert tasks.rescan_files() == {"looked_at": 0, "changed": 0, "failed": 0}
    entries = app.conf.beat_schedule.values()
    times = next(each["schedule"] for each in entries if each["task"] == "dossiers.rescan_files")
    assert times.hour == {1, 2, 3, 4}
