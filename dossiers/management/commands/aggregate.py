"""``aggregate --campaign C``: compute a new run here and now (contract C8)."""

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, Q

from accounts.errors import Refused
from dossiers.actions import results
from scoring.models import Campaign


class Command(BaseCommand):
    """Print the run as JSON; exit 1 when it is refused or fails."""

    help = "Aggregate a campaign's final scores into a draft run."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the campaign's code."""
        parser.add_argument("--campaign", required=True, help="the campaign's code")

    def handle(self, *args: Any, campaign: str, **options: Any) -> None:
        """Compute and print."""
        found = Campaign.objects.filter(code=campaign).first()
        if found is None:
            raise CommandError(f"No campaign {campaign!r}.")
        try:
            run = results.compute(run=results.open_run(campaign=found, by=None))
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        counted = run.results.aggregate(
            ranked=Count("pk", filter=Q(rank__isnull=False)),
            unranked=Count("pk", filter=Q(rank__isnull=True)),
            recognised=Count("pk", filter=Q(is_recognised=True)),
        )
        answer = {"campaign": campaign, "run": run.number, "status": run.status, **counted}
        self.stdout.write(json.dumps(answer))
