"""Figures that the unit never types: the rows of one dossier, and where they are missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.addresses import address
from dossiers import gate, workflow
from dossiers.models import Dossier, Score
from dossiers.queries import entry_rows, leaf_texts, phrases
from dossiers.queries.entry_rows import Refusal
from dossiers.queries.queue import Desk
from dossiers.windows import Window
from scoring import plans
from scoring.models import Stage


@dataclass(frozen=True)
class CentralSheet:
    """The rows of one dossier that the standing body fills in."""

    rows: list[dict[str, Any]]
    stage: Stage
    window: Window
    can_write: bool


def central_leaves(criteria_set_id: int) -> tuple[plans.Leaf, ...]:
    """Return the leaves whose figures come from above, in printed order."""
    return tuple(leaf for leaf in plans.plan_of(criteria_set_id).leaves if not leaf.is_by_unit)


def sheet(
    dossier: Dossier,
    *,
    is_standing: bool,
    at: datetime,
    refusals: Mapping[str, Refusal] | None = None,
) -> CentralSheet:
    """Return the dossier's central rows with what may be typed into them at ``at``."""
    last = Stage.objects.filter(campaign=dossier.campaign_id).latest("tier")
    window = gate.window_of(dossier, last)
    can_write = is_standing and dossier.state in workflow.UNSETTLED and at < window.closes_at
    leaves = central_leaves(dossier.campaign.criteria_set_id)
    scores = {row.leaf_id: row for row in Score.objects.filter(dossier=dossier, stage=last)}
    texts = leaf_texts.texts_of(dossier.campaign.criteria_set_id)
    rows = [
        _row(leaf, texts[leaf.pk], scores.get(leaf.pk), (refusals or {}).get(leaf.code))
        for leaf in leaves
    ]
    for row in rows:
        row["url"] = address("dossiers:central_save", dossier.pk, row["code"])
        row["can_write"] = can_write
    return CentralSheet(rows, last, window, can_write)


def _row(
    leaf: plans.Leaf, texts: dict[str, Any], score: Score | None, refusal: Refusal | None
) -> dict[str, Any]:
    is_done = score is not None
    return {
        **texts,
        "mark": "criterion-row--done" if is_done else "criterion-row--missing",
        "fields": entry_rows.fields_of(leaf, texts, score, refusal),
        "points": phrases.score_points(score),
        "tone": phrases.points_tone(leaf, score),
        "because": score.because if score else "",
        "is_not_applicable": bool(score and score.is_not_applicable and score.figures is None),
        "explanation": score.explanation if score else "",
        "version": score.version if score else 0,
        "saved": f"Đã lưu lúc {phrases.moment(score.recorded_at)}" if score else "",
        "recorded_at": phrases.iso(score.recorded_at) if score else "",
        "alert": refusal,
    }


def gaps(desk: Desk, dossiers: QuerySet[Dossier]) -> list[dict[str, Any]]:
    """Return each central leaf that is due with how many dossiers still lack its figures."""
    last = desk.stages[-1]
    leaves = [leaf for leaf in central_leaves(desk.campaign.criteria_set_id) if leaf.is_in_base]
    total = dossiers.count()
    filled = dict(
        Score.objects.filter(
            Q(figures__isnull=False) | Q(is_not_applicable=True),
            dossier__in=dossiers,
            stage=last,
            leaf__in=[leaf.pk for leaf in leaves],
        )
        .values_list("leaf_id")
        .annotate(number=Count("pk"))
        .order_by()
    )
    return [
        {
            "code": leaf.code,
            "name": leaf.criterion.name,
            "giver": leaf.criterion.giver,
            "filled": filled.get(leaf.pk, 0),
            "missing": total - filled.get(leaf.pk, 0),
            "total": total,
            "pk": leaf.pk,
        }
        for leaf in leaves
    ]


def lacking(desk: Desk, dossiers: QuerySet[Dossier], leaf_id: int) -> QuerySet[Dossier]:
    """Return the dossiers without figures for this leaf, by branch and name."""
    has_figures = Exists(
        Score.objects.filter(
            Q(figures__isnull=False) | Q(is_not_applicable=True),
            dossier=OuterRef("pk"),
            stage=desk.stages[-1],
            leaf=leaf_id,
        )
    )
    return (
        dossiers.filter(~has_figures)
        .select_related("unit", "unit__parent")
        .order_by("unit__parent__sort_key", "unit__sort_key")
    )
