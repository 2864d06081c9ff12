"""The queue's ready statements ask what the plain questions ask: same desks, numbers, rows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import permissions as roles
from accounts.enums import UnitLevel
from accounts.models import RoleGrant, User
from dossiers.actions import deadlines, opening
from dossiers.queries import queue, queue_page
from tests import factories, stories
from tests.factories import Cast

pytestmark = pytest.mark.django_db

# The session, the person, the roles; the desks with their numbers; the rows of the page.
QUERIES = 5
PEOPLE = ("province_reviewer", "district_reviewer", "standing_officer", "watcher")


def now() -> object:
    """Stories walk at the present: pages read the database's clock."""
    return timezone.now()


@pytest.fixture
def busy(cast_today: Cast) -> Cast:
    """One dossier is sent, one begun, and some more wait, two of them with the same name."""
    stories.send(cast_today, clock=now)
    stories.save(
        cast_today, "1.1", {"value": "yes"}, clock=now, dossier=cast_today.neighbour_dossier
    )
    for name in ("Xã Một", "Xã Hai", "Xã Hai"):
        factories.make_unit(name, UnitLevel.COMMUNE, parent=cast_today.district)
    opening.add_missing(campaign=cast_today.campaign, by=None, clock=now)
    return cast_today


def grant_of(person: User) -> RoleGrant:
    return roles.grants_of(person, at=timezone.now())[0]


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("query", ["", "tab=tat-ca", "tab=tat-ca&sap_xep=diem", "tab=chua-gui"])
def test_the_page_asks_five_questions(busy: Cast, query: str) -> None:
    client, address = client_of(busy.district_reviewer), f"{reverse('dossiers:queue')}?{query}"
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    assert len(caught) <= QUERIES


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("is_named", [False, True])
def test_desks_and_numbers_are_those_of_the_plain_questions(
    busy: Cast, person: str, is_named: bool
) -> None:
    grant = grant_of(getattr(busy, person))
    code = busy.campaign.code if is_named else ""
    found, counted = queue_page.desks_counted(grant, code=code, own_units=[7])
    assert found == queue.desks(grant, own_units=[7])
    (desk,) = found
    recounted = queue.tallies(queue.dossiers_of(desk))
    assert recounted
    assert sorted(counted, key=str) == sorted(recounted, key=str)


def test_a_campaign_out_of_reach_has_no_numbers(busy: Cast) -> None:
    found, counted = queue_page.desks_counted(grant_of(busy.watcher), code="khac")
    assert found
    assert counted == []


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("has_changes", [False, True])
def test_rows_of_every_tab_order_and_branch(busy: Cast, person: str, has_changes: bool) -> None:
    if has_changes:
        deadlines.extend(
            stage=busy.stages[0],
            unit=busy.district,
            until=busy.stages[0].closes_at + timedelta(hours=1),
            document_number="12/QĐ",
            reason="Mất điện",
            by=busy.administrator,
            clock=now,
        )
    (desk,) = queue.desks(grant_of(getattr(busy, person)))
    assert desk.has_changes is has_changes
    for branch in ("", str(busy.district.pk)):
        for tab in queue.TABS:
            for sort in queue.SORTS:
                plain = queue.on_tab(queue.dossiers_of(desk), desk, tab)
                if branch:
                    plain = plain.filter(unit__parent=int(branch))
                expected = list(queue.listed(plain, desk, sort=sort))
                found = queue_page.rows(desk, tab=tab, branch=branch, sort=sort, start=0)
                assert found == expected, (branch, tab, sort)


@pytest.mark.parametrize("sort", list(queue.SORTS))
def test_pages_neither_repeat_nor_skip_a_row(
    busy: Cast, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    (desk,) = queue.desks(grant_of(busy.province_reviewer))
    whole = list(queue.listed(queue.dossiers_of(desk), desk, sort=sort))
    monkeypatch.setattr(queue_page, "ROWS_ON_A_PAGE", 2)
    queue_page._prepared.cache_clear()
    pages = [
        queue_page.rows(desk, tab=queue.ALL, branch="", sort=sort, start=start)
        for start in range(0, len(whole), 2)
    ]
    queue_page._prepared.cache_clear()
    assert len(pages) > 1
    assert [row for page in pages for row in page] == whole
