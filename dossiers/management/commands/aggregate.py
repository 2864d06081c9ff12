"""``aggregate --campaign C``: compute a new run here and now (contract C8)."""

import json
from typing import Any

from django.core.management.base import CommandError
from django.db.models import Count, Q

from accounts.errors import Refused
from dossiers.actions import results
from dossiers.management.of_campaign import CampaignCommand, campaign_of


class Command(CampaignCommand):
    """Print the run as JSON; exit 1 when it is refused or fails."""

    help = "Aggregate a campaign's final scores into a draft run."

    def handle(self, *args: Any, campaign: str, **options: Any) -> None:
        """Compute and print."""
        found = campaign_of(campaign)
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
