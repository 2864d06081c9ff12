"""The review page of a whole dossier, half appraised, against its own queries."""

from collections.abc import Iterator

from django.urls import reverse

from benchmarks import rows
from benchmarks.measure import Count, Effort, Figure, Goal, Ratio, Work, queries_of, side_by_side
from benchmarks.server import Visitor
from dossiers.enums import DossierState

GOAL = Goal(1.75)
QUERIES_GOAL = Goal(12)
COMMUNES = 209


def measure(effort: Effort) -> Iterator[Figure]:
    """Yield the page as a multiple of its queries, and how many these are."""
    world = rows.build(
        COMMUNES, state=DossierState.APPRAISING, tier=2, scored_tiers=(1, 2), with_evidence=True
    )
    visitor, pk = Visitor(world.reviewer), world.dossier.pk
    page = visitor.getter(reverse("dossiers:review", args=[pk]))
    queries = visitor.getter(f"/do-luong/tham-dinh/{pk}/")
    seen = side_by_side(
        {
            "queries": Work(run=queries),
            "page": Work(run=page),
        },
        rounds=effort.rounds,
    )
    yield Ratio(
        work="review page, 38 leaves × 2 layers",
        floor_is=f"its {queries_of(queries)} queries only",
        floor=seen["queries"],
        ours=seen["page"],
        goal=GOAL,
    )
    yield Count(work="review page", value=queries_of(page), unit="queries", goal=QUERIES_GOAL)
