"""Pages that only look: criteria sets and campaigns."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import acting
from scoring import permissions, plans
from scoring.models import CriteriaSet
from scoring.queries import drafting, looking


@require_safe
def criteria(request: HttpRequest) -> HttpResponse:
    """List the criteria sets of all years and kinds of unit."""
    by, at = acting.person(request), acting.instant(request)
    context = {
        "sets": looking.criteria_sets(),
        "drafts": drafting.open_drafts(permissions.visible_drafts(by, at=at)),
        "can_write": _may_write(request),
    }
    return render(request, "scoring/criteria.html", context)


@require_safe
def criteria_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a whole set: every leaf with its rule in words, guidance and evidence."""
    shown = get_object_or_404(CriteriaSet, pk=pk)
    plan = plans.read_plan(shown)
    context = {
        "crumbs": [("Bộ tiêu chí", reverse("scoring:criteria"))],
        "set": shown,
        "groups": looking.set_in_words(plan),
        "can_clone": _may_write(request),
        "leaf_count": sum(leaf.is_in_base for leaf in plan.leaves),
    }
    return render(request, "scoring/criteria_set.html", context)


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """List the campaigns that reach the person's units."""
    at = acting.instant(request)
    visible = permissions.visible_campaigns(acting.person(request), at=at)
    rows = [
        {"campaign": each, "stages": looking.stages_in_words(each.stages.all(), at=at)}
        for each in looking.campaigns_with_stages(visible)
    ]
    return render(request, "scoring/campaigns.html", {"rows": rows})


@require_safe
def campaign(request: HttpRequest, code: str) -> HttpResponse:
    """Show a campaign: its stages, conditions and ladder in words."""
    at = acting.instant(request)
    visible = permissions.visible_campaigns(acting.person(request), at=at)
    shown = get_object_or_404(visible.select_related("area", "criteria_set"), code=code)
    stages = looking.stages_in_words(shown.stages.order_by("tier"), at=at)
    context = {
        "crumbs": [("Đợt chấm điểm", reverse("scoring:campaigns"))],
        "campaign": shown,
        "stages": stages,
        "steps": [stage.step for stage in stages],
        "rungs": looking.ladder_in_words(shown),
        "conditions": looking.conditions_in_words(shown),
        "caps": looking.caps_in_words(shown),
    }
    return render(request, "scoring/campaign.html", context)


def _may_write(request: HttpRequest) -> bool:
    """Whether the person draws up sets."""
    grant = permissions.setting_grant(acting.person(request), at=acting.instant(request))
    return grant is not None
