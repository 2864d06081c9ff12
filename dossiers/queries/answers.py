"""Everything that was said about a dossier's leaves in its own layer, from a few set questions."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from django.urls import reverse

from dossiers.enums import RunStatus
from dossiers.models import Dossier, EvidenceUse, Explanation, Score, UnitResult
from dossiers.queries import phrases
from scoring import plans
from scoring.models import Stage
from scoring.rules import totals


@dataclass(frozen=True)
class Addresses:
    """Where the rows of a dossier's entry page post to; resolved once, not for each row."""

    page: str
    save: str
    attach: str

    def of(self, code: str) -> dict[str, str]:
        """Return the addresses of one leaf's row."""
        return {
            "page_url": self.page,
            "url": self.save.replace(_ANY_CODE, code),
            "evidence_url": self.attach.replace(_ANY_CODE, code),
        }


# Stands for a leaf's code in an address: no code holds it, and quoting lets it pass.
_ANY_CODE = "@"


def addresses_of(dossier: Dossier) -> Addresses:
    """Return the addresses of a dossier's entry rows."""
    args = [dossier.pk, _ANY_CODE]
    return Addresses(
        page=reverse("dossiers:entry", args=[dossier.pk]),
        save=reverse("dossiers:save_score", args=args),
        attach=reverse("dossiers:attach", args=args),
    )


@dataclass
class Answers:
    """The self layer by leaf id, and last year's points by leaf key."""

    plan: plans.Plan
    stage: Stage
    scores: dict[int, Score]
    uses: dict[int, list[EvidenceUse]]
    questions: dict[int, list[Explanation]]
    last_year: dict[str, str]
    addresses: Addresses


def answers_of(dossier: Dossier, stage: Stage, *, only: plans.Leaf | None = None) -> Answers:
    """Return the self layer's rows with evidence, questions and last year's points.

    ``only`` narrows evidence and questions to one leaf; sums need the scores of all.
    """
    leaf = {"leaf": only.pk} if only else {"leaf__isnull": False}
    uses: dict[int, list[EvidenceUse]] = defaultdict(list)
    questions: dict[int, list[Explanation]] = defaultdict(list)
    for use in (
        EvidenceUse.objects.filter(dossier=dossier, detached_at__isnull=True, **leaf)
        .select_related("version__document")
        .order_by("attached_at", "pk")
    ):
        uses[cast(int, use.leaf_id)].append(use)
    # Nothing can have been asked while the unit still holds its dossier.
    if dossier.stage_id != stage.pk:
        for asked in Explanation.objects.filter(dossier=dossier, **leaf).select_related(
            "asked_by", "answered_by"
        ):
            questions[asked.leaf_id].append(asked)
    rows = Score.objects.filter(dossier=dossier, stage=stage)
    return Answers(
        plan=plans.plan_of(dossier.campaign.criteria_set_id),
        stage=stage,
        scores={row.leaf_id: row for row in rows},
        uses=uses,
        questions=questions,
        last_year=last_year(dossier),
        addresses=addresses_of(dossier),
    )


def last_year(dossier: Dossier) -> dict[str, str]:
    """Return last year's published points by the leaf's key, as ready words."""
    campaign = dossier.campaign
    if campaign.previous_id is None:
        return {}
    row = (
        UnitResult.objects.filter(
            run__campaign=campaign.previous_id,
            run__status=RunStatus.PUBLISHED,
            dossier__unit=dossier.unit_id,
        )
        .values_list("leaves", "run__campaign__criteria_set", "run__campaign__year")
        .first()
    )
    if row is None:
        return {}
    leaves, criteria_set_id, year = row
    keys = {leaf.code: leaf.criterion.key for leaf in plans.plan_of(criteria_set_id).leaves}
    told = {}
    for code, points, is_not_applicable, *_ in leaves:
        words = phrases.NOT_APPLICABLE.lower() if is_not_applicable else _stored_points(points)
        if code in keys and words:
            told[keys[code]] = f"Năm {year}: {words}"
    return told


def _stored_points(points: str | None) -> str:
    return "" if points is None else f"{points.replace('.', ',')} điểm"


def sum_of(answers: Answers, dossier: Dossier) -> totals.Totals:
    """Add up the layer as the stored totals do: what is due, and bonus or penalty claimed."""
    counted = [
        leaf
        for leaf in answers.plan.leaves
        if leaf.pk in answers.scores or (leaf.is_by_unit and leaf.is_in_base)
    ]
    caps = dossier.campaign.caps
    return totals.total(
        [_leaf_points(leaf, answers.scores.get(leaf.pk)) for leaf in counted],
        bonus_cap=Decimal(caps["bonus"]),
        penalty_cap=Decimal(caps["penalty"]),
    )


def _leaf_points(leaf: plans.Leaf, score: Score | None) -> totals.LeafPoints:
    return totals.LeafPoints(
        code=leaf.code,
        group=leaf.criterion.group_code,
        max_points=leaf.max_points,
        points=score.points if score else None,
        is_not_applicable=bool(score and score.is_not_applicable),
        is_critical=leaf.criterion.is_critical,
        kind=leaf.rule.kind,
    )
