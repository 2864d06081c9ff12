"""Command line: measure all rows, or those named, and print the table."""

import argparse
import importlib
import sys
from pathlib import Path

from benchmarks import place

ROWS = (
    "entry_page",
    "usable",
    "autosave",
    "saves",
    "review_page",
    "queue",
    "engine",
    "aggregation",
    "upload",
    "spreadsheet",
    "paper",
)


def main() -> int:
    """Return 0 when every figure was taken; a missed goal is reported, not a failure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=ROWS, help="measure only this row")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, smaller sizes")
    parser.add_argument(
        "--postgresql", action="store_true", help="on a throw-away server instead of SQLite"
    )
    options = parser.parse_args()
    with place.open_place(on_postgresql=options.postgresql):
        # These import models, which need the place to stand first.
        measure = importlib.import_module("benchmarks.measure")
        report = importlib.import_module("benchmarks.report")
        effort = measure.QUICK if options.quick else measure.Effort()
        figures = []
        for name in options.only or ROWS:
            place.empty()
            row = importlib.import_module(f"benchmarks.work.{name}")
            for figure in row.measure(effort):
                figures.append(figure)
                print(" | ".join(report.line(figure)), file=sys.stderr, flush=True)
        machine = place.machine()
    print(report.table(figures))
    if options.json:
        report.write_json(options.json, figures, machine)
    return 0


if __name__ == "__main__":
    sys.exit(main())
