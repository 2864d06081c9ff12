"""Timing pieces of work side by side: A B C, A B C, …; medians, spread and ratios."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

Timer = Callable[[], float]
MILLISECONDS = 1000.0
MEGABYTE = 1024 * 1024


def nothing() -> None:
    """Stand where a piece of work needs no preparation."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """A piece of work; ``before`` and ``after`` run around each timing, outside of it."""

    run: Callable[[], object]
    before: Callable[[], object] = nothing
    after: Callable[[], object] = nothing


@dataclass(frozen=True)
class Sample:
    """Seconds of each round."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle of all rounds, in seconds."""
        return statistics.median(self.seconds)

    @property
    def noise(self) -> float:
        """How far the middle half of the rounds is apart, as a share of the median."""
        if len(self.seconds) < 2 or not self.median:
            return 0.0
        low, _, high = statistics.quantiles(self.seconds, n=4, method="inclusive")
        return (high - low) / self.median

    def told(self) -> dict[str, Any]:
        """Return the sample as JSON says it."""
        return {
            "median_ms": self.median * MILLISECONDS,
            "noise": self.noise,
            "rounds": len(self.seconds),
        }


@dataclass(frozen=True)
class Goal:
    """A number that a value has to reach: at most, or at least."""

    limit: float
    at_least: bool = False

    def is_met(self, value: float) -> bool:
        """Say whether ``value`` reaches the goal."""
        return value >= self.limit if self.at_least else value <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """Ours as a multiple of a floor in the same run, and where there is one the naive way."""

    work: str
    floor_is: str
    floor: Sample
    ours: Sample
    goal: Goal | None
    naive: Sample | None = None
    naive_is: str = ""

    @property
    def value(self) -> float:
        """Ours ÷ floor, by medians."""
        return self.ours.median / self.floor.median

    @property
    def naive_value(self) -> float | None:
        """Naive ÷ floor, by medians."""
        return self.naive.median / self.floor.median if self.naive else None

    def told(self) -> dict[str, Any]:
        """Return the figure as JSON says it."""
        return {
            "work": self.work,
            "floor_is": self.floor_is,
            "floor": self.floor.told(),
            "ours": self.ours.told(),
            "ratio": self.value,
            "naive_is": self.naive_is,
            "naive": self.naive.told() if self.naive else None,
            "naive_ratio": self.naive_value,
            **_verdict(self.goal, self.value),
        }


@dataclass(frozen=True, kw_only=True)
class Count:
    """A number that is no ratio of times: queries, bytes, an exponent."""

    work: str
    value: float
    unit: str
    goal: Goal | None

    def told(self) -> dict[str, Any]:
        """Return the figure as JSON says it."""
        return {
            "work": self.work,
            "value": self.value,
            "unit": self.unit,
            **_verdict(self.goal, self.value),
        }


Figure = Ratio | Count


def _verdict(goal: Goal | None, value: float) -> dict[str, Any]:
    return {
        "goal": str(goal) if goal else None,
        "is_met": goal.is_met(value) if goal else None,
    }


@dataclass(frozen=True)
class Effort:
    """How long a run may take: rounds of quick work, rounds of slow work, and sizes."""

    rounds: int = 40
    slow_rounds: int = 5
    dossiers: tuple[int, ...] = field(default=(209, 3321, 10598))


QUICK = Effort(rounds=12, slow_rounds=3, dossiers=(209, 1045))


def side_by_side(
    works: Mapping[str, Work], *, rounds: int, timer: Timer = time.process_time, warm: int = 1
) -> dict[str, Sample]:
    """Time each piece of work once a round, in turns, so that noise meets all of them alike.

    ``warm`` rounds before them are not counted: they fill caches and import modules.
    """
    seconds: dict[str, list[float]] = {name: [] for name in works}
    # As the web process does before it serves (deploy/gunicorn.conf.py): what is loaded stays.
    gc.collect()
    gc.freeze()
    for turn in range(warm + rounds):
        for name, work in works.items():
            work.before()
            gc.collect()
            began = timer()
            work.run()
            took = timer() - began
            work.after()
            if turn >= warm:
                seconds[name].append(took)
    gc.unfreeze()
    return {name: Sample(tuple(each)) for name, each in seconds.items()}


def whole_work_timer() -> Timer:
    """Return the clock for work whose cost lies in the database as well as in Python.

    SQLite works inside this process, so the process's CPU time holds everything and other
    people's load nothing. A PostgreSQL server is another process: there only the wall tells.
    """
    return time.process_time if connection.vendor == "sqlite" else time.perf_counter


def statements_of(run: Callable[[], object]) -> Work:
    """Return the statements that ``run`` sends as work of their own: sent again and fetched.

    What Python makes of their rows is left out, so the cost is the database's.
    """
    sent: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        run()

    def replay() -> None:
        with connection.cursor() as cursor:
            for sql, params in sent:
                cursor.execute(sql, params)
                if cursor.description:
                    cursor.fetchall()

    return Work(run=replay)


def queries_of(run: Callable[[], object]) -> int:
    """Return how many statements ``run`` sends, savepoints and transaction marks left out."""
    with CaptureQueriesContext(connection) as captured:
        run()
    marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
    return sum(not each["sql"].startswith(marks) for each in captured.captured_queries)
