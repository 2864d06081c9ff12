"""Pages that only look at criteria sets."""

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


def _may_write(request: HttpRequest) -> bool:
    """Whether the person draws up sets."""
    grant = permissions.setting_grant(acting.person(request), at=acting.instant(request))
    return grant is not None
