"""Writing the results of one aggregation: ranked dossiers with their numbers, others with why.

The lower half of ``dossiers.actions.results``: it runs inside the transaction of a run.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from dossiers.enums import DossierState
from dossiers.models import Dossier, EvidenceUse, ScoringRun, UnitResult
from dossiers.queries import finals
from dossiers.workflow import UNSENT
from scoring.models import Stage
from scoring.rules import ranking
from scoring.rules.conditions import DOCUMENTS, Facts
from scoring.rules.numbers import plain_text

# Results written by one statement; with some 25 columns it stays within SQLite's variables.
BATCH = 500

NOT_SENT = "Chưa gửi hồ sơ"
LOCKED_UNSENT = "Bị khóa khi chưa gửi hồ sơ"
NOT_APPRAISED = "Chưa thẩm định xong"
NOTHING_APPLIES = "Không có tiêu chí nào áp dụng"

Item = TypeVar("Item")


def write_results(run: ScoringRun, last: Stage, yardstick: finals.Yardstick) -> None:
    """Store a result for every dossier of the run's campaign."""
    places = _rank(last, yardstick)
    for batch in batches(finals.final_rows(last)):
        _write_ranked(run, batch, yardstick, places)
    _write_unranked(run)


def _rank(last: Stage, yardstick: finals.Yardstick) -> dict[int, tuple[int, int]]:
    """Return dossier id → (rank, rank within its branch), by the index.

    The rows are read twice, here and for the results, so that no more than one number for each
    dossier is ever held.
    """
    indexes = {}
    for dossier_id, rows in finals.final_rows(last):
        index = yardstick.total(rows).index
        if index is not None:
            indexes[dossier_id] = index
    branches: dict[int | None, list[int]] = {}
    for pk, branch in Dossier.objects.filter(
        campaign=last.campaign_id, state=DossierState.AWAITING_DECISION
    ).values_list("pk", "unit__parent_id"):
        if pk in indexes:
            branches.setdefault(branch, []).append(pk)
    overall = ranking.rank(indexes.items())
    places = {}
    for members in branches.values():
        for pk, place in ranking.rank((pk, indexes[pk]) for pk in members).items():
            places[pk] = (overall[pk], place)
    return places


def _write_ranked(
    run: ScoringRun,
    batch: list[tuple[int, list[finals.FinalRow]]],
    yardstick: finals.Yardstick,
    places: dict[int, tuple[int, int]],
) -> None:
    """Judge a batch of dossiers and store their results."""
    ids = [dossier_id for dossier_id, _ in batch]
    dossiers = Dossier.objects.select_related("unit__parent").in_bulk(ids)
    documents: dict[int, set[str]] = {}
    for dossier_id, kind in EvidenceUse.objects.filter(
        dossier__in=ids, leaf__isnull=True, detached_at__isnull=True
    ).values_list("dossier_id", "document_kind"):
        documents.setdefault(dossier_id, set()).add(kind)
    written = []
    for dossier_id, rows in batch:
        dossier = dossiers[dossier_id]
        facts: Facts = {
            "head_disciplined": dossier.is_head_disciplined,
            DOCUMENTS: frozenset(documents.get(dossier_id, ())),
        }
        judged = yardstick.judge(rows, facts)
        result = _named(run, dossier)
        result.rank, result.branch_rank = places.get(dossier_id, (None, None))
        result.unranked_reason = "" if result.rank else NOTHING_APPLIES
        _fill(result, judged)
        written.append(result)
    UnitResult.objects.bulk_create(written, batch_size=BATCH)


def _named(run: ScoringRun, dossier: Dossier) -> UnitResult:
    """Start a result with the names of this day, which later mergers do not change."""
    unit, branch = dossier.unit, dossier.unit.parent
    return UnitResult(
        run=run,
        dossier=dossier,
        unit_code=unit.code,
        unit_name=unit.name,
        sort_key=unit.sort_key,
        search_key=unit.search_key,
        branch_code=branch.code if branch else "",
        branch_name=branch.name if branch else "",
    )


def _fill(result: UnitResult, judged: finals.Judged) -> None:
    summed, verdict = judged.totals, judged.classification
    result.achieved, result.base = summed.achieved, summed.base
    result.bonus, result.penalty = summed.bonus, summed.penalty
    result.applicable_maximum, result.index = summed.applicable_maximum, summed.index
    result.class_key, result.class_label = verdict.key, verdict.label
    result.is_recognised, result.because = verdict.is_recognised, verdict.because
    result.groups = [
        {
            "code": group.code,
            "achieved": plain_text(group.achieved),
            "maximum": plain_text(group.maximum),
            "applicable_maximum": plain_text(group.applicable_maximum),
            "share": None if group.share is None else plain_text(group.share),
        }
        for group in summed.groups
    ]
    result.verdicts = [
        {"key": each.key, "label": each.label, "holds": each.holds, "words": each.words}
        for each in judged.verdicts
    ]
    result.leaves = judged.leaves


def _write_unranked(run: ScoringRun) -> None:
    """List the dossiers that cannot be ranked, each with the reason."""
    others = (
        Dossier.objects.filter(campaign=run.campaign_id)
        .exclude(pk__in=UnitResult.objects.filter(run=run).values("dossier_id"))
        .select_related("unit__parent")
        .order_by("pk")
    )
    for batch in batches(others.iterator(chunk_size=BATCH)):
        written = []
        for dossier in batch:
            result = _named(run, dossier)
            result.unranked_reason = _why_unranked(dossier)
            written.append(result)
        UnitResult.objects.bulk_create(written)


def _why_unranked(dossier: Dossier) -> str:
    if dossier.state not in UNSENT:
        return NOT_APPRAISED
    return LOCKED_UNSENT if dossier.locked_at else NOT_SENT


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield the items in lists of at most ``BATCH``."""
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch
