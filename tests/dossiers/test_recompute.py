"""Every point comes out again; what was changed behind the portal's back is told."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.clock import Clock
from dossiers.actions import results
from dossiers.models import Score
from tests import stories
from tests.conftest import MovableClock
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(cast: Cast, clock: MovableClock) -> Cast:
    """Return the world after its results were published."""
    stories.file_papers(cast, clock=clock)
    stories.send(cast, clock=clock)
    stories.appraise_to_the_end(cast, clock=clock)
    _publish(cast, clock)
    return cast


def _publish(cast: Cast, clock: Clock) -> None:
    run = results.compute(
        run=results.open_run(campaign=cast.campaign, by=None, clock=clock), clock=clock
    )
    results.publish(run=run, decision_number="1/QĐ-UBND", by=cast.standing_officer, clock=clock)


def recompute(cast: Cast) -> dict:
    written = StringIO()
    call_command("recompute", campaign=cast.campaign.code, stdout=written)
    return json.loads(written.getvalue())


def test_every_point_and_result_comes_out_again(published: Cast) -> None:
    told = recompute(published)
    assert told == {"campaign": "thu-nghiem-2024", "rows": 7, "results": 1, "differences": []}


def test_a_changed_row_is_told_and_the_command_fails(published: Cast) -> None:
    Score.objects.filter(dossier=published.dossier, leaf__code="1.2", stage__tier=1).update(
        points=Decimal(3)
    )
    written = StringIO()
    with pytest.raises(SystemExit):
        call_command("recompute", campaign=published.campaign.code, stdout=written)
    (difference,) = json.loads(written.getvalue())["differences"]
    assert (difference["unit_code"], difference["tier"], difference["where"]) == (
        "07414",
        1,
        "1.2",
    )
    assert difference["stored"].startswith("3.00;")
    assert difference["again"].startswith("20.00;")


def test_a_changed_final_row_shows_in_the_published_result(published: Cast) -> None:
    Score.objects.filter(dossier=published.dossier, leaf__code="1.2", stage__tier=3).update(
        points=Decimal(3)
    )
    written = StringIO()
    with pytest.raises(SystemExit):
        call_command("recompute", campaign=published.campaign.code, stdout=written)
    told = json.loads(written.getvalue())["differences"]
    assert {each["where"] for each in told} == {"achieved", "index", "class", "leaves"}


def test_an_open_round_is_worked_out_too(cast: Cast, clock: MovableClock) -> None:
    stories.fill(cast, clock=clock)
    assert recompute(cast)["rows"] == 6
