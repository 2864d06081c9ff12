"""The history on a dossier's page: neighbouring acts of one kind, person and day are one line."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import JournalEntry
from dossiers.queries import history
from dossiers.views import overview
from tests import stories
from tests.conftest import MovableClock
from tests.factories import Cast


def save(cast: Cast, *counts: int, clock: MovableClock) -> None:
    """Save leaf 2.2 once for each count."""
    for count in counts:
        stories.save(cast, "2.2", {"count": str(count)}, clock=clock, version=count - 1)


def titles(cast: Cast) -> list[tuple[str, int]]:
    """Return the lines of the history and of how many acts each stands, as the page draws them."""
    acts = JournalEntry.objects.filter(chain=cast.dossier.chain, verb="score").order_by("-seq")
    lines = history.folded(history.runs(acts), cast.dossier)
    return [(line["title"], len(line.get("parts", []))) for line in lines]


def test_neighbouring_saves_are_one_line(cast: Cast, clock: MovableClock) -> None:
    save(cast, 1, 2, 3, clock=clock)
    assert titles(cast) == [("Chấm điểm – 3 lần ghi", 3)]


def test_two_saves_stand_by_themselves(cast: Cast, clock: MovableClock) -> None:
    save(cast, 1, 2, clock=clock)
    assert titles(cast) == [("Chấm điểm – tiêu chí 2.2", 0)] * 2


def test_another_day_begins_another_line(cast: Cast, clock: MovableClock) -> None:
    clock.pass_time(days=-1)
    save(cast, 1, 2, 3, clock=clock)
    clock.pass_time(days=1)
    save(cast, 4, 5, 6, 7, clock=clock)
    assert titles(cast) == [("Chấm điểm – 4 lần ghi", 4), ("Chấm điểm – 3 lần ghi", 3)]


def test_page_unfolds_every_act_and_counts_lines(
    cast: Cast, clock: MovableClock, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "LINES_ON_A_PAGE", 1)
    save(cast, 1, 2, 3, 4, clock=clock)
    client.force_login(cast.commune_officer)
    told = client.get(reverse("dossiers:overview", args=[cast.dossier.pk]))
    page = told.content.decode()
    assert page.count("Chấm điểm – tiêu chí 2.2") == 4
    assert "Chấm điểm – 4 lần ghi" in page
    assert len(told.context["history"]) == 1
