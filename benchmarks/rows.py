"""Rows to measure on, inserted in bulk: a province of any size with a campaign in mid-life.

Each dossier is a copy of one of a few models whose rows the real rules have judged, so that
hundreds of thousands of believable scores take seconds.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, models
from django.utils import timezone

from accounts.enums import Role, UnitLevel
from accounts.models import Unit, User
from benchmarks import place, places
from dossiers.actions import layer_totals
from dossiers.enums import DossierState
from dossiers.models import (
    Document,
    DocumentVersion,
    Dossier,
    EvidenceUse,
    LayerTotal,
    Score,
)
from scoring import plans
from scoring.actions import campaigns, criteria
from scoring.models import Campaign, Stage
from scoring.rules.leaf import Outcome, judge_leaf
from scoring.rules.numbers import ZERO
from scoring.rules.rule import Raw

# Dossiers that differ; every further one repeats one of them.
MODELS = 8
BATCH = 1000
# Every inserted score row stands as if it had been saved once.
FIRST_VERSION = 1
CRITERIA = "friendly-government-2024"


@dataclass
class World:
    """The campaign, its stages by tier, its people, and the first dossier."""

    campaign: Campaign
    stages: list[Stage]
    officer: User
    reviewer: User
    province_reviewer: User
    dossier: Dossier
    now: datetime

    @property
    def plan(self) -> plans.Plan:
        """The criteria of the campaign."""
        return plans.plan_of(self.campaign.criteria_set_id)


def build(
    communes: int,
    *,
    state: DossierState,
    tier: int,
    scored_tiers: Sequence[int],
    with_evidence: bool = False,
) -> World:
    """Fill the empty database: every dossier in ``state`` at ``tier``, its layers filled in.

    ``with_evidence`` puts one document to each leaf of the first dossier.
    """
    now = timezone.now()
    since = now - timedelta(days=60)
    units = list(places.units(communes))
    province, district, commune = units[0], units[1], places.communes(units)[0]
    people = {
        "officer": places.person("Đỗ Thị Mây", Role.ENTRY, commune, since),
        "reviewer": places.person("Vũ Thị Sông", Role.REVIEWER, district, since),
        "province_reviewer": places.person("Hoàng Thị Hồ", Role.REVIEWER, province, since),
    }
    campaign = _campaign(province, now)
    stages = list(campaign.stages.order_by("tier"))
    _dossiers(campaign, places.communes(units), state=state, stage=stages[tier - 1], at=now)
    modelled = list(Dossier.objects.order_by("pk")[:MODELS])
    for scored in scored_tiers:
        _score(modelled, stages[scored - 1], is_last=scored == len(stages), by=people["officer"])
    paper = _paper(commune, by=people["officer"], at=now)
    _prove(modelled, campaign, stages[0], paper, by=people["officer"], at=now)
    for model in (Score, LayerTotal, EvidenceUse):
        _copy(model, modelled)
    if with_evidence:
        _prove_leaves(modelled[0], stages[0], paper, by=people["officer"], at=now)
    place.refresh_statistics()
    dossier = Dossier.objects.select_related("campaign", "unit", "stage").get(pk=modelled[0].pk)
    return World(campaign, stages, dossier=dossier, now=now, **people)


def _campaign(area: Unit, now: datetime) -> Campaign:
    written = criteria.read_file(CRITERIA)
    levels = (
        (UnitLevel.COMMUNE, "Xã tự chấm điểm"),
        (UnitLevel.DISTRICT, "Huyện thẩm định"),
        (UnitLevel.PROVINCE, "Tỉnh thẩm định"),
    )
    campaign = campaigns.create(
        code="do-luong",
        title="Đợt đo lường",
        year=now.year,
        criteria_set=criteria.load_set(written),
        area=area,
        judging=campaigns.read_judging(written),
        stages=[
            campaigns.StagePlan(
                level=level,
                name=name,
                opens_at=now - timedelta(days=20),
                closes_at=now + timedelta(days=5 * place),
            )
            for place, (level, name) in enumerate(levels, 1)
        ],
        by=None,
        clock=lambda: now - timedelta(days=40),
    )
    campaign.opened_at = now - timedelta(days=30)
    campaign.save(update_fields=["opened_at"])
    return campaign


def _dossiers(
    campaign: Campaign, units: Sequence[Unit], *, state: DossierState, stage: Stage, at: datetime
) -> None:
    Dossier.objects.bulk_create(
        [
            Dossier(
                campaign=campaign,
                unit=unit,
                stage=stage,
                state=state,
                recorded_at=at,
                journal_seq=1,
                journal_head=hashlib.sha256(unit.code.encode()).hexdigest(),
            )
            for unit in units
        ],
        batch_size=BATCH,
    )


def _score(dossiers: Sequence[Dossier], stage: Stage, *, is_last: bool, by: User) -> None:
    """Fill in a layer of each model: figures from the edges of each rule, judged by it."""
    plan = plans.plan_of(stage.campaign.criteria_set_id)
    for number, dossier in enumerate(dossiers):
        rows = []
        for leaf in plan.due(is_last_stage=is_last):
            edges = leaf.rule.edges()
            # Mostly the best figures, so that some units pass and some do not.
            typed = max(edges, key=lambda each: _points(leaf, each))
            if number and leaf.pk % MODELS == number:
                typed = edges[number % len(edges)]
            figures = leaf.rule.read(typed)
            outcome = _outcome(leaf, figures)
            rows.append(
                Score(
                    dossier=dossier,
                    leaf=leaf.criterion,
                    stage=stage,
                    figures=figures,
                    points=outcome.points,
                    rate=outcome.rate,
                    is_not_applicable=outcome.is_not_applicable,
                    because=outcome.because,
                    version=FIRST_VERSION,
                    recorded_at=timezone.now(),
                    recorded_by=by,
                )
            )
        Score.objects.bulk_create(rows)
        layer_totals.refresh(dossier, stage)


def _outcome(leaf: plans.Leaf, figures: Mapping[str, Any]) -> Outcome:
    return judge_leaf(
        leaf.rule,
        figures,
        is_not_applicable=False,
        may_be_not_applicable=leaf.criterion.may_be_not_applicable,
        evidence_required=leaf.criterion.evidence_required,
        evidence_count=1,
    )


def _points(leaf: plans.Leaf, typed: Raw) -> Decimal:
    return _outcome(leaf, leaf.rule.read(typed)).points or ZERO


def _paper(unit: Unit, *, by: User, at: datetime) -> DocumentVersion:
    document = Document.objects.create(
        unit=unit, title="Báo cáo số liệu năm", created_at=at, created_by=by
    )
    return DocumentVersion.objects.create(
        document=document,
        link="https://example.org/bao-cao",
        uploaded_at=at,
        uploaded_by=by,
    )


def _prove(
    dossiers: Sequence[Dossier],
    campaign: Campaign,
    stage: Stage,
    paper: DocumentVersion,
    *,
    by: User,
    at: datetime,
) -> None:
    """Attach every paper that a dossier must hold."""
    EvidenceUse.objects.bulk_create(
        EvidenceUse(
            dossier=dossier,
            document_kind=kind["key"],
            stage=stage,
            version=paper,
            attached_at=at,
            attached_by=by,
        )
        for dossier in dossiers
        for kind in campaign.document_kinds
    )


def _prove_leaves(
    dossier: Dossier, stage: Stage, paper: DocumentVersion, *, by: User, at: datetime
) -> None:
    EvidenceUse.objects.bulk_create(
        EvidenceUse(
            dossier=dossier,
            leaf=leaf.criterion,
            stage=stage,
            version=paper,
            attached_at=at,
            attached_by=by,
        )
        for leaf in plans.plan_of(dossier.campaign.criteria_set_id).leaves
        if leaf.is_by_unit
    )
    layer_totals.refresh(dossier, stage)


def _copy(model: type[models.Model], modelled: Sequence[Dossier]) -> None:
    """Repeat the models' rows for every other dossier, by one statement in the database."""
    kept = [
        field.column
        for field in model._meta.local_concrete_fields
        if not field.primary_key and field.name != "dossier"
    ]
    table, columns = model._meta.db_table, ", ".join(f'"{column}"' for column in kept)
    wanted = ", ".join(f'model."{column}"' for column in kept)
    first, last = modelled[0].pk, modelled[-1].pk
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (dossier_id, {columns}) SELECT dossier.id, {wanted} "
            f"FROM dossiers_dossier AS dossier JOIN {table} AS model "
            f"ON model.dossier_id = %s + (dossier.id - %s) %% {len(modelled)} "
            "WHERE dossier.id > %s ORDER BY dossier.id, model.id",
            [first, first, last],
        )
