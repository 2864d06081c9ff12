"""What is said of attached documents on the pages of those who enter and those who appraise."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from dossiers.actions import submission
from dossiers.enums import CheckKind, CheckVerdict
from dossiers.models import EvidenceUse, FileCheck
from tests import stories
from tests.factories import Cast

now = timezone.now
TRUSTED = "Ký số bởi Nguyễn Văn A lúc 10:42 ngày 05/11/2024, chữ ký hợp lệ."


def page(person: User, address: str, cast: Cast) -> str:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse(address, args=[cast.dossier.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def found(use: EvidenceUse, kind: str, verdict: str, sentence: str) -> None:
    FileCheck.objects.update_or_create(
        version=use.version,
        kind=kind,
        defaults={"verdict": verdict, "sentence": sentence, "checked_at": now()},
    )


@pytest.mark.parametrize(
    ("verdict", "tone"),
    [
        (CheckVerdict.TRUSTED, "good"),
        (CheckVerdict.UNKNOWN_AUTHORITY, "warn"),
        (CheckVerdict.ALTERED, "bad"),
        (CheckVerdict.UNCHECKED, "info"),
    ],
)
def test_both_sides_read_what_was_found_on_a_signature(
    cast_today: Cast, verdict: str, tone: str
) -> None:
    stories.send(cast_today, clock=now)
    use = EvidenceUse.objects.get()
    found(use, CheckKind.SIGNATURE, verdict, TRUSTED)
    shown = f'<span class="file__finding file__finding--{tone}">{TRUSTED}</span>'
    assert shown in page(cast_today.commune_officer, "dossiers:entry", cast_today)
    assert shown in page(cast_today.district_reviewer, "dossiers:review", cast_today)


def test_signed_papers_of_the_dossier_tell_their_signatures(cast_today: Cast) -> None:
    stories.file_papers(cast_today, clock=now)
    use = EvidenceUse.objects.filter(leaf=None).first()
    assert use is not None
    found(use, CheckKind.SIGNATURE, CheckVerdict.TRUSTED, TRUSTED)
    text = page(cast_today.commune_leader, "dossiers:papers", cast_today)
    assert f'file__finding--good">{TRUSTED}</span>' in text


def test_scan_without_signature_takes_one_quiet_word(cast_today: Cast) -> None:
    use = stories.prove(cast_today, "1.2", clock=now)
    found(use, CheckKind.SIGNATURE, CheckVerdict.UNSIGNED, "Bản quét không có chữ ký số.")
    text = page(cast_today.commune_officer, "dossiers:entry", cast_today)
    assert " · không có chữ ký số" in text
    assert "file__finding" not in text


def test_same_bytes_in_the_dossier_are_told_with_their_leaves(cast_today: Cast) -> None:
    for code in ("1.2", "1.1", "2.1"):
        stories.prove(cast_today, code, clock=now)
    text = page(cast_today.commune_officer, "dossiers:entry", cast_today)
    assert "đã dùng ở tiêu chí 1.1, 2.1" in text
    assert "đã dùng ở tiêu chí 1.2, 2.1" in text


def test_bytes_of_other_units_are_told_to_those_above_only(cast_today: Cast) -> None:
    stories.send(cast_today, clock=now)
    stories.hand_over(cast_today, clock=now, dossier=cast_today.neighbour_dossier)
    neighbour = cast_today.neighbour_dossier.unit.name
    words = f"Cùng tệp này {neighbour} cũng dùng"
    # The neighbour has not sent its dossier yet: nobody may know what is in it.
    assert words not in page(cast_today.district_reviewer, "dossiers:review", cast_today)
    submission.send(dossier=cast_today.neighbour_dossier, by=cast_today.neighbour_leader, clock=now)
    assert words in page(cast_today.district_reviewer, "dossiers:review", cast_today)
    assert neighbour not in page(cast_today.commune_officer, "dossiers:entry", cast_today)


def test_dates_outside_the_year_and_to_come_are_pointed_out(cast_today: Cast) -> None:
    use = stories.prove(cast_today, "1.2", clock=now)
    document = use.version.document
    year = cast_today.campaign.year
    for day, words in (
        (date(year - 1, 3, 12), f"Ban hành ngày 12/03/{year - 1}, ngoài năm đánh giá {year}."),
        (timezone.localdate() + timedelta(days=400), "chưa đến: hãy xem lại."),
        (date(year, 1, 2), ""),
    ):
        document.issued_on = day
        document.save()
        text = page(cast_today.commune_officer, "dossiers:entry", cast_today)
        assert words in text
        assert ("file__finding--warn" in text) is bool(words)


def test_viruses_are_spoken_of_where_there_is_a_scanner(
    cast_today: Cast, settings: Settings
) -> None:
    use = stories.prove(cast_today, "1.2", clock=now)

    def text() -> str:
        return page(cast_today.commune_officer, "dossiers:entry", cast_today)

    assert "mã độc" not in text()
    settings.CLAMD_ADDR = "127.0.0.1:1"
    assert "Đang chờ quét mã độc." in text()
    found(use, CheckKind.VIRUS, CheckVerdict.CLEAN, "Không tìm thấy mã độc.")
    assert "mã độc" not in text()
    found(use, CheckKind.VIRUS, CheckVerdict.INFECTED, "Tệp có mã độc (X): không ai được mở.")
    settings.CLAMD_ADDR = ""
    assert 'file__finding--bad">Tệp có mã độc (X)' in text()


def test_findings_cost_no_further_question(
    cast_today: Cast, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    client.force_login(
        cast_today.commune_officer, backend="django.contrib.auth.backends.ModelBackend"
    )
    for code in ("1.1", "1.2", "1.3", "2.1"):
        for words in "abc":
            use = stories.prove(cast_today, code, clock=now, words=words)
            found(use, CheckKind.SIGNATURE, CheckVerdict.ALTERED, TRUSTED)
    address = reverse("dossiers:entry", args=[cast_today.dossier.pk])
    client.get(address)
    with django_assert_max_num_queries(10):
        client.get(address)
