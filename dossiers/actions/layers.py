"""Stored totals of one layer, refreshed in the transaction that changed one of its rows."""

from decimal import Decimal

from django.db.models import Q

from dossiers.models import Dossier, EvidenceUse, LayerTotal, Score
from scoring import plans
from scoring.enums import StageKind
from scoring.models import Stage
from scoring.rules import totals
from scoring.rules.totals import Totals


def is_last(stage: Stage, dossier: Dossier) -> bool:
    """Say whether ``stage`` ends its campaign's chain; a self assessment never does."""
    if stage.kind == StageKind.SELF_ASSESSMENT:
        return False
    return not Stage.objects.filter(campaign=dossier.campaign_id, tier__gt=stage.tier).exists()


def proven_leaves(dossier: Dossier) -> set[int]:
    """Return the ids of the leaves that have at least one document attached."""
    uses = EvidenceUse.objects.filter(dossier=dossier, detached_at__isnull=True, leaf__isnull=False)
    return set(uses.values_list("leaf_id", flat=True))


def done_leaves(dossier: Dossier, stage: Stage) -> set[int]:
    """Return the ids of the leaves that the layer has filled in.

    Figures without points are done too: a survey with too few answers gives no score. So is a
    value without points: what it is worth is found when the units are compared.
    """
    filled = (
        Q(points__isnull=False)
        | Q(figures__isnull=False)
        | Q(is_not_applicable=True)
        | Q(rate__isnull=False)
    )
    rows = Score.objects.filter(filled, dossier=dossier, stage=stage)
    return set(rows.values_list("leaf_id", flat=True))


def refresh(dossier: Dossier, stage: Stage, *, proven: set[int] | None = None) -> LayerTotal:
    """Recompute and store the layer's totals from its rows; returns what was stored."""
    plan = plans.plan_of(dossier.campaign.criteria_set_id)
    due = plan.due(is_last_stage=is_last(stage, dossier))
    rows, done = {}, set()
    for leaf_id, points, is_not_applicable, figures, rate in Score.objects.filter(
        dossier=dossier, stage=stage
    ).values_list("leaf_id", "points", "is_not_applicable", "figures", "rate"):
        rows[leaf_id] = (points, is_not_applicable)
        # As in ``done_leaves``.
        if is_not_applicable or any(said is not None for said in (points, figures, rate)):
            done.add(leaf_id)
    summed = sum_layer(plan, due, rows, caps=dossier.campaign.caps)
    have = proven_leaves(dossier) if proven is None else proven
    values = {
        "leaves_due": len(due),
        "leaves_done": sum(leaf.pk in done for leaf in due),
        "evidence_missing": sum(
            leaf.criterion.evidence_required
            and leaf.pk in done
            and leaf.pk not in have
            # A leaf that does not apply has nothing to prove.
            and not rows[leaf.pk][1]
            for leaf in due
        ),
        "achieved": summed.achieved,
        "maximum": summed.maximum,
        "not_applicable": summed.not_applicable,
        "index": summed.index,
    }
    total = LayerTotal(dossier=dossier, stage=stage, **values)
    # The dossier is locked, so nobody else makes the row in between.
    if not LayerTotal.objects.filter(dossier=dossier, stage=stage).update(**values):
        total.save(force_insert=True)
    return total


def sum_layer(
    plan: plans.Plan,
    due: tuple[plans.Leaf, ...],
    rows: dict[int, tuple[Decimal | None, bool]],
    *,
    caps: dict[str, str],
) -> Totals:
    """Add up the leaves ``due`` and whatever bonus and penalty was claimed (leaf id → row)."""
    wanted = rows.keys() | {leaf.pk for leaf in due}
    counted = [leaf for leaf in plan.leaves if leaf.pk in wanted]
    return totals.total(
        [leaf.scored(*rows.get(leaf.pk, (None, False))) for leaf in counted],
        bonus_cap=Decimal(caps["bonus"]),
        penalty_cap=Decimal(caps["penalty"]),
    )
