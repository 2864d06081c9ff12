"""``manage.py import_criteria FILE``: take over a written criteria set."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.errors import AlreadyDone, Invalid
from scoring.actions import criteria
from scoring.models import CriteriaSet

REFUSED = 1


class Command(BaseCommand):
    help = (
        "Store a criteria set from a JSON file, or a bundled one such as friendly-government-2024."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="path of the file, or the bare name of a bundled set")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            stored = criteria.load_set(criteria.read_file(options["file"]))
        except AlreadyDone as refusal:
            self._print({"status": "unchanged", "sentence": refusal.sentence})
        except Invalid as refusal:
            told = {"sentence": refusal.sentence, "problems": refusal.problems}
            self._print({"status": "refused", **told})
            raise SystemExit(REFUSED) from refusal
        else:
            self._print({"status": "stored", **described(stored)})

    def _print(self, told: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))


def described(stored: CriteriaSet) -> dict[str, Any]:
    """Return what a stored set is called and how many leaves it has."""
    return {
        "key": stored.key,
        "year": stored.year,
        "version": stored.version,
        "leaves": stored.criteria.filter(is_leaf=True).count(),
    }
