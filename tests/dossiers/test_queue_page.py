"""The appraisers' queue and the standing body's board: who stands where, from stored totals."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import UnitLevel
from accounts.models import User
from dossiers.actions import appraisal, opening
from tests import factories, stories
from tests.factories import Cast

pytestmark = pytest.mark.django_db


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


def queue_of(person: User, **query: str) -> str:
    answer = signed_in(person).get(reverse("dossiers:queue"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_tier_sees_what_waits_for_it(sent: Cast) -> None:
    assert "Xã Hương Lạc" in queue_of(sent.district_reviewer)
    assert "Xã Hương Lạc" not in queue_of(sent.province_reviewer)
    assert "Xã Hương Lạc" in queue_of(sent.province_reviewer, tab="cap-duoi")
    appraisal.agree(dossier=sent.dossier, by=sent.district_reviewer, clock=now)
    appraisal.send_up(dossier=sent.dossier, by=sent.district_reviewer, clock=now)
    assert "Xã Hương Lạc" in queue_of(sent.province_reviewer)
    assert "Xã Hương Lạc" in queue_of(sent.district_reviewer, tab="da-chuyen")


def test_unsent_dossiers_show_no_points(sent: Cast) -> None:
    stories.save(sent, "1.1", {"value": "yes"}, clock=now, dossier=sent.neighbour_dossier)
    text = queue_of(sent.district_reviewer, tab="chua-gui")
    assert "Xã Tân Dĩnh" in text
    assert "1/6" in text
    assert "10,00" not in text


def test_branches_of_others_stay_out(sent: Cast) -> None:
    assert "Xã Cao Xá" not in queue_of(sent.district_reviewer, tab="tat-ca")
    assert "Xã Cao Xá" in queue_of(sent.province_reviewer, tab="tat-ca")


def test_search_needs_no_accents(sent: Cast) -> None:
    text = queue_of(sent.province_reviewer, tab="tat-ca", q="huong lac")
    assert "Xã Hương Lạc" in text
    assert "Xã Cao Xá" not in text


def test_branch_filter(sent: Cast) -> None:
    text = queue_of(sent.province_reviewer, tab="tat-ca", don_vi=str(sent.far_district.pk))
    assert "Xã Cao Xá" in text
    assert "Xã Hương Lạc" not in text


@pytest.mark.parametrize(
    "query", [{"tab": "x"}, {"don_vi": "abc"}, {"trang": "99"}, {"sap_xep": "?"}]
)
def test_strange_addresses_fall_back(sent: Cast, query: dict[str, str]) -> None:
    queue_of(sent.province_reviewer, **query)


def test_an_unknown_campaign_is_not_found(sent: Cast) -> None:
    client = signed_in(sent.province_reviewer)
    assert client.get(reverse("dossiers:queue"), {"dot": "khac"}).status_code == 404


@pytest.mark.parametrize("person", ["commune_officer", "commune_leader", "outsider"])
@pytest.mark.parametrize("place", ["queue", "board", "central_list"])
def test_the_units_own_people_have_no_queue(sent: Cast, person: str, place: str) -> None:
    client = signed_in(getattr(sent, person))
    assert client.get(reverse(f"dossiers:{place}")).status_code == 403


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("place", ["queue", "board"])
def test_three_more_units_cost_no_more_queries(sent: Cast, place: str) -> None:
    client = signed_in(sent.province_reviewer)
    address = reverse(f"dossiers:{place}") + "?tab=tat-ca"
    before = _queries(client, address)
    for name in ("Xã Một", "Xã Hai", "Xã Ba"):
        factories.make_unit(name, UnitLevel.COMMUNE, parent=sent.district)
    assert len(opening.add_missing(campaign=sent.campaign, by=None, clock=now)) == 3
    assert _queries(client, address) == before


def test_board_counts_by_branch_and_names_the_late(sent: Cast) -> None:
    answer = signed_in(sent.watcher).get(reverse("dossiers:board"))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Huyện Tân Yên" in text
    assert "1/2" in text
    assert "Không có hồ sơ quá hạn" in text
    type(sent.stages[0]).objects.filter(pk=sent.stages[0].pk).update(
        closes_at=timezone.now() - timedelta(hours=1)
    )
    late = signed_in(sent.watcher).get(reverse("dossiers:board")).content.decode()
    assert "Không có hồ sơ quá hạn" not in late


def test_missing_central_figures_are_listed_by_leaf(sent: Cast) -> None:
    client = signed_in(sent.standing_officer)
    address = reverse("dossiers:central_list")
    text = client.get(address, {"tieu-chi": "2.4"}).content.decode()
    assert "0/3" in text
    assert "Xã Cao Xá" in text
