"""Opening a campaign: nothing opens half ready, and every unit gets its dossier once."""

from datetime import timedelta

import pytest

from accounts.enums import UnitLevel
from accounts.errors import AlreadyDone, Invalid, NotAllowed, NotOpen
from accounts.models import JournalEntry
from dossiers.actions import opening
from dossiers.enums import Verb
from dossiers.models import Dossier, LayerTotal
from dossiers.queries import readiness
from scoring.models import Campaign
from tests import factories
from tests.conftest import MovableClock
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def prepared(cast: Cast) -> Campaign:
    """Return a second campaign of the province, opened and then put back to its draft."""
    campaign = factories.make_campaign(cast.now, area=cast.province, code="thu-hai")
    LayerTotal.objects.filter(dossier__campaign=campaign).delete()
    Dossier.objects.filter(campaign=campaign).delete()
    campaign.opened_at = None
    campaign.save()
    return campaign


def test_open_gives_every_commune_a_dossier_with_empty_totals(cast: Cast) -> None:
    totals = LayerTotal.objects.filter(dossier__campaign=cast.campaign)
    assert Dossier.objects.filter(campaign=cast.campaign).count() == 3
    assert {(row.leaves_due, row.leaves_done, row.maximum) for row in totals} == {(6, 0, 80)}


def test_open_is_recorded_on_the_campaign_and_on_each_dossier(cast: Cast) -> None:
    on_campaign = JournalEntry.objects.get(chain=cast.campaign.chain, verb=Verb.OPEN_CAMPAIGN)
    on_dossier = JournalEntry.objects.get(chain=cast.dossier.chain)
    assert on_campaign.after == {"dossiers": 3}
    assert (on_dossier.verb, on_dossier.seq) == (Verb.OPEN, 1)


def test_open_twice_is_already_done(cast: Cast, clock: MovableClock) -> None:
    with pytest.raises(AlreadyDone):
        opening.open_campaign(campaign=cast.campaign, by=cast.administrator, clock=clock)


@pytest.mark.parametrize("part", ["administrator", "standing_officer"])
def test_those_who_prepare_for_the_area_open(cast: Cast, clock: MovableClock, part: str) -> None:
    campaign = prepared(cast)
    with pytest.raises(NotAllowed):
        opening.open_campaign(campaign=campaign, by=cast.province_reviewer, clock=clock)
    opened = opening.open_campaign(campaign=campaign, by=cast.people[part], clock=clock)
    assert len(opened) == 3


def test_add_missing_gives_dossiers_to_later_units_only(cast: Cast, clock: MovableClock) -> None:
    later = factories.make_unit("Xã Mới", UnitLevel.COMMUNE, parent=cast.district)
    added = opening.add_missing(campaign=cast.campaign, by=cast.administrator, clock=clock)
    assert [dossier.unit for dossier in added] == [later]
    assert opening.add_missing(campaign=cast.campaign, by=None, clock=clock) == []


def test_add_missing_waits_for_the_opening(cast: Cast, clock: MovableClock) -> None:
    with pytest.raises(NotOpen):
        opening.add_missing(campaign=prepared(cast), by=None, clock=clock)


def test_a_round_measures_the_units_of_its_own_year(cast: Cast, clock: MovableClock) -> None:
    gone = factories.make_unit("Xã Cũ", UnitLevel.COMMUNE, parent=cast.district)
    gone.valid_until = gone.valid_from + timedelta(days=365)
    gone.save()
    assert gone not in readiness.measured_units(cast.campaign, at=clock())


def _break_levels(campaign: Campaign) -> None:
    campaign.stages.filter(tier=3).update(level="district")


def _break_order(campaign: Campaign) -> None:
    first = campaign.stages.get(tier=1)
    campaign.stages.filter(tier=2).update(closes_at=first.closes_at - timedelta(hours=1))


def _break_chain(campaign: Campaign) -> None:
    campaign.stages.filter(tier__gt=1).delete()


def _break_ladder(campaign: Campaign) -> None:
    campaign.ladder["rungs"].pop()
    campaign.save()


def _name_unknown_leaf(campaign: Campaign) -> None:
    rate = {"key": "x", "kind": "leaf_rate_at_least", "label": "Tỷ lệ", "leaf": "9.9"}
    campaign.conditions.append({**rate, "at_least": "80"})
    campaign.save()


def _forget_paper(campaign: Campaign) -> None:
    campaign.document_kinds.pop()
    campaign.save()


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (_break_levels, "stages.3"),
        (_break_order, "stages.2.window"),
        (_break_chain, "stages"),
        (_break_ladder, "rungs"),
        (_name_unknown_leaf, "conditions.x"),
        (_forget_paper, "conditions.documents"),
    ],
)
def test_open_names_what_is_missing_and_opens_nothing(
    cast: Cast, clock: MovableClock, spoil, place: str
) -> None:
    campaign = prepared(cast)
    spoil(campaign)
    with pytest.raises(Invalid) as refused:
        opening.open_campaign(campaign=campaign, by=None, clock=clock)
    assert place in refused.value.problems
    assert not Dossier.objects.filter(campaign=campaign).exists()
