"""Writing the results of one aggregation: ranked dossiers with their numbers, others with why.

The lower half of ``dossiers.actions.results``: it runs inside the transaction of a run.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce

from dossiers.enums import DossierState
from dossiers.models import Dossier, EvidenceUse, ScoringRun, UnitResult
from dossiers.queries import finals
from dossiers.workflow import UNSENT
from scoring.models import Stage
from scoring.rules import ranking
from scoring.rules.numbers import plain_text
from scoring.rules.verdicts import DOCUMENTS, Facts

# Results judged and written at a time; bounds the memory whatever the number of dossiers.
BATCH = 500
# What a result repeats of its unit and branch, as they are called on the day.
NAMES = ("unit_code", "unit_name", "sort_key", "search_key", "branch_code", "branch_name")

NOT_SENT = "Chưa gửi hồ sơ"
LOCKED_UNSENT = "Bị khóa khi chưa gửi hồ sơ"
NOT_APPRAISED = "Chưa thẩm định xong"
NOTHING_APPLIES = "Không có tiêu chí nào áp dụng"

Item = TypeVar("Item")


def write_results(run: ScoringRun, last: Stage, yardstick: finals.Yardstick) -> None:
    """Store a result for every dossier of the run's campaign."""
    finished = Dossier.objects.filter(
        campaign=last.campaign_id, state=DossierState.AWAITING_DECISION
    )
    branches = dict(finished.values_list("pk", "unit__parent_id"))
    places = _rank(last, yardstick, branches)
    for batch in batches(yardstick.final_rows(last, among=branches)):
        _write_ranked(run, batch, yardstick, places)
    _write_unranked(run)


def _rank(
    last: Stage, yardstick: finals.Yardstick, branches: Mapping[int, int | None]
) -> dict[int, tuple[int, int]]:
    """Return dossier id → (rank, rank within its branch), by the index.

    The rows are read twice, here and for the results, so that no more than one number for each
    dossier is ever held.
    """
    indexes = {}
    members: dict[int | None, list[int]] = {}
    for rows in yardstick.final_rows(last, among=branches):
        index = yardstick.total(rows).index
        if index is not None:
            indexes[rows.dossier_id] = index
            members.setdefault(branches[rows.dossier_id], []).append(rows.dossier_id)
    overall = ranking.rank(indexes.items())
    places = {}
    for branch in members.values():
        for pk, place in ranking.rank((pk, indexes[pk]) for pk in branch).items():
            places[pk] = (overall[pk], place)
    return places


def _write_ranked(
    run: ScoringRun,
    batch: list[finals.FinalRows],
    yardstick: finals.Yardstick,
    places: Mapping[int, tuple[int, int]],
) -> None:
    """Judge a batch of dossiers and store their results."""
    ids = [rows.dossier_id for rows in batch]
    dossiers = {row["pk"]: row for row in _described(Dossier.objects.filter(pk__in=ids))}
    documents: dict[int, set[str]] = {}
    for dossier_id, kind in EvidenceUse.objects.filter(
        dossier__in=ids, leaf__isnull=True, detached_at__isnull=True
    ).values_list("dossier_id", "document_kind"):
        documents.setdefault(dossier_id, set()).add(kind)
    written = []
    for rows in batch:
        dossier = dossiers[rows.dossier_id]
        facts: Facts = {
            "head_disciplined": dossier["is_head_disciplined"],
            DOCUMENTS: documents.get(rows.dossier_id, frozenset()),
        }
        result = _named(run, dossier)
        _fill(result, yardstick.judge(rows, facts))
        result.rank, result.branch_rank = places.get(rows.dossier_id, (None, None))
        result.unranked_reason = "" if result.rank else NOTHING_APPLIES
        written.append(result)
    _store(written)


def _described(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier, Any]:
    """Return plain rows of what a result needs to know of a dossier and where it belongs."""
    return dossiers.values(
        "pk",
        "state",
        "locked_at",
        "is_head_disciplined",
        unit_code=F("unit__code"),
        unit_name=F("unit__name"),
        sort_key=F("unit__sort_key"),
        search_key=F("unit__search_key"),
        branch_code=Coalesce("unit__parent__code", Value("")),
        branch_name=Coalesce("unit__parent__name", Value("")),
    )


def _named(run: ScoringRun, dossier: Mapping[str, Any]) -> UnitResult:
    """Start a result with the names of this day, which later mergers do not change."""
    return UnitResult(run=run, dossier_id=dossier["pk"], **{name: dossier[name] for name in NAMES})


def _store(results: Iterable[UnitResult]) -> None:
    """Store results by one prepared statement.

    ``bulk_create`` hands PostgreSQL each column as one array, whose quotation marks are escaped
    one by one: with columns of JSON that cost more than all the judging.
    """
    meta, database = UnitResult._meta, connections[DEFAULT_DB_ALIAS]
    fields = [field for field in meta.local_concrete_fields if not field.primary_key]
    columns = ", ".join(database.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    rows = [
        [field.get_db_prep_save(getattr(result, field.attname), database) for field in fields]
        for result in results
    ]
    with database.cursor() as cursor:
        # Only names of the model's own columns stand in the text; values are parameters.
        insert = f"INSERT INTO {meta.db_table} ({columns}) VALUES ({marks})"  # noqa: S608  # nosec B608
        cursor.executemany(insert, rows)


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
        .order_by("pk")
    )
    for batch in batches(_described(others).iterator(chunk_size=BATCH)):
        written = []
        for dossier in batch:
            result = _named(run, dossier)
            result.unranked_reason = _why_unranked(dossier)
            written.append(result)
        _store(written)


def _why_unranked(dossier: Mapping[str, Any]) -> str:
    if dossier["state"] not in UNSENT:
        return NOT_APPRAISED
    return LOCKED_UNSENT if dossier["locked_at"] else NOT_SENT


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield the items in lists of at most ``BATCH``."""
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch
