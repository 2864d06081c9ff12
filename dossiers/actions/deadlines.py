"""Moving a stage's deadline, extending it for a unit and all beneath it, locking early.

Whoever moves a deadline waits for the saves in flight and they wait for the move: dossiers
first, in the order of their ids, then the stage, then the campaign that keeps the record.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts import journal
from accounts.clock import Clock, database_clock
from accounts.enums import OWN_SIDE, Role
from accounts.errors import Invalid, Locked, ReasonRequired
from accounts.models import Unit, User
from accounts.permissions import current_grants
from dossiers import gate, permissions
from dossiers.actions.entry import TOUCHED, touch
from dossiers.enums import DeadlineChangeKind, Verb
from dossiers.models import ClosingRecord, DeadlineChange, Dossier, Notice
from dossiers.queries import deadlines
from dossiers.workflow import UNSETTLED
from scoring.models import Campaign, Stage

# Rows written by one statement; keeps statements within what both databases accept.
BATCH = 1000


@dataclass(frozen=True)
class HeldStage:
    """A stage locked against every save, with the dossiers concerned and the instant."""

    stage: Stage
    campaign: Campaign
    dossiers: list[Dossier]
    at: datetime


def set_deadline(
    *,
    stage: Stage,
    closes_at: datetime,
    by: User | None,
    reason: str = "",
    clock: Clock = database_clock,
) -> Stage:
    """Move the instant at which a whole stage closes, and return the stage.

    Closings that the new instant overtakes are superseded, so that their units may write
    again. ``by`` is None for the operator's command, which mends a chain in any order; people keep
    the tiers' deadlines in theirs. Raises ``NotAllowed`` or ``Invalid``.
    """
    with transaction.atomic():
        held = _hold(stage, clock=clock)
        if by is not None:
            permissions.require_admin(by, held.campaign, at=held.at)
            _require_words(reason=reason)
        if closes_at <= held.stage.opens_at:
            opening = gate.in_words(held.stage.opens_at)
            raise _invalid("until", f"Thời điểm khóa phải sau thời điểm mở ({opening}).")
        if by is not None:
            _require_order(held.stage, closes_at)
        before = held.stage.closes_at
        held.stage.closes_at = closes_at
        if closes_at > held.at:
            held.stage.closed_at = None
        held.stage.save(update_fields=["closes_at", "closed_at"])
        _reopen(held, by=by, reason=reason)
        sentence = f"Giai đoạn “{held.stage.name}” nay khóa lúc {gate.in_words(closes_at)}."
        _tell(held, sentence)
        act = journal.Act(
            verb=Verb.SET_DEADLINE,
            subject=held.stage.name,
            before={"closes_at": before.isoformat()},
            after={"closes_at": closes_at.isoformat()},
            reason=reason.strip(),
        )
        journal.record(held.campaign, act, by=by, at=held.at, role=Role.ADMIN if by else "")
    return held.stage


def _require_order(stage: Stage, closes_at: datetime) -> None:
    """Raise ``Invalid`` when a tier would close before the one below it, as opening would."""
    others = Stage.objects.filter(campaign=stage.campaign_id)
    lower = others.filter(tier__lt=stage.tier, closes_at__gt=closes_at).order_by("-closes_at")
    upper = others.filter(tier__gt=stage.tier, closes_at__lt=closes_at).order_by("closes_at")
    for other, place, wrong, right in (
        (lower.first(), "trước", "sớm", "muộn"),
        (upper.first(), "sau", "muộn", "sớm"),
    ):
        if other is not None:
            raise _invalid(
                "until",
                f"Giai đoạn {place} (“{other.name}”) khóa lúc {gate.in_words(other.closes_at)}; "
                f"giai đoạn này không được khóa {wrong} hơn. Hãy chọn thời điểm {right} hơn, hoặc "
                f"đổi thời hạn của giai đoạn “{other.name}” trước.",
            )


def extend(
    *,
    stage: Stage,
    unit: Unit,
    until: datetime,
    document_number: str,
    reason: str,
    by: User,
    clock: Clock = database_clock,
) -> DeadlineChange:
    """Extend (or open again) a stage for one unit and everything beneath it.

    The extension closes itself at ``until``, which is not before the stage's own end: an
    extension never shortens. It needs the number of the document that allows it and the
    reason. Raises ``NotAllowed``, ``ReasonRequired`` or ``Invalid``.
    """
    with transaction.atomic():
        held = _hold(stage, clock=clock, unit=unit)
        permissions.require_admin(by, held.campaign, at=held.at)
        _require_words(reason=reason, document_number=document_number)
        _require_later(until, held)
        change = _change(
            held, unit, DeadlineChangeKind.EXTEND, until, document_number, reason, by=by
        )
        is_reopened = _reopen(held, by=by, reason=reason)
        words = f"gia hạn đến {gate.in_words(until)} theo văn bản số {change.document_number}"
        _tell(held, f"Giai đoạn “{held.stage.name}” được {words}.")
        _record(held, Verb.REOPEN if is_reopened else Verb.EXTEND, change, by=by)
    return change


def _require_later(until: datetime, held: HeldStage) -> None:
    """Raise ``Invalid`` for an extension that would be over already, or shorter than the stage."""
    if until <= held.at:
        now = gate.in_words(held.at)
        raise _invalid("until", f"Thời điểm gia hạn phải sau lúc này ({now}).")
    if until < held.stage.closes_at:
        own = gate.in_words(held.stage.closes_at)
        raise _invalid("until", f"Giai đoạn này nhận đến {own}; gia hạn không thể sớm hơn.")


def lock(
    *,
    stage: Stage,
    unit: Unit,
    document_number: str,
    reason: str,
    by: User,
    until: datetime | None = None,
    clock: Clock = database_clock,
) -> DeadlineChange:
    """Close a stage early for one unit and everything beneath it: at ``until``, or at once.

    Raises ``NotAllowed``, ``ReasonRequired`` or ``Invalid``.
    """
    with transaction.atomic():
        held = _hold(stage, clock=clock, unit=unit)
        permissions.require_admin(by, held.campaign, at=held.at)
        _require_words(reason=reason, document_number=document_number)
        when = until or held.at
        # Later than that it would not lock but open.
        latest = max(held.at, held.stage.closes_at)
        if not held.at <= when <= latest:
            span = f"từ {gate.in_words(held.at)} đến {gate.in_words(latest)}"
            raise _invalid("until", f"Thời điểm khóa sớm phải trong khoảng {span}.")
        change = _change(held, unit, DeadlineChangeKind.LOCK, when, document_number, reason, by=by)
        words = f"khóa sớm lúc {gate.in_words(when)} theo văn bản số {change.document_number}"
        _tell(held, f"Giai đoạn “{held.stage.name}” {words}.")
        _record(held, Verb.LOCK, change, by=by)
    return change


def _hold(stage: Stage, *, clock: Clock, unit: Unit | None = None) -> HeldStage:
    """Lock the dossiers concerned, the stage and the campaign; read the clock last."""
    dossiers = Dossier.objects.filter(campaign=stage.campaign_id).order_by("pk")
    if unit is not None:
        dossiers = dossiers.filter(unit__ancestor_links__ancestor=unit)
    locked = list(dossiers.select_for_update(of=("self",), no_key=True))
    if unit is not None and not locked:
        raise _invalid("unit", f"{unit.name} không có hồ sơ nào trong đợt chấm điểm này.")
    held_stage = Stage.objects.select_for_update().get(pk=stage.pk)
    campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=stage.campaign_id)
    if campaign.published_at is not None:
        raise Locked(
            "Kết quả đã công bố nên thời hạn của đợt chấm điểm không thay đổi nữa. "
            "Thời hạn mới chỉ đặt được ở đợt sau."
        )
    return HeldStage(held_stage, campaign, locked, clock())


def _change(
    held: HeldStage,
    unit: Unit,
    kind: DeadlineChangeKind,
    until: datetime,
    document_number: str,
    reason: str,
    *,
    by: User,
) -> DeadlineChange:
    return DeadlineChange.objects.create(
        stage=held.stage,
        unit=unit,
        kind=kind,
        until=until,
        document_number=document_number.strip(),
        reason=reason.strip(),
        granted_at=held.at,
        granted_by=by,
    )


def _reopen(held: HeldStage, *, by: User | None, reason: str) -> bool:
    """Supersede the standing closings whose window is open again; says whether there were any."""
    standing = ClosingRecord.objects.filter(
        stage=held.stage, superseded_at__isnull=True, dossier__in=[d.pk for d in held.dossiers]
    )
    closed = set(standing.values_list("dossier_id", flat=True))
    rows = deadlines.with_newest_change(
        Dossier.objects.filter(pk__in=closed), stage=held.stage
    ).values_list("pk", "change_kind", "change_until")
    stage = held.stage
    overtaken = {
        pk: window.closes_at
        for pk, kind, until in rows
        if (window := deadlines.window_with(stage.opens_at, stage.closes_at, kind, until)).closes_at
        > held.at
    }
    standing.filter(dossier__in=overtaken).update(superseded_at=held.at)
    for dossier in held.dossiers:
        if dossier.pk not in overtaken:
            continue
        if dossier.stage_id == stage.pk:
            dossier.locked_at = None
        touch(dossier, by=by, at=held.at)
        act = journal.Act(
            verb=Verb.REOPEN,
            subject=stage.name,
            after={"closes_at": overtaken[dossier.pk].isoformat()},
            reason=reason.strip(),
        )
        role = Role.ADMIN if by else ""
        journal.record(
            dossier, act, by=by, at=held.at, role=role, also_save=(*TOUCHED, "locked_at")
        )
    return bool(overtaken)


def _tell(held: HeldStage, sentence: str) -> None:
    """Tell the people of every dossier that still stands in the stage."""
    concerned = {
        dossier.unit_id: dossier
        for dossier in held.dossiers
        if dossier.stage_id == held.stage.pk and dossier.state in UNSETTLED
    }
    holders = (
        current_grants(at=held.at)
        .filter(role__in=list(OWN_SIDE), content_object__in=concerned)
        .values_list("user_id", "content_object_id")
        .distinct()
    )
    Notice.objects.bulk_create(
        (
            Notice(
                recipient_id=user,
                dossier=concerned[unit],
                sentence=sentence,
                link=reverse("dossiers:overview", args=[concerned[unit].pk]),
                created_at=held.at,
            )
            for user, unit in holders
        ),
        batch_size=BATCH,
    )


def _record(held: HeldStage, verb: Verb, change: DeadlineChange, *, by: User) -> None:
    after = {
        "unit": change.unit.code,
        "unit_name": change.unit.name,
        "until": change.until.isoformat(),
        "document_number": change.document_number,
    }
    act = journal.Act(verb=verb, subject=held.stage.name, after=after, reason=change.reason)
    journal.record(held.campaign, act, by=by, at=held.at, role=Role.ADMIN)


def _require_words(*, reason: str, document_number: str = "-") -> None:
    """Raise unless the reason and the document's number are given."""
    if not document_number.strip():
        raise _invalid("document_number", "Hãy nhập số, ký hiệu văn bản cho phép.")
    if not reason.strip():
        raise ReasonRequired(
            "Hãy nêu lý do thay đổi thời hạn.", problems={"reason": "Hãy nêu lý do."}
        )


def _invalid(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, problems={field: sentence})
