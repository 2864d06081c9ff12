"""Proving that nobody edited the past: reading every chain again, and anchoring their heads.

A chain on its own shows an edit, a gap or a reordering. An entry cut off its end shows against
the head kept in the owner's row; the same cut with the head put back shows against an anchor,
a small file made on an earlier day and kept where the database's keeper cannot reach it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils import timezone

from accounts import journal
from accounts.errors import Invalid
from accounts.models import Journaled, JournalEntry

# Rows read at a time: memory stays flat however long the journal grows.
_CHUNK = 2_000


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that is not as it was written; ``seq`` is 0 for a whole chain."""

    chain: str
    seq: int
    kind: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Head:
    """Where a chain stood: its last sequence number and that entry's hash."""

    seq: int
    hash: str


def verify(*, anchor: Mapping[str, Any] | None = None) -> tuple[int, list[Fault]]:
    """Check every chain, its owner's head and, when given, an anchor of an earlier day.

    Returns the number of entries read and the faults in chain order. Raises ``Invalid`` for
    an anchor that is itself damaged.
    """
    anchored = {} if anchor is None else _anchored_heads(anchor)
    owners = dict(owner_heads())
    read, faults = 0, []
    last: dict[str, Head] = {}
    for entry in JournalEntry.objects.order_by("chain", "seq").iterator(chunk_size=_CHUNK):
        read += 1
        before = last.get(entry.chain, Head(seq=0, hash=""))
        faults += _entry_faults(entry, before)
        promised = anchored.get(entry.chain)
        if promised and promised.seq == entry.seq and promised.hash != entry.hash:
            faults.append(_fault(entry.chain, entry.seq, "anchor", "differs from the anchor"))
        last[entry.chain] = Head(seq=entry.seq, hash=entry.hash)
    faults += _end_faults(last, owners, anchored)
    return read, sorted(faults, key=lambda fault: (fault.chain, fault.seq, fault.kind))


def anchor(*, at: datetime) -> dict[str, Any]:
    """Return the heads of all chains with one digest over them, ready for JSON."""
    heads = {chain: asdict(head) for chain, head in sorted(owner_heads()) if head.seq}
    return {
        "at": timezone.localtime(at).isoformat(timespec="milliseconds"),
        "chains": heads,
        "digest": digest(heads),
    }


def digest(heads: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) over all heads in chain order."""
    text = json.dumps(heads, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def owner_heads() -> Iterator[tuple[str, Head]]:
    """Yield each chain with the head that its owner's row keeps, of every app."""
    for model in apps.get_models():
        if issubclass(model, Journaled):
            rows = model._default_manager.values_list("pk", "journal_seq", "journal_head")
            for pk, seq, head in rows.iterator(chunk_size=_CHUNK):
                yield model.chain_of(pk), Head(seq=seq, hash=head)


def _entry_faults(entry: JournalEntry, before: Head) -> list[Fault]:
    faults = []
    if entry.seq != before.seq + 1:
        sentence = f"follows {before.seq}: entries are missing"
        faults.append(_fault(entry.chain, entry.seq, "gap", sentence))
    elif entry.previous_hash != before.hash:
        faults.append(
            _fault(entry.chain, entry.seq, "link", "does not continue the entry before it")
        )
    if journal.entry_hash(entry) != entry.hash:
        faults.append(_fault(entry.chain, entry.seq, "edited", "its content was changed"))
    return faults


def _end_faults(
    last: Mapping[str, Head], owners: Mapping[str, Head], anchored: Mapping[str, Head]
) -> list[Fault]:
    """Compare where chains end with where they should."""
    faults = []
    nothing = Head(seq=0, hash="")
    for chain in last.keys() | owners.keys():
        if chain not in owners:
            faults.append(_fault(chain, 0, "owner", "the row that owned it is gone"))
        elif owners[chain] != last.get(chain, nothing):
            ends = last.get(chain, nothing).seq
            sentence = f"ends at {ends}, its owner's row says {owners[chain].seq}"
            faults.append(_fault(chain, ends, "tail", sentence))
    for chain, promised in anchored.items():
        ends = last.get(chain, nothing).seq
        if ends < promised.seq:
            sentence = f"ends at {ends}, the anchor saw {promised.seq}"
            faults.append(_fault(chain, ends, "anchor", sentence))
    return faults


def _anchored_heads(anchor: Mapping[str, Any]) -> dict[str, Head]:
    try:
        heads = {chain: Head(**head) for chain, head in anchor["chains"].items()}
        is_whole = digest(anchor["chains"]) == anchor["digest"]
    except (KeyError, TypeError, AttributeError) as error:
        raise Invalid("Tệp mốc nhật ký không đúng dạng.") from error
    if not is_whole:
        raise Invalid("Tệp mốc nhật ký đã bị sửa: mã tổng hợp không khớp nội dung.")
    return heads


def _fault(chain: str, seq: int, kind: str, sentence: str) -> Fault:
    return Fault(chain=chain, seq=seq, kind=kind, sentence=sentence)
