"""The appraisers' queue and the standing body's board, from stored totals only."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, Min, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts import words
from accounts.models import RoleGrant
from dossiers import permissions, workflow
from dossiers.enums import DossierState
from dossiers.models import DeadlineChange, Dossier
from dossiers.queries import deadlines, phrases
from dossiers.queries.differences import signed, tier_name
from scoring.models import Campaign, Stage

# What stands on which tab of the queue, in reading order.
TABS = {
    "can-tham-dinh": "Cần thẩm định",
    "cho-giai-trinh": "Chờ giải trình",
    "cap-duoi": "Đang ở cấp dưới",
    "chua-gui": "Chưa gửi",
    "da-chuyen": "Đã chuyển lên",
    "tat-ca": "Tất cả",
}
ALL = "tat-ca"

_STATES = dict(DossierState.choices)

SORTS = {
    "han": ("Hạn xử lý", ("stage__closes_at", "unit__sort_key")),
    "ten": ("Tên đơn vị", ("unit__sort_key",)),
    "diem": ("Điểm tự chấm", (F("total_1__achieved").desc(nulls_last=True), "unit__sort_key")),
    "cap-nhat": ("Mới cập nhật", (F("recorded_at").desc(nulls_last=True), "unit__sort_key")),
}


@dataclass(frozen=True)
class Desk:
    """Where the person works: a campaign with its stages, and the tier that is theirs.

    ``own_units`` are those for which the person also enters or signs, in another role.
    """

    campaign: Campaign
    stages: tuple[Stage, ...]
    grant: RoleGrant
    has_changes: bool
    own_units: frozenset[int] = frozenset()

    def stage(self, pk: int) -> Stage:
        """Return the stage with this id."""
        return next(stage for stage in self.stages if stage.pk == pk)

    @cached_property
    def own_stage(self) -> Stage:
        """The stage whose level is the person's; the last one for those who only watch."""
        level = self.grant.unit.level
        own = [stage for stage in self.stages if stage.level == level and stage.tier > 1]
        return own[-1] if own else self.stages[-1]

    @cached_property
    def layers(self) -> tuple[Stage, ...]:
        """The stages whose totals the person reads."""
        return tuple(stage for stage in self.stages if stage.tier <= self.own_stage.tier)


@dataclass(frozen=True)
class Tally:
    """Dossiers of one branch that stand at one stage in one state."""

    branch_id: int | None
    stage_id: int
    state: str
    branch: str
    branch_sort_key: str
    number: int
    locked: int


def desks(grant: RoleGrant, *, own_units: Collection[int] = ()) -> list[Desk]:
    """Return the opened campaigns that reach the grant's unit, newest first: one query."""
    stages = (
        Stage.objects.filter(
            campaign__area__descendant_links__descendant=grant.content_object_id,
            campaign__opened_at__isnull=False,
        )
        .annotate(has_changes=Exists(DeadlineChange.objects.filter(stage=OuterRef("pk"))))
        .select_related("campaign")
        .order_by("-campaign__year", "campaign__code", "tier")
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for stage in stages:
        found[stage.campaign_id].append(stage)
    return [
        Desk(
            campaign=chain[0].campaign,
            stages=tuple(chain),
            grant=grant,
            has_changes=any(stage.has_changes for stage in chain),
            own_units=frozenset(own_units),
        )
        for chain in found.values()
    ]


def dossiers_of(desk: Desk) -> QuerySet[Dossier]:
    """Return the campaign's dossiers beneath the unit that the person works for."""
    return permissions.beneath(desk.grant, desk.campaign)


def tallies(dossiers: QuerySet[Dossier]) -> list[Tally]:
    """Count the dossiers by branch, stage and state: one GROUP BY for tabs and boards."""
    rows = (
        dossiers.order_by()
        .values_list("unit__parent_id", "stage_id", "state")
        .annotate(
            branch=Min("unit__parent__name"),
            branch_sort_key=Min("unit__parent__sort_key"),
            number=Count("pk"),
            locked=Count("locked_at"),
        )
    )
    return [Tally(*row) for row in rows]


def tab_of(desk: Desk, *, stage_id: int, state: str) -> str:
    """Return the tab on which a dossier of this stage and state stands for the person."""
    tier, own = desk.stage(stage_id).tier, desk.own_stage.tier
    if state in workflow.UNSENT:
        return "chua-gui"
    if tier > own or state not in workflow.UNDER_APPRAISAL:
        return "da-chuyen"
    if tier < own:
        return "cap-duoi"
    return "cho-giai-trinh" if state == DossierState.QUESTIONED else "can-tham-dinh"


def tab_counts(desk: Desk, counted: Iterable[Tally]) -> Counter[str]:
    """Return how many dossiers stand on each tab."""
    found: Counter[str] = Counter()
    for tally in counted:
        found[tab_of(desk, stage_id=tally.stage_id, state=tally.state)] += tally.number
        found[ALL] += tally.number
    return found


def on_tab(dossiers: QuerySet[Dossier], desk: Desk, tab: str) -> QuerySet[Dossier]:
    """Narrow to one tab: the stages and states of which ``tab_of`` says so."""
    if tab == ALL:
        return dossiers
    states = defaultdict(list)
    for stage in desk.stages:
        for state in DossierState.values:
            if tab_of(desk, stage_id=stage.pk, state=state) == tab:
                states[stage.pk].append(state)
    meant = Q(pk__in=())
    for stage_id, allowed in states.items():
        meant |= Q(stage=stage_id, state__in=allowed)
    return dossiers.filter(meant)


def searched(dossiers: QuerySet[Dossier], typed: str) -> QuerySet[Dossier]:
    """Narrow to units whose name or code holds what was typed, accents or not."""
    key = words.search_key(typed)
    return dossiers.filter(Q(unit__search_key__contains=key) | Q(unit__code__startswith=key))


# What a row of the list shows of the dossier itself; totals come joined beside it.
_SHOWN = (
    "pk",
    "state",
    "stage_id",
    "locked_at",
    "unit_id",
    "unit__name",
    "unit__code",
    "unit__parent__name",
)
_TOTALLED = ("achieved", "maximum", "leaves_done", "leaves_due")


def listed(dossiers: QuerySet[Dossier], desk: Desk, *, sort: str) -> QuerySet[Any, dict[str, Any]]:
    """Return the rows as plain values with the totals of the readable layers, in order."""
    joined = {
        f"total_{stage.tier}": FilteredRelation("totals", condition=Q(totals__stage=stage))
        for stage in desk.layers
    }
    shown = [*_SHOWN]
    shown += [f"total_{stage.tier}__{name}" for stage in desk.layers for name in _TOTALLED]
    rows = dossiers.annotate(**joined)
    if desk.has_changes:
        rows = deadlines.with_newest_change(rows, stage="stage_id")
        shown += ["change_kind", "change_until"]
    ordered: QuerySet[Any, dict[str, Any]] = rows.order_by(*SORTS[sort][1]).values(*shown)
    return ordered


def row_of(row: dict[str, Any], desk: Desk, *, at: datetime) -> dict[str, Any]:
    """Return one row of the list as ready words; what was not sent shows no points.

    Of a unit for which the person also works it shows what the unit itself reads.
    """
    stage, state = desk.stage(row["stage_id"]), row["state"]
    window = deadlines.window_with(
        stage.opens_at, stage.closes_at, row.get("change_kind"), row.get("change_until")
    )
    is_unsent = state in workflow.UNSENT
    is_running = state in workflow.UNSETTLED
    is_own = row["unit_id"] in desk.own_units
    counted = 1 if is_unsent or is_own else desk.own_stage.tier
    due = row[f"total_{counted}__leaves_due"]
    return {
        "unit": row["unit__name"],
        "code": row["unit__code"],
        "branch": row["unit__parent__name"],
        "url": "" if is_unsent else _review_address().format(row["pk"]),
        "state": _STATES[state],
        "tone": phrases.STATE_TONES[state],
        "is_locked": row["locked_at"] is not None or (is_unsent and at >= window.closes_at),
        "is_late": is_running and not is_unsent and at >= window.closes_at,
        "stage": stage.name,
        "closes": phrases.last_second(window.closes_at) if is_running else "",
        "progress": f"{row[f'total_{counted}__leaves_done']}/{due}" if due else "",
        "points": [
            {
                "tier": tier_name(layer),
                "words": phrases.points(
                    None
                    if is_unsent or (is_own and layer.tier > 1)
                    else row[f"total_{layer.tier}__achieved"]
                ),
            }
            for layer in desk.layers
        ],
        "difference": "" if is_unsent or is_own else _difference(row, desk),
    }


@cache
def _review_address() -> str:
    """Return the address of a review page with a place for the dossier's id, resolved once."""
    return reverse("dossiers:review", args=[0]).replace("/0/", "/{}/")


def _difference(row: dict[str, Any], desk: Desk) -> str:
    """Return how far the highest finished appraisal stands from the self assessment.

    Layers are compared only over the same maximum: the last one also holds what the province
    gives, so the difference of its total would say nothing.
    """
    achieved, maximum, _, _ = (row[f"total_1__{name}"] for name in _TOTALLED)
    for stage in reversed(desk.layers[1:]):
        own_achieved, own_maximum, done, due = (
            row[f"total_{stage.tier}__{name}"] for name in _TOTALLED
        )
        if due and done >= due and own_maximum == maximum:
            return signed(own_achieved - achieved)
    return ""
