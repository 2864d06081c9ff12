"""A floor asks the database as often as the page that is measured against it."""

from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import reverse

from benchmarks import rows
from benchmarks.measure import queries_of
from benchmarks.server import Visitor
from dossiers.enums import DossierState

COMMUNES = 10

pytestmark = [pytest.mark.django_db, pytest.mark.urls("benchmarks.urls")]


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Keep the connection that holds the test's transaction, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_floor_of_the_entry_page_asks_what_the_page_asks() -> None:
    world = rows.build(COMMUNES, state=DossierState.DRAFT, tier=1, scored_tiers=(1,))
    visitor, pk = Visitor(world.officer), world.dossier.pk
    page, floor, formset = (
        visitor.getter(address)
        for address in (
            reverse("dossiers:entry", args=[pk]),
            f"/do-luong/nhap/{pk}/",
            f"/do-luong/bieu-mau/{pk}/",
        )
    )
    assert formset()
    page()  # plans and texts are kept from the first time on
    assert queries_of(floor) == queries_of(page)
    assert queries_of(visitor.getter(f"/do-luong/nhap/{pk}/san/")) == queries_of(page)


def test_the_floor_of_the_review_page_asks_what_the_page_asks() -> None:
    world = rows.build(COMMUNES, state=DossierState.APPRAISING, tier=2, scored_tiers=(1, 2))
    visitor, pk = Visitor(world.reviewer), world.dossier.pk
    page = visitor.getter(reverse("dossiers:review", args=[pk]))
    page()
    assert queries_of(visitor.getter(f"/do-luong/tham-dinh/{pk}/")) == queries_of(page)
