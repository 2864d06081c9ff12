"""``close_due``: record every closing that is due, as the worker does (contract C8)."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from dossiers.actions import closing


class Command(BaseCommand):
    """Print what was recorded as JSON; exit 1 when a dossier could not be recorded."""

    help = "Record the closings of all windows that have ended."

    def handle(self, *args: Any, **options: Any) -> None:
        """Close and print."""
        done = closing.close_due()
        self.stdout.write(json.dumps(asdict(done)))
        if done.failed:
            sys.exit(1)
