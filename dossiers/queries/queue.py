"""The appraisers' queue and the standing body's board, from stored totals only."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, Min, OuterRef, Q, QuerySet

from accounts import words
from accounts.models import RoleGrant
from accounts.prepared import Given, Prepared
from dossiers import permissions, workflow
from dossiers.enums import DossierState
from dossiers.models import DeadlineChange, Dossier
from dossiers.queries import deadlines
from dossiers.queries.differences import tier_name
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

# Names recur in several branches: the number comes last, so that no page repeats or skips a row.
SORTS = {
    "han": ("Hạn xử lý", ("stage__closes_at", "unit__sort_key", "pk")),
    "ten": ("Tên đơn vị", ("unit__sort_key", "pk")),
    "diem": (
        "Điểm tự chấm",
        (F("total_1__achieved").desc(nulls_last=True), "unit__sort_key", "pk"),
    ),
    "cap-nhat": ("Mới cập nhật", (F("recorded_at").desc(nulls_last=True), "unit__sort_key", "pk")),
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

    @cached_property
    def layer_names(self) -> tuple[str, ...]:
        """The names of the layers on screen, told once for all rows."""
        return tuple(tier_name(stage) for stage in self.layers)


@dataclass(frozen=True)
class Tally:
    """Dossiers of one branch that stand at one stage in one state."""

    branch_id: int | None
    stage_id: int
    state: str
    number: int
    locked: int
    branch: str
    branch_sort_key: str


def desks(grant: RoleGrant, *, own_units: Collection[int] = ()) -> list[Desk]:
    """Return the opened campaigns that reach the grant's unit, newest first: one query."""
    return desks_from(_STAGES.rows(unit=grant.content_object_id), grant, own_units=own_units)


def stages_reaching(unit: int | Given) -> QuerySet[Stage]:
    """Return the stages of the opened campaigns that reach a unit, newest campaign first."""
    return (
        Stage.objects.filter(
            campaign__area__descendant_links__descendant=unit,
            campaign__opened_at__isnull=False,
        )
        .annotate(has_changes=Exists(DeadlineChange.objects.filter(stage=OuterRef("pk"))))
        .select_related("campaign")
        .order_by("-campaign__year", "campaign__code", "tier")
    )


_STAGES = Prepared(lambda: stages_reaching(Given("unit")))


def desks_from(
    stages: Iterable[Any], grant: RoleGrant, *, own_units: Collection[int] = ()
) -> list[Desk]:
    """Return the desks that rows of ``stages_reaching`` make for the grant, in their order."""
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
    named = grouped(dossiers).annotate(
        branch=Min("unit__parent__name"), branch_sort_key=Min("unit__parent__sort_key")
    )
    return [Tally(*row) for row in named]


def grouped(dossiers: QuerySet[Dossier]) -> QuerySet[Any, Any]:
    """Return the rows of which ``Tally`` is made, without the names of the branches."""
    return (
        dossiers.order_by()
        .values_list("unit__parent_id", "stage_id", "state")
        .annotate(number=Count("pk"), locked=Count("locked_at"))
    )


def tab_of(desk: Desk, *, stage_id: int, state: str) -> str:
    """Return the tab on which a dossier of this stage and state stands for the person."""
    return _tab_at(desk.stage(stage_id).tier, desk.own_stage.tier, state)


def _tab_at(tier: int, own: int, state: str) -> str:
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
    stages = {stage.tier: stage.pk for stage in desk.stages}
    return dossiers.filter(standing_on(tab, stages, own=desk.own_stage.tier))


def standing_on(tab: str, stages: Mapping[int, int | Given], *, own: int) -> Q:
    """Return the condition of a tab: ``stages`` by tier, ``own`` the person's tier."""
    if tab == ALL:
        return Q()
    meant = Q(pk__in=())
    for tier in tiers_on(tab, stages, own=own):
        states = [state for state in DossierState.values if _tab_at(tier, own, state) == tab]
        meant |= Q(stage=stages[tier], state__in=states)
    return meant


def tiers_on(tab: str, tiers: Iterable[int], *, own: int) -> list[int]:
    """Return those of ``tiers`` at which a dossier of the tab may stand."""
    return [
        tier
        for tier in tiers
        if tab == ALL or any(_tab_at(tier, own, state) == tab for state in DossierState.values)
    ]


def searched(dossiers: QuerySet[Dossier], typed: str) -> QuerySet[Dossier]:
    """Narrow to units whose name or code holds what was typed, accents or not."""
    key = words.search_key(typed)
    return dossiers.filter(Q(unit__search_key__contains=key) | Q(unit__code__startswith=key))


# What a row of the list shows of the dossier itself; its totals are joined.
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
TOTALLED = ("achieved", "maximum", "leaves_done", "leaves_due")


def listed(dossiers: QuerySet[Dossier], desk: Desk, *, sort: str) -> QuerySet[Any, dict[str, Any]]:
    """Return the rows as plain values with the totals of the readable layers, in order."""
    layers = {stage.tier: stage.pk for stage in desk.layers}
    rows = with_shown(dossiers, layers, has_changes=desk.has_changes)
    ordered: QuerySet[Any, dict[str, Any]] = rows.order_by(*SORTS[sort][1]).values(
        *shown(layers, has_changes=desk.has_changes)
    )
    return ordered


def shown(tiers: Iterable[int], *, has_changes: bool) -> tuple[str, ...]:
    """Return the names of the values that ``queue_rows.row_of`` reads."""
    totals = [f"total_{tier}__{name}" for tier in tiers for name in TOTALLED]
    return (*_SHOWN, *totals, *(("change_kind", "change_until") if has_changes else ()))


def with_shown(
    dossiers: QuerySet[Dossier], layers: Mapping[int, int | Given], *, has_changes: bool
) -> QuerySet[Any]:
    """Join what a row shows beside the dossier: totals of ``layers`` (stages by tier), changes."""
    joined = with_totals(dossiers, layers)
    return deadlines.with_newest_change(joined, stage="stage_id") if has_changes else joined


def with_totals(dossiers: QuerySet[Dossier], layers: Mapping[int, int | Given]) -> QuerySet[Any]:
    """Join the stored totals of each layer as ``total_<tier>``."""
    return dossiers.annotate(
        **{
            f"total_{tier}": FilteredRelation("totals", condition=Q(totals__stage=stage))
            for tier, stage in layers.items()
        }
    )
