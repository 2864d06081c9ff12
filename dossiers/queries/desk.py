"""Questions of the unit's own desk: its dossiers, what is missing, its papers and receipts."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import JournalEntry
from dossiers.enums import DossierState, RunStatus
from dossiers.models import (
    Dossier,
    EvidenceUse,
    LayerTotal,
    Submission,
    UnitResult,
)
from dossiers.queries import content_code, findings, history, phrases
from dossiers.workflow import AFTER_THE_LAST_STAGE, DECIDED
from scoring.models import Stage

# Enough to see what happened since the last visit; the rest is on pages of its own.
LATEST = 5


def tone_of(dossier: Dossier) -> str:
    """Return the colour of the dossier's state, the same for all who read it."""
    return phrases.STATE_TONES[DossierState(dossier.state)]


def dossiers_of(unit_id: int) -> QuerySet[Dossier]:
    """Return a unit's dossiers in opened campaigns, newest round first."""
    return (
        Dossier.objects.filter(unit=unit_id, campaign__opened_at__isnull=False)
        .select_related("campaign", "campaign__area", "unit", "stage")
        .order_by("-campaign__year", "-campaign__opened_at", "-pk")
    )


def current(dossiers: Iterable[Dossier], *, code: str = "") -> Dossier | None:
    """Return the dossier of the campaign ``code``; without one, the newest still under way."""
    known = list(dossiers)
    for dossier in known:
        if code and dossier.campaign.code == code:
            return dossier
    under_way = (dossier for dossier in known if dossier.state not in DECIDED)
    return next(under_way, known[0] if known else None)


def latest_acts(dossier: Dossier) -> list[dict[str, str]]:
    """Return what the unit did last: saves, and the ways to and from its leader."""
    acts = JournalEntry.objects.filter(
        chain=dossier.chain, verb__in=[*history.UNITS_ACTS]
    ).order_by("-seq")
    return history.lines(acts[:LATEST], dossier)


def papers_of(dossier: Dossier) -> list[dict[str, Any]]:
    """Return the papers that the campaign asks for, each with the scans that stand."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    uses = EvidenceUse.objects.filter(
        dossier=dossier, leaf__isnull=True, detached_at__isnull=True
    ).select_related("version__document")
    about = findings.About(year=dossier.campaign.year)
    for use in findings.checked(uses):
        told = findings.of_use(use, about, today=timezone.localdate())
        found[use.document_kind].append(
            {
                "name": use.version.document.title,
                "href": reverse("dossiers:evidence", args=[use.pk]),
                "note": f"{phrases.file_note(use.version)} · {phrases.moment(use.attached_at)}"
                + findings.note(told),
                "findings": findings.grave(told),
                "code": content_code.code_of(use.content_sha256) if use.content_sha256 else "",
                "detach_url": reverse("dossiers:detach", args=[use.pk]),
            }
        )
    return [
        {
            "key": kind["key"],
            "label": kind["label"],
            "files": found[kind["key"]],
            "url": reverse("dossiers:attach_paper", args=[dossier.pk, kind["key"]]),
        }
        for kind in dossier.campaign.document_kinds
    ]


def receipts_of(dossier: Dossier, tiers: Iterable[int] = (1,)) -> list[dict[str, Any]]:
    """Return the sendings of the tiers that a viewer may read, newest first."""
    rows = Submission.objects.filter(dossier=dossier, stage__tier__in=list(tiers)).order_by(
        "-sent_at", "-pk"
    )
    return [
        {
            "number": row.receipt,
            "url": reverse("dossiers:receipt", args=[row.receipt]),
            "when": phrases.to_the_second(row.sent_at),
            "is_recalled": row.recalled_at is not None,
        }
        for row in rows
    ]


def result_of(dossier: Dossier) -> UnitResult | None:
    """Return what the unit got in the published run, None before publication."""
    return (
        UnitResult.objects.filter(dossier=dossier, run__status=RunStatus.PUBLISHED)
        .select_related("run")
        .first()
    )


def layers_of(dossier: Dossier, tiers: Iterable[int]) -> list[dict[str, Any]]:
    """Return the stored totals of the layers that a viewer may read, from the ground up."""
    rows = (
        LayerTotal.objects.filter(dossier=dossier, stage__tier__in=list(tiers))
        .select_related("stage")
        .order_by("stage__tier")
    )
    return [
        {
            "name": row.stage.name,
            "achieved": phrases.points(row.achieved),
            "maximum": phrases.points(row.maximum - row.not_applicable),
            "index": phrases.percent(row.index),
            "done": f"{row.leaves_done}/{row.leaves_due}",
        }
        for row in rows
    ]


def steps_of(dossier: Dossier, stages: Iterable[Stage]) -> list[dict[str, str]]:
    """Return the chain of stages with where the dossier stands in it."""
    is_over = dossier.state in DECIDED or dossier.state == AFTER_THE_LAST_STAGE
    made = []
    for stage in stages:
        if is_over or stage.tier < dossier.stage.tier:
            state = "done"
        else:
            state = "current" if stage.tier == dossier.stage.tier else "next"
        note = f"Đến hết {phrases.last_second(stage.closes_at)}"
        made.append({"label": stage.name, "note": note, "state": state})
    return made
