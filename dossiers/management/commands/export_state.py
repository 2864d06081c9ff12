"""``export_state --campaign C``: a campaign's contents, the same for the same contents (C8)."""

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dossiers.exports import state
from scoring.models import Campaign


class Command(BaseCommand):
    """Print a campaign as canonical JSON: sorted, without ids, instants or versions."""

    help = "Export everything that was entered, proved, appraised and published in a campaign."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the campaign's code."""
        parser.add_argument("--campaign", required=True, help="the campaign's code")

    def handle(self, *args: Any, campaign: str, **options: Any) -> None:
        """Collect and print."""
        found = Campaign.objects.filter(code=campaign).first()
        if found is None:
            raise CommandError(f"No campaign {campaign!r}.")
        told = state.of(found)
        self.stdout.write(json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1))
