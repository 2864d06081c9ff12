"""Everything that was said about a dossier's leaves in its own layer, from a few set questions."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from accounts.prepared import Given, Prepared
from dossiers.models import Dossier, EvidenceUse, Explanation, PaperWanted, Score
from dossiers.queries import carried, findings, year_before
from dossiers.queries.layer import Counts, Layer, layer_of, places_of, scores_of, sum_of
from scoring import plans
from scoring.models import Stage
from scoring.rules import totals


@dataclass
class Answers:
    """The self layer by leaf id, and last year's by leaf key.

    ``layer`` knows every leaf with a document, also where ``uses`` are those of one leaf only;
    ``verdicts`` what was found on signatures, by the version's id.
    """

    plan: plans.Plan
    stage: Stage
    layer: Layer
    uses: dict[int, list[EvidenceUse]]
    questions: dict[int, list[Explanation]]
    verdicts: dict[int, str]
    about: findings.About
    last_year: dict[str, list[str]]
    wanted: dict[int, list[PaperWanted]]
    caps: Mapping[str, str]

    @property
    def scores(self) -> Mapping[int, Score]:
        """The rows that were read whole, by leaf id: all, or those of one leaf."""
        return self.layer.scores

    @cached_property
    def counts(self) -> Mapping[int, Counts]:
        """What each row counts, by leaf id."""
        return self.layer.counts

    @property
    def proven(self) -> frozenset[int]:
        """The leaves at which a document stands."""
        return self.layer.proven

    @cached_property
    def total(self) -> totals.Totals:
        """The layer added up as stored totals are: what is due, and bonus or penalty claimed."""
        due = self.plan.due(is_last_stage=False)
        return self.layer.sums or sum_of(self.plan, due, self.counts, caps=self.caps)

    @cached_property
    def points_of_groups(self) -> Mapping[str, totals.GroupTotal]:
        """What the layer adds up to in each group, by its printed code."""
        return {group.code: group for group in self.total.groups}

    @property
    def progress(self) -> tuple[int, int]:
        """How many of the leaves that the unit must score it has filled in, and of how many."""
        due = self.plan.due(is_last_stage=False)
        filled = (leaf.pk in self.counts and self.counts[leaf.pk].is_filled_in for leaf in due)
        return sum(filled), len(due)


def answers_of(
    dossier: Dossier,
    stage: Stage,
    *,
    only: plans.Leaf | None = None,
    layer: Layer | None = None,
    with_evidence: bool = True,
) -> Answers:
    """Return the self layer's rows with evidence, questions and last year's own rows.

    ``only`` narrows evidence to one leaf and leaves last year out, which a write does not change;
    sums and states of groups need the rest of all. ``layer`` is known after a save, which often
    has nothing to say of evidence and what else stands there.
    """
    found = _uses(dossier, only) if with_evidence else []
    if layer is None and only:
        layer = layer_of(dossier, stage, only=only.pk)
    elif layer is None:
        places = places_of((use.leaf_id, use.version.sha256) for use in found)
        layer = Layer(scores_of(dossier, stage), places)
    uses: dict[int, list[EvidenceUse]] = defaultdict(list)
    for use in found:
        uses[use.leaf_id].append(use)
    plan = plans.plan_of(dossier.campaign.criteria_set_id)
    return Answers(
        plan=plan,
        stage=stage,
        layer=layer,
        uses=uses,
        questions=_questions(dossier, stage),
        verdicts={use.version_id: use.signature for use in found if use.signature},
        about=findings.About(
            year=dossier.campaign.year,
            codes=plan.codes,
            places=layer.places,
        ),
        last_year={} if only else year_before.year_before(dossier),
        wanted=carried.papers_wanted(dossier) if with_evidence else {},
        caps=dossier.campaign.caps,
    )


def _uses(dossier: Dossier, only: plans.Leaf | None) -> list[Any]:
    """Return the documents at the leaves, or at one of them, with what the checks found."""
    if only:
        return _USES_OF_LEAF.rows(dossier=dossier.pk, leaf=only.pk)
    return _USES.rows(dossier=dossier.pk)


def _standing(**where: Any) -> QuerySet[EvidenceUse]:
    return (
        findings.checked(
            EvidenceUse.objects.filter(dossier=Given("dossier"), detached_at__isnull=True, **where)
        )
        .select_related("version__document")
        .order_by("position", "attached_at", "pk")
    )


_USES = Prepared(lambda: _standing(leaf__isnull=False))
_USES_OF_LEAF = Prepared(lambda: _standing(leaf=Given("leaf")))


def _questions(dossier: Dossier, stage: Stage) -> dict[int, list[Explanation]]:
    """Return what was asked from above, by leaf id."""
    questions: dict[int, list[Explanation]] = defaultdict(list)
    # Nothing can have been asked while the unit still holds its dossier.
    if dossier.stage_id != stage.pk:
        for asked in Explanation.objects.filter(dossier=dossier).select_related(
            "asked_by", "answered_by"
        ):
            questions[asked.leaf_id].append(asked)
    return questions
