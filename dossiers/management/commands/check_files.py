"""``check_files``: look at received files now, or at all of them again (contract C8)."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from dossiers.actions import checking
from dossiers.models import DocumentVersion


def _every_file() -> Iterator[DocumentVersion]:
    """Yield every stored version; only their numbers are held at once."""
    kept = DocumentVersion.objects.exclude(file="").order_by("pk")
    for pk in list(kept.values_list("pk", flat=True)):
        yield DocumentVersion.objects.get(pk=pk)


class Command(BaseCommand):
    """Print how many were looked at and how many failed as JSON; exit 1 when one failed."""

    help = "Check signatures (and viruses) of stored files that wait for it, or of all again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument(
            "--again", action="store_true", help="all files: after trusted roots were changed, say"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check and print."""
        again = options["again"]
        looked_at = failed = 0
        for version in _every_file() if again else checking.in_turn():
            looked_at += 1
            failed += not checking.check_safely(version=version, again=again)
        answer = {"ok": not failed, "looked_at": looked_at, "failed": failed}
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        if failed:
            sys.exit(1)
