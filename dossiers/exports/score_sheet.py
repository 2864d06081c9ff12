"""Bảng tự chấm điểm: a unit's own scores on the form of Nghị định 30/2020/NĐ-CP.

Number, date and signature stay blank: the paper is a draft that the unit signs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from dossiers.exports.letterhead import ContentMark, letterhead, letterhead_number, recipients
from dossiers.models import Dossier, EvidenceUse, Score
from dossiers.queries import phrases, report
from scoring import plans
from scoring.models import Stage
from scoring.rules.numbers import ZERO

HEADINGS = (
    "TT",
    "Tiêu chí",
    "Điểm chuẩn",
    "Kết quả thực hiện",
    "Điểm tự chấm",
    "Cách tính điểm",
    "Tài liệu kiểm chứng",
)
TOTAL = "Tổng điểm tự chấm (không gồm tiêu chí do cấp trên nhập số liệu)"


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


def pdf(dossier: Dossier, *, mark: ContentMark, at: datetime) -> bytes:
    """Return the sheet as PDF; ``at`` gives the year of the blank date line."""
    from scoring.exports import paper

    return paper.render("pdf/score_sheet.html", content(dossier, mark=mark, at=at))


def content(dossier: Dossier, *, mark: ContentMark, at: datetime) -> dict[str, Any]:
    """Return all that the sheet says, as ready words."""
    own = Stage.objects.get(campaign=dossier.campaign_id, tier=1)
    plan = plans.plan_of(dossier.campaign.criteria_set_id)
    scores = {row.leaf_id: row for row in Score.objects.filter(dossier=dossier, stage=own)}
    papers = _papers(dossier)
    told = report.figures_of(dossier)
    head = letterhead(dossier.unit, at=at)
    return {
        "head": head,
        "mark": mark,
        "campaign": dossier.campaign,
        "unit": dossier.unit,
        "number": letterhead_number("BC", dossier.unit),
        "recipients": recipients(head),
        "headings": HEADINGS,
        "groups": [
            _group(group.code, group.name, plan, scores, papers, group.max_points)
            for group in plan.groups
        ],
        "total": TOTAL,
        "achieved": told.achieved,
        "maximum": told.maximum,
        "not_applicable": told.not_applicable,
        "left_out": ", ".join(line.code for line in told.left_out),
        "summary": told.summary,
        "closing": (
            f"{head.issuer_in_text} kính báo cáo và chịu trách nhiệm về tính chính xác của số "
            "liệu, tài liệu kiểm chứng nêu trên./."
        ),
    }


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
    leaves = plan.leaves_of(code)
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
