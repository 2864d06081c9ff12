"""Saves a second while many people save at once, two server processes sharing the work."""

import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import queues, synchronize

from django.db import DatabaseError, connections

from accounts.models import User
from benchmarks import place, places, rows
from benchmarks.measure import Count, Effort, Figure, Goal
from dossiers.actions import entry
from dossiers.enums import DossierState
from dossiers.models import Dossier
from scoring import plans

GOAL = Goal(150, at_least=True)
ERRORS_GOAL = Goal(0)
PROCESSES = 2
CONNECTIONS = 64
CODE = "2.3"
COMMUNES = 209
SAVES_A_ROUND = 10
LONG_AGO = timedelta(days=60)


@dataclass(frozen=True)
class Tally:
    """What became of the saves, the seconds by the wall, and the processes' CPU seconds."""

    done: int
    errors: int
    seconds: float
    busy: float


def measure(effort: Effort) -> Iterator[Figure]:
    """Yield saves a second with one connection a process, and errors with 64 in all."""
    saves = effort.rounds * SAVES_A_ROUND
    for threads in (1, CONNECTIONS // PROCESSES):
        place.empty()
        world = rows.build(COMMUNES, state=DossierState.DRAFT, tier=1, scored_tiers=(1,))
        places.officers_of_every_commune(since=world.now - LONG_AGO)
        tally = _together(threads, saves)
        what = f"{PROCESSES * threads} people saving at once"
        yield Count(
            work=f"{what}, by the wall",
            value=tally.done / tally.seconds,
            unit="saves/s",
            goal=GOAL if threads == 1 else None,
        )
        yield Count(
            work=f"{what}, by the CPU of {PROCESSES} processes",
            value=PROCESSES * tally.done / tally.busy,
            unit="saves/s",
            goal=None,
        )
        yield Count(work=what, value=tally.errors, unit="errors", goal=ERRORS_GOAL)


def _together(threads: int, saves: int) -> Tally:
    """Let all processes save at once, ``threads`` people in each."""
    connections.close_all()
    start = multiprocessing.get_context("fork")
    # Everybody is connected and ready before the clock starts.
    barrier, told = start.Barrier(PROCESSES + 1), start.Queue()
    workers = [
        start.Process(target=_work, args=(number, threads, saves, barrier, told))
        for number in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    barrier.wait()
    began = time.perf_counter()
    counts = [told.get() for _ in workers]
    seconds = time.perf_counter() - began
    for worker in workers:
        worker.join()
    done, errors, busy = (sum(column) for column in zip(*counts, strict=True))
    return Tally(done, errors, seconds, busy)


def _work(
    number: int, threads: int, saves: int, barrier: synchronize.Barrier, told: queues.Queue
) -> None:
    """Be one server process: each thread saves for communes of its own."""
    dossiers = list(Dossier.objects.select_related("campaign", "unit").order_by("pk"))
    officers = {grant.content_object_id: grant.user for grant in places.entry_grants()}
    share = [(dossier, officers[dossier.unit_id]) for dossier in dossiers[number::PROCESSES]]
    with ThreadPoolExecutor(threads) as pool:
        barrier.wait()
        began = time.process_time()
        counts = list(
            pool.map(
                lambda thread: _save(share[thread::threads], max(saves // threads, 1)),
                range(threads),
            )
        )
    done, errors = (sum(column) for column in zip(*counts, strict=True))
    told.put((done, errors, time.process_time() - began))


def _save(desks: list[tuple[Dossier, User]], saves: int) -> tuple[int, int]:
    """Save one leaf of each dossier in turn, again and again; return saves and errors."""
    done = errors = 0
    leaf = plans.plan_of(desks[0][0].campaign.criteria_set_id).leaf(CODE)
    versions: dict[int, int] = {}
    for turn in range(saves):
        dossier, officer = desks[turn % len(desks)]
        typed = {"numerator": [str(turn % 1000)], "denominator": ["1000"]}
        said = entry.Entry(
            figures=leaf.rule.read(typed), version=versions.get(dossier.pk, rows.FIRST_VERSION)
        )
        try:
            row = entry.save_score(dossier=dossier, leaf=leaf, entry=said, by=officer)
        except DatabaseError:
            errors += 1
            continue
        versions[dossier.pk] = row.version
        done += 1
    connections.close_all()
    return done, errors
