"""Criteria sets and campaigns as their pages show them: ready words, no rights decided here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from scoring import plans
from scoring.models import Campaign, CriteriaSet, Criterion, Stage
from scoring.rules import conditions, ladder
from scoring.rules.kind import RuleKind
from scoring.rules.numbers import number_text, points_text


def criteria_sets() -> QuerySet[CriteriaSet]:
    """Return every set with ``leaf_count`` and ``campaign_count``, newest first."""
    outside_base = [kind for kind in RuleKind if kind.is_outside_base]
    in_base = Q(criteria__is_leaf=True) & ~Q(criteria__kind__in=outside_base)
    return CriteriaSet.objects.annotate(
        leaf_count=Count("criteria", filter=in_base, distinct=True),
        campaign_count=Count("campaigns", distinct=True),
    ).order_by("-year", "key", "-version")


@dataclass(frozen=True)
class LeafText:
    """One leaf of a set in words."""

    criterion: Criterion
    points: str
    kind: str
    rule: tuple[str, ...]
    scored_by: str

    @property
    def has_guidance(self) -> bool:
        """Whether the guidance says anything, in words, links or files."""
        told = self.criterion
        return bool(told.guidance or told.links or told.attachments)


@dataclass(frozen=True)
class GroupText:
    """One top-level group with the nodes below it in printed order."""

    group: Criterion
    points: str
    leaves: tuple[LeafText, ...]


def set_in_words(plan: plans.Plan) -> list[GroupText]:
    """Return a whole set in words, group by group."""
    return [
        GroupText(
            group,
            points_text(group.max_points),
            tuple(_leaf_in_words(leaf) for leaf in plan.leaves_of(group.code)),
        )
        for group in plan.groups
    ]


def _leaf_in_words(leaf: plans.Leaf) -> LeafText:
    return LeafText(
        leaf.criterion,
        points_text(leaf.max_points),
        RuleKind(leaf.rule.kind).label,
        leaf.rule.words(),
        leaf.criterion.get_scored_by_display(),
    )


@dataclass(frozen=True)
class StageText:
    """A stage's window in words; ``state`` is that of the ``steps`` component."""

    stage: Stage
    state: str
    opens: str
    closes: str

    @property
    def step(self) -> dict[str, str]:
        """The stage as the ``steps`` component takes it."""
        return {"label": self.stage.name, "note": "", "state": self.state}


def stages_in_words(stages: Iterable[Stage], *, at: datetime) -> list[StageText]:
    """Return each stage with its first and its last accepted second in words."""
    return [
        StageText(
            stage,
            _state(stage, at),
            moment(stage.opens_at),
            moment(stage.closes_at - timedelta(seconds=1)),
        )
        for stage in stages
    ]


def _state(stage: Stage, at: datetime) -> str:
    if at >= stage.closes_at:
        return "done"
    return "current" if at >= stage.opens_at else "next"


def moment(instant: datetime) -> str:
    """Return an instant to the second: ``23:59:59 ngày 04/11/2024``."""
    return timezone.localtime(instant).strftime("%H:%M:%S ngày %d/%m/%Y")


def campaigns_with_stages(campaigns: QuerySet[Campaign]) -> QuerySet[Campaign]:
    """Return campaigns for a list, newest first: two queries however many there are."""
    return (
        campaigns.select_related("area", "criteria_set")
        .prefetch_related("stages")
        .order_by("-year", "area__sort_key", "code")
    )


@dataclass(frozen=True)
class RungText:
    """One rung of the ladder in words."""

    label: str
    span: str
    is_recognised: bool


def ladder_in_words(campaign: Campaign) -> list[RungText]:
    """Return the rungs from the highest to the lowest; none while no ladder is written."""
    if not campaign.ladder:
        return []
    parsed = ladder.parse(campaign.ladder)
    return [
        RungText(rung.label, ladder.span(rung, parsed), rung.is_recognised) for rung in parsed.rungs
    ]


def failed_in_words(campaign: Campaign) -> str:
    """Return what becomes of a unit that fails a condition; empty while no ladder is written."""
    if not campaign.ladder:
        return ""
    told = ladder.parse(campaign.ladder)
    placed, ranked = ladder.PLACED_WORDS[told.placed], ladder.FAILED_RANK_WORDS[told.failed_rank]
    return f"Đơn vị không đạt một điều kiện: {placed}. {ranked}."


def conditions_in_words(campaign: Campaign) -> list[str]:
    """Return what a unit must fulfil beside its index to be recognised."""
    return [condition.label for condition in conditions.parse(campaign.conditions)]


def caps_in_words(campaign: Campaign) -> list[str]:
    """Return how much bonus and penalty may move the total."""
    labels = {"bonus": "Điểm thưởng tối đa", "penalty": "Điểm trừ tối đa"}
    return [
        f"{label}: {number_text(Decimal(campaign.caps[kind]))} điểm"
        for kind, label in labels.items()
    ]
