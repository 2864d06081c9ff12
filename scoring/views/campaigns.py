"""Setting up a campaign: the list, its page, a new one, and each part of it."""

from itertools import zip_longest

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting
from accounts.answers import SeeOther
from scoring import permissions
from scoring.actions import campaigns as actions
from scoring.actions import preparing
from scoring.forms.campaigns import ChangedBasicsForm, NewCampaignForm, StageFormSet
from scoring.forms.stages import initial_stages, stage_plans
from scoring.queries import looking
from scoring.queries import preparing as queries
from scoring.views import scope

_PAGE = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """List the campaigns that reach the person's units."""
    person, at = acting.person(request), acting.instant(request)
    visible = permissions.visible_campaigns(person, at=at)
    rows = [
        {
            "campaign": each,
            "stages": looking.stages_in_words(each.stages.all(), at=at),
            "state": queries.state_of(each),
        }
        for each in looking.campaigns_with_stages(visible)
    ]
    can_add = permissions.areas_prepared(person, at=at).exists()
    return render(request, "scoring/campaigns.html", {"rows": rows, "can_add": can_add})


@require_safe
def campaign(request: HttpRequest, code: str) -> HttpResponse:
    """Show a campaign: its state, what to do next, its stages, conditions and ladder in words."""
    person, at = acting.person(request), acting.instant(request)
    visible = permissions.visible_campaigns(person, at=at)
    shown = get_object_or_404(visible.select_related("area", "criteria_set", "previous"), code=code)
    stages = list(shown.stages.order_by("tier"))
    prepares = permissions.preparable(person, at=at).filter(pk=shown.pk).exists()
    state = queries.state_of(shown)
    context = {
        "crumbs": [(scope.CAMPAIGNS[0], reverse(scope.CAMPAIGNS[1]))],
        "campaign": shown,
        "state": state,
        "steps": [stage.step for stage in looking.stages_in_words(stages, at=at)],
        "stages": queries.stage_notes(stages),
        "rungs": looking.ladder_in_words(shown),
        "failed": looking.failed_in_words(shown),
        "conditions": looking.conditions_in_words(shown),
        "caps": looking.caps_in_words(shown),
        "recorded_at": queries.recorded_at(shown),
        "can_prepare": prepares,
        "can_edit": prepares and state == queries.DRAFT,
        "is_open": prepares and state == queries.OPEN,
        "is_published": state == queries.PUBLISHED,
    }
    return render(request, "scoring/campaign.html", context)


@require_POST
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Give up a campaign that was never opened."""
    desk = scope.prepared(request, code)
    preparing.discard(campaign=desk.campaign, version=scope.version(request), by=desk.user)
    messages.success(request, f"Đã hủy đợt “{desk.campaign.title}”.")
    return SeeOther(reverse(scope.CAMPAIGNS[1]))


@_PAGE
def new(request: HttpRequest) -> HttpResponse:
    """Set up a new campaign on a published set; it begins with what the set proposes."""
    scope.require_area(request)
    person, at = acting.person(request), acting.instant(request)
    form = NewCampaignForm(
        request.POST or None,
        areas=permissions.areas_prepared(person, at=at),
        earlier=queries.rounds_before(None, permissions.preparable(person, at=at)),
    )
    refusal = None
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        judging = actions.proposed_judging(told["criteria_set"])
        refusal = scope.refused(
            lambda: actions.create(**told, judging=judging, stages=[], by=person)
        )
        if refusal is None:
            messages.success(request, "Đã lập đợt chấm điểm. Tiếp theo: ghi các giai đoạn.")
            return SeeOther(reverse("scoring:campaign_stages", args=[told["code"]]))
    crumbs = [(scope.CAMPAIGNS[0], reverse(scope.CAMPAIGNS[1]))]
    context = {"form": form, "crumbs": crumbs, "wrong": scope.lines([form], refusal)}
    return scope.rendered(request, "new", context, refusal)


@_PAGE
def basics(request: HttpRequest, code: str) -> HttpResponse:
    """Change name, year, set and the round compared with."""
    desk = scope.prepared(request, code)
    shown = desk.campaign
    among = permissions.preparable(desk.user, at=acting.instant(request))
    form = ChangedBasicsForm(
        request.POST or None,
        earlier=queries.rounds_before(shown, among),
        initial={
            name: getattr(shown, name) for name in ("title", "year", "criteria_set", "previous")
        },
    )
    refusal = None
    if request.method == "POST" and form.is_valid():
        refusal = scope.refused(
            lambda: preparing.change_basics(
                campaign=shown, **form.cleaned_data, version=scope.version(request), by=desk.user
            )
        )
        if refusal is None:
            return scope.saved(request, desk)
    context = {**scope.answer(desk, [form], refusal), "form": form}
    return scope.rendered(request, "basics", context, refusal)


@_PAGE
def stages(request: HttpRequest, code: str) -> HttpResponse:
    """Change the chain of stages: add, remove, put in another order, set their windows."""
    desk = scope.prepared(request, code)
    rows = list(desk.campaign.stages.order_by("tier"))
    formset = StageFormSet(request.POST or None, initial=initial_stages(rows), prefix="stages")
    refusal = None
    if request.method == "POST" and formset.is_valid():
        refusal = scope.refused(
            lambda: preparing.change_stages(
                campaign=desk.campaign,
                stages=stage_plans(formset),
                version=scope.version(request),
                by=desk.user,
            )
        )
        if refusal is None:
            return scope.saved(request, desk, again="scoring:campaign_stages")
    context = {
        **scope.answer(desk, formset, refusal),
        "formset": formset,
        "rows": list(zip_longest(formset, queries.stage_notes(rows))),
    }
    return scope.rendered(request, "stages", context, refusal)
