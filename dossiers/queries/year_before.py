"""What the unit's own row of last year said, leaf by leaf, in words for the row of this year."""

from typing import Any

from dossiers.enums import RunStatus
from dossiers.models import Dossier, Score, UnitResult
from dossiers.queries import phrases
from scoring import plans


def year_before(dossier: Dossier) -> dict[str, list[str]]:
    """Return last year's figures, own points and published points by the leaf's key.

    One short line each, those left out that nobody knows. Leaves keep their key over the years,
    whatever they are printed as.
    """
    previous = dossier.campaign.previous_id
    if previous is None:
        return {}
    told = _declared(previous, dossier.unit_id)
    for key, words in _published(previous, dossier.unit_id).items():
        told.setdefault(key, []).append(words)
    return told


def _declared(campaign_id: int, unit_id: int) -> dict[str, list[str]]:
    """Return the figures and the points that the unit gave itself."""
    rows = Score.objects.filter(
        dossier__campaign=campaign_id, dossier__unit=unit_id, stage__tier=1
    ).values_list(
        "leaf", "figures", "points", "is_not_applicable", "dossier__campaign__criteria_set"
    )
    told: dict[str, list[str]] = {}
    by_id: dict[int, plans.Leaf] = {}
    for leaf_id, figures, points, is_not_applicable, criteria_set_id in rows:
        by_id = by_id or {leaf.pk: leaf for leaf in plans.plan_of(criteria_set_id).leaves}
        leaf = by_id[leaf_id]
        lines = [] if figures is None else [leaf.rule.figures_text(figures)]
        if is_not_applicable:
            lines.append(phrases.NOT_APPLICABLE)
        elif points is not None:
            lines.append(f"Tự chấm {phrases.points(points)} điểm")
        told[leaf.criterion.key] = lines
    return told


def _published(campaign_id: int, unit_id: int) -> dict[str, str]:
    """Return what the published results of the round say of each leaf."""
    row: tuple[list[Any], int] | None = (
        UnitResult.objects.filter(
            run__campaign=campaign_id,
            run__status=RunStatus.PUBLISHED,
            dossier__unit=unit_id,
        )
        .values_list("leaves", "run__campaign__criteria_set")
        .first()
    )
    if row is None:
        return {}
    leaves, criteria_set_id = row
    keys = {leaf.code: leaf.criterion.key for leaf in plans.plan_of(criteria_set_id).leaves}
    told = {}
    for code, points, is_not_applicable, *_ in leaves:
        if code in keys and (is_not_applicable or points is not None):
            said = phrases.NOT_APPLICABLE.lower() if is_not_applicable else _stored(points)
            told[keys[code]] = f"Công nhận {said}"
    return told


def _stored(points: str) -> str:
    """Return points as a frozen run stores them (``"4.00"``) in words."""
    return f"{points.replace('.', ',')} điểm"
