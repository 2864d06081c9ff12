"""``export_state --campaign C``: a campaign's contents, the same for the same contents (C8)."""

import json
from typing import Any

from dossiers.exports import state
from dossiers.management.of_campaign import CampaignCommand, campaign_of


class Command(CampaignCommand):
    """Print a campaign as canonical JSON: sorted, without ids, instants or versions."""

    help = "Export everything that was entered, proved, appraised and published in a campaign."

    def handle(self, *args: Any, campaign: str, **options: Any) -> None:
        """Collect and print."""
        found = campaign_of(campaign)
        told = state.of(found)
        self.stdout.write(json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1))
