"""Setting up a campaign: whose round it is, by which criteria, through which stages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import journal
from accounts.clock import Clock, database_clock
from accounts.errors import AlreadyDone, Invalid
from accounts.models import Unit, User
from scoring import permissions
from scoring.actions import criteria
from scoring.enums import CampaignVerb, StageKind
from scoring.models import Campaign, CriteriaSet, Stage
from scoring.rules import judging
from scoring.rules.errors import InvalidParameters


@dataclass(frozen=True, kw_only=True)
class StagePlan:
    """One step of the chain as asked for; its place in the list is its tier.

    The window is half-open: ``[opens_at, closes_at)``.
    """

    level: str
    name: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, kw_only=True)
class Judging:
    """How a campaign turns points into a verdict, all as written data."""

    conditions: list[dict[str, Any]] = field(default_factory=list)
    ladder: dict[str, Any] = field(default_factory=dict)
    caps: dict[str, str] = field(default_factory=lambda: {"bonus": "0", "penalty": "0"})
    document_kinds: list[dict[str, str]] = field(default_factory=list)


def read_judging(data: Mapping[str, Any]) -> Judging:
    """Return the judging that stands beside a written criteria set.

    Raises ``Invalid`` with every problem of conditions, ladder, caps and papers by its place.
    """
    try:
        told = judging.read(data)
    except InvalidParameters as error:
        raise criteria.invalid(error, "Quy tắc xếp loại") from error
    written = told.dump()
    return Judging(
        conditions=written["conditions"],
        ladder=written["ladder"],
        caps={"bonus": written["bonus_cap"], "penalty": written["penalty_cap"]},
        document_kinds=written["document_kinds"],
    )


def proposed_judging(criteria_set: CriteriaSet) -> Judging:
    """Return the judging that a stored set proposes; nothing yet where it says none."""
    return read_judging(criteria_set.judging) if criteria_set.judging else Judging()


def create(
    *,
    code: str,
    title: str,
    year: int,
    criteria_set: CriteriaSet,
    area: Unit,
    judging: Judging,
    stages: Sequence[StagePlan],
    previous: Campaign | None = None,
    by: User | None,
    clock: Clock = database_clock,
) -> Campaign:
    """Create a campaign with its stages; nobody sees it until it is opened.

    The first stage is the self assessment by the units of the criteria set's level, every
    further one an appraisal. ``by`` must prepare campaigns of ``area``; None is the system.
    Raises ``AlreadyDone`` for a code in use and ``Invalid`` for stages that make no chain.
    """
    require_windows(stages)
    with transaction.atomic():
        area = Unit.objects.select_for_update().get(pk=area.pk)
        at = clock()
        if by is not None:
            permissions.require_preparing(by, area, at=at)
        if Campaign.objects.filter(code=code).exists():
            raise AlreadyDone(f"Mã đợt chấm điểm {code} đã có. Hãy chọn mã khác.")
        campaign = Campaign.objects.create(
            code=code,
            title=title,
            year=year,
            criteria_set=criteria_set,
            unit_level=criteria_set.unit_level,
            area=area,
            conditions=judging.conditions,
            ladder=judging.ladder,
            caps=judging.caps,
            document_kinds=judging.document_kinds,
            previous=previous,
        )
        store_stages(campaign, stages)
        act = journal.Act(
            verb=CampaignVerb.CREATE,
            subject=code,
            after={
                "title": title,
                "criteria_set": str(criteria_set),
                "stages": [told(plan) for plan in stages],
            },
        )
        journal.record(campaign, act, by=by, at=at, role=permissions.role_preparing(by, area, at))
    return campaign


def told(plan: StagePlan | Stage) -> dict[str, str]:
    """Return a stage as the journal tells it."""
    return {
        "name": plan.name,
        "level": plan.level,
        "opens_at": plan.opens_at.isoformat(),
        "closes_at": plan.closes_at.isoformat(),
    }


def store_stages(campaign: Campaign, plans: Sequence[StagePlan]) -> None:
    """Store the chain of a campaign that has no stage yet; a place in the list is a tier."""
    Stage.objects.bulk_create(
        Stage(
            campaign=campaign,
            tier=tier,
            kind=StageKind.SELF_ASSESSMENT if tier == 1 else StageKind.APPRAISAL,
            level=plan.level,
            name=plan.name,
            opens_at=plan.opens_at,
            closes_at=plan.closes_at,
        )
        for tier, plan in enumerate(plans, start=1)
    )


def require_windows(stages: Sequence[StagePlan]) -> None:
    """Raise ``Invalid`` unless every stage has a window; the chain as such is judged at opening."""
    problems = {
        f"stages.{place}.closes_at": f"Giai đoạn “{stage.name}” phải khóa sau khi mở."
        for place, stage in enumerate(stages)
        if stage.closes_at <= stage.opens_at
    }
    if problems:
        raise Invalid(
            "Có giai đoạn khóa trước khi mở. Hãy chọn lại thời gian của giai đoạn đó.",
            problems=problems,
        )
