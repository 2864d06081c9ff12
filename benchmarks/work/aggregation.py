"""A whole aggregation from the leaves, against one sequential scan of the same rows."""

import math
import tracemalloc
from collections.abc import Iterator

from django.db import connection

from benchmarks import place, rows
from benchmarks.measure import Count, Effort, Figure, Goal, Ratio, Work, side_by_side
from benchmarks.measure import whole_work_timer as timer_of
from dossiers.actions import results
from dossiers.enums import DossierState
from dossiers.models import Dossier, ScoringRun, UnitResult
from scoring.models import Campaign

GOAL = Goal(5)
EXPONENT_GOAL = Goal(1.05)
# The naive way takes a query for each dossier: beyond this size it only costs time to know.
NAIVE_UP_TO = 300
MEGABYTE = 1024 * 1024


def measure(effort: Effort) -> Iterator[Figure]:
    """Yield the ratio at each size, the memory at the largest, and how the time grows."""
    taken: dict[int, float] = {}
    for size in effort.dossiers:
        place.empty()
        world = rows.build(size, state=DossierState.AWAITING_DECISION, tier=3, scored_tiers=(3,))
        figure = _one_size(size, world.campaign, effort)
        taken[size] = figure.ours.median
        yield figure
    yield Count(
        work=f"memory of aggregating {size:,} dossiers",
        value=_peak(world.campaign) / MEGABYTE,
        unit="MB",
        goal=None,
    )
    small, large = effort.dossiers[0], effort.dossiers[-1]
    yield Count(
        work=f"growth of an aggregation from {small:,} to {large:,} dossiers",
        value=math.log(taken[large] / taken[small]) / math.log(large / small),
        unit="exponent",
        goal=EXPONENT_GOAL,
    )


def _one_size(size: int, campaign: Campaign, effort: Effort) -> Ratio:
    opened: list[ScoringRun] = []
    works = {
        "floor": Work(run=scan),
        "ours": Work(
            before=lambda: opened.append(results.open_run(campaign=campaign, by=None)),
            run=lambda: results.compute(run=opened[-1]),
            after=UnitResult.objects.all().delete,
        ),
    }
    if size <= NAIVE_UP_TO:
        works["naive"] = Work(run=lambda: one_by_one(campaign))
    seen = side_by_side(works, rounds=effort.slow_rounds, timer=timer_of())
    return Ratio(
        work=f"aggregation of {size:,} dossiers × 38 leaves, run written",
        floor_is="scan and sum",
        floor=seen["floor"],
        ours=seen["ours"],
        goal=GOAL,
        naive=seen.get("naive"),
        naive_is="sums only, dossier by dossier",
    )


def scan() -> None:
    """Read and add up every score, in whatever order the table gives them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*), SUM(points) FROM dossiers_score")
        cursor.fetchone()


def one_by_one(campaign: Campaign) -> list[tuple[int, object]]:
    """Load each dossier's rows as objects and add them in Python; no class, nothing stored."""
    sums = [
        (dossier.pk, sum(score.points or 0 for score in dossier.scores.select_related("leaf")))
        for dossier in Dossier.objects.filter(campaign=campaign)
    ]
    return sorted(sums, key=lambda pair: pair[1], reverse=True)


def _peak(campaign: Campaign) -> int:
    """Return the most bytes that Python held at once during one aggregation."""
    run = results.open_run(campaign=campaign, by=None)
    tracemalloc.start()
    results.compute(run=run)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    UnitResult.objects.all().delete()
    return peak
