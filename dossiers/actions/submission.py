"""The unit's papers on their way up: to the leader, back, sent with a receipt, recalled."""

from django.db import transaction
from django.urls import reverse

from accounts import journal
from accounts.clock import Clock, database_clock
from accounts.enums import OWN_SIDE, Role
from accounts.errors import Invalid, Locked, ReasonRequired
from accounts.models import User
from dossiers import gate, permissions
from dossiers.actions import layer_totals, moving, notices, receipts, signed_papers
from dossiers.actions.entry import TOUCHED, touch
from dossiers.enums import Verb
from dossiers.models import Dossier, LayerTotal, Submission
from dossiers.queries import quarantine
from dossiers.queries.layer import done_leaves
from scoring import plans
from scoring.models import Stage

RETURNED = ("returned_reason", "returned_by", "returned_at")


def hand_over(*, dossier: Dossier, by: User, clock: Clock = database_clock) -> Dossier:
    """Give the finished self assessment to the leader and return the dossier.

    Missing evidence does not stop it: those leaves stand at 0 and the page has said so. Raises
    ``NotAllowed``, ``AlreadyDone``, ``Locked``, ``DeadlinePassed``, ``Invalid`` naming the leaves
    that nobody has filled in, or ``FileInfected`` naming documents with a virus.
    """
    with transaction.atomic():
        held = gate.hold(dossier, clock=clock)
        permissions.require_entry(by, held.dossier, at=held.at)
        moving.carry(held.dossier, Verb.HAND_OVER)
        gate.require_open(held)
        require_complete(held.dossier, held.stage)
        quarantine.require_none_infected(held.dossier)
        locked = held.dossier
        locked.returned_reason, locked.returned_by, locked.returned_at = "", None, None
        notices.tell(
            people=notices.own_people(locked, at=held.at, only=[Role.LEADER]),
            sentence=f"Hồ sơ của {locked.unit.name} đã nhập xong, chờ lãnh đạo duyệt và gửi.",
            at=held.at,
            dossier=locked,
            link=reverse("dossiers:approval", args=[locked.pk]),
        )
        act = journal.Act(verb=Verb.HAND_OVER)
        return _record(held, act, by=by, role=Role.ENTRY, also_save=RETURNED)


def return_to_officer(
    *, dossier: Dossier, reason: str, by: User, clock: Clock = database_clock
) -> Dossier:
    """Give the dossier back to the officer with the leader's reason, and return it."""
    with transaction.atomic():
        held = gate.hold(dossier, clock=clock)
        permissions.require_leader(by, held.dossier, at=held.at)
        moving.carry(held.dossier, Verb.RETURN)
        gate.require_open(held)
        if not reason.strip():
            raise ReasonRequired(
                "Hãy nêu lý do trả lại để cán bộ nhập liệu biết cần sửa gì.",
                problems={"reason": "Hãy nêu lý do trả lại."},
            )
        locked = held.dossier
        locked.returned_reason = reason.strip()
        locked.returned_by, locked.returned_at = by, held.at
        notices.tell(
            people=notices.own_people(locked, at=held.at, only=[Role.ENTRY]),
            sentence=f"Lãnh đạo đã trả lại hồ sơ của {locked.unit.name} để sửa.",
            at=held.at,
            dossier=locked,
            link=reverse("dossiers:entry", args=[locked.pk]),
        )
        act = journal.Act(verb=Verb.RETURN, reason=locked.returned_reason)
        return _record(held, act, by=by, role=Role.LEADER, also_save=RETURNED)


def send(*, dossier: Dossier, by: User, clock: Clock = database_clock) -> Submission:
    """Approve the self assessment, send it to the first appraisers, return the receipt.

    Raises ``NotAllowed``, ``AlreadyDone``, ``Locked``, ``NotOpen``, ``DeadlinePassed``,
    ``Invalid`` (leaves not filled in) or ``PapersOutdated`` (a signed paper states other figures).
    """
    with transaction.atomic():
        held = gate.hold(dossier, clock=clock)
        locked = held.dossier
        permissions.require_leader(by, locked, at=held.at)
        left = moving.carry(locked, Verb.SEND)
        gate.require_open(held)
        require_complete(locked, left)
        quarantine.require_none_infected(locked)
        signed_papers.require_current(locked)
        total = LayerTotal.objects.get(dossier=locked, stage=left)
        submission = receipts.issue(locked, left, total=total, by=by, at=held.at)
        notices.tell(
            people=notices.appraisers(locked, at=held.at),
            sentence=f"{locked.unit.name} đã gửi hồ sơ (biên nhận {submission.receipt}).",
            at=held.at,
            dossier=locked,
            link=reverse("dossiers:review", args=[locked.pk]),
        )
        after = {"receipt": submission.receipt, "content_sha256": submission.content_sha256}
        act = journal.Act(verb=Verb.SEND, after=after)
        _record(held, act, by=by, role=Role.LEADER)
    return submission


def recall(*, dossier: Dossier, by: User, clock: Clock = database_clock) -> Dossier:
    """Take a sent dossier back to the leader and return it; its receipt is marked.

    Possible until the first appraiser begins and before the self assessment's own lock.
    """
    own = Stage.objects.get(campaign=dossier.campaign_id, tier=1)
    with transaction.atomic():
        held = gate.hold(dossier, clock=clock, stage=own)
        locked = held.dossier
        permissions.require_leader(by, locked, at=held.at)
        if locked.stage.tier > own.tier + 1:
            raise Locked(
                "Hồ sơ đã được thẩm định và chuyển lên cấp trên nên không thể thu hồi. "
                "Nếu cần sửa, hãy báo cấp đang thẩm định."
            )
        left = moving.carry(locked, Verb.RECALL)
        gate.require_open(held)
        sent = Submission.objects.filter(dossier=locked, stage=own, recalled_at__isnull=True)
        numbers = list(sent.values_list("receipt", flat=True))
        sent.update(recalled_at=held.at)
        notices.tell(
            people=notices.own_people(locked, at=held.at, only=OWN_SIDE),
            sentence=f"Hồ sơ của {locked.unit.name} đã được thu hồi, cần duyệt và gửi lại.",
            at=held.at,
            dossier=locked,
            link=reverse("dossiers:approval", args=[locked.pk]),
        )
        receipt = ", ".join(numbers)
        # They were told of the sending, and would wonder where it has gone.
        notices.tell(
            people=notices.appraisers_at(locked, level=left.level, at=held.at),
            sentence=f"{locked.unit.name} đã thu hồi hồ sơ đã gửi (biên nhận {receipt}).",
            at=held.at,
            dossier=locked,
        )
        act = journal.Act(verb=Verb.RECALL, before={"receipts": numbers})
        return _record(held, act, by=by, role=Role.LEADER)


def _record(
    held: gate.Held, act: journal.Act, *, by: User, role: Role, also_save: tuple[str, ...] = ()
) -> Dossier:
    touch(held.dossier, by=by, at=held.at)
    columns = (*TOUCHED, *moving.MOVED, *also_save)
    journal.record(held.dossier, act, by=by, at=held.at, role=role, also_save=columns)
    return held.dossier


def require_complete(dossier: Dossier, stage: Stage) -> None:
    """Raise ``Invalid`` naming the leaves of ``stage`` that are due and not filled in."""
    missing = missing_codes(dossier, stage)
    if missing:
        raise Invalid(
            f"Còn {len(missing)} tiêu chí chưa nhập: {', '.join(missing)}. "
            "Hãy nhập đủ, hoặc ghi “không áp dụng” kèm lý do ở tiêu chí cho phép."
        )


def missing_codes(dossier: Dossier, stage: Stage) -> list[str]:
    """Return the codes of the leaves that ``stage`` must score and has not, in printed order."""
    plan = plans.plan_of(dossier.campaign.criteria_set_id)
    done = done_leaves(dossier, stage)
    due = plan.due(is_last_stage=layer_totals.is_last(stage, dossier))
    return [leaf.code for leaf in due if leaf.pk not in done]
