"""What a unit said last year, by the leaf's stable key: its own layer of the round before.

A unit that came out of a merger or a division looks back at the units that it took over from.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from accounts.models.unit import UnitSuccession
from dossiers.enums import RunStatus
from dossiers.models import Document, Dossier, EvidenceUse, Score, UnitResult
from dossiers.queries import phrases
from scoring import plans


class Published(NamedTuple):
    """What the published results of a round gave a leaf."""

    points: Decimal | None
    is_not_applicable: bool


@dataclass
class LastYear:
    """One leaf of last year: ready words of the figures, the unit's explanation, points.

    ``explanation`` and ``figures`` name the unit where several went into the present one, a line
    each; ``own_points`` and ``published`` are only there when one unit did.
    """

    figures: str = ""
    explanation: str = ""
    own_points: Decimal | None = None
    published: Published | None = None

    @property
    def points(self) -> Decimal | None:
        """The points that counted: the published ones, before that those the unit gave itself."""
        return self.published.points if self.published else self.own_points


def dossiers_before(dossier: Dossier) -> list[Dossier]:
    """Return last year's dossiers of the same unit, else of the units before it."""
    previous = dossier.campaign.previous_id
    if previous is None:
        return []
    rows = Dossier.objects.filter(campaign=previous).select_related("unit", "campaign")
    own = list(rows.filter(unit=dossier.unit_id))
    if own:
        return own
    before = UnitSuccession.objects.filter(successor=dossier.unit_id).values("predecessor")
    return list(rows.filter(unit__in=before).order_by("unit__sort_key", "unit__code"))


def leaves_before(dossiers: list[Dossier]) -> dict[str, LastYear]:
    """Return what last year's dossiers say of each leaf, by its key."""
    told: dict[str, LastYear] = defaultdict(LastYear)
    for each in dossiers:
        plan = plans.plan_of(each.campaign.criteria_set_id)
        name = each.unit.name if len(dossiers) > 1 else ""
        _add_scores(told, each, plan, name)
        if not name:
            _add_published(told, each, plan)
    return dict(told)


def documents_before(dossiers: list[Dossier]) -> dict[str, list[Document]]:
    """Return the documents that proved each leaf last year, each once, by the leaf's key."""
    found: dict[str, list[Document]] = defaultdict(list)
    for each in dossiers:
        plan = plans.plan_of(each.campaign.criteria_set_id)
        keys = {leaf.pk: leaf.criterion.key for leaf in plan.leaves}
        uses = EvidenceUse.objects.filter(
            dossier=each, leaf__in=keys, detached_at__isnull=True
        ).select_related("version__document")
        for use in uses:
            documents = found[keys[use.leaf_id]] if use.leaf_id else []
            if use.version.document not in documents:
                documents.append(use.version.document)
    return dict(found)


def _add_scores(
    told: dict[str, LastYear], dossier: Dossier, plan: plans.Plan, unit_name: str
) -> None:
    """Add the unit's own figures and words, under its name where there are several units."""
    leaves = {leaf.pk: leaf for leaf in plan.leaves}
    for score in Score.objects.filter(dossier=dossier, stage__tier=1, leaf__in=leaves):
        leaf = leaves[score.leaf_id]
        last = told[leaf.criterion.key]
        last.figures = _joined(last.figures, _figures(leaf, score), unit_name)
        last.explanation = _joined(last.explanation, score.explanation, unit_name)
        if not unit_name:
            last.own_points = score.points


def _figures(leaf: plans.Leaf, score: Score) -> str:
    """Return what was declared; where nothing arose both the figures and what follows."""
    figures = "" if score.figures is None else leaf.rule.figures_text(score.figures)
    left_out = phrases.NOT_APPLICABLE if score.is_not_applicable else ""
    return " · ".join(part for part in (figures, left_out) if part)


def _joined(before: str, text: str, unit_name: str) -> str:
    if not text:
        return before
    named = f"{unit_name}: {text}" if unit_name else text
    return f"{before}\n{named}" if before else named


def _add_published(told: dict[str, LastYear], dossier: Dossier, plan: plans.Plan) -> None:
    """Add what was published of each leaf that the round's set still has."""
    keys = {leaf.code: leaf.criterion.key for leaf in plan.leaves}
    published = (
        UnitResult.objects.filter(dossier=dossier, run__status=RunStatus.PUBLISHED)
        .values_list("leaves", flat=True)
        .first()
    )
    for code, points, is_not_applicable, *_ in published or []:
        if code in keys:
            given = None if points is None else Decimal(points)
            told[keys[code]].published = Published(given, is_not_applicable)
