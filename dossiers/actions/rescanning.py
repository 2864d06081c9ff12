"""Looking for viruses once more, when the scanner has learned of new ones: at night, bit by bit.

Only where a verdict can still change what somebody does: documents in use in a dossier that is not
decided. A verdict stands until another is found; a scanner that is away takes none back.
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.clock import Clock, database_clock
from accounts.files import scanner
from dossiers.actions import checking
from dossiers.enums import CheckKind, CheckVerdict
from dossiers.models import EvidenceUse, FileCheck
from dossiers.workflow import DECIDED

logger = logging.getLogger(__name__)

# A file is looked at again at most once a night, whether that succeeds or not.
PAUSE = timedelta(hours=12)


@dataclass
class Rescanned:
    """What one round did; ``changed`` counts the verdicts that are others now."""

    looked_at: int = 0
    changed: int = 0
    failed: int = 0


def rescan_due(*, clock: Clock = database_clock) -> Rescanned:
    """Scan again what older definitions judged, for one round; nothing without a scanner."""
    done = Rescanned()
    if not scanner.is_configured():
        return done
    try:
        newest = scanner.definitions()
    except scanner.ScannerAway:
        logger.warning("the virus scanner does not say what it knows", exc_info=True)
        return done
    if newest is None:
        return done
    end = time.monotonic() + checking.ROUND_SECONDS
    while batch := list(outdated(newest, at=clock())[: checking.BATCH]):
        for verdict in batch:
            if time.monotonic() > end or not _rescan(verdict, done, at=clock()):
                return done
    return done


def outdated(newest: int, *, at: datetime) -> QuerySet[FileCheck]:
    """Return the verdicts to be found anew, the oldest first; ``newest`` numbers the definitions.

    What was never scanned, or could not be, is the business of ``checking``.
    """
    in_use = EvidenceUse.objects.filter(version=OuterRef("version"), detached_at__isnull=True)
    return (
        FileCheck.objects.filter(
            Q(definitions__isnull=True) | Q(definitions__lt=newest),
            Exists(in_use.exclude(dossier__state__in=DECIDED)),
            kind=CheckKind.VIRUS,
            verdict__in=[CheckVerdict.CLEAN, CheckVerdict.INFECTED],
            checked_at__lte=at - PAUSE,
        )
        .select_related("version__document")
        .order_by("checked_at", "pk")
    )


def _rescan(known: FileCheck, done: Rescanned, *, at: datetime) -> bool:
    """Find one verdict anew; False when the scanner has gone away."""
    found = checking.find(known.version, CheckKind.VIRUS)
    done.looked_at += 1
    if found.verdict == CheckVerdict.UNCHECKED:
        done.failed += 1
        # The verdict stands; the file comes after the others, another night.
        FileCheck.objects.filter(pk=known.pk).update(checked_at=at)
        return found.sentence != checking.AWAY
    if checking.store(known.version, CheckKind.VIRUS, found, at=at):
        done.changed += 1
        logger.warning("version %s: %s by newer definitions", known.version_id, found.verdict)
    return True
