"""``backup DIR``: everything that the portal holds, into one folder (contract C8)."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dossiers import vault
from dossiers.exports import backup


class Command(BaseCommand):
    """Print what was written as JSON; exit 1 when the folder is not empty."""

    help = "Write all tables and stored files into a new folder, each with its SHA-256."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Write and print."""
        try:
            manifest = backup.write(folder)
        except vault.Damaged as problem:
            raise CommandError(str(problem)) from problem
        answer = {
            "dir": str(folder),
            "made_at": manifest["made_at"],
            "rows": sum(table["rows"] for table in manifest["tables"]),
            "files": len(manifest["files"]),
            "bytes": sum(file["size"] for file in manifest["files"]),
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False))
