"""The manifest (contract C3): all that a program needs to find its way about the demo."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import Unit, User
from dossiers.models import Dossier, EvidenceUse
from dossiers.seed import people
from dossiers.seed.fill import Filled
from scoring import plans
from scoring.models import Campaign

# Name in the manifest → name of the address.
_URLS = {
    "login": "accounts:login",
    "logout": "accounts:logout",
    "home": "dossiers:home",
    "health": "healthz",
    "ready": "readyz",
    "accounts_import": "accounts:import",
    "journal": "dossiers:journal",
    "administration": "dossiers:administration",
    "results": "dossiers:public_campaigns",
}


def manifest(filled: Filled) -> dict[str, Any]:
    """Return the manifest of a filled demo."""
    return {
        "seed": filled.seed,
        "units": [_unit(unit) for unit in Unit.objects.select_related("parent").order_by("pk")],
        "accounts": list(_accounts(filled)),
        "campaigns": [_campaign(campaign) for campaign in filled.campaigns],
        "dossiers": list(_dossiers(filled.campaigns)),
        "criteria": [row for campaign in filled.campaigns for row in _criteria(campaign)],
        "evidence": list(_evidence()),
        "urls": {
            **{name: reverse(address) for name, address in _URLS.items()},
            "exports": {
                campaign.code: reverse("dossiers:public_download", args=[campaign.code])
                for campaign in filled.campaigns
            },
        },
    }


def _unit(unit: Unit) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "level": unit.level,
        "parent": unit.parent.code if unit.parent else None,
        "valid_from": unit.valid_from.isoformat(),
        "valid_until": unit.valid_until.isoformat() if unit.valid_until else None,
    }


def _accounts(filled: Filled) -> Iterable[dict[str, Any]]:
    roles = people.current_roles(at=filled.at)
    for person in User.objects.order_by("pk"):
        yield {
            "username": person.username,
            "password": filled.crowd.passwords[person.username],
            "full_name": person.full_name,
            "active": person.is_active,
            "must_change_password": person.must_change_password,
            "roles": [
                {
                    "role": grant.role,
                    "unit": grant.unit.code,
                    "unit_name": grant.unit.name,
                    "level": grant.unit.level,
                }
                for grant in roles.get(person.pk, [])
            ],
        }


def _campaign(campaign: Campaign) -> dict[str, Any]:
    return {
        "code": campaign.code,
        "title": campaign.title,
        "year": campaign.year,
        "stages": [
            {
                "tier": stage.tier,
                "kind": stage.kind,
                "level": stage.level,
                "opens_at": timezone.localtime(stage.opens_at).isoformat(),
                "closes_at": timezone.localtime(stage.closes_at).isoformat(),
            }
            for stage in campaign.stages.order_by("tier")
        ],
    }


def _dossiers(campaigns: Iterable[Campaign]) -> Iterable[dict[str, Any]]:
    rows = Dossier.objects.filter(campaign__in=campaigns).order_by("pk")
    for dossier in rows.select_related("campaign", "unit", "stage"):
        yield {
            "campaign": dossier.campaign.code,
            "unit": dossier.unit.code,
            "state": dossier.state,
            "tier": dossier.stage.tier,
            "locked": dossier.locked_at is not None,
            "url": reverse("dossiers:overview", args=[dossier.pk]),
        }


def _criteria(campaign: Campaign) -> Iterable[dict[str, Any]]:
    for leaf in plans.plan_of(campaign.criteria_set_id).leaves:
        yield {
            "campaign": campaign.code,
            "code": leaf.code,
            "max": str(leaf.max_points),
            "rule": leaf.rule.kind.value,
            "parameters": leaf.rule.dump(),
            "scored_by": leaf.criterion.scored_by,
            "evidence_required": leaf.criterion.evidence_required,
            "may_be_not_applicable": leaf.criterion.may_be_not_applicable,
            "critical": leaf.criterion.is_critical,
        }


def _evidence() -> Iterable[dict[str, Any]]:
    uses = EvidenceUse.objects.filter(detached_at__isnull=True).order_by("pk")
    for use in uses.select_related("leaf", "version"):
        yield {
            "dossier": reverse("dossiers:overview", args=[use.dossier_id]),
            "criterion": use.leaf.code if use.leaf else use.document_kind,
            "url": reverse("dossiers:evidence", args=[use.pk]),
            "sha256": use.version.sha256,
            "link": use.version.link,
        }
