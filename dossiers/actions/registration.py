"""Registering the model: written by the unit, sent by its leader, decided by the tier above.

All of it ends when the unit's own self assessment closes. It runs beside the dossier's states
and holds none of them up.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts import journal, worker
from accounts.clock import Clock, database_clock
from accounts.enums import OWN_SIDE, Role
from accounts.errors import AlreadyDone, Conflict, Invalid, Locked, ReasonRequired
from accounts.models import User
from dossiers import gate, permissions
from dossiers.actions import notices
from dossiers.actions.entry import TOUCHED, touch
from dossiers.actions.registration_paper import FILING, hold_own_stage, wants_paper
from dossiers.enums import PrintKind, RegistrationState, Verb
from dossiers.models import Dossier, PrintJob, Registration
from dossiers.queries import phrases
from scoring import plans
from scoring.models import Stage
from scoring.rules.numbers import ZERO, half_up

WITH_THE_UNIT = frozenset({RegistrationState.DRAFT, RegistrationState.RETURNED})

_EMPTY = {
    "head": "Hãy ghi họ tên, chức vụ người chịu trách nhiệm.",
    "scope": "Hãy ghi nội dung, phạm vi xây dựng mô hình.",
    "measures": "Hãy ghi các giải pháp thực hiện.",
    "target": "Hãy nhập mục tiêu điểm tự chấm.",
}


@dataclass(frozen=True, kw_only=True)
class Content:
    """What the unit registers; ``target`` in points. ``version`` is the one that was looked at."""

    head: str = ""
    scope: str = ""
    measures: str = ""
    target: Decimal | None = None
    version: int = 0


def save(
    *, dossier: Dossier, content: Content, by: User, clock: Clock = database_clock
) -> Registration:
    """Keep what the unit has written so far and return it.

    Raises ``NotAllowed``, ``Locked`` (sent or approved, or no such step), ``DeadlinePassed``,
    ``Conflict`` or ``Invalid``. Saving what stands there already changes nothing.
    """
    with transaction.atomic():
        held = hold_own_stage(dossier, clock=clock)
        role = permissions.require_own_side(by, held.dossier, at=held.at)
        row = _open_row(held)
        if row.pk and told(row) == told(row, content):
            return row
        before = told(row) if row.pk else None
        _fill(held, row, content, by=by)
        row.save()
        _record(held, Verb.REGISTER, row, before=before, by=by, role=role)
    return row


def send(
    *, dossier: Dossier, content: Content, by: User, clock: Clock = database_clock
) -> Registration:
    """Send the registration, as typed now, to the tier above and return it.

    Raises as ``save``, and ``AlreadyDone`` or ``Invalid`` naming what is still empty.
    """
    with transaction.atomic():
        held = hold_own_stage(dossier, clock=clock)
        permissions.require_leader(by, held.dossier, at=held.at)
        row = _open_row(held, doing_again="Bản đăng ký đã được gửi trước đó.")
        before = told(row) if row.pk else None
        _fill(held, row, content, by=by)
        _require_whole(row)
        row.state, row.reason = RegistrationState.SENT, ""
        row.sent_at, row.sent_by = held.at, by
        row.decided_at = row.decided_by = None
        row.save()
        locked = held.dossier
        notices.tell(
            people=notices.appraisers_at(locked, level=_above(locked).level, at=held.at),
            sentence=f"{locked.unit.name} đã gửi bản đăng ký xây dựng mô hình, chờ phê duyệt.",
            at=held.at,
            dossier=locked,
            link=address(locked),
        )
        _record(held, Verb.REGISTER, row, before=before, by=by, role=Role.LEADER)
    return row


def approve(
    *, dossier: Dossier, version: int, by: User, clock: Clock = database_clock
) -> Registration:
    """Approve a registration that waits and return it; its paper is asked of the worker.

    Raises ``NotAllowed``, ``OwnUnit``, ``AlreadyDone``, ``Locked``, ``DeadlinePassed`` or
    ``Conflict``.
    """
    with transaction.atomic():
        held = hold_own_stage(dossier, clock=clock)
        row = _waiting_row(held, version, by=by, doing=Verb.APPROVE_REGISTRATION)
        _decide(held, row, RegistrationState.APPROVED, by=by)
        if wants_paper(held):
            job = PrintJob.objects.create(
                kind=PrintKind.REGISTRATION,
                dossier=held.dossier,
                requested_at=held.at,
                requested_by=by,
            )
            worker.suggest(FILING, job)
        said = "Bản đăng ký xây dựng mô hình đã được phê duyệt."
        _tell_unit(held, said)
        _record(held, Verb.APPROVE_REGISTRATION, row, by=by, role=Role.REVIEWER)
    return row


def give_back(
    *, dossier: Dossier, version: int, reason: str, by: User, clock: Clock = database_clock
) -> Registration:
    """Give a registration that waits back to the unit with a reason, and return it.

    Raises as ``approve``, and ``ReasonRequired``.
    """
    with transaction.atomic():
        held = hold_own_stage(dossier, clock=clock)
        row = _waiting_row(held, version, by=by, doing=Verb.RETURN_REGISTRATION)
        if not reason.strip():
            raise ReasonRequired(
                "Hãy nêu lý do trả lại để đơn vị biết cần sửa gì trong bản đăng ký.",
                problems={"reason": "Hãy nêu lý do trả lại."},
            )
        row.reason = reason.strip()
        _decide(held, row, RegistrationState.RETURNED, by=by)
        _tell_unit(held, "Bản đăng ký xây dựng mô hình bị trả lại để sửa.")
        _record(held, Verb.RETURN_REGISTRATION, row, by=by, role=Role.REVIEWER, reason=row.reason)
    return row


def address(dossier: Dossier) -> str:
    """Return the page of a dossier's registration."""
    return reverse("dossiers:registration", args=[dossier.pk])


def largest_target(dossier: Dossier) -> Decimal:
    """Return the most points that a unit can give itself, bonus left out."""
    plan = plans.plan_of(dossier.campaign.criteria_set_id)
    return sum((leaf.max_points for leaf in plan.leaves if leaf.is_in_base), start=ZERO)


def _above(dossier: Dossier) -> Stage:
    return Stage.objects.get(campaign=dossier.campaign_id, tier=2)


def _row(held: gate.Held) -> Registration | None:
    return Registration.objects.select_related("recorded_by").filter(dossier=held.dossier).first()


def _require_step(held: gate.Held) -> None:
    if not held.dossier.campaign.has_registration:
        raise Locked(
            "Đợt chấm điểm này không có bước đăng ký xây dựng mô hình. "
            "Đơn vị tự chấm điểm và gửi hồ sơ như bình thường."
        )
    gate.require_not_closed(held)


def _open_row(held: gate.Held, *, doing_again: str = "") -> Registration:
    """Return the row that the unit may write now, a new one where there is none."""
    _require_step(held)
    row = _row(held) or Registration(dossier=held.dossier, version=0)
    if row.state in WITH_THE_UNIT:
        return row
    if doing_again:
        raise AlreadyDone(
            f"{doing_again} Trạng thái: {row.get_state_display().lower()}. Không cần gửi lại."
        )
    raise Locked(
        f"Bản đăng ký đang ở trạng thái “{row.get_state_display()}” nên không sửa được. "
        "Chỉ sửa được khi cấp trên trả lại."
    )


def _fill(held: gate.Held, row: Registration, content: Content, *, by: User) -> None:
    """Put the typed content into the row; raises ``Conflict`` or ``Invalid``."""
    if row.version != content.version:
        raise _conflict(
            row,
            f"{_last_writer(row)} đã lưu bản đăng ký trước bạn. "
            "Hãy so sánh hai nội dung rồi chọn nội dung đúng.",
        )
    most = largest_target(held.dossier)
    target = content.target
    if target is not None and (target != half_up(target) or not ZERO < target <= most):
        said = (
            f"Mục tiêu phải lớn hơn 0, không quá {phrases.points(most)} điểm và có nhiều nhất "
            "hai chữ số thập phân."
        )
        raise Invalid(said, problems={"target": said})
    row.head, row.scope, row.measures = content.head, content.scope, content.measures
    row.target = content.target
    row.version += 1
    row.recorded_at, row.recorded_by = held.at, by


def _last_writer(row: Registration) -> str:
    return row.recorded_by.full_name if row.pk else "Người khác"


def _conflict(row: Registration, sentence: str) -> Conflict:
    values = {"stored": told(row), "version": row.version, "by": _last_writer(row)}
    return Conflict(sentence, values=values)


def _require_whole(row: Registration) -> None:
    problems = {name: said for name, said in _EMPTY.items() if not getattr(row, name)}
    if problems:
        raise Invalid(
            "Bản đăng ký còn thiếu nội dung nên chưa gửi được. Hãy ghi đủ các mục còn trống.",
            problems=problems,
        )


def _waiting_row(held: gate.Held, version: int, *, by: User, doing: Verb) -> Registration:
    """Return the registration that waits for a decision; ask all that its decision needs."""
    permissions.require_decider(by, held.dossier, _above(held.dossier), at=held.at)
    _require_step(held)
    row = _row(held)
    name = held.dossier.unit.name
    if row is None or row.state == RegistrationState.DRAFT:
        raise Locked(
            f"{name} chưa gửi bản đăng ký nên chưa {doing.label.lower()} được. "
            "Hãy quay lại sau khi đơn vị gửi."
        )
    if row.state != RegistrationState.SENT:
        raise AlreadyDone(
            f"Bản đăng ký của {name} đã được xử lý: {row.get_state_display().lower()}. "
            "Không cần làm lại."
        )
    if row.version != version:
        raise _conflict(
            row,
            f"{name} đã gửi lại bản đăng ký sau khi bạn mở trang. Hãy đọc bản mới rồi quyết định.",
        )
    return row


def _decide(held: gate.Held, row: Registration, state: RegistrationState, *, by: User) -> None:
    row.state, row.decided_at, row.decided_by = state, held.at, by
    row.version += 1
    row.save()


def _tell_unit(held: gate.Held, sentence: str) -> None:
    notices.tell(
        people=notices.own_people(held.dossier, at=held.at, only=OWN_SIDE),
        sentence=sentence,
        at=held.at,
        dossier=held.dossier,
        link=address(held.dossier),
    )


def _record(
    held: gate.Held,
    verb: Verb,
    row: Registration,
    *,
    by: User,
    role: Role,
    before: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    touch(held.dossier, by=by, at=held.at)
    act = journal.Act(verb=verb, before=before, after=told(row), reason=reason)
    journal.record(held.dossier, act, by=by, at=held.at, role=role, also_save=TOUCHED)


def told(row: Registration, content: Content | None = None) -> dict[str, Any]:
    """Return a registration as the journal tells it; ``content`` in place of what it says."""
    said = content or row
    return {
        "registration": row.get_state_display(),
        "head": said.head,
        "scope": said.scope,
        "measures": said.measures,
        "target": None if said.target is None else f"{said.target:.2f}",
    }
