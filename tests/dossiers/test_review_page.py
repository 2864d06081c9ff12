"""The review page and the central figures: what they show, what a post answers."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from dossiers.actions import appraisal
from dossiers.enums import DossierState
from dossiers.models import Dossier, Explanation, Score
from tests import stories
from tests.factories import Cast

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch"}


def now() -> object:
    """Stories walk at the present: pages read the database's clock."""
    return timezone.now()


@pytest.fixture
def sent(cast_today: Cast) -> Cast:
    stories.send(cast_today, clock=now)
    return cast_today


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(name: str, dossier: Dossier, *more: str) -> str:
    return reverse(f"dossiers:{name}", args=[dossier.pk, *more])


def test_page_shows_layers_evidence_and_form(sent: Cast) -> None:
    answer = signed_in(sent.district_reviewer).get(url("review", sent.dossier))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'data-criterion="1.2"' in text
    assert "99 / 100 = 99,00 %" in text
    assert "báo cáo.pdf" in text or "báo cáo" in text
    assert 'data-form="appraise"' in text
    assert 'data-form="send-up"' in text
    begun = re.findall(r"điểm\.</strong> (.)", text)
    assert begun
    assert [letter for letter in begun if letter.islower()] == []


def test_page_asks_few_questions(
    sent: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(sent.district_reviewer)
    client.get(url("review", sent.dossier))
    with django_assert_max_num_queries(12):
        client.get(url("review", sent.dossier))


def test_signed_papers_are_one_step_away(sent: Cast) -> None:
    page = signed_in(sent.district_reviewer).get(url("review", sent.dossier)).content.decode()
    assert f'href="{url("overview", sent.dossier)}"' in page


def test_saving_leads_back_to_the_row(sent: Cast) -> None:
    client = signed_in(sent.district_reviewer)
    answer = client.post(url("appraise", sent.dossier, "1.1"), {"points": "10", "version": "0"})
    assert answer.status_code == 303
    assert answer["Location"].endswith("#tc-1-1")
    text = client.get(url("review", sent.dossier)).content.decode()
    assert "data-recorded-at" in text


def test_a_script_gets_the_row_and_the_totals(sent: Cast) -> None:
    client = signed_in(sent.district_reviewer)
    answer = client.post(
        url("appraise", sent.dossier, "1.1"),
        {"points": "9,5", "reason": "Muộn", "version": "0"},
        headers=FETCH,
    )
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'data-version="1"' in text
    assert "review-row--changed" in text
    assert 'id="review-totals"' in text
    assert 'data-criterion="1.2"' not in text


def test_a_refusal_keeps_what_was_typed(sent: Cast) -> None:
    client = signed_in(sent.district_reviewer)
    typed = {"points": "3", "reason": "", "version": "0"}
    answer = client.post(url("appraise", sent.dossier, "1.1"), typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'data-error="reason_required"' in text
    assert 'value="3"' in text
    piece = client.post(url("appraise", sent.dossier, "1.1"), typed, headers=FETCH)
    assert piece.status_code == 422
    assert 'data-error="reason_required"' in piece.content.decode()


def test_a_lost_race_shows_both_values(sent: Cast) -> None:
    client = signed_in(sent.district_reviewer)
    client.post(url("appraise", sent.dossier, "1.1"), {"points": "10", "version": "0"})
    late = {"points": "7,25", "reason": "khác", "version": "0"}
    for headers in ({}, FETCH):
        answer = client.post(url("appraise", sent.dossier, "1.1"), late, headers=headers)
        text = answer.content.decode()
        assert answer.status_code == 409
        assert 'data-error="conflict"' in text
        assert "10,00" in text
        assert "7,25" in text


def test_agreeing_with_everything_that_is_left(sent: Cast) -> None:
    client = signed_in(sent.district_reviewer)
    answer = client.post(url("agree", sent.dossier), {"codes": "all"})
    assert answer.status_code == 303
    own = Score.objects.filter(dossier=sent.dossier, stage=sent.stages[1])
    assert own.count() == 6
    assert client.post(url("agree", sent.dossier), {"codes": "all"}).status_code == 409


def test_agreeing_without_naming_a_leaf_is_refused(sent: Cast) -> None:
    answer = signed_in(sent.district_reviewer).post(url("agree", sent.dossier))
    assert answer.status_code == 422


def test_agreeing_with_one_row_by_script(sent: Cast) -> None:
    client = signed_in(sent.district_reviewer)
    answer = client.post(url("agree", sent.dossier), {"codes": "1.3"}, headers=FETCH)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "review-row--agreed" in text


def test_asking_and_its_refusals(sent: Cast) -> None:
    client = signed_in(sent.district_reviewer)
    place = url("ask", sent.dossier, "1.2")
    wrong = client.post(place, {"question": "Vì sao?", "until": "mai"})
    assert wrong.status_code == 422
    assert "Vì sao?" in wrong.content.decode()
    until = timezone.localtime(timezone.now() + timedelta(days=2))
    answer = client.post(
        place, {"question": "Vì sao?\r\nNêu rõ", "until": until.strftime("%d/%m/%Y %H:%M")}
    )
    assert answer.status_code == 303
    asked = Explanation.objects.get(dossier=sent.dossier)
    assert asked.question == "Vì sao?\nNêu rõ"
    assert "đang chờ đơn vị trả lời" in client.get(url("review", sent.dossier)).content.decode()


def test_sending_up_shows_the_number(sent: Cast) -> None:
    client = signed_in(sent.district_reviewer)
    early = client.post(url("send_up", sent.dossier))
    assert early.status_code == 422
    assert "1.1, 1.2" in early.content.decode()
    client.post(url("agree", sent.dossier), {"codes": "all"})
    answer = client.post(url("send_up", sent.dossier))
    assert answer.status_code == 303
    text = client.get(answer["Location"]).content.decode()
    assert "data-receipt" in text
    assert "Đã chuyển hồ sơ lên cấp trên" in text
    assert 'data-form="appraise"' not in text
    assert client.post(url("send_up", sent.dossier)).status_code == 409


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("district_reviewer", 200),
        ("province_reviewer", 200),
        ("standing_officer", 200),
        ("watcher", 200),
        ("far_reviewer", 404),
        ("neighbour_officer", 404),
        ("outsider", 404),
    ],
)
def test_who_opens_the_page(sent: Cast, person: str, status: int) -> None:
    answer = signed_in(getattr(sent, person)).get(url("review", sent.dossier))
    assert answer.status_code == status
    if person != "district_reviewer":
        assert 'data-form="appraise"' not in answer.content.decode()


def test_an_unsent_dossier_is_not_readable_from_above(cast_today: Cast) -> None:
    answer = signed_in(cast_today.district_reviewer).get(url("review", cast_today.dossier))
    assert answer.status_code == 403


def test_lower_tiers_do_not_see_what_is_decided_above(sent: Cast) -> None:
    appraisal.agree(dossier=sent.dossier, by=sent.district_reviewer, clock=now)
    appraisal.send_up(dossier=sent.dossier, by=sent.district_reviewer, clock=now)
    appraisal.save(
        dossier=sent.dossier,
        leaf=sent.leaf("1.1"),
        judgement=appraisal.Judgement(points=Decimal("1.11"), reason="Xem lại"),
        by=sent.province_reviewer,
        clock=now,
    )
    for person, is_seen in (
        ("province_reviewer", True),
        ("district_reviewer", False),
        ("two_hats", False),
    ):
        text = signed_in(getattr(sent, person)).get(url("review", sent.dossier)).content.decode()
        assert ("1,11" in text) is is_seen


def test_central_figures_are_typed_by_the_standing_body(sent: Cast) -> None:
    client = signed_in(sent.standing_officer)
    page = client.get(url("central", sent.dossier)).content.decode()
    assert 'data-criterion="2.4"' in page
    assert 'data-criterion="1.1"' not in page
    figures = {"numerator": "95", "denominator": "100", "version": "0"}
    answer = client.post(url("central_save", sent.dossier, "2.4"), figures)
    assert answer.status_code == 303
    again = client.post(url("central_save", sent.dossier, "2.4"), {**figures, "numerator": "9x"})
    assert again.status_code == 422
    assert 'value="9x"' in again.content.decode()
    refused = signed_in(sent.watcher).post(url("central_save", sent.dossier, "2.4"), figures)
    assert refused.status_code == 403
    assert signed_in(sent.commune_officer).get(url("central", sent.dossier)).status_code == 403


def test_the_fact_is_recorded_with_its_document(sent: Cast) -> None:
    client = signed_in(sent.standing_officer)
    typed = {"is_disciplined": "yes", "document_number": "", "reason": "Khiển trách"}
    refused = client.post(url("fact", sent.dossier), typed)
    assert refused.status_code == 422
    assert "Khiển trách" in refused.content.decode()
    answer = client.post(url("fact", sent.dossier), {**typed, "document_number": "12/QĐ-UBND"})
    assert answer.status_code == 303
    sent.dossier.refresh_from_db()
    assert sent.dossier.is_head_disciplined
    assert sent.dossier.state == DossierState.SENT
