"""Numbered receipts: which layer left its tier, when, by whom, and the hash of what it said."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import User
from dossiers.models import Dossier, EvidenceUse, LayerTotal, Score, Submission
from dossiers.queries.content_code import content_hash
from scoring.enums import StageKind
from scoring.models import Stage

__all__ = ["content_hash", "issue", "layer_content"]

# BN: biên nhận of the unit's own sending; CT: chuyển trên, a covering record of an appraisal.
_SERIES = {StageKind.SELF_ASSESSMENT: "BN", StageKind.APPRAISAL: "CT"}


def issue(
    dossier: Dossier, stage: Stage, *, total: LayerTotal, by: User, at: datetime
) -> Submission:
    """Store the sending of a locked dossier's layer ``stage``, numbered ``BN-2024-07213-01``."""
    content = layer_content(dossier, stage)
    sending = Submission(
        dossier=dossier,
        stage=stage,
        sent_at=at,
        sent_by=by,
        content_sha256=content_hash(content),
        achieved=total.achieved,
        index=total.index,
        evidence_count=len(content["evidence"]),
    )
    _number(
        sending, f"{_SERIES[StageKind(stage.kind)]}-{dossier.campaign.year}-{dossier.unit.code}"
    )
    return sending


def _number(sending: Submission, series: str) -> None:
    """Store the sending under the next free number of its series.

    Two dossiers may share a series: two rounds in one year, or a unit code that was given to a
    new unit during the year. Neither lock covers the other, so the number may be taken between
    the counting and the storing; the next one is tried then.
    """
    number = Submission.objects.filter(receipt__startswith=f"{series}-").count()
    while True:
        number += 1
        sending.receipt = f"{series}-{number:02d}"
        try:
            with transaction.atomic():
                sending.save(force_insert=True)
            return
        except IntegrityError:
            if not Submission.objects.filter(receipt=sending.receipt).exists():
                raise


def layer_content(dossier: Dossier, stage: Stage) -> dict[str, Any]:
    """Return everything that a sending of ``stage``'s layer vouches for, as plain values."""
    scores = (
        Score.objects.filter(dossier=dossier, stage=stage)
        .order_by("leaf__position")
        .values_list(
            "leaf__code",
            "figures",
            "is_not_applicable",
            "points",
            "because",
            "explanation",
            "reason",
        )
    )
    evidence = (
        EvidenceUse.objects.filter(dossier=dossier, detached_at__isnull=True)
        .order_by(F("leaf__position").asc(nulls_last=True), "document_kind", "pk")
        .values_list("leaf__code", "document_kind", "version__sha256", "version__link")
    )
    return {
        "campaign": dossier.campaign.code,
        "unit": dossier.unit.code,
        "tier": stage.tier,
        "scores": [
            [code, figures, is_na, None if points is None else str(points), *words]
            for code, figures, is_na, points, *words in scores
        ],
        "evidence": [list(use) for use in evidence],
    }
