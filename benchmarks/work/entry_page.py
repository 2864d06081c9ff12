"""The entry page of a whole dossier, against its own queries and against a form for each row."""

from collections.abc import Iterator

from django.urls import reverse

from benchmarks import rows
from benchmarks.measure import Count, Effort, Figure, Goal, Ratio, Work, queries_of, side_by_side
from benchmarks.server import Visitor
from dossiers.enums import DossierState

GOAL = Goal(1.5)
FORMSET_GOAL = Goal(1 / 8)
QUERIES_GOAL = Goal(10)
COMMUNES = 209


def measure(effort: Effort) -> Iterator[Figure]:
    """Yield the page as a multiple of its queries, as a share of a formset, and its queries."""
    world = rows.build(
        COMMUNES, state=DossierState.DRAFT, tier=1, scored_tiers=(1,), with_evidence=True
    )
    visitor, pk = Visitor(world.officer), world.dossier.pk
    page = visitor.getter(reverse("dossiers:entry", args=[pk]))
    queries = visitor.getter(f"/do-luong/nhap/{pk}/")
    seen = side_by_side(
        {
            "smallest": Work(run=visitor.getter("/do-luong/nho-nhat/")),
            "queries": Work(run=queries),
            "prepared": Work(run=visitor.getter(f"/do-luong/nhap/{pk}/san/")),
            "page": Work(run=page),
            "formset": Work(run=visitor.getter(f"/do-luong/bieu-mau/{pk}/")),
        },
        rounds=effort.rounds,
    )
    yield Ratio(
        work="queries of the entry page",
        floor_is="logged-in page",
        floor=seen["smallest"],
        ours=seen["queries"],
        goal=None,
    )
    yield Ratio(
        work="entry page, 38 leaves",
        floor_is=f"its {queries_of(queries)} queries only",
        floor=seen["queries"],
        ours=seen["page"],
        goal=GOAL,
        naive=seen["formset"],
        naive_is="ModelFormSet",
    )
    yield Ratio(
        work="entry page, 38 leaves",
        floor_is="the same queries, prepared",
        floor=seen["prepared"],
        ours=seen["page"],
        goal=None,
    )
    yield Ratio(
        work="entry page, 38 leaves",
        floor_is="ModelFormSet",
        floor=seen["formset"],
        ours=seen["page"],
        goal=FORMSET_GOAL,
    )
    yield Count(work="entry page", value=queries_of(page), unit="queries", goal=QUERIES_GOAL)
