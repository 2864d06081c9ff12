"""The entry page in its views: where one stays, what is left out, both values, last year."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier, Score
from tests import factories, stories
from tests.factories import Cast

HOST = "http://testserver"


@pytest.fixture
def officer(cast_today: Cast, client: Client) -> Client:
    """Return a browser in which the commune's officer has signed in."""
    client.force_login(cast_today.commune_officer)
    return client


def at(name: str, dossier: Dossier, *more: object) -> str:
    """Return the address of a page of a dossier."""
    return reverse(f"dossiers:{name}", args=[dossier.pk, *more])


def codes(page: str) -> list[str]:
    """Return which rows a page draws, in order."""
    return re.findall(r'data-criterion="([^"]+)"', page)


def test_each_view_draws_its_rows(cast_today: Cast, officer: Client) -> None:
    dossier = cast_today.dossier
    sheet = codes(officer.get(at("entry", dossier)).content.decode())
    group = codes(officer.get(at("entry_group", dossier, "2")).content.decode())
    leaf = codes(officer.get(at("entry_leaf", dossier, "2.2")).content.decode())
    assert sheet == [leaf.code for leaf in cast_today.plan.leaves]
    assert group == [code for code in sheet if code.startswith("2.")]
    assert leaf == ["2.2"]
    assert officer.get(at("entry_leaf", dossier, "9.9")).status_code == 404


@pytest.mark.parametrize(
    ("name", "more"), [("entry", ()), ("entry_group", ("2",)), ("entry_leaf", ("2.2",))]
)
def test_one_stays_where_one_saved(
    cast_today: Cast, officer: Client, name: str, more: tuple[str, ...]
) -> None:
    here = at(name, cast_today.dossier, *more)
    address = at("save_score", cast_today.dossier, "2.2")
    saved = officer.post(address, {"count": "3"}, headers={"Referer": f"{HOST}{here}"})
    assert (saved.status_code, saved.url) == (303, f"{here}#tc-2-2")
    refused = officer.post(
        address, {"count": "ba", "version": "1"}, headers={"Referer": f"{HOST}{here}?chua-xong=1"}
    )
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert 'value="ba"' in shown
    assert "2.2" in codes(shown)
    assert set(codes(shown)) <= set(codes(officer.get(here).content.decode()))


def test_a_page_elsewhere_is_no_place_to_go_back_to(cast_today: Cast, officer: Client) -> None:
    address = at("save_score", cast_today.dossier, "2.2")
    leaf = at("entry_leaf", cast_today.neighbour_dossier, "2.2")
    foreign = ("https://example.org/ho-so/1/nhap/", "http://[")
    for page in (*foreign, f"{HOST}{leaf}", f"{HOST}/khong-co/"):
        saved = officer.post(address, {"count": "3"}, headers={"Referer": page})
        assert saved.url == f"{at('entry', cast_today.dossier)}#tc-2-2"


def test_the_view_chosen_is_kept_and_taken_up_again(cast_today: Cast, officer: Client) -> None:
    dossier = cast_today.dossier
    resume = f"{at('entry', dossier)}?tiep"
    assert officer.get(resume).status_code == 200
    chosen = officer.post(at("entry_view", dossier), {"view": "tieu-chi", "code": "2.2"})
    assert chosen.url == f"{at('entry_leaf', dossier, '2.2')}#tc-2-2"
    assert officer.get(resume).url == at("entry_leaf", dossier, "1.1")
    assert officer.get(at("entry", dossier)).status_code == 200
    group = officer.post(at("entry_view", dossier), {"view": "nhom", "group": "2"})
    assert group.url == at("entry_group", dossier, "2")
    unknown = officer.post(at("entry_view", dossier), {"view": "../bay-ba"})
    assert unknown.url == at("entry", dossier)
    assert (
        officer.post(at("entry_view", dossier), {"view": "nhom", "group": "x"}).status_code == 404
    )


def test_what_is_finished_can_be_left_out(cast_today: Cast, officer: Client) -> None:
    clock = lambda: cast_today.now  # noqa: E731 - as short as it is
    stories.save(cast_today, "2.2", {"count": "3"}, clock=clock)
    stories.save(cast_today, "1.2", {"numerator": "9", "denominator": "10"}, clock=clock)
    page = officer.get(f"{at('entry', cast_today.dossier)}?chua-xong=1").content.decode()
    assert "2.2" not in codes(page)
    assert "1.2" in codes(page)  # filled in, but without the evidence that it needs
    stories.prove(cast_today, "1.2", clock=clock)
    page = officer.get(f"{at('entry', cast_today.dossier)}?chua-xong=1").content.decode()
    assert "1.2" not in codes(page)


def test_groups_say_how_far_they_are_and_an_answer_says_it_anew(
    cast_today: Cast, officer: Client
) -> None:
    page = officer.get(at("entry", cast_today.dossier)).content.decode()
    assert len(re.findall("data-group-link=", page)) == len(cast_today.plan.groups)
    answer = officer.post(
        at("save_score", cast_today.dossier, "1.2"),
        {"numerator": "9", "denominator": "10", "version": "0"},
        headers={"X-Requested-With": "fetch"},
    ).content.decode()
    state = answer[answer.index('data-sum="state-1"') :]
    assert "1/3 tiêu chí" in state
    assert "thiếu tài liệu: 1" in state
    assert 'data-state="lacking"' in answer


def test_both_values_stand_side_by_side_in_figures_and_words(
    cast_today: Cast, officer: Client
) -> None:
    address = at("save_score", cast_today.dossier, "2.2")
    officer.post(address, {"count": "3", "explanation": "Ba cuộc họp"})
    answer = officer.post(address, {"count": "bốn", "explanation": "Bốn cuộc họp", "version": "0"})
    assert answer.status_code == 422  # unreadable figures are no choice yet
    answer = officer.post(address, {"count": "4", "explanation": "Bốn cuộc họp", "version": "0"})
    page = answer.content.decode()
    both = page[page.index('class="both"') : page.index("data-keep-mine")]
    assert answer.status_code == 409
    assert [word in both for word in ("Bốn cuộc họp", "Ba cuộc họp")] == [True, True]
    assert re.search(r"<td>4 cuộc.*?<strong data-stored>3 cuộc", both, re.DOTALL)
    # Without a script the buttons are a form to send and a page to load.
    assert 'form="tc-2-2-form" data-keep-mine' in page
    kept = officer.post(address, {"count": "4", "explanation": "Bốn cuộc họp", "version": "1"})
    assert kept.status_code == 303
    assert Score.objects.get(dossier=cast_today.dossier).explanation == "Bốn cuộc họp"


def test_a_script_is_given_the_stored_row(cast_today: Cast, officer: Client) -> None:
    stories.save(cast_today, "2.2", {"count": "3"}, clock=lambda: cast_today.now)
    row = officer.get(
        at("entry_leaf", cast_today.dossier, "2.2"), headers={"X-Requested-With": "fetch"}
    ).content.decode()
    assert "<html" not in row
    assert codes(row) == ["2.2"]
    assert 'value="3"' in row


def test_last_year_stands_beside_the_inputs(cast_today: Cast, officer: Client) -> None:
    campaign = cast_today.campaign
    before = factories.make_campaign(cast_today.now, area=cast_today.province, code="nam-truoc")
    campaign.previous = before
    campaign.save(update_fields=["previous"])
    dossier = Dossier.objects.get(campaign=before, unit=cast_today.commune)
    stories.save(cast_today, "2.2", {"count": "2"}, clock=lambda: cast_today.now, dossier=dossier)
    page = officer.get(at("entry", cast_today.dossier)).content.decode()
    row = page[page.index('data-criterion="2.2"') : page.index('data-criterion="2.3"')]
    assert re.search(r"Năm trước: 2 cuộc[^<]* · Tự chấm 10,00 điểm", row)


def test_one_leaf_leads_on(cast_today: Cast, officer: Client) -> None:
    stories.save(
        cast_today, "1.2", {"numerator": "9", "denominator": "10"}, clock=lambda: cast_today.now
    )
    stories.prove(cast_today, "1.2", clock=lambda: cast_today.now)
    dossier = cast_today.dossier
    page = officer.get(at("entry_leaf", dossier, "1.1")).content.decode()
    ways = dict(re.findall(r'href="([^"]+)"[^>]*data-go="(\w+)"', page))
    assert {way: address.split("#")[0] for address, way in ways.items()} == {
        "next": at("entry_leaf", dossier, "1.2"),
        "missing": at("entry_leaf", dossier, "1.3"),
    }
    page = officer.get(f"{at('entry_leaf', dossier, '1.1')}?chua-xong=1").content.decode()
    assert f'{at("entry_leaf", dossier, "1.3")}?chua-xong=1#tc-1-3" rel="next"' in page


def test_every_view_asks_ten_queries_at_most(
    cast_today: Cast, officer: Client, django_assert_max_num_queries: object
) -> None:
    stories.fill(cast_today, clock=lambda: cast_today.now)
    dossier = cast_today.dossier
    for address in (at("entry_group", dossier, "1"), at("entry_leaf", dossier, "1.2")):
        officer.get(address)
        with django_assert_max_num_queries(10):
            officer.get(address)


def test_who_only_reads_is_not_asked_to_enter(cast_today: Cast, officer: Client) -> None:
    address = at("entry", cast_today.dossier)
    reader = Client()
    reader.force_login(cast_today.commune_leader)
    assert "Nhập từng tiêu chí" in officer.get(address).content.decode()
    read = reader.get(address).content.decode()
    assert "Xem từng tiêu chí" in read
    assert "Nhập từng tiêu chí" not in read
