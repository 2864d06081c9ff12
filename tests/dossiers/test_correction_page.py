"""Correcting a running round on screen: choose a version, read the report, apply by decision."""

import re
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import JournalEntry, User
from dossiers.actions import correction, results, submission
from dossiers.enums import Verb
from dossiers.models import Score
from scoring.models import CriteriaSet
from tests import stories
from tests.dossiers.test_correction import corrected, stricter
from tests.factories import Cast

pytestmark = pytest.mark.django_db

TYPED = {"document_number": "15/QĐ-UBND", "reason": "Ghi nhầm ngưỡng của tiêu chí 1.2"}
# The neighbour typed 99 of 100; nothing else of its dossier may be told either.
UNITS_OWN_FIGURE = "99,00"
# The session, the person's rights, two plans, and every kind of row of the round once.
QUERIES = 30


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page_url(cast: Cast) -> str:
    return reverse("dossiers:correction", args=[cast.campaign.code])


def report_url(cast: Cast, new: CriteriaSet) -> str:
    return reverse("dossiers:correction_report", args=[cast.campaign.code, new.pk])


def fingerprint(text: str) -> str:
    found = re.search(r'name="version" value="([0-9a-f]{64})"', text)
    assert found is not None
    return found[1]


@pytest.fixture
def finished(cast_today: Cast) -> Cast:
    """Return the world with the home dossier appraised and the neighbour's still being typed."""
    stories.send(cast_today, clock=timezone.now)
    stories.appraise_to_the_end(cast_today, clock=timezone.now)
    stories.fill(cast_today, clock=timezone.now, dossier=cast_today.neighbour_dossier)
    return cast_today


@pytest.fixture
def standing(finished: Cast) -> Client:
    return signed_in(finished.standing_officer)


def test_the_campaign_and_the_desk_lead_to_the_versions(finished: Cast) -> None:
    admin = signed_in(finished.administrator)
    campaign = reverse("scoring:campaign", args=[finished.campaign.code])
    for address in (campaign, reverse("dossiers:administration")):
        assert page_url(finished) in admin.get(address).content.decode()
    officer = signed_in(finished.commune_officer).get(campaign)
    assert page_url(finished) not in officer.content.decode()


def test_only_later_versions_of_the_same_set_are_offered(finished: Cast, standing: Client) -> None:
    assert "Chưa có phiên bản nào mới hơn" in standing.get(page_url(finished)).content.decode()
    new = corrected(stricter)
    other = CriteriaSet.objects.create(
        key="khac", name="Khác", year=2024, version=9, unit_level="commune"
    )
    text = standing.get(page_url(finished)).content.decode()
    assert report_url(finished, new) in text
    assert report_url(finished, other) not in text
    assert standing.get(report_url(finished, other)).status_code == HTTPStatus.NOT_FOUND


def test_the_report_counts_and_shows_both_sentences_and_writes_nothing(
    finished: Cast, standing: Client
) -> None:
    new = corrected(stricter)
    before = (JournalEntry.objects.count(), list(Score.objects.order_by("pk").values()))
    text = standing.get(report_url(finished, new), {"don_vi": "07414"}).content.decode()
    row = Score.objects.get(dossier=finished.dossier, leaf__code="1.2", stage__tier=1)
    change = correction.report(campaign=finished.campaign, criteria_set=new).changes[0]
    assert row.because in text
    assert change.new_because in text
    assert text.count('data-criterion="1.2"') == 3
    assert "07453</span>" not in text
    totals = standing.get(report_url(finished, new), {"xem": "tong-diem"}).content.decode()
    assert "Không đủ điều kiện" in totals
    assert before == (JournalEntry.objects.count(), list(Score.objects.order_by("pk").values()))


def test_what_a_unit_still_types_is_counted_but_not_told(finished: Cast, standing: Client) -> None:
    url = report_url(finished, corrected(stricter))
    for wanted in ("diem", "tong-diem"):
        text = standing.get(url, {"don_vi": "07453", "xem": wanted}).content.decode()
        assert "Nội dung hiện sau khi đơn vị gửi hồ sơ." in text
        assert UNITS_OWN_FIGURE not in text


def test_applying_leads_back_with_what_was_done(finished: Cast, standing: Client) -> None:
    new = corrected(stricter)
    url = report_url(finished, new)
    data = {**TYPED, "version": fingerprint(standing.get(url).content.decode())}
    answer = standing.post(url, data)
    assert answer.status_code == HTTPStatus.SEE_OTHER
    text = standing.get(answer["Location"]).content.decode()
    assert "Đã sửa bộ tiêu chí theo 15/QĐ-UBND" in text
    assert 'data-receipt="15/QĐ-UBND"' in text
    assert TYPED["reason"] in text
    act = JournalEntry.objects.get(chain=finished.campaign.chain, verb=Verb.CORRECT)
    assert act.reason == TYPED["reason"]
    finished.campaign.refresh_from_db()
    assert finished.campaign.criteria_set == new
    again = standing.post(url, data)
    assert again.status_code == HTTPStatus.CONFLICT
    assert 'data-error="already_done"' in again.content.decode()


@pytest.mark.parametrize(
    ("left_out", "code"), [("document_number", "invalid"), ("reason", "reason_required")]
)
def test_a_missing_decision_or_reason_keeps_the_rest(
    finished: Cast, standing: Client, left_out: str, code: str
) -> None:
    url = report_url(finished, corrected(stricter))
    data = {**TYPED, "version": fingerprint(standing.get(url).content.decode()), left_out: " "}
    answer = standing.post(url, data)
    text = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f'data-error="{code}"' in text
    assert "confirm" in text
    assert all(data[name] in text for name in TYPED if name != left_out)


def test_a_report_that_is_not_the_newest_is_refused(finished: Cast, standing: Client) -> None:
    url = report_url(finished, corrected(stricter))
    seen = fingerprint(standing.get(url).content.decode())
    neighbour = finished.neighbour_dossier
    submission.hand_over(dossier=neighbour, by=finished.neighbour_officer)
    submission.send(dossier=neighbour, by=finished.neighbour_leader)
    answer = standing.post(url, {**TYPED, "version": seen})
    assert answer.status_code == HTTPStatus.CONFLICT
    text = answer.content.decode()
    assert 'data-error="conflict"' in text
    assert fingerprint(text) != seen
    assert not JournalEntry.objects.filter(verb=Verb.CORRECT).exists()


def test_scores_in_the_way_are_named_and_nothing_is_offered(
    finished: Cast, standing: Client
) -> None:
    def other_figures(leaves: dict) -> None:
        leaves["1.2"].update(kind="YESNO", parameters={"statement": "Đã làm"})

    url = report_url(finished, corrected(other_figures))
    text = standing.get(url).content.decode()
    assert "Còn điểm chưa tính được" in text
    assert 'data-unit-code="07414" data-criterion="1.2"' in text
    assert "Số liệu đã lưu không khớp với cách tính điểm" in text
    assert 'data-form="correction"' not in text
    assert standing.post(url, TYPED).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_version_that_does_not_fit_says_why(finished: Cast, standing: Client) -> None:
    url = report_url(finished, corrected(lambda leaves: leaves["1.1"].update(key="1.1b")))
    text = standing.get(url).content.decode()
    assert "Phiên bản mới không có tiêu chí 1.1." in text
    assert 'data-form="correction"' not in text


def test_a_published_round_only_shows(finished: Cast, standing: Client) -> None:
    new = corrected(stricter)
    run = results.compute(run=results.open_run(campaign=finished.campaign, by=None))
    results.publish(run=run, decision_number="9/QĐ-UBND", by=finished.standing_officer)
    url = report_url(finished, new)
    assert 'data-form="correction"' not in standing.get(url).content.decode()
    answer = standing.post(url, {**TYPED, "version": ""})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "bộ tiêu chí không sửa được nữa" in answer.content.decode()


def test_the_report_asks_as_much_for_one_dossier_as_for_two(cast_today: Cast) -> None:
    client = signed_in(cast_today.administrator)
    url = report_url(cast_today, corrected(stricter))
    stories.fill(cast_today, clock=timezone.now)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    stories.fill(cast_today, clock=timezone.now, dossier=cast_today.neighbour_dossier)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(few) == len(many) <= QUERIES
