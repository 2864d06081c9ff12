"""A campaign's contents as plain values that depend on nothing but the contents.

Two databases in which people did the same things export the same text: no ids, no instants, no
versions, no hashes of the journal, everything in an order of its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from dossiers.enums import RunStatus
from dossiers.models import (
    Dossier,
    EvidenceUse,
    Explanation,
    LayerTotal,
    LeafComment,
    PaperWanted,
    Registration,
    Report,
    Score,
    UnitResult,
)
from scoring.models import Campaign

Rows = dict[int, list[Any]]


def of(campaign: Campaign) -> dict[str, Any]:
    """Return the campaign with its stages, dossiers and newest results.

    Of a dossier everything that people wrote: figures, papers with what is said of them, questions,
    the report, the registration, the leader's remarks, last year's papers still wanted.
    """
    layers, totals = _scores(campaign), _totals(campaign)
    papers, questions = _papers(campaign), _questions(campaign)
    reports, registrations = _reports(campaign), _registrations(campaign)
    remarks, wanted = _remarks(campaign), _papers_wanted(campaign)
    dossiers = (
        Dossier.objects.filter(campaign=campaign)
        .select_related("unit", "stage")
        .order_by("unit__code")
    )
    return {
        "campaign": campaign.code,
        "title": campaign.title,
        "year": campaign.year,
        "is_published": campaign.published_at is not None,
        "stages": list(campaign.stages.order_by("tier").values("tier", "kind", "level", "name")),
        "dossiers": [
            {
                "unit": dossier.unit.code,
                "state": dossier.state,
                "tier": dossier.stage.tier,
                "is_locked_unsent": dossier.locked_at is not None,
                "is_head_disciplined": dossier.is_head_disciplined,
                "returned_reason": dossier.returned_reason,
                "totals": totals[dossier.pk],
                "scores": layers[dossier.pk],
                "papers": papers[dossier.pk],
                "questions": questions[dossier.pk],
                "report": next(iter(reports[dossier.pk]), None),
                "registration": next(iter(registrations[dossier.pk]), None),
                "remarks": remarks[dossier.pk],
                "papers_wanted": wanted[dossier.pk],
            }
            for dossier in dossiers
        ],
        "results": _results(campaign),
    }


def _scores(campaign: Campaign) -> Rows:
    rows = (
        Score.objects.filter(dossier__campaign=campaign)
        .annotate(is_copied=Q(copied_at__isnull=False))
        .order_by("stage__tier", "leaf__position")
    )
    names = {
        "stage__tier": "tier",
        "leaf__code": "criterion",
        "figures": "figures",
        "is_not_applicable": "is_not_applicable",
        "points": "points",
        "because": "because",
        "explanation": "explanation",
        "is_copied": "is_copied",
        "reason": "reason",
        "recorded_by__username": "by",
    }
    return _by_dossier(rows.values("dossier_id", *names), names)


def _totals(campaign: Campaign) -> Rows:
    rows = LayerTotal.objects.filter(dossier__campaign=campaign).order_by("stage__tier")
    names = {
        "stage__tier": "tier",
        "leaves_due": "leaves_due",
        "leaves_done": "leaves_done",
        "evidence_missing": "evidence_missing",
        "achieved": "achieved",
        "maximum": "maximum",
        "not_applicable": "not_applicable",
        "index": "index",
    }
    return _by_dossier(rows.values("dossier_id", *names), names)


def _papers(campaign: Campaign) -> Rows:
    rows = EvidenceUse.objects.filter(dossier__campaign=campaign)
    names = {
        "leaf__code": "criterion",
        "document_kind": "kind",
        "stage__tier": "tier",
        "version__original_name": "name",
        "version__sha256": "sha256",
        "version__link": "link",
        "version__document__title": "title",
        "version__document__number": "number",
        "version__document__issued_on": "issued_on",
        "version__document__issuer": "issuer",
        "content_sha256": "states",
        "detached_by__username": "detached_by",
    }
    order = _as_text("criterion", "kind", "tier", "name", "sha256", "link", "detached_by")
    return _by_dossier(rows.values("dossier_id", *names), names, order=order)


def _questions(campaign: Campaign) -> Rows:
    rows = Explanation.objects.filter(dossier__campaign=campaign)
    names = {
        "leaf__code": "criterion",
        "stage__tier": "tier",
        "question": "question",
        "answer": "answer",
    }
    order = _as_text("criterion", "tier", "question", "answer")
    return _by_dossier(rows.values("dossier_id", *names), names, order=order)


def _reports(campaign: Campaign) -> Rows:
    rows = Report.objects.filter(dossier__campaign=campaign).annotate(
        is_contact_copied=Q(contact_copied_at__isnull=False)
    )
    names = (
        *("difficulties", "proposals", "remarks", "contact_name", "contact_position"),
        *("contact_phone", "contact_email", "is_contact_copied"),
    )
    return _by_dossier(rows.values("dossier_id", *names), dict(zip(names, names, strict=True)))


def _registrations(campaign: Campaign) -> Rows:
    rows = Registration.objects.filter(dossier__campaign=campaign)
    names = {
        "state": "state",
        "head": "head",
        "scope": "scope",
        "measures": "measures",
        "target": "target",
        "reason": "reason",
        "sent_by__username": "sent_by",
        "decided_by__username": "decided_by",
    }
    return _by_dossier(rows.values("dossier_id", *names), names)


def _remarks(campaign: Campaign) -> Rows:
    rows = LeafComment.objects.filter(dossier__campaign=campaign)
    names = {
        "leaf__code": "criterion",
        "text": "text",
        "made_by__username": "by",
        "settled_by__username": "settled_by",
    }
    order = _as_text("criterion", "text", "by", "settled_by")
    return _by_dossier(rows.values("dossier_id", *names), names, order=order)


def _papers_wanted(campaign: Campaign) -> Rows:
    rows = PaperWanted.objects.filter(dossier__campaign=campaign)
    names = {
        "leaf__code": "criterion",
        "source__title": "title",
        "settled_by__username": "settled_by",
        "answered_with__version__document__title": "answered_with",
    }
    order = _as_text("criterion", "title", "settled_by", "answered_with")
    return _by_dossier(rows.values("dossier_id", *names), names, order=order)


def _results(campaign: Campaign) -> list[dict[str, Any]]:
    """Return the published results, or those of the newest draft."""
    run = (
        campaign.runs.filter(status__in=[RunStatus.PUBLISHED, RunStatus.DRAFT])
        .order_by("number")
        .last()
    )
    if run is None:
        return []
    left_out = {"id", "run_id", "dossier_id", "sort_key", "search_key"}
    columns = [
        field.attname for field in UnitResult._meta.concrete_fields if field.attname not in left_out
    ]
    rows = UnitResult.objects.filter(run=run).order_by("unit_code").values(*columns)
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _by_dossier(
    rows: Iterable[dict[str, Any]],
    names: dict[str, str],
    *,
    order: Callable[[dict[str, Any]], Any] | None = None,
) -> Rows:
    """Group rows by their dossier under the exported names; ``order`` sorts within one."""
    grouped: Rows = defaultdict(list)
    for row in rows:
        told = {name: _plain(row[column]) for column, name in names.items()}
        grouped[row["dossier_id"]].append(told)
    if order is not None:
        for told_rows in grouped.values():
            told_rows.sort(key=order)
    return grouped


def _as_text(*names: str) -> Callable[[dict[str, Any]], list[str]]:
    return lambda row: [str(row[name] or "") for name in names]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.2f}" if isinstance(value, Decimal) else value
