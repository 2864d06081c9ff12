"""``set_deadline --campaign C --tier T --at ISO|+8s``: move a stage's deadline (contract C8)."""

import argparse
import json
import re
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.clock import database_clock
from accounts.errors import Refused
from dossiers.actions import deadlines
from scoring.models import Stage

_RELATIVE = re.compile(r"\+(?P<number>\d+)(?P<unit>[smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Command(BaseCommand):
    """Print the stage's new deadline as JSON; exit 1 when it is refused."""

    help = "Move the instant at which a stage of a campaign closes."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the campaign's code, the tier, and the instant."""
        parser.add_argument("--campaign", required=True, help="the campaign's code")
        parser.add_argument("--tier", required=True, type=int, help="which stage, from 1")
        parser.add_argument("--at", required=True, help="ISO 8601, or +8s, +5m, +2h, +1d from now")
        parser.add_argument("--reason", default="", help="goes into the journal")

    def handle(self, *args: Any, **options: Any) -> None:
        """Move the deadline and print it."""
        found = Stage.objects.filter(campaign__code=options["campaign"], tier=options["tier"])
        stage = found.select_related("campaign").first()
        if stage is None:
            raise CommandError(f"No tier {options['tier']} in campaign {options['campaign']!r}.")
        try:
            stage = deadlines.set_deadline(
                stage=stage, closes_at=instant(options["at"]), by=None, reason=options["reason"]
            )
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        answer = {
            "campaign": options["campaign"],
            "tier": stage.tier,
            "closes_at": timezone.localtime(stage.closes_at).isoformat(),
        }
        self.stdout.write(json.dumps(answer))


def instant(text: str) -> datetime:
    """Return the instant that ``text`` names; ``+8s`` counts from the database's clock.

    An instant without an offset is read in Vietnamese time.
    """
    relative = _RELATIVE.fullmatch(text)
    if relative:
        step = timedelta(**{_UNITS[relative["unit"]]: int(relative["number"])})
        return database_clock() + step
    try:
        named = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"Not an instant: {text!r}. Use ISO 8601 or +8s.") from error
    return named if timezone.is_aware(named) else timezone.make_aware(named)
