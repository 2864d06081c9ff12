"""``verify_journal [--anchor FILE]``: prove that nobody edited the past (contract C8)."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import audit
from accounts.errors import Invalid


class Command(BaseCommand):
    """Print what was read and every fault as JSON; exit 1 when there is one."""

    help = "Check every hash chain of the journal, and an anchor of an earlier day."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the anchor's file."""
        parser.add_argument("--anchor", type=Path, help="a file made by journal_anchor")

    def handle(self, *args: Any, anchor: Path | None, **options: Any) -> None:
        """Verify and print."""
        try:
            told = json.loads(anchor.read_text(encoding="utf-8")) if anchor else None
            entries, faults = audit.verify(anchor=told)
        except (OSError, ValueError, Invalid) as error:
            raise CommandError(f"The anchor cannot be used: {error}") from error
        answer = {
            "ok": not faults,
            "entries": entries,
            "faults": [asdict(fault) for fault in faults],
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        if faults:
            sys.exit(1)
