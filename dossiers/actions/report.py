"""Writing the self-assessment report: the unit's words beside its figures, and its contact."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace

from django.db import transaction

from accounts import journal
from accounts.clock import Clock, database_clock
from accounts.enums import Role
from accounts.errors import Conflict
from accounts.models import User
from dossiers import gate, permissions
from dossiers.actions.entry import TOUCHED, touch
from dossiers.enums import Verb
from dossiers.models import Dossier, Report
from dossiers.queries.carried import CONTACT
from dossiers.workflow import UNSENT

# How the journal names what was written.
SUBJECT = "report_words"
# What two people may write at the same time without being in each other's way → its texts.
PARTS = {
    "difficulties": ("difficulties",),
    "proposals": ("proposals",),
    "remarks": ("remarks",),
    "contact": CONTACT,
}
# Enough signs of a hash to tell the texts apart that one part ever had.
_MARK_LENGTH = 16


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the report says beside the figures, and whom to ask about it."""

    difficulties: str = ""
    proposals: str = ""
    remarks: str = ""
    contact_name: str = ""
    contact_position: str = ""
    contact_phone: str = ""
    contact_email: str = ""

    @classmethod
    def of(cls, row: Report) -> "Words":
        """Return what a stored report says."""
        return cls(**{each.name: getattr(row, each.name) for each in fields(cls)})

    def of_part(self, part: str) -> dict[str, str]:
        """Return the texts of one of ``PARTS`` by name."""
        return {name: getattr(self, name) for name in PARTS[part]}

    def mark(self, part: str) -> str:
        """Return what changes when, and only when, the texts of a part do."""
        said = "\0".join(self.of_part(part).values())
        return hashlib.sha256(said.encode()).hexdigest()[:_MARK_LENGTH]


def save(
    *,
    dossier: Dossier,
    words: Words,
    version: int = 0,
    seen: Mapping[str, str] | None = None,
    confirms_contact: bool = False,
    by: User,
    clock: Clock = database_clock,
) -> Report:
    """Save the report's words and return the stored row.

    ``seen`` holds the mark of each part as the person was shown it: parts that are not named, or
    were left as they were shown, stay as they are stored by now. Without it ``words`` is the whole
    report, written on ``version`` (0: there was none). A contact that was last year's is confirmed
    by changing it or by ``confirms_contact``. Raises ``NotAllowed``, ``Locked``, ``NotOpen``,
    ``DeadlinePassed`` or ``Conflict`` (somebody saved first; ``values`` holds their words as
    ``stored``, the ``parts`` in dispute and the ``version``). Saving what is stored already
    changes nothing.
    """
    with transaction.atomic():
        held = gate.hold(dossier, clock=clock)
        permissions.require_entry(by, held.dossier, at=held.at)
        gate.require_state(held, UNSENT, doing="viết báo cáo")
        gate.require_open(held)
        found = Report.objects.filter(dossier=held.dossier).select_related("recorded_by").first()
        row = found or Report(dossier=held.dossier, version=0)
        before = Words.of(row)
        after = words if seen is None else _put_together(before, words, seen)
        confirms = confirms_contact and row.contact_copied_at is not None
        if found is not None and before == after and not confirms:
            return row
        if seen is None:
            _require_version(row, after, version, by=by)
        else:
            _require_seen(row, after, seen, by=by)
        if confirms or before.of_part("contact") != after.of_part("contact"):
            row.contact_copied_at = None
        _store(held, row, after, by=by)
        act = _act(before if found else None, after)
        journal.record(held.dossier, act, by=by, at=held.at, role=Role.ENTRY, also_save=TOUCHED)
    return row


def _put_together(stored: Words, typed: Words, seen: Mapping[str, str]) -> Words:
    """Return the stored words with the parts that the person has changed."""
    changed = [part for part in PARTS if part in seen and typed.mark(part) != seen[part]]
    return replace(stored, **{k: v for part in changed for k, v in typed.of_part(part).items()})


def _store(held: gate.Held, row: Report, words: Words, *, by: User) -> None:
    for name, value in asdict(words).items():
        setattr(row, name, value)
    row.version += 1
    row.recorded_at, row.recorded_by = held.at, by
    row.save()
    touch(held.dossier, by=by, at=held.at)


def _act(before: Words | None, after: Words) -> journal.Act:
    """Return the act with the parts that changed: a long text is told once, not at each save."""
    was = before or Words()
    parts = [part for part in PARTS if was.mark(part) != after.mark(part)] or ["contact"]
    told = {name: text for part in parts for name, text in after.of_part(part).items()}
    old = {name: getattr(was, name) for name in told}
    return journal.Act(
        verb=Verb.REPORT, subject=SUBJECT, before=old if before else None, after=told
    )


def _require_version(row: Report, words: Words, version: int, *, by: User) -> None:
    """Raise ``Conflict`` unless the person saw the newest report."""
    if row.version != version:
        stored = Words.of(row)
        lost = [part for part in PARTS if words.mark(part) != stored.mark(part)]
        raise _conflict(row, stored, lost, by=by)


def _require_seen(row: Report, words: Words, seen: Mapping[str, str], *, by: User) -> None:
    """Raise ``Conflict`` if a part to be changed has changed since the person was shown it."""
    stored = Words.of(row)
    lost = [part for part in seen if stored.mark(part) not in (seen[part], words.mark(part))]
    if lost:
        raise _conflict(row, stored, lost, by=by)


def _conflict(row: Report, stored: Words, lost: list[str], *, by: User) -> Conflict:
    won = f"{row.recorded_by.full_name if row.pk else 'Người khác'} đã lưu báo cáo này trước bạn."
    if row.pk and row.recorded_by_id == by.pk:
        won = "Bạn đã lưu báo cáo này ở một cửa sổ khác."
    return Conflict(
        f"{won} Hãy so sánh hai nội dung rồi chọn nội dung đúng.",
        values={"stored": stored, "version": row.version, "parts": lost},
    )
