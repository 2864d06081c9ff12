"""``recompute --campaign C``: work every stored point out again and tell what differs."""

import json
from dataclasses import asdict
from typing import Any

from dossiers.management.of_campaign import CampaignCommand, campaign_of
from dossiers.queries import recomputing

DIFFERENT = 1


class Command(CampaignCommand):
    """Print what was worked out again as JSON; exit 1 when anything comes out different."""

    help = "Work out every rule-computed point and published result of a campaign again."

    def handle(self, *args: Any, campaign: str, **options: Any) -> None:
        """Work out again and print."""
        found = campaign_of(campaign)
        again = recomputing.recompute(found)
        answer = {"campaign": campaign, **asdict(again)}
        self.stdout.write(json.dumps(answer, ensure_ascii=False))
        if again.differences:
            raise SystemExit(DIFFERENT)
