"""The virus scan: what the worker finds, who may read meanwhile, and a scanner that is away."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts import worker
from accounts.errors import FileInfected
from accounts.files import receive, scanner
from accounts.models import User
from dossiers import tasks
from dossiers.actions import checking, evidence, submission
from dossiers.enums import CheckKind, CheckVerdict
from dossiers.models import (
    DocumentVersion,
    Dossier,
    EvidenceUse,
    FileCheck,
    Notice,
    Original,
)
from tests import clamd, stories
from tests.conftest import MovableClock
from tests.factories import Cast


@pytest.fixture
def server(settings: Settings) -> Iterator[Any]:
    with clamd.serving() as running:
        settings.CLAMD_ADDR = running.address
        yield running


def attach(cast: Cast, content: bytes, *, clock: Any) -> EvidenceUse:
    paper = receive.Paper(
        stories.upload(content), "báo cáo.pdf", "application/pdf", len(content), "b" * 64
    )
    return evidence.attach(
        dossier=cast.dossier,
        place=evidence.Place(leaf=cast.leaf("1.1")),
        content=paper,
        by=cast.commune_officer,
        clock=clock,
    )


def infected() -> bytes:
    return stories.pdf_bytes("lạ") + clamd.MARK


def scanned(use: EvidenceUse) -> FileCheck | None:
    tasks.check_file(use.version_id)
    return FileCheck.objects.filter(version=use.version, kind=CheckKind.VIRUS).first()


def read(person: User, use: EvidenceUse) -> tuple[int, str]:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("dossiers:evidence", args=[use.pk]))
    text = "" if answer.status_code == HTTPStatus.OK else answer.content.decode()
    return answer.status_code, next(
        (code for code in ("file_infected", "scan_pending", "scan_unavailable") if code in text), ""
    )


def test_without_a_scanner_nobody_speaks_of_viruses(cast: Cast, clock: MovableClock) -> None:
    use = attach(cast, infected(), clock=clock)
    assert scanned(use) is None
    assert checking.waiting(at=clock()).count() == 0


def test_clean_file_is_clean(cast: Cast, clock: MovableClock, server: Any) -> None:
    row = scanned(attach(cast, stories.pdf_bytes("sạch"), clock=clock))
    assert row is not None
    assert row.verdict == CheckVerdict.CLEAN


def test_infected_file_is_handed_to_nobody_and_holds_the_dossier(
    cast_today: Cast, server: Any
) -> None:
    now = timezone.now
    use = attach(cast_today, infected(), clock=now)
    stories.fill(cast_today, clock=now)
    assert read(cast_today.commune_officer, use)[0] == 200
    row = scanned(use)
    assert row is not None
    assert row.verdict == CheckVerdict.INFECTED
    assert "Test.Gia-1" in row.sentence
    assert read(cast_today.commune_officer, use) == (422, "file_infected")
    told = Notice.objects.filter(sentence__contains="mã độc")
    own = [cast_today.commune_officer, cast_today.commune_leader]
    assert {notice.recipient for notice in told} >= set(own)
    assert not told.filter(recipient=cast_today.district_reviewer).exists()
    with pytest.raises(FileInfected, match=r"“báo cáo.pdf” \(tiêu chí 1\.1\)"):
        submission.hand_over(dossier=cast_today.dossier, by=cast_today.commune_officer, clock=now)
    evidence.detach(use=use, by=cast_today.commune_officer, clock=now)
    submission.hand_over(dossier=cast_today.dossier, by=cast_today.commune_officer, clock=now)


def test_virus_is_told_once_however_often_it_is_found(
    cast: Cast, clock: MovableClock, server: Any
) -> None:
    use = attach(cast, infected(), clock=clock)
    for _ in range(2):
        checking.check(version=use.version, again=True, clock=clock)
    told = Notice.objects.filter(recipient=cast.commune_officer, sentence__contains="mã độc")
    assert told.count() == 1


def test_virus_in_a_photo_condemns_the_document_made_of_it(
    cast: Cast, clock: MovableClock, server: Any
) -> None:
    use = attach(cast, stories.pdf_bytes("ghép"), clock=clock)
    photo = Original(
        version=use.version, position=1, original_name="a.jpg", media_type="image/jpeg", size=1
    )
    photo.sha256 = "c" * 64
    photo.file.save("evidence/a.jpg", ContentFile(infected()))
    row = scanned(use)
    assert row is not None
    assert row.verdict == CheckVerdict.INFECTED


def test_dossier_with_a_virus_found_late_is_not_sent(cast_today: Cast, server: Any) -> None:
    now = timezone.now
    use = attach(cast_today, infected(), clock=now)
    stories.hand_over(cast_today, clock=now)
    scanned(use)
    with pytest.raises(FileInfected):
        submission.send(dossier=cast_today.dossier, by=cast_today.commune_leader, clock=now)


def test_file_that_waits_for_the_scan_is_read_by_its_own_unit_only(
    cast_today: Cast, server: Any
) -> None:
    now = timezone.now
    use = attach(cast_today, stories.pdf_bytes("chờ"), clock=now)
    stories.send(cast_today, clock=now)
    assert read(cast_today.commune_officer, use)[0] == 200
    assert read(cast_today.district_reviewer, use) == (409, "scan_pending")
    scanned(use)
    assert read(cast_today.district_reviewer, use)[0] == 200


def test_check_before_sending_counts_what_waits_for_the_scan(
    cast_today: Cast, server: Any, client: Client
) -> None:
    now = timezone.now
    use = attach(cast_today, stories.pdf_bytes("chờ"), clock=now)
    FileCheck.objects.create(
        version=use.version,
        kind=CheckKind.SIGNATURE,
        verdict=CheckVerdict.UNSIGNED,
        checked_at=now(),
    )
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(cast_today.commune_officer, backend=backend)
    check = reverse("dossiers:check", args=[cast_today.dossier.pk])
    assert "1 tệp đang chờ kiểm tra" in client.get(check).content.decode()
    scanned(use)
    assert "đang chờ kiểm tra" not in client.get(check).content.decode()


@pytest.mark.parametrize("trouble", ["stalled", "dead"])
def test_scanner_that_is_away_is_asked_again_later(
    cast_today: Cast,
    server: Any,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    trouble: str,
) -> None:
    now = timezone.now
    use = attach(cast_today, stories.pdf_bytes("vắng"), clock=now)
    other = stories.prove(cast_today, "1.3", clock=now)
    stories.send(cast_today, clock=now)
    monkeypatch.setattr(scanner, "PATIENCE", 0.2)
    if trouble == "stalled":
        server.is_stalled = True
    else:
        settings.CLAMD_ADDR = "127.0.0.1:1"
    row = scanned(use)
    assert row is not None
    assert (row.verdict, row.sentence) == (CheckVerdict.UNCHECKED, checking.AWAY)
    assert read(cast_today.district_reviewer, use) == (503, "scan_unavailable")
    assert read(cast_today.commune_officer, use)[0] == 200
    # It is left alone for a while, also for other files, and their other checks go on.
    assert scanned(other) is None
    assert FileCheck.objects.filter(version=other.version, kind=CheckKind.SIGNATURE).exists()
    server.is_stalled, settings.CLAMD_ADDR = False, server.address
    later = MovableClock(now() + checking.REST + timedelta(seconds=1))
    checking.check_waiting(clock=later)
    verdicts = FileCheck.objects.filter(kind=CheckKind.VIRUS).values_list("verdict", flat=True)
    assert list(verdicts) == [CheckVerdict.CLEAN] * 2
    assert read(cast_today.district_reviewer, use)[0] == 200


@pytest.mark.parametrize("is_infected", [True, False])
def test_scanner_that_is_away_takes_no_verdict_back(
    cast_today: Cast, server: Any, settings: Settings, is_infected: bool
) -> None:
    content = infected() if is_infected else stories.pdf_bytes("sạch")
    use = attach(cast_today, content, clock=timezone.now)
    found = scanned(use)
    assert found is not None
    settings.CLAMD_ADDR = "127.0.0.1:1"
    # An operator has everything looked at once more, after other roots were trusted, say.
    checking.check(version=use.version, again=True)
    assert FileCheck.objects.get(kind=CheckKind.VIRUS).verdict == found.verdict
    assert read(cast_today.commune_officer, use)[0] == (422 if is_infected else 200)


def test_file_beyond_the_scanner_is_not_sent_again_and_again(
    cast: Cast, clock: MovableClock, server: Any
) -> None:
    use = attach(cast, stories.pdf_bytes("to") + b"0" * clamd.LARGEST, clock=clock)
    row = scanned(use)
    assert row is not None
    assert (row.verdict, row.sentence) == (CheckVerdict.UNCHECKED, checking.TOO_LARGE)
    clock.pass_time(hours=1)
    assert checking.waiting(at=clock()).count() == 0


def bring(cast: Cast, words: str, *, clock: Any, dossier: Dossier | None = None) -> int:
    """Attach a file of its own content and return its version's number."""
    dossier = dossier or cast.dossier
    by = cast.commune_officer if dossier == cast.dossier else cast.neighbour_officer
    use = evidence.attach(
        dossier=dossier,
        place=evidence.Place(leaf=cast.leaf("1.1")),
        content=receive.paper(stories.upload(stories.pdf_bytes(words))),
        by=by,
        clock=clock,
    )
    return use.version_id


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the list in which the numbers of the looked-at versions stand in their order."""
    seen: list[int] = []
    real = checking.check

    def check(*, version: DocumentVersion, **more: Any) -> bool:
        seen.append(version.pk)
        return real(version=version, **more)

    monkeypatch.setattr(checking, "check", check)
    return seen


def test_backlog_of_one_unit_holds_up_nobody_else(
    cast: Cast, clock: MovableClock, looked_at: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "BATCH", 2)
    many = [bring(cast, f"tệp {number}", clock=clock) for number in range(5)]
    one = bring(cast, "của xã bên", clock=clock, dossier=cast.neighbour_dossier)
    two = bring(cast, "nữa", clock=clock, dossier=cast.neighbour_dossier)
    assert checking.check_waiting(clock=clock) == (7, 0)
    assert set(looked_at[:2]) == {many[-1], two}
    assert set(looked_at[2:4]) == {many[-2], one}
    assert looked_at[4:] == [many[2], many[1], many[0]]
    assert checking.check_waiting(clock=clock) == (0, 0)


def test_queue_holds_few_files_of_one_unit(
    cast: Cast,
    clock: MovableClock,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    queued: list[int] = []
    monkeypatch.setattr(worker, "_suggest", lambda task, row: queued.append(row.pk))
    monkeypatch.setattr(checking, "MOST_SUGGESTED", 2)
    numbers = []
    for number in range(4):
        with django_capture_on_commit_callbacks(execute=True):
            numbers.append(bring(cast, f"tệp {number}", clock=clock))
    with django_capture_on_commit_callbacks(execute=True):
        other = bring(cast, "của xã bên", clock=clock, dossier=cast.neighbour_dossier)
    assert queued == [*numbers[:2], other]
    # An old backlog is not in the queue any more; a fresh file need not wait behind it.
    clock.pass_time(hours=1)
    with django_capture_on_commit_callbacks(execute=True):
        numbers.append(bring(cast, "tệp sau cùng", clock=clock))
    assert queued[-1] == numbers[-1]


def test_round_asks_for_few_at_a_time(
    cast: Cast, clock: MovableClock, looked_at: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "BATCH", 2)
    for number in range(3):
        bring(cast, f"tệp {number}", clock=clock)
    walk = checking.in_turn(clock=clock)
    checking.check(version=next(walk), clock=clock)
    # What comes in while the first batch is looked at gets its turn in the next.
    late = bring(cast, "đến sau", clock=clock, dossier=cast.neighbour_dossier)
    for version in walk:
        checking.check(version=version, clock=clock)
    assert looked_at[2] == late
    assert len(looked_at) == len(set(looked_at)) == 4


def test_file_that_fails_stops_no_other(
    cast: Cast, clock: MovableClock, looked_at: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "BATCH", 1)
    numbers = [bring(cast, f"tệp {number}", clock=clock) for number in range(3)]
    real = checking.store

    def write(version: DocumentVersion, *found: Any, **more: Any) -> bool:
        if version.pk == numbers[-1]:
            raise IntegrityError("the version is gone")
        return real(version, *found, **more)

    monkeypatch.setattr(checking, "store", write)
    assert checking.check_waiting(clock=clock) == (3, 1)
    assert looked_at == numbers[::-1]
    assert set(FileCheck.objects.values_list("version", flat=True)) == set(numbers[:-1])


def test_files_that_were_tried_come_after_those_that_were_not(
    cast: Cast, clock: MovableClock, server: Any, looked_at: list[int]
) -> None:
    first, second, third = (bring(cast, f"tệp {number}", clock=clock) for number in range(3))
    checking.check_waiting(clock=clock)
    FileCheck.objects.filter(version=third, kind=CheckKind.VIRUS).update(
        verdict=CheckVerdict.UNCHECKED, sentence=checking.FAULT
    )
    FileCheck.objects.filter(version=first, kind=CheckKind.VIRUS).delete()
    clock.pass_time(minutes=3)
    looked_at.clear()
    assert checking.check_waiting(clock=clock) == (2, 0)
    assert looked_at == [first, third]
    assert second not in looked_at


def test_socket_path_is_an_address_too(settings: Settings, tmp_path: Any) -> None:
    settings.CLAMD_ADDR = str(tmp_path / "clamd.ctl")
    with pytest.raises(scanner.ScannerAway):
        scanner.ping()
