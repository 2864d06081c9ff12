"""Where a dossier stands, for anybody who may know of it; the receipts of its sendings."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import acting
from dossiers import context, permissions
from dossiers.exports import receipt as on_paper
from dossiers.models import Dossier
from dossiers.queries import desk, history, phrases
from dossiers.views.scope import dossier_scope, person, sending_of
from dossiers.views.situation import own_roles, situation_of

LINES_ON_A_PAGE = 30


@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Show a numbered receipt; it can be opened and printed again at any time."""
    sent = sending_of(request, number)
    tied = permissions.ties(person(request), sent.dossier, at=acting.instant(request))
    shown: dict[str, Any] = {
        "sent": sent,
        "dossier": sent.dossier,
        "trail": [
            ("Trang chính", reverse("dossiers:home")),
            ("Hồ sơ", reverse("dossiers:overview", args=[sent.dossier_id])),
        ],
        "when": phrases.to_the_second(sent.sent_at),
        "iso": phrases.iso(sent.sent_at),
        "recalled": phrases.to_the_second(sent.recalled_at) if sent.recalled_at else "",
        "shows_points": tied.can_read_content(sent.dossier),
        "achieved": phrases.points(sent.achieved),
        "index": phrases.percent(sent.index),
        "attached": on_paper.attached(sent),
        "navigation": context.side(request, sent.dossier_id),
    }
    if tied.own_side and sent.recalled_at is None:
        roles = own_roles(request, sent.dossier.unit_id)
        shown["now"] = situation_of(sent.dossier, roles=roles, at=acting.instant(request))
    return render(request, "dossiers/desk/receipt.html", shown)


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show stages, totals of the readable layers, papers, receipts and history."""
    scope = dossier_scope(request, pk)
    dossier = scope.dossier
    tied = permissions.ties(person(request), dossier, at=scope.at)
    shown: dict[str, Any] = {
        "dossier": dossier,
        "trail": [("Trang chính", reverse("dossiers:home"))],
        "now": None,
        "state_tone": desk.tone_of(dossier),
        "can_read": tied.can_read_content(dossier),
        "recorded_at": phrases.iso(dossier.recorded_at) if dossier.recorded_at else "",
    }
    if tied.own_side:
        roles = own_roles(request, dossier.unit_id)
        shown["now"] = situation_of(dossier, roles=roles, at=scope.at)
    elif shown["can_read"]:
        shown["review_url"] = reverse("dossiers:review", args=[pk])
    shown |= _layers(dossier, tied) | _history(request, dossier, tied)
    return render(request, "dossiers/desk/overview.html", shown)


def _layers(dossier: Dossier, tied: permissions.Ties) -> dict[str, Any]:
    stages = list(dossier.campaign.stages.order_by("tier"))
    shown: dict[str, Any] = {
        "steps": desk.steps_of(dossier, stages),
        "closings_url": reverse("dossiers:closings", args=[dossier.pk]),
    }
    readable = tied.readable_tiers(dossier, stages)
    shown["receipts"] = desk.receipts_of(dossier, readable)
    if dossier.campaign.published_at:
        shown["result_url"] = reverse("dossiers:result", args=[dossier.pk])
    if tied.can_read_content(dossier):
        shown["layers"] = desk.layers_of(dossier, readable)
        shown["papers"] = desk.papers_of(dossier)
    return shown


def _history(request: HttpRequest, dossier: Dossier, tied: permissions.Ties) -> dict[str, Any]:
    stages = list(dossier.campaign.stages.all())
    acts = history.of_dossier(
        dossier,
        is_own=bool(tied.own_side),
        shows_unit=tied.can_read_content(dossier),
        shows_appraisal=len(tied.readable_tiers(dossier, stages)) == len(stages),
    )
    page = Paginator(history.runs(acts), LINES_ON_A_PAGE).get_page(request.GET.get("trang"))
    return {"page": page, "history": history.folded(list(page), dossier)}
