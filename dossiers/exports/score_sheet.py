"""Bảng tự chấm điểm: a unit's own scores on the form of Nghị định 30/2020/NĐ-CP.

Number, date and signature stay blank: the paper is a draft that the unit signs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Unit
from dossiers.models import Dossier, EvidenceUse, LayerTotal, Score
from dossiers.queries import phrases
from scoring import plans
from scoring.models import Stage
from scoring.rules.numbers import ZERO

# First words of a commune's name; what follows is the place on the date line.
KINDS_OF_COMMUNE = ("Xã ", "Phường ", "Thị trấn ", "Đặc khu ")


@dataclass(frozen=True)
class Line:
    """One leaf as a row of the table."""

    code: str
    name: str
    is_critical: bool
    maximum: str
    figures: str
    points: str
    because: str
    papers: str


@dataclass(frozen=True)
class Group:
    """One group with its sum and its rows."""

    code: str
    name: str
    maximum: str
    points: str
    lines: tuple[Line, ...]


def pdf(dossier: Dossier, *, at: datetime) -> bytes:
    """Return the sheet as PDF; ``at`` gives the year of the blank date line."""
    from scoring.exports import paper

    return paper.render("pdf/score_sheet.html", content(dossier, at=at))


def content(dossier: Dossier, *, at: datetime) -> dict[str, Any]:
    """Return all that the sheet says, as ready words."""
    own = Stage.objects.get(campaign=dossier.campaign_id, tier=1)
    plan = plans.plan_of(dossier.campaign.criteria_set_id)
    scores = {row.leaf_id: row for row in Score.objects.filter(dossier=dossier, stage=own)}
    papers = _papers(dossier)
    total = LayerTotal.objects.filter(dossier=dossier, stage=own).first() or LayerTotal()
    unit = dossier.unit
    return {
        "above": _issuer(unit.parent),
        "issuer": _issuer(unit),
        "above_in_text": _in_text(unit.parent),
        "issuer_in_text": _in_text(unit),
        "place": place_of(unit),
        "year": timezone.localtime(at).year,
        "campaign": dossier.campaign,
        "unit": unit,
        "groups": [
            _group(group.code, group.name, plan, scores, papers, group.max_points)
            for group in plan.groups
        ],
        "achieved": phrases.points(total.achieved),
        "maximum": phrases.points(total.maximum),
        "applicable": phrases.points(total.maximum - total.not_applicable),
        "not_applicable": phrases.points(total.not_applicable),
        "left_out": ", ".join(
            leaf.code
            for leaf in plan.leaves
            if leaf.pk in scores and scores[leaf.pk].is_not_applicable
        ),
        "index": phrases.percent(total.index),
    }


def place_of(unit: Unit) -> str:
    """Return the name that stands on the date line: ``Xã Hương Lạc`` → ``Hương Lạc``."""
    for kind in KINDS_OF_COMMUNE:
        if unit.name.startswith(kind):
            return unit.name.removeprefix(kind)
    return unit.name


def _issuer(unit: Unit | None) -> str:
    return f"Ủy ban nhân dân {unit.name}" if unit else ""


def _in_text(unit: Unit | None) -> str:
    """The issuing body inside a sentence, where the kind of unit is no part of the name."""
    return f"Ủy ban nhân dân {unit.name[:1].lower()}{unit.name[1:]}" if unit else ""


def _papers(dossier: Dossier) -> dict[int | None, list[str]]:
    """Return leaf id → names of what proves it."""
    found: dict[int | None, list[str]] = {}
    uses = EvidenceUse.objects.filter(
        dossier=dossier, leaf__isnull=False, detached_at__isnull=True
    ).select_related("version__document")
    for use in uses:
        found.setdefault(use.leaf_id, []).append(use.version.document.title)
    return found


def _group(
    code: str,
    name: str,
    plan: plans.Plan,
    scores: dict[int, Score],
    papers: dict[int | None, list[str]],
    maximum: Decimal,
) -> Group:
    leaves = [leaf for leaf in plan.leaves if leaf.criterion.group_code == code]
    lines = tuple(_line(leaf, scores.get(leaf.pk), papers.get(leaf.pk, ())) for leaf in leaves)
    given = [scores[leaf.pk].points for leaf in leaves if leaf.pk in scores]
    points = sum((value for value in given if value is not None), ZERO)
    return Group(code, name, phrases.points(maximum), phrases.points(points), lines)


def _line(leaf: plans.Leaf, score: Score | None, papers: Iterable[str]) -> Line:
    return Line(
        code=leaf.code,
        name=_unbroken(leaf.criterion.name),
        is_critical=leaf.criterion.is_critical,
        maximum=phrases.points(leaf.max_points),
        figures=_unbroken(_figures(leaf, score)),
        points=phrases.score_points(score),
        because=_unbroken(_because(leaf, score)),
        papers="; ".join(papers),
    )


def _figures(leaf: plans.Leaf, score: Score | None) -> str:
    """The declared figures in one phrase, with the unit's own words after them."""
    if score is None:
        return ""
    declared = leaf.rule.figures_text(score.figures) if score.figures is not None else ""
    return ". ".join(part for part in (declared, score.explanation) if part)


def _because(leaf: plans.Leaf, score: Score | None) -> str:
    if score is not None:
        return score.because
    return "" if leaf.is_by_unit else "Do cấp trên nhập số liệu"


def _unbroken(text: str) -> str:
    """Keep a figure and its percent sign on one line."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")
