"""Electronic signatures: the five verdicts, found by the worker's task in received files."""

import re
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.files import receive, signatures
from dossiers import tasks
from dossiers.actions import checking, evidence
from dossiers.enums import CheckKind, CheckVerdict
from dossiers.models import DocumentVersion, FileCheck
from tests import signing, stories
from tests.conftest import MovableClock
from tests.factories import Cast

AUTHORITY = signing.holder("Cơ quan chứng thực thử nghiệm")
STRANGER = signing.holder("Cơ quan không ai biết")
OFFICER = signing.holder("Nguyễn Văn A", by=AUTHORITY)
LEADER = signing.holder("Trần Thị B", by=AUTHORITY)
OUTSIDER = signing.holder("Lê Văn C", by=STRANGER)
SELF_MADE = signing.holder("Phạm Thị D")
EXPIRED = signing.holder("Vũ Văn E", by=AUTHORITY, until=signing.SIGNED_AT - timedelta(days=1))

SCAN = stories.pdf_bytes("bản quét")
SIGNED = signing.sign(SCAN, OFFICER)
FORM = signing.sign(signing.form(), OFFICER, certify=signing.MDPPerm.FILL_FORMS)
SEALED = signing.sign(signing.form(), OFFICER, certify=signing.MDPPerm.NO_CHANGES)

TRUSTED = "Ký số bởi Nguyễn Văn A lúc 10:42 ngày 05/11/2024, chữ ký hợp lệ."
ALTERED = "Ký số bởi Nguyễn Văn A lúc 10:42 ngày 05/11/2024, nhưng tệp đã bị sửa sau khi ký."


@pytest.fixture(autouse=True)
def _roots(settings: Settings, tmp_path: Path) -> None:
    settings.SIGNATURE_ROOTS = signing.roots_folder(tmp_path / "roots", AUTHORITY)


def stored(cast: Cast, clock: MovableClock, content: bytes) -> DocumentVersion:
    """Attach bytes as the officer, inspected or not, and return their version."""
    use = evidence.attach(
        dossier=cast.dossier,
        place=evidence.Place(leaf=cast.leaf("1.2")),
        content=receive.Paper(
            stories.upload(content), "tờ trình.pdf", "application/pdf", len(content), "a" * 64
        ),
        by=cast.commune_officer,
        clock=clock,
    )
    return use.version


def found(version: DocumentVersion) -> tuple[str, str]:
    tasks.check_file(version.pk)
    row = FileCheck.objects.get(version=version, kind=CheckKind.SIGNATURE)
    return row.verdict, row.sentence


@pytest.mark.parametrize(
    ("content", "verdict", "words"),
    [
        (SIGNED, CheckVerdict.TRUSTED, TRUSTED),
        (signing.sign(SCAN, OUTSIDER), CheckVerdict.UNKNOWN_AUTHORITY, "chưa có trong danh sách"),
        (signing.sign(SCAN, SELF_MADE), CheckVerdict.UNKNOWN_AUTHORITY, "chứng thư tự tạo"),
        (signing.sign(SCAN, EXPIRED), CheckVerdict.UNKNOWN_AUTHORITY, "không có hiệu lực lúc ký"),
        (SIGNED.replace(b"/MediaBox", b"/MEdiaBox", 1), CheckVerdict.ALTERED, ALTERED),
        (signing.add_words(SIGNED), CheckVerdict.ALTERED, ALTERED),
        (SCAN, CheckVerdict.UNSIGNED, "không có chữ ký số"),
        (FORM, CheckVerdict.TRUSTED, TRUSTED),
        (signing.fill_in(FORM), CheckVerdict.TRUSTED, TRUSTED),
        (signing.fill_in(SEALED), CheckVerdict.ALTERED, ALTERED),
        (re.sub(rb"/Contents <[0-9A-Fa-f]{40}", b"/Contents <" + b"ff" * 20, SIGNED),
         CheckVerdict.UNCHECKED, "Chưa kiểm tra được chữ ký số"),
        (SIGNED[: len(SIGNED) // 2], CheckVerdict.UNCHECKED, "Chưa kiểm tra được chữ ký số"),
    ],
    ids=["trusted", "unknown authority", "self-signed", "expired", "bytes changed", "words added",
         "scan", "form", "form filled in", "sealed form filled in", "broken", "cut off"],
)  # fmt: skip
def test_worker_tells_signatures_apart(
    cast: Cast, clock: MovableClock, content: bytes, verdict: str, words: str
) -> None:
    version = stored(cast, clock, content)
    told, sentence = found(version)
    assert told == verdict, sentence
    assert words in sentence
    assert version.file.read() == content


def test_revocation_is_left_open_and_never_called_invalid(cast: Cast, clock: MovableClock) -> None:
    _, sentence = found(stored(cast, clock, SIGNED))
    assert sentence.endswith("Chưa kiểm tra được việc thu hồi chứng thư.")
    assert "không hợp lệ" not in sentence


def test_two_signatures_are_told_together(cast: Cast, clock: MovableClock) -> None:
    later = signing.SIGNED_AT + timedelta(hours=2)
    told, sentence = found(
        stored(cast, clock, signing.sign(SIGNED, LEADER, field="Signature2", at=later))
    )
    assert told == CheckVerdict.TRUSTED
    assert (
        "Nguyễn Văn A lúc 10:42 ngày 05/11/2024; Trần Thị B lúc 12:42 ngày 05/11/2024" in sentence
    )


def test_weaker_of_two_signatures_decides(cast: Cast, clock: MovableClock) -> None:
    told, sentence = found(stored(cast, clock, signing.sign(SIGNED, OUTSIDER, field="Signature2")))
    assert told == CheckVerdict.UNKNOWN_AUTHORITY
    assert "Nguyễn Văn A lúc 10:42 ngày 05/11/2024, chữ ký hợp lệ; Lê Văn C" in sentence


def test_certificate_that_has_expired_since_was_good_when_used(
    cast: Cast, clock: MovableClock
) -> None:
    # All certificates of this test have ended by now, a year after the signing.
    assert OFFICER.certificate.not_valid_after_utc < signing.datetime.now(signing.UTC)
    assert found(stored(cast, clock, SIGNED))[0] == CheckVerdict.TRUSTED


def test_without_roots_nobody_is_trusted(
    cast: Cast, clock: MovableClock, settings: Settings
) -> None:
    settings.SIGNATURE_ROOTS = ""
    told, sentence = found(stored(cast, clock, SIGNED))
    assert told == CheckVerdict.UNKNOWN_AUTHORITY
    assert "chưa khai báo nơi cấp chứng thư" in sentence


def test_check_that_takes_too_long_is_given_up(
    cast: Cast, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = stored(cast, clock, SIGNED)
    monkeypatch.setattr(signatures, "SECONDS", 0)
    told, sentence = found(version)
    assert told == CheckVerdict.UNCHECKED
    assert "quá nặng" in sentence


def test_check_that_needs_too_much_memory_is_given_up(
    cast: Cast, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = stored(cast, clock, signing.sign(signing.heavy(megabytes=4), OFFICER))
    monkeypatch.setattr(signatures, "MEGABYTES", 1)
    told, sentence = found(version)
    assert told == CheckVerdict.UNCHECKED
    assert "quá nặng" in sentence


def test_round_of_the_timetable_finds_what_nobody_queued(cast: Cast, clock: MovableClock) -> None:
    lost = stored(cast, clock, SIGNED)
    lost.file.storage.delete(lost.file.name)
    kept = stories.prove(cast, "1.1", clock=clock).version
    assert tasks.check_files() == {"looked_at": 2, "failed": 1}
    verdicts = dict(FileCheck.objects.values_list("version", "verdict"))
    assert verdicts == {lost.pk: CheckVerdict.UNCHECKED, kept.pk: CheckVerdict.UNSIGNED}
    assert FileCheck.objects.get(version=lost).sentence == checking.LOST
    assert tasks.check_files() == {"looked_at": 0, "failed": 0}


def test_checking_twice_changes_nothing(cast: Cast, clock: MovableClock) -> None:
    version = stored(cast, clock, SIGNED)
    found(version)
    before = FileCheck.objects.get()
    found(version)
    assert FileCheck.objects.get().checked_at == before.checked_at


def test_the_program_that_reads_a_strangers_file_knows_no_secret(
    cast: Cast, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "a-secret-of-the-site")
    started: list[dict[str, object]] = []
    run = subprocess.run

    def noted(*words: object, **how: object) -> subprocess.CompletedProcess[bytes]:
        started.append(how)
        return run(*words, **how)

    monkeypatch.setattr(signatures.subprocess, "run", noted)
    assert found(stored(cast, clock, SIGNED))[0] == CheckVerdict.TRUSTED
    assert started[0]["env"] == {}
