"""``restore DIR``: fill an empty place from a backup, then prove it whole (contract C8)."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import audit
from dossiers import vault
from dossiers.imports import restore
from dossiers.queries import custody


class Command(BaseCommand):
    """Print what was restored as JSON; exit 1 when it is refused or does not prove whole."""

    help = "Fill an empty, migrated database and an empty storage from a backup."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path, metavar="DIR", help="made by backup")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Fill, verify and print."""
        try:
            manifest = restore.fill(folder)
        except vault.Damaged as problem:
            raise CommandError(str(problem)) from problem
        entries, journal_faults = audit.verify()
        documents, evidence_faults = custody.verify()
        faults = [asdict(fault) for fault in journal_faults]
        faults += [asdict(fault) for fault in evidence_faults]
        answer = {
            "ok": not faults,
            "made_at": manifest["made_at"],
            "rows": sum(table["rows"] for table in manifest["tables"]),
            "files": len(manifest["files"]),
            "journal_entries": entries,
            "documents": documents,
            "faults": faults,
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False))
        if faults:
            sys.exit(1)
