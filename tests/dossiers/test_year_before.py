"""What a leaf's row tells of last year: figures, own points, published points, merged units."""

from decimal import Decimal

import pytest
from django.db.models.functions import Now

from accounts.models import Unit
from accounts.models.unit import UnitSuccession
from dossiers.enums import RunStatus
from dossiers.models import Dossier, Score, ScoringRun, UnitResult
from dossiers.queries.year_before import year_before
from scoring.models import Campaign
from tests import factories, stories
from tests.conftest import MovableClock
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def before(cast: Cast) -> Campaign:
    """Return the round before this year's, with dossiers of both communes."""
    made = factories.make_campaign(cast.now, area=cast.province, code="nam-truoc")
    Campaign.objects.filter(pk=cast.campaign.pk).update(previous=made)
    return made


def dossier_of(campaign: Campaign, unit: Unit) -> Dossier:
    return Dossier.objects.select_related("campaign", "unit").get(campaign=campaign, unit=unit)


def publish(dossier: Dossier, leaves: list[list[object]]) -> None:
    """Publish a round in which the dossier's leaves got this."""
    run = ScoringRun.objects.create(campaign=dossier.campaign, number=1, requested_at=Now())
    unit = dossier.unit
    UnitResult.objects.create(
        run=run,
        dossier=dossier,
        unit_code=unit.code,
        unit_name=unit.name,
        sort_key=unit.sort_key,
        search_key=unit.search_key,
        is_recognised=True,
        rank=1,
        leaves=leaves,
    )
    ScoringRun.objects.filter(pk=run.pk).update(status=RunStatus.PUBLISHED, published_at=Now())


def told(cast: Cast, code: str) -> list[str]:
    fresh = Dossier.objects.select_related("campaign", "unit").get(pk=cast.dossier.pk)
    return year_before(fresh).get(cast.leaf(code).criterion.key, [])


def test_own_figures_and_points_are_told(cast: Cast, clock: MovableClock, before: Campaign) -> None:
    old = dossier_of(before, cast.commune)
    stories.save(cast, "2.2", {"count": "2"}, clock=clock, dossier=old)
    figures, points = told(cast, "2.2")
    assert figures.startswith("2 cuộc")
    assert points == "Tự chấm 10,00 điểm"
    assert told(cast, "1.1") == []


def test_what_was_published_stands_beside_the_own_points(
    cast: Cast, clock: MovableClock, before: Campaign
) -> None:
    old = dossier_of(before, cast.commune)
    stories.save(cast, "2.2", {"count": "2"}, clock=clock, dossier=old)
    publish(old, [["1.1", None, True], ["1.2", None, False], ["2.2", "8.00", False]])
    assert told(cast, "2.2")[1:] == ["Tự chấm 10,00 điểm", "Công nhận 8,00 điểm"]
    assert told(cast, "1.1") == ["Công nhận không áp dụng"]
    assert told(cast, "1.2") == []


def test_a_merged_unit_sees_the_figures_of_those_before_it(
    cast: Cast, clock: MovableClock, before: Campaign
) -> None:
    new = factories.make_unit("Xã Mới", cast.commune.level, parent=cast.district)
    for unit, count in ((cast.commune, 2), (cast.neighbour, 3)):
        UnitSuccession.objects.create(predecessor=unit, successor=new)
        old = dossier_of(before, unit)
        Score.objects.create(
            dossier=old,
            stage=old.campaign.stages.get(tier=1),
            leaf=cast.leaf("2.2").criterion,
            figures={"count": count},
            points=Decimal("10"),
            recorded_at=clock.now,
            recorded_by=cast.commune_officer,
        )
    Dossier.objects.filter(pk=cast.dossier.pk).update(unit=new)
    # Points of two units are no points of one.
    first, second = told(cast, "2.2")
    assert first.startswith("Xã Hương Lạc: 2 cuộc")
    assert second.startswith("Xã Tân Dĩnh: 3 cuộc")
