"""The figures as a table for people and as JSON for programs."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.measure import MILLISECONDS, Figure, Ratio, Sample

HEAD = ("work", "floor", "ours", "ratio", "goal", "naive", "")
NONE = "–"


def line(figure: Figure) -> tuple[str, ...]:
    """Return one figure as the cells of ``HEAD``."""
    goal = str(figure.goal) if figure.goal else NONE
    verdict = "" if figure.goal is None else _mark(figure.goal.is_met(figure.value))
    if not isinstance(figure, Ratio):
        return (figure.work, NONE, f"{figure.value:.4g} {figure.unit}", NONE, goal, NONE, verdict)
    naive = NONE
    if figure.naive is not None and figure.naive_value is not None:
        naive = f"{_time(figure.naive)} = {figure.naive_value:.1f}× ({figure.naive_is})"
    return (
        figure.work,
        f"{_time(figure.floor)} ({figure.floor_is})",
        f"{_time(figure.ours)} ±{figure.ours.noise / 2:.0%}",
        f"{figure.value:.2f}",
        goal,
        naive,
        verdict,
    )


def _mark(is_met: bool) -> str:
    return "met" if is_met else "MISSED"


def _time(sample: Sample) -> str:
    """Return a median in milliseconds; seconds where there are many of them."""
    if sample.median >= 1:
        return f"{sample.median:.2f} s"
    return f"{sample.median * MILLISECONDS:.3g} ms"


def table(figures: Sequence[Figure]) -> str:
    """Return all figures as a Markdown table, also easy to read in a terminal."""
    rows = [HEAD, *(line(each) for each in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def write_json(path: Path, figures: Sequence[Figure], machine: dict[str, Any]) -> None:
    """Store the run: when, on what machine, and every figure."""
    told = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine,
        "figures": [each.told() for each in figures],
    }
    path.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
