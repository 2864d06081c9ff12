"""Checks of received files in the background: electronic signatures, and viruses.

A check only says what was found; nothing that a person did is undone by it. Each finding is one
row per version and kind, so a check may run twice, late, or on two workers at once.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, cast

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts import worker
from accounts.clock import Clock, database_clock
from accounts.enums import OWN_SIDE
from accounts.files import scanner, signatures
from dossiers.actions import notices
from dossiers.enums import CheckKind, CheckVerdict
from dossiers.models import DocumentVersion, Dossier, EvidenceUse, FileCheck

logger = logging.getLogger(__name__)

TASK = "dossiers.check_file"
# How long a scanner that did not answer is left alone.
REST = timedelta(minutes=2)
# A round of the timetable ends before the next one is due.
ROUND_SECONDS = 50
# Files of one unit that may wait in the queue, ahead of whatever anybody else asks of the worker;
# what came in longer ago than this is in the queue no more.
MOST_SUGGESTED = 20
BURST = timedelta(seconds=worker.STALE_SECONDS)
# Versions asked for at a time: what comes in meanwhile waits for no more than these.
BATCH = 20

LOST = "Không đọc được tệp trong kho nên chưa kiểm tra được. Hãy báo quản trị hệ thống."
CLEAN = "Không tìm thấy mã độc."
AWAY = "Máy quét mã độc không trả lời; hệ thống sẽ tự quét lại."
TOO_LARGE = "Tệp lớn hơn giới hạn của máy quét mã độc. Hãy báo quản trị hệ thống."
INFECTED_NOTICE = (
    "Tài liệu “{title}” có mã độc nên không ai mở được. Hãy gỡ tài liệu và tải lên bản sạch."
)
CLEAN_NOTICE = (
    "Tài liệu “{title}” đã được quét lại và không có mã độc; tài liệu mở được như thường."
)
FAULT = "Chưa kiểm tra được tệp do lỗi hệ thống. Hãy báo quản trị hệ thống."


@dataclass(frozen=True)
class Found:
    """What one check says; ``definitions`` numbers those that a verdict on viruses came from."""

    verdict: CheckVerdict
    sentence: str
    definitions: int | None = None


def ask_for(version: DocumentVersion) -> None:
    """Have the worker look at a version once it is committed; needs no worker to succeed.

    Where many of the unit's files came in just now, the timetable's rounds look at it in its turn.
    """
    worker.suggest(TASK, version, unless=lambda: _has_many_waiting(version))


def _has_many_waiting(version: DocumentVersion) -> bool:
    looked_at = FileCheck.objects.filter(version=OuterRef("pk"), kind=CheckKind.SIGNATURE)
    lately = DocumentVersion.objects.filter(
        document__unit=version.document.unit_id, uploaded_at__gt=version.uploaded_at - BURST
    )
    waiting = lately.exclude(file="").filter(~Exists(looked_at))
    return waiting[: MOST_SUGGESTED + 1].count() > MOST_SUGGESTED


def waiting(*, at: datetime) -> QuerySet[DocumentVersion]:
    """Return the stored versions that some check has still to look at.

    The units take turns, so that hundreds of files of one hold up nobody else's. Of a unit's own
    the newest comes first: somebody waits for it. What could not be checked comes last.
    """
    checks = FileCheck.objects.filter(version=OuterRef("pk"))
    due = ~Q(Exists(checks.filter(kind=CheckKind.SIGNATURE)))
    # While the scanner is left alone, nothing can be done for what waits for it only.
    if scanner.is_configured() and not _scanner_rests(at=at):
        again = Q(verdict=CheckVerdict.UNCHECKED, checked_at__lte=at - REST) & ~Q(
            sentence=TOO_LARGE
        )
        due |= ~Q(Exists(checks.filter(kind=CheckKind.VIRUS).exclude(again)))
    turn = Window(
        RowNumber(),
        partition_by=F("document__unit"),
        order_by=(F("is_again").asc(), F("pk").desc()),
    )
    found = DocumentVersion.objects.exclude(file="").filter(due)
    is_again = Exists(checks.filter(verdict=CheckVerdict.UNCHECKED))
    return found.annotate(is_again=is_again).annotate(turn=turn).order_by("turn", "-pk")


def in_turn(*, clock: Clock = database_clock) -> Iterator[DocumentVersion]:
    """Yield each version that waits once, asking anew after every ``BATCH`` of them."""
    left: set[int] = set()
    while batch := list(waiting(at=clock()).exclude(pk__in=left)[:BATCH]):
        yield from batch
        # What waits still, though it was looked at just now, is for another round.
        done = [version.pk for version in batch]
        left.update(waiting(at=clock()).filter(pk__in=done).values_list("pk", flat=True))


def check_waiting(*, clock: Clock = database_clock) -> tuple[int, int]:
    """Look at what waits, for one round; returns how many were looked at, and failed.

    What fails is logged, gets the verdict ``unchecked`` and does not stop the others.
    """
    end = time.monotonic() + ROUND_SECONDS
    looked_at = failed = 0
    for version in in_turn(clock=clock):
        looked_at += 1
        failed += not check_safely(version=version, clock=clock)
        if time.monotonic() > end:
            break
    return looked_at, failed


def check_safely(
    *, version: DocumentVersion, again: bool = False, clock: Clock = database_clock
) -> bool:
    """As ``check``; a finding that cannot be stored is logged and counts as failed."""
    try:
        return check(version=version, again=again, clock=clock)
    except Exception:
        # A version that went away meanwhile, say: the files behind it are checked all the same.
        # With the database itself away, asking for the next ones ends the round.
        logger.exception("what was found in version %s cannot be stored", version.pk)
        return False


def check(*, version: DocumentVersion, again: bool = False, clock: Clock = database_clock) -> bool:
    """Do the checks that the version lacks (``again``: all); False when one of them failed."""
    is_sound = True
    for kind in _due_kinds(version, again=again, at=clock()):
        found = find(version, kind)
        is_sound = is_sound and found.sentence not in (LOST, FAULT)
        store(version, kind, found, at=clock())
    return is_sound


def _due_kinds(version: DocumentVersion, *, again: bool, at: datetime) -> list[CheckKind]:
    if not version.file:
        return []
    stand = {row.kind: row for row in version.checks.all()}
    due = []
    if again or CheckKind.SIGNATURE not in stand:
        due.append(CheckKind.SIGNATURE)
    scanned = stand.get(CheckKind.VIRUS)
    is_open = scanned is None or scanned.verdict == CheckVerdict.UNCHECKED
    if scanner.is_configured() and (again or is_open) and not _scanner_rests(at=at):
        due.append(CheckKind.VIRUS)
    return due


def _scanner_rests(*, at: datetime) -> bool:
    """Say whether the scanner has just been silent: waiting for it again would hold up the rest."""
    silent = FileCheck.objects.filter(kind=CheckKind.VIRUS, sentence=AWAY)
    return silent.filter(checked_at__gt=at - REST).exists()


def find(version: DocumentVersion, kind: CheckKind) -> Found:
    """Return what a check finds; the bytes are only read. What goes wrong is logged and told."""
    try:
        return _signatures_of(version) if kind == CheckKind.SIGNATURE else _viruses_of(version)
    except OSError:
        logger.exception("version %s cannot be read", version.pk)
        return Found(CheckVerdict.UNCHECKED, LOST)
    except Exception:
        logger.exception("%s check of version %s failed", kind, version.pk)
        return Found(CheckVerdict.UNCHECKED, FAULT)


def _signatures_of(version: DocumentVersion) -> Found:
    with default_storage.open(str(version.file.name), "rb") as stored:
        raw = cast(BinaryIO, stored.file)
        found = signatures.examine(raw, media_type=version.media_type)
    return Found(CheckVerdict(found.verdict), found.sentence)


def _viruses_of(version: DocumentVersion) -> Found:
    try:
        # Asked first: definitions that come while the scan runs make it one by older ones.
        definitions = scanner.definitions()
        # Photos of which a document was made are handed out too.
        names = [str(version.file.name), *version.originals.values_list("file", flat=True)]
        for name in names:
            with default_storage.open(name, "rb") as stored:
                malware = scanner.malware_in(cast(BinaryIO, stored.file))
            if malware:
                sentence = f"Tệp có mã độc ({malware[:100]}): không ai được mở tệp này."
                return Found(CheckVerdict.INFECTED, sentence, definitions)
    except scanner.ScannerAway:
        logger.warning("the virus scanner does not answer", exc_info=True)
        return Found(CheckVerdict.UNCHECKED, AWAY)
    except scanner.BeyondScanner:
        return Found(CheckVerdict.UNCHECKED, TOO_LARGE)
    return Found(CheckVerdict.CLEAN, CLEAN, definitions)


def store(version: DocumentVersion, kind: CheckKind, found: Found, *, at: datetime) -> bool:
    """Keep the finding; says whether the verdict is another than before.

    A scanner that is away takes no verdict on viruses back. An infected file is told to the people
    of its unit, once; also that it was none after all.
    """
    with transaction.atomic():
        # Held, so that of two workers the second sees what the first has found and told.
        DocumentVersion.objects.select_for_update(of=("self",), no_key=True).get(pk=version.pk)
        before = FileCheck.objects.filter(version=version, kind=kind).first()
        if kind == CheckKind.VIRUS and before and _is_taken_back(before, found):
            return False
        FileCheck.objects.update_or_create(
            version=version,
            kind=kind,
            defaults={
                "verdict": found.verdict,
                "sentence": found.sentence,
                "definitions": found.definitions,
                "checked_at": at,
            },
        )
        was_infected = before is not None and before.verdict == CheckVerdict.INFECTED
        if found.verdict == CheckVerdict.INFECTED and not was_infected:
            _tell(version, INFECTED_NOTICE, at=at)
        if found.verdict == CheckVerdict.CLEAN and was_infected:
            _tell(version, CLEAN_NOTICE, at=at)
    return before is None or before.verdict != found.verdict


def _is_taken_back(before: FileCheck, found: Found) -> bool:
    """Say whether the finding knows less than what stands there."""
    return found.verdict == CheckVerdict.UNCHECKED != before.verdict


def _tell(version: DocumentVersion, sentence: str, *, at: datetime) -> None:
    uses = EvidenceUse.objects.filter(version=version, detached_at__isnull=True)
    for dossier in Dossier.objects.filter(pk__in=uses.values("dossier")):
        notices.tell(
            people=notices.own_people(dossier, at=at, only=OWN_SIDE),
            sentence=sentence.format(title=version.document.title),
            at=at,
            dossier=dossier,
        )
