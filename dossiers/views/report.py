"""The self-assessment report: live totals, points off, and the unit's own words."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.enums import Role
from accounts.errors import Conflict, Refused
from dossiers.actions import report as reporting
from dossiers.forms.report import ReportForm, read_version
from dossiers.queries import phrases
from dossiers.queries import report as reports
from dossiers.views.answers import SeeOther
from dossiers.views.scope import person
from dossiers.views.situation import Situation, situation


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the report; whoever enters figures writes its words."""
    now = situation(request, pk)
    if request.method != "POST":
        row = reports.words_of(now.dossier)
        return _page(request, now, ReportForm(instance=row), version=row.version)
    form = ReportForm(request.POST)
    version = read_version(request.POST)
    try:
        reporting.save(
            dossier=now.dossier,
            words=form.typed(),
            version=version,
            confirms_contact=bool(request.POST.get("contact_confirmed")),
            by=person(request),
        )
    except Refused as refused:
        return _refused(request, now, form, refused, version=version)
    messages.success(request, "Đã lưu báo cáo.")
    return SeeOther(reverse("dossiers:report", args=[pk]))


def _refused(
    request: HttpRequest, now: Situation, form: ReportForm, refused: Refused, *, version: int
) -> HttpResponse:
    """Show the page as it was typed; after a lost race with both sides and the newer version."""
    stored: dict[str, str] = {}
    if isinstance(refused, Conflict):
        version = int(str(refused.values["version"]))
        stored = _differing(form, refused.values["stored"])
    return _page(request, now, form, version=version, refused=refused, stored=stored)


def _differing(form: ReportForm, theirs: object) -> dict[str, str]:
    """Return the stored text of each field that was typed otherwise, by the field's label."""
    return {
        str(form.fields[name].label): getattr(theirs, name) or "(để trống)"
        for name in form.Meta.fields
        if form.cleaned_data.get(name, "") != getattr(theirs, name)
    }


def _page(
    request: HttpRequest,
    now: Situation,
    form: ReportForm,
    *,
    version: int,
    refused: Refused | None = None,
    stored: dict[str, str] | None = None,
) -> HttpResponse:
    row = reports.words_of(now.dossier)
    can_write = now.can_change_papers and Role.ENTRY in now.roles
    shown: dict[str, Any] = {
        "now": now,
        "dossier": now.dossier,
        "deadline": now.deadline,
        "told": reports.figures_of(now.dossier),
        "form": form,
        "version": version,
        "row": row,
        "recorded_at": phrases.iso(row.recorded_at) if row.pk else "",
        "saved_words": f"Đã lưu {phrases.moment(row.recorded_at)}" if row.pk else "",
        "can_write": can_write or refused is not None,
        "refused": refused,
        "stored": stored or {},
    }
    status = int(refused.status) if refused else 200
    return render(request, "dossiers/desk/report.html", shown, status=status)
