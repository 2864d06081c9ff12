"""Is a campaign ready to be opened? What it measures, what stands in the way, what to look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from accounts import queries
from accounts.enums import UnitLevel
from accounts.models import Unit
from dossiers.models import Dossier
from dossiers.queries import phrases
from scoring import plans
from scoring.models import Campaign, Stage
from scoring.queries import preparing
from scoring.rules import conditions, ladder
from scoring.rules.conditions import (
    DocumentsPresent,
    FactAbsent,
    GroupShareAtLeast,
    LeafRateAtLeast,
)
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
# Which page mends a problem, by the first word of its place; all others are the set's.
_PAGES = {
    "stages": "scoring:campaign_stages",
    "conditions": "scoring:campaign_conditions",
    "ladder": "scoring:campaign_ladder",
    "rungs": "scoring:campaign_ladder",
    "placed": "scoring:campaign_ladder",
    "failed_label": "scoring:campaign_ladder",
    "failed_rank": "scoring:campaign_ladder",
    "area": "scoring:campaign_basics",
}
_OTHERWISE = "scoring:campaign_basics"


@dataclass(frozen=True)
class Finding:
    """Something missing or doubtful: what it is, and the name of the page that mends it."""

    sentence: str
    page: str


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


def units_without_dossier(campaign: Campaign, *, at: datetime) -> list[Unit]:
    """Return the measured units that were added after the campaign was opened."""
    have = set(Dossier.objects.filter(campaign=campaign).values_list("unit_id", flat=True))
    return [unit for unit in measured_units(campaign, at=at) if unit.pk not in have]


def musts(campaign: Campaign, units: list[Unit]) -> list[Finding]:
    """Return everything without which the campaign cannot be opened."""
    return [
        Finding(sentence, _PAGES.get(place.split(".")[0], _OTHERWISE))
        for place, sentence in obstacles(campaign, units)
    ]


def mays(campaign: Campaign, *, at: datetime) -> list[Finding]:
    """Return what can be opened so, but deserves a second look."""
    found = []
    for stage in campaign.stages.order_by("tier"):
        words = [f"{stage.name}: {warning}" for warning in preparing.rest_warnings(stage)]
        if stage.closes_at <= at:
            last = phrases.last_second(stage.closes_at)
            words.append(f"{stage.name}: đã hết hạn sau {last}.")
        found += [Finding(each, _PAGES["stages"]) for each in words]
    kinds = {condition["kind"] for condition in campaign.conditions}
    if not kinds:
        bare = "Chưa có điều kiện nào: đơn vị được xếp loại chỉ theo chỉ số."
        found.append(Finding(bare, _PAGES["conditions"]))
    elif campaign.document_kinds and DocumentsPresent.kind not in kinds:
        unasked = "Có danh sách giấy tờ nhưng không điều kiện nào bắt buộc hồ sơ phải đủ giấy tờ."
        found.append(Finding(unasked, _PAGES["conditions"]))
    return found


def obstacles(campaign: Campaign, units: list[Unit]) -> Iterator[tuple[str, str]]:
    """Yield (place, sentence) of everything that stands in the way of opening."""
    stages = list(campaign.stages.order_by("tier"))
    yield from _stage_problems(campaign, stages)
    yield from _rule_problems(campaign)
    if not units:
        kind = campaign.get_unit_level_display().lower()
        where = f"{campaign.area.name} không có đơn vị nào ({kind})"
        yield "area", f"{where} để chấm điểm trong năm {campaign.year}."


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
            yield (
                f"{place}.level",
                f"Giai đoạn “{upper.name}” phải do cấp cao hơn giai đoạn trước thực hiện.",
            )
        if upper.opens_at < lower.opens_at or upper.closes_at < lower.closes_at:
            yield (
                f"{place}.window",
                f"Giai đoạn “{upper.name}” không được mở hoặc khóa trước giai đoạn dưới.",
            )


def _rule_problems(campaign: Campaign) -> Iterator[tuple[str, str]]:
    """Judge criteria, conditions and ladder, and whether they speak of the same things."""
    if not campaign.ladder:
        yield "ladder", "Chưa có thang xếp loại."
    try:
        plan = plans.read_plan(campaign.criteria_set)
        judged = conditions.parse(campaign.conditions)
        if campaign.ladder:
            ladder.parse(campaign.ladder)
    except InvalidParameters as error:
        yield from ((problem.path, problem.sentence) for problem in error.problems)
        return
    if not plan.due(is_last_stage=True):
        yield "criteria_set", "Bộ tiêu chí không có tiêu chí nào để chấm."
    papers = {paper["key"] for paper in campaign.document_kinds}
    leaf_codes = {leaf.code for leaf in plan.leaves}
    group_codes = {group.code for group in plan.groups}
    for condition in judged:
        place = f"conditions.{condition.key}"
        if isinstance(condition, LeafRateAtLeast) and condition.leaf not in leaf_codes:
            yield place, f"Điều kiện “{condition.label}” nêu tiêu chí {condition.leaf} không có."
        if isinstance(condition, GroupShareAtLeast) and not group_codes.issuperset(
            condition.groups
        ):
            yield place, f"Điều kiện “{condition.label}” nêu nhóm tiêu chí không có."
        if isinstance(condition, FactAbsent) and condition.fact not in KNOWN_FACTS:
            yield place, f"Điều kiện “{condition.label}” nêu một sự việc không được theo dõi."
        if isinstance(condition, DocumentsPresent) and not papers.issuperset(
            kind for kind, _ in condition.documents
        ):
            yield place, f"Điều kiện “{condition.label}” nêu tài liệu không có trong hồ sơ."
