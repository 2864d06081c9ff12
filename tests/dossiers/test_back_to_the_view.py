"""Without a script too one goes on where one was: after a refusal, the picker, a newer version."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers.actions import comments, submission
from dossiers.models import EvidenceUse, Score
from tests import letters, stories
from tests.dossiers.test_entry_views import HOST, at
from tests.factories import Cast

VIEWS = [("entry", ()), ("entry_group", ("2",)), ("entry_leaf", ("2.2",))]
every_view = pytest.mark.parametrize(("name", "more"), VIEWS)


@pytest.fixture
def officer(cast_today: Cast, client: Client) -> Client:
    """Return a browser in which the commune's officer has signed in."""
    client.force_login(cast_today.commune_officer)
    return client


def coming_from(page: str) -> dict[str, str]:
    return {"Referer": f"{HOST}{page}"}


@every_view
def test_a_conflict_settled_on_its_own_answer_leads_back(
    cast_today: Cast, officer: Client, name: str, more: tuple[str, ...]
) -> None:
    here = f"{at(name, cast_today.dossier, *more)}"
    stories.save(cast_today, "2.2", {"count": "3"}, clock=timezone.now)
    address = at("save_score", cast_today.dossier, "2.2")
    lost = officer.post(address, {"count": "4", "version": "0"}, headers=coming_from(here))
    assert lost.status_code == 409
    # The refused page stands at the address that it was posted to.
    won = officer.post(address, {"count": "4", "version": "1"}, headers=coming_from(address))
    assert won.url == f"{here}#tc-2-2"
    assert Score.objects.get().figures == {"count": 4}


@every_view
def test_a_settled_remark_leads_back(
    cast_today: Cast, officer: Client, name: str, more: tuple[str, ...]
) -> None:
    stories.hand_over(cast_today, clock=timezone.now)
    remark = comments.make(
        dossier=cast_today.dossier,
        leaf=cast_today.leaf("2.2"),
        text="Đếm lại",
        by=cast_today.commune_leader,
    )
    submission.return_to_officer(
        dossier=cast_today.dossier, reason="Xem nhận xét", by=cast_today.commune_leader
    )
    here = at(name, cast_today.dossier, *more)
    address = reverse("dossiers:settle_comment", args=[remark.pk])
    assert officer.post(address, headers=coming_from(here)).url == f"{here}#tc-2-2"


def test_a_row_of_what_is_unfinished_stays_among_it(cast_today: Cast, officer: Client) -> None:
    here = f"{at('entry_group', cast_today.dossier, '2')}?chua-xong=1"
    address = at("save_score", cast_today.dossier, "2.2")
    officer.post(address, {"count": "ba"}, headers=coming_from(here))
    saved = officer.post(address, {"count": "3"}, headers=coming_from(address))
    assert saved.url == f"{here}#tc-2-2"
    # A view that is chosen afterwards counts, and another dossier's never did.
    officer.post(at("entry_view", cast_today.dossier), {"view": "tieu-chi"})
    again = officer.post(address, {"count": "4", "version": "1"}, headers=coming_from(address))
    assert again.url == f"{at('entry_leaf', cast_today.dossier, '2.2')}#tc-2-2"


def test_a_script_needs_no_way_back(cast_today: Cast, officer: Client) -> None:
    headers = coming_from(at("entry_group", cast_today.dossier, "2"))
    address = at("save_score", cast_today.dossier, "2.2")
    officer.post(address, {"count": "3"}, headers=headers | {"X-Requested-With": "fetch"})
    assert "entry_wrote" not in officer.session


@every_view
def test_the_picker_leads_back(
    cast_today: Cast, officer: Client, name: str, more: tuple[str, ...]
) -> None:
    here, pick = at(name, cast_today.dossier, *more), at("pick", cast_today.dossier, "2.2")
    use = attached(officer, cast_today)
    first = officer.get(pick, headers=coming_from(here)).content.decode()
    assert f'href="{here}#tc-2-2"' in first
    told = re.search(r'name="tu"[^>]* value="([^"]+)"', first)
    # Narrowed once, then refused once, and still not lost.
    narrowed = officer.get(pick, {"q": "", "tu": told[1]}, headers=coming_from(pick))
    action = re.search(rf'action="({pick}[^"]*)"', narrowed.content.decode())
    address = action[1].replace("&amp;", "&")
    assert officer.post(address, headers=coming_from(pick)).status_code == 422
    chosen = officer.post(address, {"version": use.version_id}, headers=coming_from(address))
    assert chosen.url == f"{here}#tc-2-2"


def test_a_newer_version_leads_back(cast_today: Cast, officer: Client) -> None:
    here = at("entry_leaf", cast_today.dossier, "1.1")
    use = attached(officer, cast_today)
    page = f"/tai-lieu/{use.pk}/thay/"
    shown = officer.get(page, headers=coming_from(here)).content.decode()
    assert f'href="{here}#tc-1-1"' in shown
    address = page + re.search(r'action="(\?tu=[^"]+)"', shown)[1]
    sent = {"file": stories.upload(letters.letter(number=13), "mới.pdf")}
    assert officer.post(address, sent, headers=coming_from(page)).url == f"{here}#tc-1-1"


def test_an_unknown_way_back_is_the_view_chosen_last(cast_today: Cast, officer: Client) -> None:
    pick = at("pick", cast_today.dossier, "2.2")
    shown = officer.get(f"{pick}?tu=https://example.org/").content.decode()
    assert f'href="{at("entry", cast_today.dossier)}#tc-2-2"' in shown


def test_confirming_last_years_words_stays_in_the_view(cast_today: Cast, officer: Client) -> None:
    stories.save(cast_today, "2.2", {"count": "3"}, clock=timezone.now, explanation="Ba cuộc")
    Score.objects.update(copied_at=timezone.now())
    here = at("entry_group", cast_today.dossier, "2")
    typed = {"code": "2.2", "from": "row"}
    address = at("confirm_carried", cast_today.dossier)
    assert officer.post(address, typed, headers=coming_from(here)).url == f"{here}#tc-2-2"


def attached(officer: Client, cast: Cast) -> EvidenceUse:
    """Return the use of a document that the officer has put to leaf 1.1."""
    sent = {"file": stories.upload(letters.letter(), "cũ.pdf")}
    officer.post(at("attach", cast.dossier, "1.1"), sent)
    return EvidenceUse.objects.latest("pk")
