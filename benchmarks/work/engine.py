"""The pure rules over whole rounds: three layers of totals, conditions, classes and ranks.

No database takes part but the floor's: a scan and sum over as many rows of plain numbers.
"""

import math
import sqlite3
import tracemalloc
from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random

from benchmarks.measure import MEGABYTE, Count, Effort, Figure, Goal, Ratio, Work, side_by_side
from scoring.actions import criteria
from scoring.rules import conditions, document, ladder, ranking, totals
from scoring.rules.document import SetDocument
from scoring.rules.judging import Judging
from scoring.rules.totals import LeafPoints
from scoring.rules.verdicts import DOCUMENTS, Facts

LAYERS = 3
# Different dossiers are judged in turn; a prime, so that no size is a multiple of it.
MODELS = 97
# Beyond the largest round of today, to see that time grows no faster than the work.
FAR = 100_000
FAR_ROUNDS = 3
EXPONENT_GOAL = Goal(1.05)
# One unit in so many has a leaf that does not apply, or a weak one.
_SELDOM = 9

Model = Sequence[Sequence[LeafPoints]]


def measure(effort: Effort) -> Iterator[Figure]:
    """Yield the ratio at each size, the memory at the largest, and how the time grows."""
    told = document.read(
        criteria.read_file("friendly-government-2024"), total=criteria.TOTAL_POINTS
    )
    assert told.judging is not None
    models, judging = _models(told), told.judging
    leaves = len(told.leaves)
    for size in effort.dossiers:
        yield _beside_the_scan(size, leaves, models, judging, rounds=effort.slow_rounds)
    largest = effort.dossiers[-1]
    tracemalloc.start()
    judge(largest, models, judging)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    yield Count(
        work=f"memory of judging {largest:,} dossiers", value=peak / MEGABYTE, unit="MB", goal=None
    )
    small, large = effort.dossiers[0], FAR if largest > MODELS * _SELDOM else largest
    seen = side_by_side(
        {
            "small": Work(run=lambda: judge(small, models, judging)),
            "large": Work(run=lambda: judge(large, models, judging)),
        },
        rounds=FAR_ROUNDS,
    )
    yield Count(
        work=f"growth of judging from {small:,} to {large:,} dossiers",
        value=math.log(seen["large"].median / seen["small"].median) / math.log(large / small),
        unit="exponent",
        goal=EXPONENT_GOAL,
    )


def judge(size: int, models: Sequence[Model], judging: Judging) -> dict[int, int]:
    """Add up every layer of every dossier, judge and classify the last, rank them all."""
    caps = {"bonus_cap": judging.bonus_cap, "penalty_cap": judging.penalty_cap}
    facts: Facts = {
        "head_disciplined": False,
        DOCUMENTS: frozenset(key for key, _ in judging.document_kinds),
    }
    indexes = {}
    for number in range(size):
        layers = models[number % MODELS]
        summed = [totals.total(layer, **caps) for layer in layers]
        verdicts = conditions.judge(judging.conditions, summed[-1], layers[-1], facts)
        ladder.classify(summed[-1].index, verdicts, judging.ladder)
        if summed[-1].index is not None:
            indexes[number] = summed[-1].index
    return ranking.rank(indexes.items())


def _beside_the_scan(
    size: int, leaves: int, models: Sequence[Model], judging: Judging, *, rounds: int
) -> Ratio:
    table = sqlite3.connect(":memory:")
    table.execute(
        "CREATE TABLE score (dossier INTEGER, layer INTEGER, leaf INTEGER, cents INTEGER)"
    )
    table.executemany(
        "INSERT INTO score VALUES (?, ?, ?, ?)",
        (
            (number, layer, place, int((leaf.points or 0) * 100))
            for number in range(size)
            for layer, rows in enumerate(models[number % MODELS])
            for place, leaf in enumerate(rows)
        ),
    )
    seen = side_by_side(
        {
            "scan": Work(
                run=lambda: table.execute("SELECT COUNT(*), SUM(cents) FROM score").fetchone()
            ),
            "ours": Work(run=lambda: judge(size, models, judging)),
        },
        rounds=rounds,
    )
    table.close()
    return Ratio(
        work=f"judging {size:,} dossiers × {leaves} leaves × {LAYERS} layers",
        floor_is="scan and sum",
        floor=seen["scan"],
        ours=seen["ours"],
        goal=None,
    )


def _models(told: SetDocument) -> list[Model]:
    """Return different filled-in dossiers, the same ones every time."""
    rng = Random(MODELS)
    return [[_layer(told, rng) for _ in range(LAYERS)] for _ in range(MODELS)]


def _layer(told: SetDocument, rng: Random) -> list[LeafPoints]:
    rows = []
    for leaf in told.leaves:
        is_left_out = leaf.may_be_not_applicable and rng.randrange(_SELDOM) == 0
        share = rng.randrange(50, 101) if rng.randrange(_SELDOM) == 0 else 100
        points = (leaf.max_points * share / 100).quantize(Decimal("0.01"))
        rows.append(
            LeafPoints(
                code=leaf.code,
                group=leaf.group,
                max_points=leaf.max_points,
                points=None if is_left_out else points,
                is_not_applicable=is_left_out,
                is_critical=leaf.is_critical,
                kind=leaf.kind,
                rate=None if is_left_out else Decimal(share),
            )
        )
    return rows
