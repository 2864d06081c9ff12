"""Which conditions of recognition the unit's own scores would meet, before anybody appraises."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from dossiers.models import Dossier, EvidenceUse, Score
from dossiers.queries.layer import scored
from scoring import plans
from scoring.rules import conditions, totals
from scoring.rules.conditions import LeafRateAtLeast
from scoring.rules.verdicts import DOCUMENTS


def verdicts_of(dossier: Dossier) -> list[dict[str, Any]]:
    """Return each condition with whether the own layer meets it, in the campaign's order.

    What others give later (surveys, figures of the province) is left out of the sums, as it is
    from the self score; a condition on such a leaf alone is not foretold.
    """
    plan = plans.plan_of(dossier.campaign.criteria_set_id)
    rows = {row.leaf_id: row for row in Score.objects.filter(dossier=dossier, stage__tier=1)}
    due = {leaf.pk for leaf in plan.due(is_last_stage=False)}
    told = [
        scored(leaf, rows.get(leaf.pk)) for leaf in plan.leaves if leaf.pk in due or leaf.pk in rows
    ]
    caps = dossier.campaign.caps
    summed = totals.total(
        told, bonus_cap=Decimal(caps["bonus"]), penalty_cap=Decimal(caps["penalty"])
    )
    uses = EvidenceUse.objects.filter(dossier=dossier, leaf__isnull=True, detached_at__isnull=True)
    facts: dict[str, bool | Collection[str]] = {
        DOCUMENTS: set(uses.values_list("document_kind", flat=True)),
        "head_disciplined": dossier.is_head_disciplined,
    }
    own = {leaf.code for leaf in told}
    asked = [
        condition
        for condition in conditions.parse(dossier.campaign.conditions)
        if not isinstance(condition, LeafRateAtLeast) or condition.leaf in own
    ]
    return [
        {"label": verdict.label, "holds": verdict.holds, "words": verdict.words}
        for verdict in conditions.judge(asked, summed, told, facts)
    ]
