"""Commands that are about one campaign."""

import argparse

from django.core.management.base import BaseCommand, CommandError

from scoring.models import Campaign


class CampaignCommand(BaseCommand):
    """A command that is given a campaign by its code."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the campaign's code."""
        parser.add_argument("--campaign", required=True, help="the campaign's code")


def campaign_of(code: str) -> Campaign:
    """Return the campaign of this code; ``CommandError`` when there is none."""
    found = Campaign.objects.filter(code=code).first()
    if found is None:
        raise CommandError(f"No campaign {code!r}.")
    return found
