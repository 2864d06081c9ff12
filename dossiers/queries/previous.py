"""What a unit said last year, by the leaf's stable key: its own layer of the round before.

A unit that came out of a merger or a division looks back at the units that it took over from.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from accounts.models.unit import UnitSuccession
from dossiers.enums import RunStatus
from dossiers.models import Document, Dossier, EvidenceUse, Score, UnitResult
from scoring import plans


@dataclass
class LastYear:
    """One leaf of last year: ready words of the figures, points that counted, papers.

    ``explanation`` and ``figures`` name the unit where several went into the present one;
    ``points`` are only there when one unit did.
    """

    figures: str = ""
    points: Decimal | None = None
    explanation: str = ""
    documents: list[Document] = field(default_factory=list)


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
        keys = {leaf.pk: leaf.criterion.key for leaf in plan.leaves}
        codes = {leaf.code: leaf.criterion.key for leaf in plan.leaves}
        name = each.unit.name if len(dossiers) > 1 else ""
        _add_scores(told, each, plan, name)
        if not name:
            _add_points(told, each, codes)
        for use in _uses(each):
            documents = told[keys[use.leaf_id]].documents if use.leaf_id in keys else []
            if use.version.document not in documents:
                documents.append(use.version.document)
    return dict(told)


def _add_scores(
    told: dict[str, LastYear], dossier: Dossier, plan: plans.Plan, unit_name: str
) -> None:
    """Add the unit's own figures and words, under its name where there are several units."""
    leaves = {leaf.pk: leaf for leaf in plan.leaves}
    for score in Score.objects.filter(dossier=dossier, stage__tier=1, leaf__in=leaves):
        leaf = leaves[score.leaf_id]
        last = told[leaf.criterion.key]
        if score.figures is not None:
            last.figures = _joined(last.figures, leaf.rule.figures_text(score.figures), unit_name)
        elif score.is_not_applicable:
            last.figures = _joined(last.figures, "Không áp dụng", unit_name)
        last.explanation = _joined(last.explanation, score.explanation, unit_name)
        if not unit_name:
            last.points = score.points


def _joined(before: str, text: str, unit_name: str) -> str:
    if not text:
        return before
    named = f"{unit_name}: {text}" if unit_name else text
    return f"{before}\n{named}" if before else named


def _add_points(told: dict[str, LastYear], dossier: Dossier, keys: dict[str, str]) -> None:
    """Put the published points in place of those that the unit had given itself."""
    published = (
        UnitResult.objects.filter(dossier=dossier, run__status=RunStatus.PUBLISHED)
        .values_list("leaves", flat=True)
        .first()
    )
    for code, points, *_ in published or []:
        if code in keys:
            told[keys[code]].points = None if points is None else Decimal(points)


def _uses(dossier: Dossier) -> list[EvidenceUse]:
    rows = EvidenceUse.objects.filter(
        dossier=dossier, leaf__isnull=False, detached_at__isnull=True
    ).select_related("version__document")
    return list(rows)
