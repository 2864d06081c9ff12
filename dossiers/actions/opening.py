"""Opening a campaign: the last look at everything it stands on, then a dossier for each unit."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from django.db import transaction

from accounts import journal, queries
from accounts.clock import Clock, database_clock
from accounts.enums import Role, UnitLevel
from accounts.errors import AlreadyDone, Invalid, NotOpen
from accounts.models import Unit, User
from dossiers import permissions
from dossiers.actions import layers
from dossiers.enums import Verb
from dossiers.models import Dossier, LayerTotal
from scoring import plans
from scoring.models import Campaign, Stage
from scoring.rules import conditions, ladder
from scoring.rules.conditions import DocumentsPresent, FactAbsent, LeafRateAtLeast
from scoring.rules.errors import InvalidParameters

# Facts that the portal can tell of a dossier; a condition may ask for no other.
KNOWN_FACTS = frozenset({"head_disciplined"})
# From the ground up: a chain of stages never leads downwards.
_HEIGHT = {
    UnitLevel.COMMUNE: 0,
    UnitLevel.DEPARTMENT: 1,
    UnitLevel.DISTRICT: 1,
    UnitLevel.PROVINCE: 2,
}


def open_campaign(
    *, campaign: Campaign, by: User | None, clock: Clock = database_clock
) -> list[Dossier]:
    """Open the campaign to its people with one dossier for each unit; returns the dossiers.

    ``by`` must be an administrator of the campaign's area; None is the system. Raises
    ``Invalid`` with everything that is still missing, ``AlreadyDone`` when it is open.
    """
    with transaction.atomic():
        campaign = _hold(campaign)
        at = clock()
        if by is not None:
            permissions.require_admin(by, campaign, at=at)
        if campaign.opened_at is not None:
            raise AlreadyDone(f"Đợt “{campaign.title}” đã mở trước đó.")
        units = measured_units(campaign, at=at)
        require_ready(campaign, units)
        campaign.opened_at, campaign.opened_by = at, by
        act = journal.Act(
            verb=Verb.OPEN_CAMPAIGN, subject=campaign.code, after={"dossiers": len(units)}
        )
        journal.record(
            campaign,
            act,
            by=by,
            at=at,
            role=Role.ADMIN if by else "",
            also_save=["opened_at", "opened_by"],
        )
        return _create(campaign, units, by=by, at=at)


def add_missing(
    *, campaign: Campaign, by: User | None, clock: Clock = database_clock
) -> list[Dossier]:
    """Give a dossier to each unit that was added after the opening; returns the new ones.

    Safe to run again. Raises ``NotOpen`` before the campaign is open.
    """
    with transaction.atomic():
        campaign = _hold(campaign)
        at = clock()
        if by is not None:
            permissions.require_admin(by, campaign, at=at)
        if campaign.opened_at is None:
            raise NotOpen(f"Đợt “{campaign.title}” chưa mở. Hãy mở đợt trước.")
        have = set(Dossier.objects.filter(campaign=campaign).values_list("unit_id", flat=True))
        units = [unit for unit in measured_units(campaign, at=at) if unit.pk not in have]
        return _create(campaign, units, by=by, at=at)


def measured_units(campaign: Campaign, *, at: datetime) -> list[Unit]:
    """Return the units that the campaign measures, in list order.

    A round measures the units of its year: as they stood on the year's last day, or stand
    today while the year runs. Old results stay under the old names when the map changes.
    """
    day = min(date(campaign.year, 12, 31), queries.local_date(at))
    return list(
        queries.units_on(day)
        .filter(level=campaign.unit_level, ancestor_links__ancestor=campaign.area_id)
        .order_by("sort_key", "code")
    )


def require_ready(campaign: Campaign, units: list[Unit]) -> None:
    """Raise ``Invalid`` with a sentence for everything that stands in the way of opening."""
    stages = list(campaign.stages.order_by("tier"))
    problems = {
        **dict(_stage_problems(campaign, stages)),
        **dict(_rule_problems(campaign)),
    }
    if not units:
        problems["area"] = f"{campaign.area.name} không có đơn vị nào để chấm điểm."
    if problems:
        raise Invalid(
            f"Đợt “{campaign.title}” chưa mở được: " + " ".join(problems.values()),
            problems=problems,
        )


def _stage_problems(campaign: Campaign, stages: list[Stage]) -> Iterator[tuple[str, str]]:
    if len(stages) < 2:
        yield "stages", "Cần giai đoạn tự chấm và ít nhất một giai đoạn thẩm định."
        return
    if [stage.tier for stage in stages] != list(range(1, len(stages) + 1)):
        yield "stages", "Thứ tự các giai đoạn phải liên tục từ 1."
    if stages[0].level != campaign.unit_level:
        yield "stages.1", "Giai đoạn đầu phải do chính đơn vị được chấm thực hiện."
    if stages[-1].level != campaign.area.level:
        yield f"stages.{stages[-1].tier}", f"Giai đoạn cuối phải do {campaign.area.name} thực hiện."
    for lower, upper in pairwise(stages):
        place = f"stages.{upper.tier}"
        if _HEIGHT[UnitLevel(upper.level)] <= _HEIGHT[UnitLevel(lower.level)]:
            yield place, f"Giai đoạn “{upper.name}” phải do cấp cao hơn giai đoạn trước thực hiện."
        if upper.opens_at < lower.opens_at or upper.closes_at < lower.closes_at:
            yield place, f"Giai đoạn “{upper.name}” không được mở hoặc khóa trước giai đoạn dưới."


def _rule_problems(campaign: Campaign) -> Iterator[tuple[str, str]]:
    """Judge criteria, conditions and ladder, and whether they speak of the same things."""
    try:
        plan = plans.read_plan(campaign.criteria_set)
        judged = conditions.parse(campaign.conditions)
        ladder.parse(campaign.ladder)
    except InvalidParameters as error:
        yield from ((problem.path, problem.sentence) for problem in error.problems)
        return
    if not plan.due(is_last_stage=True):
        yield "criteria_set", "Bộ tiêu chí không có tiêu chí nào để chấm."
    papers = {paper["key"] for paper in campaign.document_kinds}
    leaf_codes = {leaf.code for leaf in plan.leaves}
    for condition in judged:
        place = f"conditions.{condition.key}"
        if isinstance(condition, LeafRateAtLeast) and condition.leaf not in leaf_codes:
            yield place, f"Điều kiện “{condition.label}” nêu tiêu chí {condition.leaf} không có."
        if isinstance(condition, FactAbsent) and condition.fact not in KNOWN_FACTS:
            yield place, f"Điều kiện “{condition.label}” nêu một sự việc không được theo dõi."
        if isinstance(condition, DocumentsPresent) and not papers.issuperset(
            kind for kind, _ in condition.documents
        ):
            yield place, f"Điều kiện “{condition.label}” nêu tài liệu không có trong hồ sơ."


def _hold(campaign: Campaign) -> Campaign:
    return (
        Campaign.objects.select_for_update(of=("self",)).select_related("area").get(pk=campaign.pk)
    )


def _create(
    campaign: Campaign, units: list[Unit], *, by: User | None, at: datetime
) -> list[Dossier]:
    """Create the dossiers in their first stage, each with its empty totals and its first act."""
    first = campaign.stages.get(tier=1)
    dossiers = Dossier.objects.bulk_create(
        Dossier(campaign=campaign, unit=unit, stage=first) for unit in units
    )
    empty = _empty_totals(campaign)
    LayerTotal.objects.bulk_create(
        LayerTotal(dossier=dossier, stage=first, **empty) for dossier in dossiers
    )
    act = journal.Act(verb=Verb.OPEN, subject=campaign.code)
    for dossier in dossiers:
        journal.record(dossier, act, by=by, at=at, role=Role.ADMIN if by else "")
    return dossiers


def _empty_totals(campaign: Campaign) -> dict[str, int | Decimal | None]:
    """Return what the stored totals say before anything has been entered."""
    plan = plans.plan_of(campaign.criteria_set_id)
    due = plan.due(is_last_stage=False)
    summed = layers.sum_layer(plan, due, {}, caps=campaign.caps)
    return {"leaves_due": len(due), "maximum": summed.maximum, "index": summed.index}
