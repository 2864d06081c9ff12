"""Saves a second while many people save at once, two server processes sharing the work."""

import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from django.db import DatabaseError, connections

from benchmarks import rows
from benchmarks.measure import Count, Effort, Figure, Goal
from dossiers.actions import entry
from dossiers.enums import DossierState
from dossiers.models import Dossier, Score

GOAL = Goal(150, at_least=True)
ERRORS_GOAL = Goal(0)
PROCESSES = 2
CONNECTIONS = 64
CODE = "2.3"
COMMUNES = 209


def measure(effort: Effort) -> Iterator[Figure]:
    """Yield saves a second with one connection a process, and errors with 64 in all."""
    world = rows.build(COMMUNES, state=DossierState.DRAFT, tier=1, scored_tiers=(1,))
    rows.officers_of_every_commune(world)
    saves = effort.rounds * 5
    for threads in (1, CONNECTIONS // PROCESSES):
        done, errors, seconds = _together(threads, saves)
        what = f"{PROCESSES * threads} people saving at once"
        yield Count(
            work=f"{what}, {PROCESSES} processes",
            value=done / seconds,
            unit="saves/s",
            goal=GOAL if threads == 1 else None,
        )
        yield Count(work=what, value=errors, unit="errors", goal=ERRORS_GOAL)


def _together(threads: int, saves: int) -> tuple[int, int, float]:
    """Return saves made, saves failed, and the seconds that all of them took."""
    connections.close_all()
    start = multiprocessing.get_context("fork")
    # Everybody is connected and ready before the clock starts.
    barrier, told = start.Barrier(PROCESSES + 1), start.Queue()
    workers = [
        start.Process(target=_work, args=(place, threads, saves, barrier, told))
        for place in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    barrier.wait()
    began = time.perf_counter()
    counts = [told.get() for _ in workers]
    seconds = time.perf_counter() - began
    for worker in workers:
        worker.join()
    return sum(done for done, _ in counts), sum(errors for _, errors in counts), seconds


def _work(place: int, threads: int, saves: int, barrier, told) -> None:
    """Be one server process: each thread saves for communes of its own."""
    dossiers = list(Dossier.objects.select_related("campaign", "unit").order_by("pk"))
    share = dossiers[place::PROCESSES]
    with ThreadPoolExecutor(threads) as pool:
        barrier.wait()
        counts = list(
            pool.map(
                lambda thread: _save(share[thread::threads], saves // threads or 1),
                range(threads),
            )
        )
    told.put((sum(done for done, _ in counts), sum(errors for _, errors in counts)))


def _save(dossiers: list[Dossier], saves: int) -> tuple[int, int]:
    done = errors = 0
    plan = rows.plans.plan_of(dossiers[0].campaign.criteria_set_id)
    leaf = plan.leaf(CODE)
    for turn in range(saves):
        dossier = dossiers[turn % len(dossiers)]
        row = Score.objects.select_related("recorded_by").get(
            dossier=dossier, leaf=leaf.pk, stage=dossier.stage_id
        )
        typed = {"numerator": [str(row.version % 1000)], "denominator": ["1000"]}
        said = entry.Entry(figures=leaf.rule.read(typed), version=row.version)
        try:
            entry.save_score(dossier=dossier, leaf=leaf, entry=said, by=rows.officer_of(dossier))
            done += 1
        except DatabaseError:
            errors += 1
    connections.close_all()
    return done, errors
