"""The pages of the unit's workbook: handing out, preview, choosing, taking over in one act."""

import re
import time
from typing import Any

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers.models import Score
from tests import stories
from tests.factories import Cast
from tests.workbooks import Filled

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def officer(cast_today: Cast, client: Client) -> Client:
    client.force_login(cast_today.commune_officer, backend=BACKEND)
    return client


def upload(client: Client, cast: Cast, filled: Filled) -> Any:
    file = stories.upload(filled.saved(), "bang-tinh.xlsx")
    return client.post(reverse("dossiers:workbook", args=[cast.dossier.pk]), {"file": file})


def payload(page: HttpResponse) -> str:
    found = re.search(r'name="payload" value="([^"]*)"', page.content.decode())
    assert found
    return found[1]


def apply(client: Client, cast: Cast, page: HttpResponse, **chosen: Any) -> Any:
    url = reverse("dossiers:workbook_apply", args=[cast.dossier.pk])
    return client.post(url, {"payload": payload(page), **chosen})


def test_a_workbook_goes_out_and_comes_back(cast_today: Cast, officer: Client) -> None:
    dossier = cast_today.dossier
    page = officer.get(reverse("dossiers:workbook", args=[dossier.pk]))
    assert reverse("dossiers:workbook_file", args=[dossier.pk]) in page.content.decode()
    handed = officer.get(reverse("dossiers:workbook_file", args=[dossier.pk]))
    filled = Filled(content=handed.content)
    filled.put("2.2", "count", 3)
    filled.put("2.3", "count", "ba")
    shown = upload(officer, cast_today, filled)
    text = shown.content.decode()
    assert shown.status_code == 200
    assert 'data-changed="2.2"' in text
    assert 'data-refused="2.3"' in text
    assert not Score.objects.exists()
    done = apply(officer, cast_today, shown, take=["2.2"])
    assert done.status_code == 303
    assert Score.objects.get(dossier=dossier).figures == {"count": 3}
    # A second press is told that it is done, not that nothing was chosen.
    again = apply(officer, cast_today, shown, take=["2.2"])
    assert again.status_code == 409
    assert 'data-error="already_done"' in again.content.decode()


def test_what_was_not_chosen_is_left(cast_today: Cast, officer: Client) -> None:
    filled = Filled(cast_today.dossier)
    filled.put("2.2", "count", 3)
    filled.put("2.3", "count", 1)
    shown = upload(officer, cast_today, filled)
    assert apply(officer, cast_today, shown, take=["2.3"]).status_code == 303
    assert Score.objects.get(dossier=cast_today.dossier).leaf.code == "2.3"


def test_a_conflict_waits_for_a_choice(cast_today: Cast, officer: Client) -> None:
    filled = Filled(cast_today.dossier)
    filled.put("2.2", "count", 3)
    filled.put("2.3", "count", 1)
    stories.save(cast_today, "2.2", {"count": "4"}, clock=timezone.now)
    shown = upload(officer, cast_today, filled)
    assert 'data-conflict="2.2"' in shown.content.decode()
    undecided = apply(officer, cast_today, shown, take=["2.3"])
    assert undecided.status_code == 422
    assert "Hãy chọn giá trị cần giữ cho tiêu chí 2.2" in undecided.content.decode()
    assert 'value="2.3" checked' in undecided.content.decode()
    assert Score.objects.count() == 1
    done = apply(officer, cast_today, undecided, **{"take": ["2.3"], "side-2.2": "stored"})
    assert done.status_code == 303
    rows = {row.leaf.code: row.figures for row in Score.objects.filter(dossier=cast_today.dossier)}
    assert rows == {"2.2": {"count": 4}, "2.3": {"count": 1}}
    again = upload(officer, cast_today, filled)
    assert apply(officer, cast_today, again, **{"side-2.2": "workbook"}).status_code == 303
    assert Score.objects.get(leaf__code="2.2").figures == {"count": 3}


def test_what_was_chosen_survives_a_refusal(cast_today: Cast, officer: Client) -> None:
    filled = Filled(cast_today.dossier)
    filled.put("2.2", "count", 3)
    filled.put("2.3", "count", 1)
    shown = upload(officer, cast_today, filled)
    stories.save(cast_today, "2.2", {"count": "4"}, clock=timezone.now)
    # What was seen was «2.2 changes», and that is no longer so: nothing is stored.
    lost = apply(officer, cast_today, shown, take=["2.2", "2.3"])
    assert lost.status_code == 422
    assert 'data-conflict="2.2"' in lost.content.decode()
    assert 'value="2.3" checked' in lost.content.decode()
    assert Score.objects.count() == 1


def test_a_choice_against_a_value_that_is_another_by_now_is_made_anew(
    cast_today: Cast, officer: Client
) -> None:
    filled = Filled(cast_today.dossier)
    filled.put("2.2", "count", 3)
    stories.save(cast_today, "2.2", {"count": "4"}, clock=timezone.now)
    shown = upload(officer, cast_today, filled)
    stories.save(cast_today, "2.2", {"count": "1"}, clock=timezone.now, version=1)
    lost = apply(officer, cast_today, shown, **{"side-2.2": "workbook"})
    assert lost.status_code == 409
    assert 'data-error="conflict"' in lost.content.decode()
    assert Score.objects.get().figures == {"count": 1}
    assert apply(officer, cast_today, lost, **{"side-2.2": "workbook"}).status_code == 303
    assert Score.objects.get().figures == {"count": 3}


def test_a_preview_left_open_for_hours_stores_nothing(
    cast_today: Cast, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = Filled(cast_today.dossier)
    filled.put("2.2", "count", 3)
    shown = upload(officer, cast_today, filled)
    later = time.time() + 2 * 60 * 60 + 1
    monkeypatch.setattr(signing.time, "time", lambda: later)
    late = apply(officer, cast_today, shown, take=["2.2"])
    assert late.status_code == 422
    assert "Bản xem trước đã hết hạn" in late.content.decode()
    assert not Score.objects.exists()


def test_a_dossier_handed_over_takes_no_workbook(cast_today: Cast, officer: Client) -> None:
    filled = Filled(cast_today.dossier)
    filled.put("2.2", "count", 3)
    shown = upload(officer, cast_today, filled)
    stories.hand_over(cast_today, clock=timezone.now)
    late = apply(officer, cast_today, shown, **{"side-2.2": "workbook"})
    assert late.status_code == 423
    assert 'data-error="locked"' in late.content.decode()
    assert Score.objects.get(dossier=cast_today.dossier, leaf__code="2.2").figures == {"count": 4}


def test_pages_of_a_dossier_handed_over_ask_for_nothing(cast_today: Cast, officer: Client) -> None:
    stories.hand_over(cast_today, clock=timezone.now)
    pages = [
        officer.get(reverse(f"dossiers:{name}", args=[cast_today.dossier.pk])).content.decode()
        for name in ("workbook", "check")
    ]
    assert all(page.count("Chỉ xem: hồ sơ đang ở trạng thái") == 1 for page in pages)
    assert "mọi ô đều khóa" in pages[0]
    assert "không ngăn việc trình" not in pages[1]


@pytest.mark.parametrize("broken", ["", "x", "abc:def:ghi"])
def test_a_payload_made_up_is_refused(cast_today: Cast, officer: Client, broken: str) -> None:
    url = reverse("dossiers:workbook_apply", args=[cast_today.dossier.pk])
    assert officer.post(url, {"payload": broken, "take": ["2.2"]}).status_code == 422


def test_a_preview_is_of_one_person(cast_today: Cast, officer: Client) -> None:
    filled = Filled(cast_today.dossier)
    filled.put("2.2", "count", 3)
    shown = upload(officer, cast_today, filled)
    other = Client()
    other.force_login(cast_today.two_hats, backend=BACKEND)
    assert apply(other, cast_today, shown, take=["2.2"]).status_code == 422
    assert not Score.objects.exists()


def test_a_file_that_is_none_says_so(cast_today: Cast, officer: Client) -> None:
    url = reverse("dossiers:workbook", args=[cast_today.dossier.pk])
    missing = officer.post(url, {})
    assert missing.status_code == 422
    assert "Chưa chọn tệp" in missing.content.decode()
    wrong = officer.post(url, {"file": stories.upload(stories.pdf_bytes(), "a.xlsx")})
    assert wrong.status_code == 422
    assert 'data-error="file_type"' in wrong.content.decode()


def test_the_leader_only_reads(cast_today: Cast, client: Client) -> None:
    client.force_login(cast_today.commune_leader, backend=BACKEND)
    url = reverse("dossiers:workbook", args=[cast_today.dossier.pk])
    assert 'data-form="workbook"' not in client.get(url).content.decode()
    assert upload(client, cast_today, Filled(cast_today.dossier)).status_code == 403
