"""Correcting the criteria of a running round: first a report of every change, then by decision.

A published set never changes. The correction is its next version with the same leaves by key;
applying it moves the round's rows over to that version and leaves a trace in every chain.
"""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts import journal
from accounts import permissions as roles
from accounts.clock import Clock, database_clock
from accounts.enums import Role
from accounts.errors import AlreadyDone, Conflict, Invalid, NotOpen, ReasonRequired
from accounts.models import User
from dossiers.actions import correction_report, layer_totals
from dossiers.actions.correction_report import Change, Report, Work
from dossiers.actions.entry import TOUCHED, touch
from dossiers.enums import Verb
from dossiers.models import (
    Dossier,
    EvidenceUse,
    Explanation,
    LayerTotal,
    LeafComment,
    PaperWanted,
    Score,
)
from scoring.models import Campaign, CriteriaSet

# Everything of a dossier that stands at a leaf, and moves over to its twin in the new version.
AT_A_LEAF = (Score, EvidenceUse, Explanation, LeafComment, PaperWanted)
# Who may correct a running round.
_CORRECTORS = (Role.STANDING, Role.ADMIN)


def report(*, campaign: Campaign, criteria_set: CriteriaSet) -> Report:
    """Return what applying ``criteria_set`` to the campaign would change; writes nothing.

    Raises ``Invalid`` naming every leaf by which the two versions do not fit together.
    """
    dossiers = (
        Dossier.objects.filter(campaign=campaign)
        .select_related("unit")
        .order_by("unit__sort_key", "unit__code")
    )
    return correction_report.report_of(
        correction_report.work_of(campaign, criteria_set, list(dossiers)), campaign
    )


def apply(
    *,
    campaign: Campaign,
    criteria_set: CriteriaSet,
    decision_number: str,
    reason: str,
    by: User,
    seen: str | None = None,
    clock: Clock = database_clock,
) -> Report:
    """Apply the corrected set by the number of its decision; returns what was changed.

    ``seen`` is the fingerprint of the report that the decision was taken on; None applies
    whatever there is to change. Raises ``NotAllowed``, ``NotOpen``, ``AlreadyDone`` (published,
    or applied before), ``Invalid`` (no decision number, no reason, versions that do not fit,
    scores that the new version cannot judge) or ``Conflict`` (not what was seen any more).
    """
    with transaction.atomic():
        dossiers = list(
            Dossier.objects.filter(campaign=campaign)
            .order_by("pk")
            # Rows that only point at dossiers (reminders, notices) come in an order of their own.
            .select_for_update(of=("self",), no_key=True)
            .select_related("unit")
        )
        held = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
        at = clock()
        roles.require_role(by, _CORRECTORS, unit=held.area, at=at)
        is_standing = roles.holds(by, [Role.STANDING], unit=held.area, at=at)
        role = Role.STANDING if is_standing else Role.ADMIN
        _require_running(held)
        if held.criteria_set_id == criteria_set.pk:
            raise AlreadyDone(
                f"Đợt “{held.title}” đang dùng đúng phiên bản này của bộ tiêu chí. "
                "Nếu cần sửa, hãy chọn phiên bản khác."
            )
        number, why = _require_number(decision_number), _require_reason(reason)
        work = correction_report.work_of(held, criteria_set, dossiers)
        found = correction_report.report_of(work, held)
        if found.problems:
            raise _unjudgeable(found)
        _require_seen(found, seen)
        before = str(held.criteria_set)
        _write(held, criteria_set, work)
        act = journal.Act(
            verb=Verb.CORRECT,
            subject=number,
            before={"criteria_set": before},
            after={"criteria_set": str(criteria_set), "changes": len(found.changes)},
            reason=why,
        )
        journal.record(held, act, by=by, at=at, role=role, also_save=("criteria_set",))
        _record(work, found, act, by=by, at=at, role=role)
    return found


def _require_running(campaign: Campaign) -> None:
    """Raise unless the round is open and its results are not published."""
    if campaign.opened_at is None:
        raise NotOpen(
            f"Đợt “{campaign.title}” chưa mở; hãy chọn bộ tiêu chí khác ở trang của đợt chấm điểm."
        )
    if campaign.published_at is not None:
        raise AlreadyDone(
            f"Kết quả của “{campaign.title}” đã được công bố nên bộ tiêu chí không sửa được nữa. "
            "Bản sửa chỉ dùng được cho đợt chấm điểm sau."
        )


def _require_seen(found: Report, seen: str | None) -> None:
    if seen is not None and seen != found.fingerprint:
        raise Conflict(
            "Điểm của các đơn vị đã thay đổi sau khi báo cáo được lập. Trang này là báo cáo mới "
            "nhất; hãy xem lại rồi áp dụng."
        )


def _require_number(text: str) -> str:
    number = text.strip()
    if not number:
        sentence = "Hãy nhập số, ký hiệu của quyết định sửa bộ tiêu chí."
        raise Invalid(sentence, problems={"decision_number": sentence})
    return number


def _require_reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        sentence = "Hãy ghi lý do sửa bộ tiêu chí."
        raise ReasonRequired(sentence, problems={"reason": sentence})
    return reason


def _unjudgeable(found: Report) -> Invalid:
    problems = {
        f"{each.unit_code}.{each.tier}.{each.leaf}": f"{each.unit}, tiêu chí {each.leaf}: "
        f"{each.problem}"
        for each in found.problems
    }
    return Invalid(
        f"Có {len(problems)} điểm đã chấm không tính được theo phiên bản mới. "
        "Hãy sửa phiên bản mới hoặc đề nghị chấm lại các tiêu chí đó trước.",
        problems=problems,
    )


def _write(campaign: Campaign, criteria_set: CriteriaSet, work: Work) -> None:
    """Move every row over to the new version's leaves, and store what changed."""
    for leaf_id, twin in work.twins.items():
        for model in AT_A_LEAF:
            model.objects.filter(dossier__campaign=campaign, leaf=leaf_id).update(
                leaf=twin.criterion
            )
    for rows in work.rows.values():
        for each in rows:
            if each.is_changed:
                each.row.leaf = each.leaf.criterion
                for name in ("points", "is_not_applicable", "rate", "because"):
                    setattr(each.row, name, getattr(each.new, name))
                each.row.save(update_fields=["points", "is_not_applicable", "rate", "because"])
    campaign.criteria_set = criteria_set
    for total in LayerTotal.objects.filter(dossier__campaign=campaign).select_related("stage"):
        dossier = work.dossiers[total.dossier_id]
        dossier.campaign = campaign
        layer_totals.refresh(dossier, total.stage)


def _record(
    work: Work, found: Report, correction: journal.Act, *, by: User, at: datetime, role: Role
) -> None:
    """Write one act for each changed score into its dossier's chain."""
    number = correction.subject
    changes: dict[str, list[Change]] = defaultdict(list)
    for change in found.changes:
        changes[change.unit_code].append(change)
    for dossier in work.dossiers.values():
        acts = [
            journal.Act(
                verb=Verb.RECOUNT if change.tier == 1 else Verb.RECOUNT_ABOVE,
                subject=change.leaf,
                before={"tier": change.tier, "points": _text(change.old_points)},
                after={"tier": change.tier, "points": _text(change.new_points)},
                reason=number,
            )
            for change in changes[dossier.unit.code]
        ]
        touch(dossier, by=by, at=at)
        whole = journal.Act(
            verb=Verb.CORRECT,
            subject=number,
            after={"changes": len(acts)},
            reason=correction.reason,
        )
        journal.record_all(dossier, [whole, *acts], by=by, at=at, role=role, also_save=TOUCHED)


def _text(points: Decimal | None) -> str | None:
    return None if points is None else str(points)
