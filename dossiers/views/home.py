"""The first page after login, by role; notices."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import acting
from accounts.enums import OWN_SIDE, Role
from dossiers import context
from dossiers.actions import notices
from dossiers.models import Dossier
from dossiers.queries import desk
from dossiers.views import sheet
from dossiers.views.answers import SeeOther
from dossiers.views.next_step import next_step
from dossiers.views.scope import person
from dossiers.views.situation import own_roles, situation_of

# Where the other roles begin their day.
DESKS = {
    Role.REVIEWER: "dossiers:queue",
    Role.STANDING: "dossiers:board",
    Role.WATCHER: "dossiers:board",
    Role.ADMIN: "dossiers:administration",
}


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
    shown: dict[str, Any] = {
        "unit": held.unit,
        "rounds": _rounds(dossiers, dossier),
        "told": desk.notices_of(person(request)),
    }
    if dossier is not None:
        shown |= _desk(request, dossier)
    return render(request, "dossiers/desk/home.html", shown)


def _rounds(dossiers: list[Dossier], shown: Dossier | None) -> list[dict[str, Any]]:
    """Return the rounds that one can switch between; none when there is no choice."""
    if len(dossiers) < 2:
        return []
    return [
        {
            "label": dossier.campaign.title,
            "url": f"{reverse('dossiers:home')}?dot={dossier.campaign.code}",
            "is_current": dossier == shown,
        }
        for dossier in dossiers
    ]


def _desk(request: HttpRequest, dossier: Dossier) -> dict[str, Any]:
    """Return what the home page says of one dossier."""
    roles = own_roles(request, dossier.unit_id)
    now = situation_of(dossier, roles=roles, at=acting.instant(request))
    shown = sheet.page(now)
    rows = [row for group in shown["groups"] for row in group["rows"]]
    asked = [
        question | {"code": row["code"], "anchor": row["anchor"]}
        for row in rows
        for question in row["questions"]
        if question["is_waiting"]
    ]
    left = shown["due"] - shown["done"]
    return shown | {
        "navigation": context.side(request, dossier.pk),
        "step": next_step(now, left=left, waiting=len(asked)),
        "asked": asked,
        "state_tone": desk.tone_of(dossier),
        "acts": desk.latest_acts(dossier),
        "receipts": desk.receipts_of(dossier),
        "result": desk.result_of(dossier),
    }


@require_POST
def read_notices(request: HttpRequest) -> HttpResponse:
    """Mark the person's notices as read."""
    notices.mark_read(reader=person(request), at=acting.instant(request))
    return SeeOther(reverse("dossiers:home"))
