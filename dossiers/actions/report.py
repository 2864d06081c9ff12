"""Writing the self-assessment report: the unit's words beside its figures, and its contact."""

from dataclasses import asdict, dataclass, fields

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
from dossiers.workflow import UNSENT

# How the journal names what was written.
SUBJECT = "report_words"


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

    @property
    def contact(self) -> tuple[str, str, str, str]:
        """The four parts of the contact."""
        return (
            self.contact_name,
            self.contact_position,
            self.contact_phone,
            self.contact_email,
        )


def save(
    *,
    dossier: Dossier,
    words: Words,
    version: int,
    confirms_contact: bool = False,
    by: User,
    clock: Clock = database_clock,
) -> Report:
    """Save the report's words and return the stored row.

    ``version`` is that of the row the person was looking at, 0 when there was none. A contact
    that was last year's is confirmed by changing it or by ``confirms_contact``. Raises
    ``NotAllowed``, ``Locked``, ``NotOpen``, ``DeadlinePassed`` or ``Conflict`` (somebody saved
    first; ``values["stored"]`` holds their words). Saving what is stored already changes nothing.
    """
    with transaction.atomic():
        held = gate.hold(dossier, clock=clock)
        permissions.require_entry(by, held.dossier, at=held.at)
        gate.require_state(held, UNSENT, doing="viết báo cáo")
        gate.require_open(held)
        row = Report.objects.filter(dossier=held.dossier).select_related("recorded_by").first()
        before = Words.of(row) if row else None
        confirms = confirms_contact and row is not None and row.contact_copied_at is not None
        if row is not None and before == words and not confirms:
            return row
        _require_version(row, version)
        row = row or Report(dossier=held.dossier, version=0)
        for name, value in asdict(words).items():
            setattr(row, name, value)
        if confirms or (before is not None and before.contact != words.contact):
            row.contact_copied_at = None
        row.version += 1
        row.recorded_at, row.recorded_by = held.at, by
        row.save()
        touch(held.dossier, by=by, at=held.at)
        act = journal.Act(
            verb=Verb.REPORT,
            subject=SUBJECT,
            before=asdict(before) if before else None,
            after=asdict(words),
        )
        journal.record(held.dossier, act, by=by, at=held.at, role=Role.ENTRY, also_save=TOUCHED)
    return row


def _require_version(row: Report | None, version: int) -> None:
    """Raise ``Conflict`` with the stored words unless the person saw the newest report."""
    current = row.version if row else 0
    if current == version:
        return
    who = row.recorded_by.full_name if row else ""
    raise Conflict(
        f"{who or 'Người khác'} đã lưu báo cáo này trước bạn. "
        "Hãy so sánh hai nội dung rồi chọn nội dung đúng.",
        values={"stored": Words.of(row) if row else Words(), "version": current, "by": who},
    )
