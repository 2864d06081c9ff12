"""The reviewers' queue from stored totals: the same for one commune and for the country."""

from collections.abc import Iterator

from django.urls import reverse

from benchmarks import place, rows
from benchmarks.measure import (
    Count,
    Effort,
    Figure,
    Goal,
    Ratio,
    Work,
    queries_of,
    side_by_side,
    statements_of,
    whole_work_timer,
)
from benchmarks.server import Visitor
from dossiers.enums import DossierState

CPU_GOAL = Goal(3)
SQL_GOAL = Goal(2)
QUERIES_GOAL = Goal(5)


def measure(effort: Effort) -> Iterator[Figure]:
    """Yield CPU, time inside the database, and queries at each size."""
    for size in (rows.MODELS, effort.dossiers[0], effort.dossiers[-1]):
        place.empty()
        world = rows.build(size, state=DossierState.APPRAISING, tier=3, scored_tiers=(1, 2))
        visitor = Visitor(world.province_reviewer)
        small = visitor.getter("/do-luong/nho-nhat/")
        page = visitor.getter(reverse("dossiers:queue"))
        seen = side_by_side(
            {"small": Work(run=small), "page": Work(run=page)}, rounds=effort.rounds
        )
        yield Ratio(
            work=f"queue of {size:,}, CPU",
            floor_is="logged-in page",
            floor=seen["small"],
            ours=seen["page"],
            goal=CPU_GOAL,
        )
        asked = side_by_side(
            {"small": statements_of(small), "page": statements_of(page)},
            rounds=effort.rounds,
            timer=whole_work_timer(),
        )
        yield Ratio(
            work=f"queue of {size:,}, SQL alone",
            floor_is="logged-in page",
            floor=asked["small"],
            ours=asked["page"],
            goal=SQL_GOAL,
        )
        yield Count(
            work=f"queue of {size:,}", value=queries_of(page), unit="queries", goal=QUERIES_GOAL
        )
