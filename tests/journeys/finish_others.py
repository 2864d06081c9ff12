"""Carries the dossiers of the other communes to the end, through the real actions.

Run inside a portal: ``python -m tests.journeys.finish_others CAMPAIGN '{"07201": {"1.1": "1"}}'``.
Every leaf gets its maximum, but for those named; bonuses and penalties get nothing.
"""

import json
import sys
from collections.abc import Mapping
from decimal import Decimal

import django

django.setup()

from accounts.enums import Role  # noqa: E402
from accounts.models import RoleGrant, Unit, User  # noqa: E402
from dossiers.actions import appraisal, central_figures, entry, evidence, submission  # noqa: E402
from dossiers.enums import DossierState  # noqa: E402
from dossiers.models import Dossier, Score  # noqa: E402
from dossiers.seed import papers  # noqa: E402
from dossiers.workflow import UNDER_APPRAISAL  # noqa: E402
from scoring import plans  # noqa: E402
from scoring.plans import Leaf  # noqa: E402
from scoring.rules.kinds.survey import Survey  # noqa: E402

REASON = "Chấm lại theo hồ sơ gốc tại đơn vị."
# More of it is never more than the maximum: the index asked for stands at the top band.
ALL_OF_THEM, TOP_INDEX = "100", "95"


def main() -> None:
    campaign, wanted = sys.argv[1], json.loads(sys.argv[2])
    for code, points in wanted.items():
        dossier = Dossier.objects.select_related("unit__parent__parent", "campaign").get(
            campaign__code=campaign, unit__code=code
        )
        finish(dossier, {leaf: Decimal(each) for leaf, each in points.items()})
    print(json.dumps(sorted(wanted)))


def finish(dossier: Dossier, points: Mapping[str, Decimal]) -> None:
    """Carry one dossier to the decision, its final points as given."""
    plan = plans.plan_of(dossier.campaign.criteria_set_id)
    unit = dossier.unit
    _send(dossier, plan)
    dossier.refresh_from_db()
    if dossier.stage.tier == 2:
        reviewer = _somebody(unit.parent, Role.REVIEWER)
        _agree_with_all(dossier, reviewer)
        appraisal.send_up(dossier=dossier, by=reviewer)
    _give_central_figures(dossier, plan)
    reviewer = _somebody(unit.parent.parent, Role.REVIEWER)
    _set_points(dossier, plan, points, reviewer)
    appraisal.send_up(dossier=dossier, by=reviewer)


def _send(dossier: Dossier, plan: plans.Plan) -> None:
    """Do what the commune has left: figures, papers, handing over, sending."""
    officer = _somebody(dossier.unit, Role.ENTRY)
    if dossier.state == DossierState.DRAFT:
        self_stage = dossier.stage
        for code in submission.missing_codes(dossier, self_stage):
            leaf = plan.leaf(code)
            entry.save_score(
                dossier=dossier,
                leaf=leaf,
                entry=entry.Entry(figures=leaf.rule.read(_nothing_of(leaf))),
                by=officer,
            )
    if dossier.state in (DossierState.DRAFT, DossierState.AWAITING_LEADER):
        _file_papers(dossier, officer)
    if dossier.state == DossierState.DRAFT:
        submission.hand_over(dossier=dossier, by=officer)
        dossier.refresh_from_db()
    if dossier.state == DossierState.AWAITING_LEADER:
        submission.send(dossier=dossier, by=_somebody(dossier.unit, Role.LEADER))


def _nothing_of(leaf: Leaf) -> dict[str, str | list[str]]:
    """Return what an officer types who has next to nothing to show."""
    typed: dict[str, str | list[str]] = {}
    for field in leaf.rule.fields():
        if field.widget == "checkboxes":
            typed[field.name] = [field.options[0].value]
        elif field.options:
            typed[field.name] = field.options[-1].value
        else:
            typed[field.name] = "1"
    return typed


def _file_papers(dossier: Dossier, officer: User) -> None:
    """Put the signed papers to the dossier that it still lacks."""
    present = set(dossier.evidence.values_list("document_kind", flat=True))
    for kind in dossier.campaign.document_kinds:
        if kind["key"] not in present:
            mark = f"{dossier.unit.code} / {kind['key']}"
            evidence.attach(
                dossier=dossier,
                place=evidence.Place(document_kind=kind["key"]),
                content=papers.paper(papers.PROPOSAL, unit_name=dossier.unit.name, mark=mark),
                by=officer,
            )


def _agree_with_all(dossier: Dossier, reviewer: User) -> None:
    left = Score.objects.filter(dossier=dossier, stage__tier=1).exclude(
        leaf__in=Score.objects.filter(dossier=dossier, stage=dossier.stage).values("leaf")
    )
    if left.exists():
        appraisal.agree(dossier=dossier, by=reviewer)


def _give_central_figures(dossier: Dossier, plan: plans.Plan) -> None:
    """Enter full marks for everything that only the province enters, and no penalty."""
    given = {
        row.leaf_id: row.version
        for row in Score.objects.filter(dossier=dossier, stage__tier=len(_stages(dossier)))
    }
    rows = [
        (leaf, entry.Entry(figures=leaf.rule.read(_best(leaf)), version=given.get(leaf.pk, 0)))
        for leaf in plan.leaves
        if not leaf.is_by_unit and (leaf.is_in_base or leaf.pk in given)
    ]
    standing = _somebody(dossier.campaign.area, Role.STANDING)
    saved = central_figures.save_central_figures(dossier=dossier, entries=rows, by=standing)
    assert not saved.refused, saved.refused


def _best(leaf: Leaf) -> dict[str, str]:
    if isinstance(leaf.rule, Survey):
        asked = {"numerator": ALL_OF_THEM, "denominator": ALL_OF_THEM}
        return asked | ({"population": ALL_OF_THEM} if leaf.rule.sample_at_least else {})
    return {"value": TOP_INDEX} if leaf.is_in_base else {"count": "0"}


def _set_points(
    dossier: Dossier, plan: plans.Plan, points: Mapping[str, Decimal], reviewer: User
) -> None:
    """Give every leaf of the unit its final points at the last stage."""
    dossier.refresh_from_db()
    own = {
        row.leaf_id: row.version
        for row in Score.objects.filter(dossier=dossier, stage=dossier.stage)
    }
    below = set(
        Score.objects.filter(dossier=dossier, stage__tier__lt=dossier.stage.tier).values_list(
            "leaf", flat=True
        )
    )
    assert dossier.state in UNDER_APPRAISAL, dossier.state
    for leaf in plan.leaves:
        if not leaf.is_by_unit or not (leaf.is_in_base or leaf.pk in below):
            continue
        full = leaf.max_points if leaf.is_in_base else Decimal(0)
        judgement = appraisal.Judgement(
            points=points.get(leaf.code, full), reason=REASON, version=own.get(leaf.pk, 0)
        )
        appraisal.save(dossier=dossier, leaf=leaf, judgement=judgement, by=reviewer)


def _stages(dossier: Dossier) -> list[int]:
    return list(dossier.campaign.stages.values_list("tier", flat=True))


def _somebody(unit: Unit, role: Role) -> User:
    """Return somebody who holds the role at the unit and nothing besides."""
    grants = RoleGrant.objects.filter(content_object=unit, user__is_active=True)
    for grant in grants.select_related("user").order_by("pk"):
        held = RoleGrant.objects.filter(user=grant.user)
        if grant.role == role and held.count() == 1:
            return grant.user
    raise LookupError(f"nobody holds {role} alone at {unit.name}")


if __name__ == "__main__":
    main()
