"""A whole aggregation from the leaves, against one sequential scan of the same rows."""

import math
import tracemalloc
from collections.abc import Iterator

from django.db import connection

from benchmarks import place, rows
from benchmarks.measure import MEGABYTE, Count, Effort, Figure, Goal, Ratio, Work, side_by_side
from benchmarks.measure import whole_work_timer as timer_of
from dossiers.actions import results
from dossiers.enums import DossierState, RunStatus
from dossiers.models import Dossier, ScoringRun, UnitResult
from dossiers.queries import finals
from scoring.models import Campaign, Stage
from scoring.rules import ranking
from scoring.rules.numbers import ZERO

GOAL = Goal(5)
EXPONENT_GOAL = Goal(1.05)
# The naive way takes a query for each dossier: beyond this size it only costs time to know.
NAIVE_UP_TO = 300


def measure(effort: Effort) -> Iterator[Figure]:
    """Yield the ratio at each size, the memory at the largest, and how the time grows."""
    taken: dict[int, float] = {}
    for size in effort.dossiers:
        place.empty()
        world = rows.build(
            size, state=DossierState.AWAITING_DECISION, tier=3, scored_tiers=(1, 2, 3)
        )
        figures = _one_size(size, world, effort)
        taken[size] = figures[-1].ours.median
        yield from figures
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


def _one_size(size: int, world: rows.World, effort: Effort) -> list[Ratio]:
    """Return what reading, storing and the whole aggregation cost as multiples of the scan."""
    campaign = world.campaign
    opened: list[ScoringRun] = []
    first = results.compute(run=results.open_run(campaign=campaign, by=None))
    works = {
        "scan": Work(run=scan),
        "ranks": Work(run=lambda: totals_and_ranks(campaign, world.stages[-1])),
        "copy": Work(
            before=lambda: opened.append(_empty_run(campaign)),
            run=lambda: store_again(first, opened[-1]),
            after=lambda: opened[-1].results.all().delete(),
        ),
        "run": Work(
            before=lambda: opened.append(results.open_run(campaign=campaign, by=None)),
            run=lambda: results.compute(run=opened[-1]),
            after=lambda: opened[-1].results.all().delete(),
        ),
    }
    if size <= NAIVE_UP_TO:
        works["naive"] = Work(run=lambda: one_by_one(campaign))
    seen = side_by_side(works, rounds=effort.slow_rounds, timer=timer_of())
    leaves = f"{size:,} dossiers × 38 leaves"
    asked: list[tuple[str, str, Goal | None]] = [
        (f"totals and ranks of {leaves}", "ranks", None),
        (f"storing the {size:,} results again, inside the database", "copy", None),
        (f"aggregation of {leaves}, run written", "run", GOAL),
    ]
    return [
        Ratio(
            work=work,
            floor_is="scan and sum",
            floor=seen["scan"],
            ours=seen[name],
            goal=goal,
            naive=seen.get("naive") if goal else None,
            naive_is="sums only, dossier by dossier",
        )
        for work, name, goal in asked
    ]


def totals_and_ranks(campaign: Campaign, last: Stage) -> dict[int, int]:
    """Add up and rank every dossier, and store nothing."""
    yardstick = finals.Yardstick.of(campaign)
    everybody = set(Dossier.objects.filter(campaign=campaign).values_list("pk", flat=True))
    return ranking.rank(
        (rows.dossier_id, yardstick.total(rows).index or ZERO)
        for rows in yardstick.final_rows(last, among=everybody)
    )


def _empty_run(campaign: Campaign) -> ScoringRun:
    newest = campaign.runs.latest("number")
    return ScoringRun.objects.create(
        campaign=campaign,
        number=newest.number + 1,
        status=RunStatus.DRAFT,
        requested_at=newest.requested_at,
    )


def store_again(made: ScoringRun, run: ScoringRun) -> None:
    """Copy a run's results by one statement: what storing them costs without any judging."""
    meta = UnitResult._meta
    kept = [
        f'"{field.column}"'
        for field in meta.local_concrete_fields
        if not field.primary_key and field.name != "run"
    ]
    columns = ", ".join(kept)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {meta.db_table} (run_id, {columns}) "
            f"SELECT %s, {columns} FROM {meta.db_table} WHERE run_id = %s",
            [run.pk, made.pk],
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
