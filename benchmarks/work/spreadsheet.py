"""The results table as a workbook, against openpyxl writing the same cells."""

import io
import tracemalloc
from collections.abc import Callable, Iterator

import openpyxl
from openpyxl.styles import Border, Font, Side

from benchmarks import rows
from benchmarks.measure import MEGABYTE, Count, Effort, Figure, Goal, Ratio, Work, side_by_side
from dossiers.actions import results
from dossiers.enums import DossierState
from dossiers.exports import results_table
from dossiers.models import ScoringRun
from dossiers.queries import result_rows

GOAL = Goal(0.6)
MEMORY_GOAL = Goal(20)
FRAME = Border(*[Side(style="thin")] * 4)
FACE = Font(name="Times New Roman", size=11)


def measure(effort: Effort) -> Iterator[Figure]:
    """Yield the time as a share of openpyxl's, and the memory, at the largest size."""
    size = effort.dossiers[-1]
    world = rows.build(size, state=DossierState.AWAITING_DECISION, tier=3, scored_tiers=(3,))
    run = results.compute(run=results.open_run(campaign=world.campaign, by=None))
    seen = side_by_side(
        {
            "plain": Work(run=lambda: by_openpyxl(run)),
            "styled": Work(run=lambda: by_openpyxl(run, with_looks=True)),
            "ours": Work(run=lambda: results_table.workbook(run)),
        },
        rounds=max(1, effort.slow_rounds // 2),
        warm=0,
    )
    yield Ratio(
        work=f"workbook of {size:,} results",
        floor_is="openpyxl, no styles",
        floor=seen["plain"],
        ours=seen["ours"],
        goal=GOAL,
        naive=seen["styled"],
        naive_is="openpyxl with our borders and formats",
    )
    yield Count(
        work=f"memory of a workbook of {size:,} results",
        value=_peak(lambda: results_table.workbook(run)) / MEGABYTE,
        unit="MB",
        goal=MEMORY_GOAL,
    )


def by_openpyxl(run: ScoringRun, *, with_looks: bool = False) -> bytes:
    """Write the same cells the way most code does; ``with_looks`` frames and formats them."""
    book = openpyxl.Workbook()
    shown = results_table.columns(run)
    book.active.append([column.heading for column in shown])
    for result in result_rows.listed(run).iterator(chunk_size=500):
        book.active.append([column.value(result) for column in shown])
    if with_looks:
        for row in book.active.iter_rows():
            for cell in row:
                cell.border, cell.font, cell.number_format = FRAME, FACE, "#,##0.00"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _peak(run: Callable[[], object]) -> int:
    tracemalloc.start()
    run()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak
