"""``issue_admin``: the first administrator's account, from which all others are issued."""

import argparse
import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import issue_list
from accounts.actions import issue
from accounts.enums import Role
from accounts.errors import Invalid


class Command(BaseCommand):
    """Print the user name and the secret once, as JSON."""

    help = "Issue an administrator's account for a unit; the secret is shown only here."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the person and the unit."""
        parser.add_argument("--full-name", required=True)
        parser.add_argument("--position", default=str(Role.ADMIN.label))
        parser.add_argument("--unit", required=True, help="the unit's code, e.g. 24")
        parser.add_argument("--on", type=date.fromisoformat, help="day whose code is meant")

    def handle(self, *args: Any, full_name: str, position: str, unit: str, **options: Any) -> None:
        """Issue and print."""
        person = issue_list.Person(
            line=1, full_name=full_name, position=position, unit_code=unit, role_typed=Role.ADMIN
        )
        try:
            (letter,) = issue.issue_accounts([person], by=None, on=options["on"])
        except Invalid as refusal:
            raise CommandError(" ".join(refusal.problems.values())) from refusal
        told = {
            "username": letter.username,
            "secret": letter.secret,
            "expires_at": letter.expires_at.isoformat(),
        }
        self.stdout.write(json.dumps(told, ensure_ascii=False))
