"""The overview of a campaign for the standing body and for those who watch."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import acting
from accounts.enums import Role
from dossiers.forms.queue import CampaignForm
from dossiers.queries import board as queries
from dossiers.queries import queue
from dossiers.views.queue import desk_of, desks


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show stages, numbers by state and branch, and who is late."""
    found = desks(request)
    if not found:
        return render(request, "dossiers/review/board.html", {"desk": None})
    desk = desk_of(request, found)
    at = acting.instant(request)
    dossiers = queue.dossiers_of(desk)
    counted = queue.tallies(dossiers)
    late, is_more_late = queries.late(dossiers, desk, at=at)
    context = {
        "desk": desk,
        "form": CampaignForm(request.GET, desks=found),
        "has_choice": len(found) > 1,
        "steps": queries.steps(desk, counted, at=at),
        "figures": queries.figures(desk, counted),
        "branches": queries.branches(desk, counted),
        "parts": [part.label for part in queries.PARTS],
        "late": late,
        "is_more_late": is_more_late,
        "late_url": queries.list_url(desk, queue.ALL),
        "gaps_url": f"{reverse('dossiers:central_list')}?dot={desk.campaign.code}",
        "can_give_figures": desk.grant.role == Role.STANDING,
    }
    return render(request, "dossiers/review/board.html", context)
