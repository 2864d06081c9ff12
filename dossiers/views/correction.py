"""Correcting a running round: choose a version, read what it would change, apply by decision."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import acting
from accounts.answers import SeeOther
from accounts.errors import Invalid, Refused
from accounts.views import scope as account_scope
from dossiers.actions import correction as actions
from dossiers.actions.correction_report import Report
from dossiers.forms.correction import CorrectionForm, ReportFilterForm
from dossiers.queries import correcting, phrases
from dossiers.views import correction_rows as moulds
from scoring import permissions
from scoring.models import Campaign, CriteriaSet

ROWS_ON_A_PAGE = 50


@require_safe
def correction(request: HttpRequest, code: str) -> HttpResponse:
    """Show which versions the round could be corrected to, and what was corrected before."""
    campaign = _running(request, code)
    applied = correcting.applied_to(campaign)
    versions = correcting.versions_from(campaign).exclude(pk=campaign.criteria_set_id)
    context = {
        "crumbs": _crumbs(campaign),
        "campaign": campaign,
        "versions": versions,
        "is_published": campaign.published_at is not None,
        "applied": applied,
        "recorded_at": applied[0].iso if applied else "",
    }
    return render(request, "dossiers/administration/correction.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, code: str, set_pk: int) -> HttpResponse:
    """Show every score, total and class that a version would change; apply it when posted."""
    campaign = _running(request, code)
    chosen = get_object_or_404(correcting.versions_from(campaign), pk=set_pk)
    if request.method != "POST":
        return _page(request, campaign, chosen, CorrectionForm())
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        error = "reason_required" if list(form.errors) == ["reason"] else "invalid"
        return _page(request, campaign, chosen, form, error=error)
    try:
        words = _apply(request, campaign, chosen, form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return _page(request, campaign, chosen, form, error=refusal.code, status=refusal.status)
    messages.success(request, words)
    return SeeOther(reverse("dossiers:correction", args=[campaign.code]))


def _apply(
    request: HttpRequest, campaign: Campaign, chosen: CriteriaSet, typed: dict[str, str]
) -> str:
    """Apply a version as the report on the page told; returns what was done, in words."""
    found = actions.apply(
        campaign=campaign,
        criteria_set=chosen,
        decision_number=typed["document_number"],
        reason=typed["reason"],
        by=acting.person(request),
        seen=request.POST.get("version", ""),
    )
    changed = phrases.count(len(found.changes))
    return f"Đã sửa bộ tiêu chí theo {typed['document_number']}: {changed} điểm được tính lại."


def _running(request: HttpRequest, code: str) -> Campaign:
    """Return an opened campaign that the person sets up; 404 out of sight, 403 without right."""
    person, at = acting.person(request), acting.instant(request)
    visible = permissions.visible_campaigns(person, at=at).filter(opened_at__isnull=False)
    campaign = get_object_or_404(visible.select_related("area", "criteria_set"), code=code)
    permissions.require_preparing(person, campaign.area, at=at)
    return campaign


def _crumbs(campaign: Campaign) -> list[tuple[str, str]]:
    return [
        ("Đợt chấm điểm", reverse("scoring:campaigns")),
        (campaign.title, reverse("scoring:campaign", args=[campaign.code])),
    ]


def _page(
    request: HttpRequest,
    campaign: Campaign,
    chosen: CriteriaSet,
    form: CorrectionForm,
    *,
    error: str = "",
    status: int = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> HttpResponse:
    """Draw the report; after a refusal (``error`` is its code) with what was typed."""
    context: dict[str, Any] = {
        "crumbs": [
            *_crumbs(campaign),
            ("Sửa bộ tiêu chí", reverse("dossiers:correction", args=[campaign.code])),
        ],
        "campaign": campaign,
        "chosen": chosen,
        "form": form,
        "error": error,
        "is_published": campaign.published_at is not None,
        "is_in_use": chosen.pk == campaign.criteria_set_id,
    }
    try:
        found = actions.report(campaign=campaign, criteria_set=chosen)
    except Invalid as misfit:
        context["misfits"] = list(misfit.problems.values())
    else:
        context |= _told(request, campaign, chosen, found)
        is_closed = context["is_published"] or context["is_in_use"]
        context["can_apply"] = not (is_closed or found.problems)
        context["open"] = "yes" if error else "no"
    page = "dossiers/administration/correction_report.html"
    return render(request, page, context, status=status if error else HTTPStatus.OK)


def _told(
    request: HttpRequest, campaign: Campaign, chosen: CriteriaSet, found: Report
) -> dict[str, Any]:
    """Return the report's figures and one page of the list that is looked at."""
    filtering = ReportFilterForm(request.GET, units=moulds.units_of(found))
    lists = moulds.Lists(found, unit_code=filtering.unit_code)
    current = lists.chosen(request.GET.get("xem", ""))
    page = Paginator(lists.items(current), ROWS_ON_A_PAGE).get_page(request.GET.get("trang"))
    person, at = acting.person(request), acting.instant(request)
    closed = correcting.closed_layers(campaign, person, at=at)
    return {
        "figures": moulds.figures(found),
        "sentence": moulds.sentence(found),
        "fingerprint": found.fingerprint,
        "blocked": phrases.count(len(found.problems)) if found.problems else "",
        "filter": filtering,
        "unit_code": filtering.unit_code,
        "tabs": lists.tabs(current),
        "shows_leaves": current != moulds.TOTALS,
        "page": page,
        "rows": moulds.rows(
            list(page),
            stages=list(campaign.stages.all()),
            names=correcting.leaf_names(chosen),
            closed=closed,
        ),
        "query": account_scope.query_without_page(request),
        "total": f"{phrases.count(page.paginator.count)} dòng",
    }
