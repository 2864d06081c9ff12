"""Questions about runs and results: what they say, what they rest on, how lists show them."""

import hashlib
import json
from typing import Any

from django.db.models import QuerySet

from dossiers.enums import RunStatus
from dossiers.models import Dossier, ScoringRun, UnitResult
from scoring.models import Campaign


def basis(campaign: Campaign) -> str:
    """Return the fingerprint of all dossiers of a campaign: it changes with any write on one."""
    digest = hashlib.sha256()
    heads = Dossier.objects.filter(campaign=campaign).order_by("pk")
    for pk, head in heads.values_list("pk", "journal_head").iterator():
        digest.update(f"{pk}:{head};".encode())
    return digest.hexdigest()


def outcomes(run: ScoringRun) -> QuerySet[UnitResult]:
    """Return a run's results with what a decision needs, without the long columns."""
    return run.results.only(
        "dossier_id", "unit_name", "index", "class_label", "is_recognised", "rank"
    )


# What a published result vouches for, in the order in which it is hashed.
CONTENT = (
    "unit_code",
    "unit_name",
    "branch_code",
    "branch_name",
    "achieved",
    "base",
    "bonus",
    "penalty",
    "applicable_maximum",
    "index",
    "class_key",
    "class_label",
    "is_recognised",
    "because",
    "rank",
    "branch_rank",
    "unranked_reason",
    "groups",
    "verdicts",
    "leaves",
)


def content_sha256(run: ScoringRun) -> str:
    """Return the SHA-256 (hex) of the run's rules and results as canonical JSON lines."""
    digest = hashlib.sha256(_canonical(run.rules))
    rows = run.results.order_by("unit_code", "dossier_id").values_list(*CONTENT)
    for row in rows.iterator():
        digest.update(_canonical([str(value) if _is_plain(value) else value for value in row]))
    return digest.hexdigest()


def _is_plain(value: Any) -> bool:
    """Say whether JSON has no form of its own for the value (a Decimal)."""
    return not (value is None or isinstance(value, str | bool | int | list | dict))


def _canonical(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


def published_runs() -> QuerySet[ScoringRun]:
    """Return the published runs with their campaigns, newest year first."""
    return (
        ScoringRun.objects.filter(status=RunStatus.PUBLISHED)
        .select_related("campaign__area")
        .order_by("-campaign__year", "campaign__code")
    )


def published_result(dossier: Dossier) -> UnitResult | None:
    """Return what a dossier got in its campaign's published run."""
    return (
        UnitResult.objects.filter(dossier=dossier, run__status=RunStatus.PUBLISHED)
        .select_related("run__campaign")
        .first()
    )


def with_newest_run(campaigns: QuerySet[Campaign]) -> list[tuple[Campaign, ScoringRun | None]]:
    """Return each campaign with its newest run; two queries."""
    found = list(campaigns)
    newest: dict[int, ScoringRun] = {}
    for run in ScoringRun.objects.filter(campaign__in=found).order_by("number"):
        newest[run.campaign_id] = run
    return [(campaign, newest.get(campaign.pk)) for campaign in found]
