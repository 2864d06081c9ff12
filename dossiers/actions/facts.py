"""Facts about a unit's year that no leaf holds but a condition of recognition looks at."""

from django.db import transaction

from accounts import journal
from accounts.clock import Clock, database_clock
from accounts.enums import Role
from accounts.errors import AlreadyDone, ReasonRequired
from accounts.models import User
from dossiers import gate, permissions
from dossiers.actions import entry
from dossiers.enums import DossierState, Verb
from dossiers.models import Dossier
from dossiers.workflow import UNSETTLED


def set_head_disciplined(
    *,
    dossier: Dossier,
    is_disciplined: bool,
    document_number: str,
    reason: str,
    by: User,
    clock: Clock = database_clock,
) -> Dossier:
    """Record whether the unit's head was disciplined or prosecuted in the year.

    No window limits it, because such a decision may come at any time before the results do.
    Raises ``NotAllowed``, ``OwnUnit``, ``Locked`` (decided), ``ReasonRequired`` or ``AlreadyDone``.
    """
    with transaction.atomic():
        held = gate.hold(dossier, clock=clock)
        locked = held.dossier
        permissions.require_standing(by, locked.campaign, at=held.at)
        permissions.require_not_own(by, locked, at=held.at, doing="ghi nhận việc kỷ luật")
        undecided = UNSETTLED | {DossierState.AWAITING_DECISION}
        gate.require_state(held, undecided, doing="ghi nhận việc kỷ luật người đứng đầu")
        _require_grounds(document_number, reason)
        if locked.is_head_disciplined == is_disciplined:
            raise AlreadyDone(
                "Nội dung này đã được ghi nhận đúng như vậy trước đó. "
                "Hãy tải lại trang để xem thông tin mới nhất."
            )
        before = {"is_head_disciplined": locked.is_head_disciplined}
        locked.is_head_disciplined = is_disciplined
        entry.touch(locked, by=by, at=held.at)
        act = journal.Act(
            verb=Verb.FACT,
            subject="is_head_disciplined",
            before=before,
            after={"is_head_disciplined": is_disciplined, "document_number": document_number},
            reason=reason,
        )
        columns = (*entry.TOUCHED, "is_head_disciplined")
        journal.record(locked, act, by=by, at=held.at, role=Role.STANDING, also_save=columns)
        return locked


def _require_grounds(document_number: str, reason: str) -> None:
    problems = {}
    if not document_number.strip():
        problems["document_number"] = "Hãy ghi số, ký hiệu văn bản làm căn cứ."
    if not reason.strip():
        problems["reason"] = "Hãy ghi nội dung hoặc lý do."
    if problems:
        raise ReasonRequired(" ".join(problems.values()), problems=problems)
