"""The first page after login, by role: the unit's desk, or the way to another one's."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import acting
from accounts.enums import OWN_SIDE, Role
from dossiers import context
from dossiers.models import Dossier
from dossiers.queries import came_back, desk
from dossiers.queries import notices as told
from dossiers.queries import presence as present
from dossiers.queries.registration import standing_of
from dossiers.views import sheet
from dossiers.views.next_step import next_step
from dossiers.views.scope import person
from dossiers.views.situation import Situation, own_roles, situation_of
from dossiers.workflow import UNSENT

# Where the other roles begin their day.
DESKS = {
    Role.REVIEWER: "dossiers:queue",
    Role.STANDING: "dossiers:board",
    Role.WATCHER: "dossiers:board",
    Role.ADMIN: "dossiers:administration",
}
# Unread notices on the home page; the rest is on a page of its own.
NOTICES_SHOWN = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the unit's desk, or lead to the desk of the role held now."""
    held = acting.acting(request)
    if held is None:
        return render(request, "dossiers/desk/no_role.html")
    if held.role not in OWN_SIDE:
        return redirect(DESKS[Role(held.role)])
    dossiers = list(desk.dossiers_of(held.content_object_id))
    dossier = desk.current(dossiers, code=request.GET.get("dot", ""))
    unread = told.of_reader(person(request), only_unread=True)[:NOTICES_SHOWN]
    shown: dict[str, Any] = {
        "unit": held.unit,
        "rounds": _other_rounds(dossiers, dossier),
        "told": [told.line_of(notice) for notice in unread],
    }
    if dossier is not None:
        shown |= _desk(request, dossier)
    return render(request, "dossiers/desk/home.html", shown)


def _other_rounds(dossiers: list[Dossier], shown: Dossier | None) -> list[dict[str, Any]]:
    """Return the rounds that one can switch to."""
    return [
        {
            "label": dossier.campaign.title,
            "url": f"{reverse('dossiers:home')}?dot={dossier.campaign.code}",
        }
        for dossier in dossiers
        if dossier != shown
    ]


def _desk(request: HttpRequest, dossier: Dossier) -> dict[str, Any]:
    """Return what the home page says of one dossier."""
    roles = own_roles(request, dossier.unit_id)
    now = situation_of(dossier, roles=roles, at=acting.instant(request))
    shown = sheet.page(now)
    registration = standing_of(dossier, at=now.at, window=now.window)
    returned = came_back.of_dossier(dossier, registration, at=now.at)
    asked = [each for each in returned if "left" in each]
    left = shown["due"] - shown["done"]
    return shown | {
        "navigation": context.side(request, dossier.pk),
        "step": next_step(now, left=left, asked=asked, registration=registration),
        "returned": returned,
        "registration": registration,
        "at_work": present.others_of(dossier, at=now.at, than=person(request)),
        "shows_lacking": _may_still_prove(now),
        "state_tone": desk.tone_of(dossier),
        "acts": desk.latest_acts(dossier),
        "receipts": desk.receipts_of(dossier),
        "result": desk.result_of(dossier),
    }


def _may_still_prove(now: Situation) -> bool:
    """Say whether missing documents are something that the unit can still do about."""
    return now.dossier.state in UNSENT and now.is_open
