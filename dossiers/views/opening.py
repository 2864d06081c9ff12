"""Opening a campaign: what is missing, what would happen, the last word; later units too."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import acting
from accounts.answers import SeeOther
from accounts.errors import Refused
from dossiers.actions import opening as actions
from dossiers.models import Dossier
from dossiers.queries import phrases, preparing, readiness
from scoring import permissions
from scoring.models import Campaign

# As many units as a preview names; the rest is counted.
NAMED_UNITS = 30


@require_safe
def opening(request: HttpRequest, code: str) -> HttpResponse:
    """Show what opening stands on and would do; afterwards, which units came later."""
    return _page(request, _prepared(request, code))


@require_POST
def open_campaign(request: HttpRequest, code: str) -> HttpResponse:
    """Open the campaign with one dossier for each unit."""
    campaign = _prepared(request, code)
    try:
        opened = actions.open_campaign(campaign=campaign, by=acting.person(request))
    except Refused as refusal:
        return _page(request, campaign, refusal)
    messages.success(request, f"Đã mở đợt chấm điểm với {phrases.count(len(opened))} hồ sơ.")
    return SeeOther(reverse("dossiers:opening", args=[code]))


@require_POST
def add_missing(request: HttpRequest, code: str) -> HttpResponse:
    """Give a dossier to every unit that was added after the opening."""
    campaign = _prepared(request, code)
    try:
        added = actions.add_missing(campaign=campaign, by=acting.person(request))
    except Refused as refusal:
        return _page(request, campaign, refusal)
    messages.success(request, f"Đã thêm {phrases.count(len(added))} hồ sơ.")
    return SeeOther(reverse("dossiers:opening", args=[code]))


def _prepared(request: HttpRequest, code: str) -> Campaign:
    """Return a campaign that the person sets up; 404 out of sight, 403 without that work."""
    person, at = acting.person(request), acting.instant(request)
    visible = permissions.visible_campaigns(person, at=at)
    campaign = get_object_or_404(visible.select_related("area", "criteria_set"), code=code)
    permissions.require_preparing(person, campaign.area, at=at)
    return campaign


def _page(request: HttpRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    campaign.refresh_from_db(fields=["opened_at", "published_at", "journal_seq"])
    campaigns = reverse("scoring:campaigns")
    context: dict[str, Any] = {
        "crumbs": [
            ("Đợt chấm điểm", campaigns),
            (campaign.title, reverse("scoring:campaign", args=[campaign.code])),
        ],
        "campaign": campaign,
        "refusal": refusal,
    }
    is_open = campaign.opened_at is not None
    context |= _afterwards(request, campaign) if is_open else _beforehand(request, campaign)
    status = refusal.status if refusal else HTTPStatus.OK
    return render(request, "dossiers/opening.html", context, status=status)


def _beforehand(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    """What is missing, what to look at twice, and what would be created for whom."""
    at = acting.instant(request)
    units = readiness.measured_units(campaign, at=at)
    stages = list(campaign.stages.order_by("tier"))
    musts = readiness.musts(campaign, units)
    return {
        "is_open": False,
        "can_open": not musts,
        "musts": [_link(each, campaign) for each in musts],
        "mays": [_link(each, campaign) for each in readiness.mays(campaign, at=at)],
        "number": phrases.count(len(units)),
        "units": [f"{unit.code} – {unit.name}" for unit in units[:NAMED_UNITS]],
        "more": phrases.count(len(units) - NAMED_UNITS) if len(units) > NAMED_UNITS else "",
        "lacks": preparing.lacks(campaign, units, stages, at=at),
        "sentence": (
            f"{phrases.count(len(units))} hồ sơ được tạo. Từ lúc ấy giai đoạn, điều kiện, thang "
            "xếp loại và bộ tiêu chí không sửa được nữa; chỉ thời hạn còn thay đổi được."
        ),
    }


def _afterwards(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    """How many dossiers there are, and the units that came later."""
    at = acting.instant(request)
    later = readiness.units_without_dossier(campaign, at=at)
    number = Dossier.objects.filter(campaign=campaign).count()
    return {
        "is_open": True,
        "number": phrases.count(number),
        "opened": phrases.to_the_second(campaign.opened_at) if campaign.opened_at else "",
        "recorded_at": phrases.iso(campaign.opened_at) if campaign.opened_at else "",
        "later": [f"{unit.code} – {unit.name}" for unit in later],
        "can_add": bool(later) and campaign.published_at is None,
    }


def _link(found: readiness.Finding, campaign: Campaign) -> dict[str, str]:
    return {"sentence": found.sentence, "url": reverse(found.page, args=[campaign.code])}
