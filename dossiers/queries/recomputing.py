"""Every point of a round worked out again from what is stored, beside what is stored.

What a rule computed follows from the figures, at any time: a difference means that rows were
changed behind the portal's back, or that the rules no longer count as they did.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from dossiers.enums import RunStatus
from dossiers.models import Dossier, EvidenceUse, Score, UnitResult
from dossiers.queries import finals
from scoring import plans
from scoring.models import Campaign, Stage
from scoring.rules import ranking
from scoring.rules.errors import InvalidFigures
from scoring.rules.leaf import judge_leaf
from scoring.rules.verdicts import DOCUMENTS, Facts

CHUNK = 1000


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One stored value that does not come out again; ``where`` is a leaf, or a result's column."""

    unit_code: str
    tier: int
    where: str
    stored: str
    again: str


@dataclass(frozen=True, kw_only=True)
class Recomputed:
    """How much was worked out again, and what came out different."""

    rows: int
    results: int
    differences: tuple[Difference, ...]


def recompute(campaign: Campaign) -> Recomputed:
    """Judge every rule-computed row again, and every result of the published run."""
    differences = []
    rows = 0
    for row, again in _judged_again(campaign):
        rows += 1
        stored = (row.points, row.is_not_applicable, row.rate, row.because)
        if stored != again:
            differences.append(
                Difference(
                    unit_code=row.dossier.unit.code,
                    tier=row.stage.tier,
                    where=row.leaf.code,
                    stored=_told(stored),
                    again=_told(again),
                )
            )
    results = 0
    for found in _results_again(campaign):
        results += 1
        differences += found
    return Recomputed(rows=rows, results=results, differences=tuple(differences))


def _judged_again(campaign: Campaign) -> Iterator[tuple[Score, tuple[Any, ...]]]:
    """Yield each row that a rule computed, and what its figures give."""
    leaves = {leaf.pk: leaf for leaf in plans.plan_of(campaign.criteria_set_id).leaves}
    central = [leaf.pk for leaf in leaves.values() if not leaf.is_by_unit]
    proven = set(
        EvidenceUse.objects.filter(
            dossier__campaign=campaign, detached_at__isnull=True, leaf__isnull=False
        ).values_list("dossier_id", "leaf_id")
    )
    rows = (
        Score.objects.filter(Q(stage__tier=1) | Q(leaf__in=central), dossier__campaign=campaign)
        .select_related("stage", "leaf", "dossier__unit")
        .order_by("pk")
    )
    for row in rows.iterator(chunk_size=CHUNK):
        leaf = leaves[row.leaf_id]
        try:
            outcome = judge_leaf(
                leaf.rule,
                row.figures,
                is_not_applicable=row.is_not_applicable and row.figures is None,
                may_be_not_applicable=leaf.criterion.may_be_not_applicable,
                evidence_required=leaf.criterion.evidence_required,
                evidence_count=int((row.dossier_id, row.leaf_id) in proven),
            )
        except InvalidFigures as error:
            yield row, (None, False, None, str(error))
            continue
        yield row, (outcome.points, outcome.is_not_applicable, outcome.rate, outcome.because)


def _results_again(campaign: Campaign) -> Iterator[list[Difference]]:
    """Yield for each result of the published run what comes out different."""
    run = campaign.runs.filter(status=RunStatus.PUBLISHED).first()
    if run is None:
        return
    stored = {
        result.dossier_id: result
        for result in UnitResult.objects.filter(run=run, applicable_maximum__isnull=False)
    }
    last = campaign.stages.latest("tier")
    judged = _judged_results(campaign, last, stored)
    ranks = ranking.rank(
        (pk, each.standing) for pk, each in judged.items() if each.standing is not None
    )
    for pk, result in stored.items():
        each = judged.get(pk)
        pairs: dict[str, tuple[object, object]] = {"result": ("stored", "no rows left")}
        if each is not None:
            pairs = {
                "achieved": (result.achieved, each.totals.achieved),
                "index": (result.index, each.totals.index),
                "class": (result.class_key, each.classification.key),
                "rank": (result.rank, ranks.get(pk)),
                "leaves": (result.leaves, each.leaves),
            }
        yield [
            Difference(
                unit_code=result.unit_code,
                tier=last.tier,
                where=name,
                stored=str(before),
                again=str(after),
            )
            for name, (before, after) in pairs.items()
            if before != after
        ]


def _judged_results(
    campaign: Campaign, last: Stage, among: Collection[int]
) -> dict[int, finals.Judged]:
    """Return dossier id → what its final rows give, by the campaign's rules."""
    yardstick = finals.Yardstick.of(campaign)
    dossiers = Dossier.objects.filter(pk__in=among)
    branches = dict(dossiers.values_list("pk", "unit__parent_id"))
    disciplined = dict(dossiers.values_list("pk", "is_head_disciplined"))
    papers: dict[int, set[str]] = defaultdict(set)
    for dossier_id, kind in EvidenceUse.objects.filter(
        dossier__in=among, leaf__isnull=True, detached_at__isnull=True
    ).values_list("dossier_id", "document_kind"):
        papers[dossier_id].add(kind)
    judged = {}
    for rows in yardstick.final_rows(last, among=branches):
        pk = rows.dossier_id
        facts: Facts = {"head_disciplined": disciplined[pk], DOCUMENTS: papers[pk]}
        judged[pk] = yardstick.judge(rows, facts)
    return judged


def _told(said: tuple[Any, ...]) -> str:
    points, is_not_applicable, rate, because = said
    worth = "không áp dụng" if is_not_applicable else str(points)
    return f"{worth}; {rate}; {because}"
