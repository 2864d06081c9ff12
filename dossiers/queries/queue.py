"""The appraisers' queue and the standing body's board, from stored totals only."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from accounts import words
from accounts.models import RoleGrant, UnitAncestry, User
from dossiers import permissions, workflow
from dossiers.enums import DossierState
from dossiers.models import Dossier, LayerTotal
from dossiers.queries import deadlines, phrases
from dossiers.queries.review import signed, tier_name
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

SORTS = {
    "han": ("Hạn xử lý", ("closes_at", "unit__sort_key")),
    "ten": ("Tên đơn vị", ("unit__sort_key",)),
    "diem": ("Điểm tự chấm", (F("self_achieved").desc(nulls_last=True), "unit__sort_key")),
    "cap-nhat": ("Mới cập nhật", (F("recorded_at").desc(nulls_last=True), "unit__sort_key")),
}


@dataclass(frozen=True)
class Desk:
    """Where the person works: a campaign with its stages, and the tier that is theirs."""

    campaign: Campaign
    stages: tuple[Stage, ...]
    grant: RoleGrant

    @property
    def own_stage(self) -> Stage:
        """The stage whose level is the person's; the last one for those who only watch."""
        level = self.grant.unit.level
        own = [stage for stage in self.stages if stage.level == level and stage.tier > 1]
        return own[-1] if own else self.stages[-1]

    @property
    def layers(self) -> tuple[Stage, ...]:
        """The stages whose totals the person reads."""
        return tuple(stage for stage in self.stages if stage.tier <= self.own_stage.tier)


@dataclass(frozen=True)
class Tally:
    """Dossiers of one branch that stand at one stage in one state."""

    branch_id: int | None
    branch: str
    branch_sort_key: str
    tier: int
    state: str
    is_locked: bool
    number: int


def desks(grant: RoleGrant) -> list[Desk]:
    """Return the opened campaigns that reach the grant's unit, newest first: one query."""
    reaches = Exists(
        UnitAncestry.objects.filter(
            ancestor=OuterRef("campaign__area_id"), descendant=grant.content_object_id
        )
    )
    stages = (
        Stage.objects.filter(reaches, campaign__opened_at__isnull=False)
        .select_related("campaign")
        .order_by("-campaign__year", "campaign__code", "tier")
    )
    found: dict[int, list[Stage]] = defaultdict(list)
    for stage in stages:
        found[stage.campaign_id].append(stage)
    return [Desk(chain[0].campaign, tuple(chain), grant) for chain in found.values()]


def dossiers_of(desk: Desk, user: User, *, at: datetime) -> QuerySet[Dossier]:
    """Return the campaign's dossiers beneath the unit that the person works for."""
    return permissions.visible_to(user, at=at).filter(
        campaign=desk.campaign,
        unit__ancestor_links__ancestor=desk.grant.content_object_id,
    )


def tallies(dossiers: QuerySet[Dossier]) -> list[Tally]:
    """Count the dossiers by branch, stage, state and lock: one GROUP BY for tabs and boards."""
    rows = (
        dossiers.order_by("unit__parent__sort_key")
        .annotate(is_locked=Q(locked_at__isnull=False))
        .values_list(
            "unit__parent_id",
            "unit__parent__name",
            "unit__parent__sort_key",
            "stage__tier",
            "state",
            "is_locked",
        )
        .annotate(number=Count("pk"))
    )
    return [Tally(*row) for row in rows]


def tab_of(desk: Desk, *, tier: int, state: str) -> str:
    """Return the tab on which a dossier of this stage and state stands for the person."""
    own = desk.own_stage.tier
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
        found[tab_of(desk, tier=tally.tier, state=tally.state)] += tally.number
        found[ALL] += tally.number
    return found


def on_tab(dossiers: QuerySet[Dossier], desk: Desk, tab: str) -> QuerySet[Dossier]:
    """Narrow to one tab; the database's side of ``tab_of``."""
    own = desk.own_stage.tier
    under = Q(state__in=list(workflow.UNDER_APPRAISAL))
    at_own = under & Q(stage__tier=own)
    meant = {
        "chua-gui": Q(state__in=list(workflow.UNSENT)),
        "can-tham-dinh": at_own & ~Q(state=DossierState.QUESTIONED),
        "cho-giai-trinh": at_own & Q(state=DossierState.QUESTIONED),
        "cap-duoi": under & Q(stage__tier__lt=own),
        "da-chuyen": ~Q(state__in=list(workflow.UNSENT)) & (~under | Q(stage__tier__gt=own)),
        ALL: Q(),
    }
    return dossiers.filter(meant[tab])


def searched(dossiers: QuerySet[Dossier], typed: str) -> QuerySet[Dossier]:
    """Narrow to units whose name or code holds what was typed, accents or not."""
    key = words.search_key(typed)
    return dossiers.filter(Q(unit__search_key__contains=key) | Q(unit__code__startswith=key))


def listed(dossiers: QuerySet[Dossier], desk: Desk, *, sort: str) -> QuerySet[Any]:
    """Add what a row shows (totals of the readable layers, deadline) and put in order."""
    totals = LayerTotal.objects.filter(dossier=OuterRef("pk")).annotate(
        left=F("leaves_due") - F("leaves_done")
    )
    own, first = desk.own_stage, desk.stages[0]
    annotated = deadlines.with_newest_change(dossiers, stage="stage_id").annotate(
        closes_at=F("stage__closes_at"),
        self_achieved=Subquery(totals.filter(stage=first).values("achieved")[:1]),
        self_done=Subquery(totals.filter(stage=first).values("leaves_done")[:1]),
        self_due=Subquery(totals.filter(stage=first).values("leaves_due")[:1]),
        own_done=Subquery(totals.filter(stage=own).values("leaves_done")[:1]),
        own_due=Subquery(totals.filter(stage=own).values("leaves_due")[:1]),
        self_maximum=Subquery(totals.filter(stage=first).values("maximum")[:1]),
        **{
            f"{column}_{stage.tier}": Subquery(totals.filter(stage=stage).values(column)[:1])
            for stage in desk.layers[1:]
            for column in ("achieved", "maximum", "left")
        },
    )
    return annotated.select_related("unit", "unit__parent", "stage").order_by(*SORTS[sort][1])


def row_of(dossier: Any, desk: Desk, *, at: datetime) -> dict[str, Any]:
    """Return one row of the list as ready words; what was not sent shows no points."""
    window = deadlines.window_with(
        dossier.stage.opens_at,
        dossier.stage.closes_at,
        dossier.change_kind,
        dossier.change_until,
    )
    is_unsent = dossier.state in workflow.UNSENT
    is_running = dossier.state in workflow.UNSETTLED
    done, due = dossier.own_done, dossier.own_due
    if is_unsent:
        done, due = dossier.self_done, dossier.self_due
    points = [None if is_unsent else dossier.self_achieved]
    points += [getattr(dossier, f"achieved_{stage.tier}") for stage in desk.layers[1:]]
    return {
        "unit": dossier.unit.name,
        "code": dossier.unit.code,
        "branch": dossier.unit.parent.name if dossier.unit.parent else "",
        "url": "" if is_unsent else reverse("dossiers:review", args=[dossier.pk]),
        "state": dossier.get_state_display(),
        "tone": phrases.STATE_TONES[dossier.state],
        "is_locked": dossier.locked_at is not None or (is_unsent and at >= window.closes_at),
        "is_late": is_running and not is_unsent and at >= window.closes_at,
        "stage": dossier.stage.name,
        "closes": phrases.last_second(window.closes_at) if is_running else "",
        "progress": f"{done or 0}/{due}" if due else "",
        "points": [
            {"tier": tier_name(stage), "words": phrases.points(value)}
            for stage, value in zip(desk.layers, points, strict=True)
        ],
        "difference": "" if is_unsent else _difference(dossier, desk),
    }


def _difference(dossier: Any, desk: Desk) -> str:
    """Return how far the highest finished appraisal stands from the self assessment.

    Layers are compared only over the same maximum: the last one also holds what the province
    gives, so the difference of its total would say nothing.
    """
    for stage in reversed(desk.layers[1:]):
        is_complete = getattr(dossier, f"left_{stage.tier}") == 0
        if is_complete and getattr(dossier, f"maximum_{stage.tier}") == dossier.self_maximum:
            return signed(getattr(dossier, f"achieved_{stage.tier}") - dossier.self_achieved)
    return ""
