"""The leader's decisions stand where the leader is: after the reading, and beside the state."""

import re

from django.test import Client
from django.utils import timezone

from dossiers.actions import submission
from tests import stories
from tests.dossiers.test_papers_pages import page, signed_in
from tests.factories import Cast


def handed_over(cast: Cast) -> Client:
    """Return the leader's browser; the dossier waits for the leader."""
    stories.fill(cast, clock=timezone.now)
    submission.hand_over(dossier=cast.dossier, by=cast.commune_officer)
    return signed_in(cast, "commune_leader")


def test_both_decisions_stand_once_and_after_everything_to_be_read(cast_today: Cast) -> None:
    shown = handed_over(cast_today).get(page("approval", cast_today.dossier.pk)).content.decode()
    for form in ("approve", "return"):
        assert shown.count(f'data-form="{form}"') == 1
        assert shown.index(f'data-form="{form}"') > shown.rindex("data-criterion=")
    assert shown.index('href="#quyet-dinh"') < shown.index("data-criterion=")
    assert shown.count('id="quyet-dinh"') == 1
    ids = re.findall(r'\bid="([^"]+)"', shown)
    assert len(ids) == len(set(ids))


def test_a_return_without_reason_says_so_inside_the_question(cast_today: Cast) -> None:
    leader = handed_over(cast_today)
    answer = leader.post(page("return_to_officer", cast_today.dossier.pk), {"reason": ""})
    question = answer.content.decode().partition('data-form="return"')[2]
    assert answer.status_code == 422
    assert "Hãy nêu lý do trả lại" in question.partition("</form>")[0]


def test_nobody_else_is_led_to_decisions(cast_today: Cast) -> None:
    handed_over(cast_today)
    officer = signed_in(cast_today, "commune_officer")
    shown = officer.get(page("approval", cast_today.dossier.pk)).content.decode()
    assert "quyet-dinh" not in shown


def test_recall_stands_where_the_state_is_told(cast_today: Cast) -> None:
    leader = handed_over(cast_today)
    submission.send(dossier=cast_today.dossier, by=cast_today.commune_leader)
    shown = leader.get(page("overview", cast_today.dossier.pk)).content.decode()
    assert shown.count('data-form="recall"') == 1
    assert shown.index('class="steps') < shown.index('data-form="recall"')
    assert shown.index('data-form="recall"') < shown.index("Điểm theo từng cấp")
