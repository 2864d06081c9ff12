"""The rows that are measured on are such as the real actions leave behind."""

import pytest

from benchmarks import rows
from dossiers.actions import layer_totals
from dossiers.enums import DossierState
from dossiers.models import Dossier, EvidenceUse, LayerTotal, Score
from dossiers.queries.layer import Layer, scores_of

COMMUNES = 30


@pytest.mark.django_db
def test_every_dossier_has_the_rows_of_its_model() -> None:
    world = rows.build(COMMUNES, state=DossierState.AWAITING_DECISION, tier=3, scored_tiers=(1, 3))
    due = {
        world.stages[0].pk: len(world.plan.due(is_last_stage=False)),
        world.stages[2].pk: len(world.plan.due(is_last_stage=True)),
    }
    papers = len(world.campaign.document_kinds)
    assert Dossier.objects.count() == COMMUNES
    assert Score.objects.count() == COMMUNES * sum(due.values())
    assert EvidenceUse.objects.count() == COMMUNES * papers


@pytest.mark.django_db
def test_copied_totals_are_those_of_the_copied_rows() -> None:
    world = rows.build(COMMUNES, state=DossierState.DRAFT, tier=1, scored_tiers=(1,))
    last = Dossier.objects.select_related("campaign").latest("pk")
    stored = LayerTotal.objects.get(dossier=last, stage=world.stages[0])
    proven = Layer(scores_of(last, world.stages[0]), {"": {leaf.pk for leaf in world.plan.leaves}})
    again = layer_totals.refresh(last, world.stages[0], held=proven)
    assert (stored.achieved, stored.index) == (again.achieved, again.index)
