"""``recompute --campaign C``: work every stored point out again and tell what differs."""

import argparse
import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dossiers.queries import recomputing
from scoring.models import Campaign

DIFFERENT = 1


class Command(BaseCommand):
    """Print what was worked out again as JSON; exit 1 when anything comes out different."""

    help = "Work out every rule-computed point and published result of a campaign again."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the campaign's code."""
        parser.add_argument("--campaign", required=True, help="the campaign's code")

    def handle(self, *args: Any, campaign: str, **options: Any) -> None:
        """Work out again and print."""
        found = Campaign.objects.filter(code=campaign).first()
        if found is None:
            raise CommandError(f"No campaign {campaign!r}.")
        again = recomputing.recompute(found)
        answer = {"campaign": campaign, **asdict(again)}
        self.stdout.write(json.dumps(answer, ensure_ascii=False))
        if again.differences:
            raise SystemExit(DIFFERENT)
