"""Everything that was said about a dossier's leaves in its own layer, from a few set questions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any, cast

from django.urls import reverse

from dossiers.models import Dossier, EvidenceUse, Explanation, PaperWanted, Score
from dossiers.queries import carried, findings, year_before
from scoring import plans
from scoring.models import Stage
from scoring.rules import totals


@dataclass(frozen=True)
class Addresses:
    """Where the rows of a dossier's entry page post to; resolved once, not for each row."""

    page: str
    leaf: str
    save: str
    attach: str

    def of(self, code: str) -> dict[str, str]:
        """Return the addresses of one leaf's row."""
        return {
            "page_url": self.page,
            "leaf_url": self.leaf.replace(_ANY_CODE, code),
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
        leaf=reverse("dossiers:entry_leaf", args=args),
        save=reverse("dossiers:save_score", args=args),
        attach=reverse("dossiers:attach", args=args),
    )


@dataclass
class Answers:
    """The self layer by leaf id, and last year's by leaf key.

    ``proven`` holds every leaf with a document, also where ``uses`` are those of one leaf only;
    ``verdicts`` what was found on signatures, by the version's id.
    """

    plan: plans.Plan
    stage: Stage
    scores: dict[int, Score]
    uses: dict[int, list[EvidenceUse]]
    questions: dict[int, list[Explanation]]
    proven: frozenset[int]
    verdicts: dict[int, str]
    about: findings.About
    last_year: dict[str, list[str]]
    wanted: dict[int, list[PaperWanted]]
    addresses: Addresses


def answers_of(dossier: Dossier, stage: Stage, *, only: plans.Leaf | None = None) -> Answers:
    """Return the self layer's rows with evidence, questions and last year's own rows.

    ``only`` narrows evidence to one leaf and leaves last year out, which a write does not change;
    sums and states of groups need the rest of all.
    """
    uses: dict[int, list[EvidenceUse]] = defaultdict(list)
    questions: dict[int, list[Explanation]] = defaultdict(list)
    attached = EvidenceUse.objects.filter(
        dossier=dossier, detached_at__isnull=True, leaf__isnull=False
    )
    shown = attached.filter(leaf=only.pk) if only else attached
    found: list[Any] = list(
        findings.checked(shown)
        .select_related("version__document")
        .order_by("position", "attached_at", "pk")
    )
    for use in found:
        uses[cast(int, use.leaf_id)].append(use)
    places: dict[str, set[int]] = defaultdict(set)
    standing: Iterable[tuple[int, str]] = (
        attached.order_by().values_list("leaf", "version__sha256")
        if only
        else [(use.leaf_id, use.version.sha256) for use in found]
    )
    for leaf_id, sha256 in standing:
        places[sha256].add(leaf_id)
    # Nothing can have been asked while the unit still holds its dossier.
    if dossier.stage_id != stage.pk:
        for asked in Explanation.objects.filter(dossier=dossier).select_related(
            "asked_by", "answered_by"
        ):
            questions[asked.leaf_id].append(asked)
    rows = Score.objects.filter(dossier=dossier, stage=stage)
    plan = plans.plan_of(dossier.campaign.criteria_set_id)
    return Answers(
        plan=plan,
        stage=stage,
        scores={row.leaf_id: row for row in rows},
        uses=uses,
        questions=questions,
        proven=frozenset(chain.from_iterable(places.values())),
        verdicts={use.version_id: use.signature for use in found if use.signature},
        about=findings.About(
            year=dossier.campaign.year,
            codes={leaf.pk: leaf.code for leaf in plan.leaves},
            places=places,
        ),
        last_year={} if only else year_before.year_before(dossier),
        wanted=carried.papers_wanted(dossier),
        addresses=addresses_of(dossier),
    )


def sum_of(answers: Answers, dossier: Dossier) -> totals.Totals:
    """Add up the layer as the stored totals do: what is due, and bonus or penalty claimed."""
    counted = [
        leaf
        for leaf in answers.plan.leaves
        if leaf.pk in answers.scores or (leaf.is_by_unit and leaf.is_in_base)
    ]
    caps = dossier.campaign.caps
    return totals.total(
        [scored(leaf, answers.scores.get(leaf.pk)) for leaf in counted],
        bonus_cap=Decimal(caps["bonus"]),
        penalty_cap=Decimal(caps["penalty"]),
    )


def scored(leaf: plans.Leaf, score: Score | None) -> totals.LeafPoints:
    """Return a leaf with what its stored row gives it; a leaf without one counts nothing yet."""
    if score is None:
        return leaf.scored(None, is_not_applicable=False)
    return leaf.scored(score.points, score.is_not_applicable, score.rate)
