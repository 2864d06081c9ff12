"""Writing and checking the journal's hash chains."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from accounts.models import Journaled, JournalEntry, User
from accounts.prepared import Given, PreparedInsert, PreparedUpdate

SYSTEM_NAME = "Hệ thống"


@dataclass(frozen=True, kw_only=True)
class Act:
    """What happened to one subject (a leaf's code, a stage, a user name …) of a chain."""

    verb: str
    subject: str = ""
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    reason: str = ""


def record(
    owner: Journaled,
    act: Act,
    *,
    by: User | None,
    at: datetime,
    role: str = "",
    also_save: Sequence[str] = (),
) -> JournalEntry:
    """Append one act to ``owner``'s chain; see ``record_all``."""
    return record_all(owner, [act], by=by, at=at, role=role, also_save=also_save)[0]


def record_all(
    owner: Journaled,
    acts: Iterable[Act],
    *,
    by: User | None,
    at: datetime,
    role: str = "",
    also_save: Sequence[str] = (),
) -> list[JournalEntry]:
    """Append acts to ``owner``'s chain and save its new head.

    Call it inside the transaction of the write it records, with ``owner`` locked and read
    after the lock. ``also_save`` names further changed fields of ``owner``, so that a write
    touches its row once. ``by`` is None for the system itself.
    """
    entries = []
    for act in acts:
        owner.journal_seq += 1
        entry = JournalEntry(
            chain=owner.chain,
            seq=owner.journal_seq,
            verb=act.verb,
            subject=act.subject,
            before=act.before,
            after=act.after,
            reason=act.reason,
            at=at,
            by=by,
            by_name=by.full_name if by else SYSTEM_NAME,
            by_role=role,
            previous_hash=owner.journal_head,
        )
        entry.hash = entry_hash(entry)
        owner.journal_head = entry.hash
        entries.append(entry)
    if len(entries) == 1:
        _APPENDED.write(entries[0])
    else:
        JournalEntry.objects.bulk_create(entries)
    columns = _columns(type(owner), "journal_seq", "journal_head", *also_save)
    if not columns.write(owner, pk=owner.pk):
        raise ObjectDoesNotExist(f"{owner.chain} is gone: its act cannot be recorded.")
    return entries


_APPENDED = PreparedInsert(JournalEntry)


@cache
def _columns(model: type[Journaled], *names: str) -> PreparedUpdate:
    """Return the statement that saves these columns of a chain's owner."""
    return PreparedUpdate(lambda: model._base_manager.filter(pk=Given("pk")), names)


def entry_hash(entry: JournalEntry) -> str:
    """Return the SHA-256 (hex) of everything that ``entry`` says and of the entry before it."""
    told = [
        entry.previous_hash,
        entry.chain,
        entry.seq,
        entry.verb,
        entry.subject,
        entry.before,
        entry.after,
        entry.reason,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.by_id,
        entry.by_name,
        entry.by_role,
    ]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
