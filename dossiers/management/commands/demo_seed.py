"""``manage.py demo_seed``: fill an empty database with the demo (contract C2 and C3)."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts import worker
from accounts.clock import database_clock
from accounts.models import Unit, User
from dossiers.seed import fill, manifest

NOT_A_DEMO = 3
NOT_EMPTY = 1


class Command(BaseCommand):
    help = "Fill an empty database with invented people, figures and papers (QCDC_DEMO=1 only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument("--size", choices=("small", "province"), required=True)
        parser.add_argument("--manifest", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.QCDC_DEMO:
            self.stderr.write("demo_seed runs only where QCDC_DEMO=1 is set.")
            raise SystemExit(NOT_A_DEMO)
        if Unit.objects.exists() or User.objects.exists():
            self.stderr.write("The database is not empty; the demo needs one of its own.")
            raise SystemExit(NOT_EMPTY)
        with worker.unhurried():
            filled = fill.fill(
                seed=options["seed"],
                is_small=options["size"] == "small",
                now=database_clock(),
                say=self.stderr.write,
            )
        written = json.dumps(manifest.manifest(filled), ensure_ascii=False, indent=1)
        options["manifest"].write_text(written, encoding="utf-8")
