"""``verify_evidence``: hash every stored document again (contract C8)."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from dossiers.queries import custody


class Command(BaseCommand):
    """Print how many documents were read and every fault as JSON; exit 1 when there is one."""

    help = "Check that every stored document is byte for byte what was received."

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify and print."""
        checked, faults = custody.verify()
        answer = {
            "ok": not faults,
            "checked": checked,
            "faults": [asdict(fault) for fault in faults],
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        if faults:
            sys.exit(1)
