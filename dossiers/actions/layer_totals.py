"""Stored totals of one layer, refreshed in the transaction that changed one of its rows."""

from accounts.prepared import Given, PreparedUpdate
from dossiers.models import Dossier, LayerTotal
from dossiers.queries.layer import Layer, layer_of, sum_of
from scoring import plans
from scoring.enums import StageKind
from scoring.models import Stage


def is_last(stage: Stage, dossier: Dossier) -> bool:
    """Say whether ``stage`` ends its campaign's chain; a self assessment never does."""
    if stage.kind == StageKind.SELF_ASSESSMENT:
        return False
    return not Stage.objects.filter(campaign=dossier.campaign_id, tier__gt=stage.tier).exists()


def refresh(dossier: Dossier, stage: Stage, *, held: Layer | None = None) -> LayerTotal:
    """Recompute and store the layer's totals from its rows; returns what was stored.

    ``held`` is the layer as the caller has just written it, else it is read.
    """
    layer = held or layer_of(dossier, stage)
    plan = plans.plan_of(dossier.campaign.criteria_set_id)
    due = plan.due(is_last_stage=is_last(stage, dossier))
    counts = layer.counts
    layer.sums = summed = sum_of(plan, due, counts, caps=dossier.campaign.caps)
    done = {leaf_id for leaf_id, row in counts.items() if row.is_filled_in}
    total = LayerTotal(
        dossier=dossier,
        stage=stage,
        leaves_due=len(due),
        leaves_done=sum(leaf.pk in done for leaf in due),
        evidence_missing=sum(
            leaf.criterion.evidence_required
            and leaf.pk in done
            and leaf.pk not in layer.proven
            # A leaf that does not apply has nothing to prove.
            and not counts[leaf.pk].is_not_applicable
            for leaf in due
        ),
        achieved=summed.achieved,
        maximum=summed.maximum,
        not_applicable=summed.not_applicable,
        index=summed.index,
    )
    # The dossier is locked, so nobody else makes the row in between.
    if not _STORED.write(total, dossier=dossier.pk, stage=stage.pk):
        total.save(force_insert=True)
    return total


_STORED = PreparedUpdate(
    lambda: LayerTotal.objects.filter(dossier=Given("dossier"), stage=Given("stage")),
    (
        "leaves_due",
        "leaves_done",
        "evidence_missing",
        "achieved",
        "maximum",
        "not_applicable",
        "index",
    ),
)
