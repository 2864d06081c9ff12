"""``import_units 2024|2025|FILE``: take over an official list of administrative units."""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import imports
from accounts.actions import units
from accounts.errors import Invalid, Refused

_DATA = Path(__file__).resolve().parents[2] / "data"
# The district tier was abolished on 01/07/2025; the 2024 list is the one of that year's start.
_KNOWN_LISTS = {
    "2024": (_DATA / "units-2024.csv", date(2024, 1, 1), date(2025, 6, 30)),
    "2025": (_DATA / "units-2025.csv", date(2025, 7, 1), None),
}


class Command(BaseCommand):
    """Import all or nothing; print how many units were added as JSON."""

    help = "Import a CSV or XLSX list of units (code, name, level, parent_code)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the list, its term and an optional province."""
        parser.add_argument("source", help="2024, 2025 or a file")
        parser.add_argument("--valid-from", type=date.fromisoformat, help="first day, ISO")
        parser.add_argument("--valid-until", type=date.fromisoformat, help="last day, ISO")
        parser.add_argument("--province", help="only this province's code and what is below")

    def handle(self, *args: Any, source: str, province: str | None, **options: Any) -> None:
        """Read, import and print."""
        path, valid_from, valid_until = _KNOWN_LISTS.get(source, (Path(source), None, None))
        valid_from = options["valid_from"] or valid_from
        if valid_from is None:
            raise CommandError("A list of your own needs --valid-from.")
        try:
            rows = imports.read_units(path.read_bytes())
            if province:
                rows = imports.only_province(rows, province)
            done = units.import_units(
                rows, valid_from=valid_from, valid_until=options["valid_until"] or valid_until
            )
        except OSError as error:
            raise CommandError(f"The list cannot be read: {error}") from error
        except Refused as refusal:
            problems = refusal.problems if isinstance(refusal, Invalid) else {}
            lines = [f"  dòng {line}: {sentence}" for line, sentence in problems.items()]
            raise CommandError("\n".join([refusal.sentence, *lines])) from refusal
        self.stdout.write(json.dumps({"added": done.added, "unchanged": done.unchanged}))
