"""Writing the results of one aggregation: ranked dossiers with their numbers, others with why.

The lower half of ``dossiers.actions.results``: it runs inside the transaction of a run.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import DecimalField, F, JSONField, QuerySet, Value
from django.db.models.functions import Coalesce

from dossiers.enums import DossierState
from dossiers.models import Dossier, EvidenceUse, ScoringRun, UnitResult
from dossiers.queries import finals
from dossiers.workflow import UNSENT
from scoring.models import Stage
from scoring.rules import ranking
from scoring.rules.ladder import Standing
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
# What stands in a row between its judging and the ranking of all.
AWAITS_ITS_RANK = "Đang xếp hạng"

Item = TypeVar("Item")


def write_results(run: ScoringRun, last: Stage, yardstick: finals.Yardstick) -> None:
    """Store a result for every dossier of the run's campaign."""
    finished = Dossier.objects.filter(
        campaign=last.campaign_id, state=DossierState.AWAITING_DECISION
    )
    branches = dict(finished.values_list("pk", "unit__parent_id"))
    standings: dict[int, Standing] = {}
    for batch in batches(yardstick.final_rows(last, among=branches)):
        standings |= _write_judged(run, batch, yardstick)
    _write_ranks(run, places(standings, branches))
    _write_unjudged(run)


def places(
    standings: Mapping[int, Standing], branches: Mapping[int, int | None]
) -> dict[int, tuple[int, int]]:
    """Return dossier id → (rank, rank within its branch)."""
    members: dict[int | None, list[int]] = {}
    for pk in standings:
        members.setdefault(branches[pk], []).append(pk)
    overall = ranking.rank(standings.items())
    return {
        pk: (overall[pk], place)
        for branch in members.values()
        for pk, place in ranking.rank((pk, standings[pk]) for pk in branch).items()
    }


def _write_judged(
    run: ScoringRun, batch: list[finals.FinalRows], yardstick: finals.Yardstick
) -> dict[int, Standing]:
    """Judge a batch of dossiers and store their results without ranks.

    Returns what those that will be ranked are ranked by: of all dossiers no more than that is
    ever held.
    """
    ids = [rows.dossier_id for rows in batch]
    dossiers = {row["pk"]: row for row in _described(Dossier.objects.filter(pk__in=ids))}
    documents: dict[int, set[str]] = {}
    for dossier_id, kind in EvidenceUse.objects.filter(
        dossier__in=ids, leaf__isnull=True, detached_at__isnull=True
    ).values_list("dossier_id", "document_kind"):
        documents.setdefault(dossier_id, set()).add(kind)
    written, standings = [], {}
    for rows in batch:
        dossier = dossiers[rows.dossier_id]
        facts: Facts = {
            "head_disciplined": dossier["is_head_disciplined"],
            DOCUMENTS: documents.get(rows.dossier_id, frozenset()),
        }
        judged = yardstick.judge(rows, facts)
        if judged.standing is not None:
            standings[rows.dossier_id] = judged.standing
            reason = AWAITS_ITS_RANK
        elif judged.totals.index is None:
            reason = NOTHING_APPLIES
        else:
            reason = yardstick.ladder.failed_label
        written.append(_prepared({**_named(run, dossier, reason), **_told(judged)}))
    _store(written)
    return standings


def _write_ranks(run: ScoringRun, found: Mapping[int, tuple[int, int]]) -> None:
    """Store the ranks of the judged dossiers by one prepared statement."""
    table = connections[DEFAULT_DB_ALIAS].ops.quote_name(UnitResult._meta.db_table)
    # Only the model's own table stands in the text; values are parameters.
    ranked = (
        f"UPDATE {table} SET rank = %s, branch_rank = %s, unranked_reason = '' "  # noqa: S608  # nosec B608
        "WHERE run_id = %s AND dossier_id = %s"
    )
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        for batch in batches(found.items()):
            cursor.executemany(ranked, [(rank, place, run.pk, pk) for pk, (rank, place) in batch])


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


def _named(run: ScoringRun, dossier: Mapping[str, Any], reason: str) -> dict[str, Any]:
    """Return a result's columns with the names of this day, which later mergers do not change."""
    names = {name: dossier[name] for name in NAMES}
    return {"run_id": run.pk, "dossier_id": dossier["pk"], "unranked_reason": reason, **names}


@cache
def _stored() -> tuple[tuple[Any, Any, bool], ...]:
    """Return the columns that a new result fills: field, default, whether it needs preparing."""
    fields = (field for field in UnitResult._meta.local_concrete_fields if not field.primary_key)
    return tuple(
        (field, field.get_default(), isinstance(field, DecimalField | JSONField))
        for field in fields
    )


def _prepared(row: Mapping[str, Any]) -> list[Any]:
    """Return a result's columns as the database takes them.

    At once and not batch by batch: thousands of small lists that wait together would keep the
    garbage collector busier than all the judging.
    """
    database = connections[DEFAULT_DB_ALIAS]
    values = []
    for field, default, needs_preparing in _stored():
        value = row.get(field.attname, default)
        values.append(field.get_db_prep_save(value, database) if needs_preparing else value)
    return values


def _store(rows: list[list[Any]]) -> None:
    """Store prepared results by one prepared statement.

    ``bulk_create`` hands PostgreSQL each column as one array, whose quotation marks are escaped
    one by one: with columns of JSON that cost more than all the judging.
    """
    database, filled = connections[DEFAULT_DB_ALIAS], _stored()
    columns = ", ".join(database.ops.quote_name(field.column) for field, *_ in filled)
    marks = ", ".join(["%s"] * len(filled))
    with database.cursor() as cursor:
        # Only names of the model's own columns stand in the text; values are parameters.
        insert = f"INSERT INTO {UnitResult._meta.db_table} ({columns}) VALUES ({marks})"  # noqa: S608  # nosec B608
        cursor.executemany(insert, rows)


def _told(judged: finals.Judged) -> dict[str, Any]:
    """Return a result's columns that say what the unit got, and why."""
    summed, verdict = judged.totals, judged.classification
    return {
        "achieved": summed.achieved,
        "base": summed.base,
        "bonus": summed.bonus,
        "penalty": summed.penalty,
        "applicable_maximum": summed.applicable_maximum,
        "index": summed.index,
        "class_key": verdict.key,
        "class_label": verdict.label,
        "is_recognised": verdict.is_recognised,
        "because": verdict.because,
        "groups": [
            {
                "code": group.code,
                "achieved": plain_text(group.achieved),
                "maximum": plain_text(group.maximum),
                "applicable_maximum": plain_text(group.applicable_maximum),
                "share": None if group.share is None else plain_text(group.share),
            }
            for group in summed.groups
        ],
        "verdicts": [
            {"key": each.key, "label": each.label, "holds": each.holds, "words": each.words}
            for each in judged.verdicts
        ],
        "leaves": judged.leaves,
    }


def _write_unjudged(run: ScoringRun) -> None:
    """List the dossiers that cannot be judged, each with the reason."""
    others = (
        Dossier.objects.filter(campaign=run.campaign_id)
        .exclude(pk__in=UnitResult.objects.filter(run=run).values("dossier_id"))
        .order_by("pk")
    )
    for batch in batches(_described(others).iterator(chunk_size=BATCH)):
        _store([_prepared(_named(run, dossier, _why_unranked(dossier))) for dossier in batch])


def _why_unranked(dossier: Mapping[str, Any]) -> str:
    if dossier["state"] not in UNSENT:
        return NOT_APPRAISED
    return LOCKED_UNSENT if dossier["locked_at"] else NOT_SENT


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield the items in lists of at most ``BATCH``."""
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch
