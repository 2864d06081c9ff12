"""Changing a campaign before it is opened: each part sound in itself, or refused.

Whether the parts fit each other and nothing is missing is judged when the campaign is opened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import journal
from accounts.clock import Clock, database_clock
from accounts.errors import AlreadyDone, Conflict, Locked
from accounts.models import User
from scoring import permissions
from scoring.actions import campaigns, criteria
from scoring.enums import CampaignVerb, Disclosure
from scoring.models import Campaign, CriteriaSet
from scoring.rules import conditions as condition_rules
from scoring.rules import judging, ladder
from scoring.rules.errors import InvalidParameters

# What a campaign that was given up is called by, with its id: another may bear its code.
GIVEN_UP = "huy-"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Caps (points as plain text), papers of the dossier, and who sees what from when."""

    bonus_cap: str
    penalty_cap: str
    document_kinds: Sequence[Mapping[str, str]]
    shown_to_unit: Disclosure
    shown_below: Disclosure
    has_registration: bool


def change_basics(
    *,
    campaign: Campaign,
    title: str,
    year: int,
    criteria_set: CriteriaSet,
    previous: Campaign | None,
    adopts_judging: bool,
    version: int,
    by: User,
    clock: Clock = database_clock,
) -> Campaign:
    """Change title, year, criteria set and the round compared with.

    ``adopts_judging`` takes over conditions, ladder, caps and papers that the set proposes.
    Raises as ``change_stages`` does.
    """
    changes: dict[str, Any] = {
        "title": title,
        "year": year,
        "criteria_set": criteria_set,
        "unit_level": criteria_set.unit_level,
        "previous": previous,
    }
    if adopts_judging:
        proposed = campaigns.proposed_judging(criteria_set)
        changes |= {
            "conditions": proposed.conditions,
            "ladder": proposed.ladder,
            "caps": proposed.caps,
            "document_kinds": proposed.document_kinds,
        }
    return _change(campaign, changes, version=version, by=by, clock=clock)


def change_stages(
    *,
    campaign: Campaign,
    stages: Sequence[campaigns.StagePlan],
    version: int,
    by: User,
    clock: Clock = database_clock,
) -> Campaign:
    """Replace the chain of stages; returns the campaign.

    ``version`` is the journal's length that the person saw. Raises ``NotAllowed``, ``Locked``
    once the campaign is open, ``Conflict`` when somebody else wrote meanwhile, ``Invalid``.
    """
    campaigns.require_windows(stages)
    with transaction.atomic():
        held, at = _hold(campaign, version=version, by=by, clock=clock)
        before = [campaigns.told(stage) for stage in held.stages.order_by("tier")]
        # Nothing hangs on the stages of a campaign that was never open.
        held.stages.all().delete()
        campaigns.store_stages(held, stages)
        after = [campaigns.told(plan) for plan in stages]
        act = journal.Act(
            verb=CampaignVerb.CHANGE,
            subject=held.code,
            before={"stages": before},
            after={"stages": after},
        )
        role = permissions.role_preparing(by, held.area, at)
        journal.record(held, act, by=by, at=at, role=role)
    return held


def change_conditions(
    *,
    campaign: Campaign,
    conditions: Sequence[Mapping[str, Any]],
    version: int,
    by: User,
    clock: Clock = database_clock,
) -> Campaign:
    """Replace the conditions by written ones. Raises as ``change_stages`` does."""
    try:
        written = [condition.dump() for condition in condition_rules.parse(conditions)]
    except InvalidParameters as error:
        raise criteria.invalid(error, "Điều kiện") from error
    return _change(campaign, {"conditions": written}, version=version, by=by, clock=clock)


def change_ladder(
    *,
    campaign: Campaign,
    written: Mapping[str, Any],
    version: int,
    by: User,
    clock: Clock = database_clock,
) -> Campaign:
    """Replace the ladder by a written one. Raises as ``change_stages`` does."""
    try:
        sound = ladder.parse(written).dump()
    except InvalidParameters as error:
        raise criteria.invalid(error, "Thang xếp loại") from error
    return _change(campaign, {"ladder": sound}, version=version, by=by, clock=clock)


def change_terms(
    *, campaign: Campaign, terms: Terms, version: int, by: User, clock: Clock = database_clock
) -> Campaign:
    """Replace caps, papers and disclosure. Raises as ``change_stages`` does."""
    caps = {"bonus_cap": terms.bonus_cap, "penalty_cap": terms.penalty_cap}
    papers = [dict(paper) for paper in terms.document_kinds]
    try:
        judging.read_caps_and_papers({**caps, "document_kinds": papers})
    except InvalidParameters as error:
        raise criteria.invalid(error, "Quy định của đợt") from error
    changes = {
        "caps": {"bonus": terms.bonus_cap, "penalty": terms.penalty_cap},
        "document_kinds": papers,
        "shown_to_unit": terms.shown_to_unit,
        "shown_below": terms.shown_below,
        "has_registration": terms.has_registration,
    }
    return _change(campaign, changes, version=version, by=by, clock=clock)


def discard(
    *, campaign: Campaign, version: int, by: User, clock: Clock = database_clock
) -> Campaign:
    """Give up a campaign that was never opened; its code is free again, its row is kept.

    Raises as ``change_stages`` does.
    """
    with transaction.atomic():
        held, at = _hold(campaign, version=version, by=by, clock=clock)
        act = journal.Act(verb=CampaignVerb.DISCARD, subject=held.code)
        held.discarded_at, held.code = at, f"{GIVEN_UP}{held.pk}"
        role = permissions.role_preparing(by, held.area, at)
        journal.record(held, act, by=by, at=at, role=role, also_save=["discarded_at", "code"])
    return held


@transaction.atomic
def _change(
    campaign: Campaign, changes: Mapping[str, Any], *, version: int, by: User, clock: Clock
) -> Campaign:
    """Write the fields that differ and one act that says which; nothing when none does."""
    held, at = _hold(campaign, version=version, by=by, clock=clock)
    before, after = {}, {}
    for name, value in changes.items():
        present = getattr(held, name)
        if present != value:
            before[name], after[name] = _told(present), _told(value)
            setattr(held, name, value)
    if after:
        act = journal.Act(verb=CampaignVerb.CHANGE, subject=held.code, before=before, after=after)
        role = permissions.role_preparing(by, held.area, at)
        journal.record(held, act, by=by, at=at, role=role, also_save=sorted(after))
    return held


def require_unopened(campaign: Campaign) -> None:
    """Raise ``Locked`` once the campaign is open: dossiers rest on what it says."""
    if campaign.opened_at is not None:
        raise Locked(
            f"Đợt “{campaign.title}” đã mở nên quy định của đợt không sửa được nữa: hồ sơ của các "
            "đơn vị đang dựa vào đó. Thời hạn vẫn thay đổi, gia hạn được ở Trang quản trị."
        )


def _told(value: Any) -> Any:
    """Return a field's value as the journal tells it."""
    return str(value) if isinstance(value, Campaign | CriteriaSet) else value


def _hold(campaign: Campaign, *, version: int, by: User, clock: Clock) -> tuple[Campaign, datetime]:
    """Lock the campaign; return it as it stands with the instant read after the lock."""
    held = (
        Campaign.objects.select_for_update(of=("self",))
        .select_related("area", "criteria_set", "previous")
        .get(pk=campaign.pk)
    )
    at = clock()
    permissions.require_preparing(by, held.area, at=at)
    require_unopened(held)
    if held.discarded_at is not None:
        raise AlreadyDone(
            f"Đợt “{held.title}” đã bị hủy trước đó, không sửa được nữa. Nếu cần, hãy lập đợt mới."
        )
    if held.journal_seq != version:
        raise Conflict(
            "Đợt chấm điểm này vừa được người khác sửa. Hãy mở lại trang để xem nội dung mới nhất "
            "rồi sửa tiếp."
        )
    return held, at
