"""``journal_anchor``: print the heads of all chains with one digest (contract C8)."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from accounts import audit, clock


class Command(BaseCommand):
    """Print the anchor; keep it where the database's keeper cannot reach it."""

    help = "Print where every chain of the journal stands now, for a later verify_journal."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the anchor as JSON."""
        told = audit.anchor(at=clock.database_clock())
        self.stdout.write(json.dumps(told, sort_keys=True, indent=1))
