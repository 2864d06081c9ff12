"""One unit's result, every point of it explained: who gave how much, and by which sentence."""

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal

from dossiers.models import Score, UnitResult
from dossiers.queries import phrases
from dossiers.queries.differences import tier_name
from scoring import plans
from scoring.models import Stage


@dataclass(frozen=True)
class Cell:
    """The points of one tier."""

    tier: str
    points: str


@dataclass(frozen=True)
class LeafLine:
    """One leaf: its points tier by tier, and the sentences that explain them."""

    code: str
    name: str
    maximum: str
    is_critical: bool
    tiers: tuple["Cell", ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class GroupLeaves:
    """The leaves of one top-level group, in printed order."""

    code: str
    name: str
    leaves: tuple[LeafLine, ...]


def stages_of(result: UnitResult) -> list[Stage]:
    """Return the chain of tiers that the result went through."""
    return list(Stage.objects.filter(campaign=result.run.campaign_id).order_by("tier"))


def explained(result: UnitResult, plan: plans.Plan, stages: list[Stage]) -> list[GroupLeaves]:
    """Return every leaf of the unit's dossier, group by group."""
    layers: dict[int, dict[int, Score]] = defaultdict(dict)
    for score in Score.objects.filter(dossier=result.dossier_id):
        layers[score.leaf_id][score.stage_id] = score
    # Points that came from comparing units stand only in the result, with their sentence.
    compared = {code: (points, *said) for code, points, _, *said in result.leaves if said}
    return [
        GroupLeaves(
            group.code,
            group.name,
            tuple(
                _line(leaf, layers[leaf.pk], stages, compared=compared.get(leaf.code))
                for leaf in plan.leaves_of(group.code)
            ),
        )
        for group in plan.groups
    ]


def tier_names(stages: list[Stage]) -> list[str]:
    """Return the heading of each tier's column."""
    return [tier_name(stage) for stage in stages]


def _line(
    leaf: plans.Leaf,
    by_stage: dict[int, Score],
    stages: list[Stage],
    *,
    compared: tuple[str, str] | None,
) -> LeafLine:
    rows = [by_stage.get(stage.pk) for stage in stages]
    cells = [
        Cell(tier_name(stage), phrases.score_points(row))
        for stage, row in zip(stages, rows, strict=True)
    ]
    sentences = _sentences(rows)
    if compared is not None:
        points, because = compared
        cells[-1] = replace(cells[-1], points=phrases.points(Decimal(points)))
        sentences = (*sentences, because)
    return LeafLine(
        code=leaf.code,
        name=leaf.criterion.name,
        maximum=phrases.points(leaf.max_points),
        is_critical=leaf.criterion.is_critical,
        tiers=tuple(cells),
        sentences=sentences,
    )


def _sentences(rows: list[Score | None]) -> tuple[str, ...]:
    """The first sentence given, and that of each tier which departs from the one below."""
    told = []
    below: tuple[object, ...] | None = None
    for row in rows:
        if row is None:
            continue
        said = (row.points, row.is_not_applicable, row.rate)
        if row.because and said != below:
            told.append(row.because)
        below = said
    return tuple(told)
