"""The unit's workbook: handing it out, showing what a filled one would change, taking it over."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import Invalid, Refused
from dossiers import permissions
from dossiers.actions import filling
from dossiers.exports import unit_workbook
from dossiers.forms.workbook import STORED, WORKBOOK, Choices, WorkbookForm, read_choices
from dossiers.imports import unit_changes, unit_preview
from dossiers.imports import unit_workbook as reading
from dossiers.imports.unit_changes import LeafChange, Sorted
from dossiers.imports.unit_preview import Preview
from dossiers.queries import phrases
from dossiers.views.answers import SeeOther
from dossiers.views.scope import person
from dossiers.views.situation import Situation, situation
from scoring.exports.spreadsheets import CONTENT_TYPE


@require_http_methods(["GET", "HEAD", "POST"])
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer the workbook, or take a filled one and show what it would change."""
    now = situation(request, pk)
    if request.method != "POST":
        return _page(request, now, WorkbookForm())
    permissions.require_entry(person(request), now.dossier, at=now.at)
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, now, form, Invalid(" ".join(map(str, form.errors["file"]))))
    try:
        read = reading.read(form.content(), now.dossier)
    except Refused as refusal:
        return _page(request, now, form, refusal)
    return _preview(request, now, read)


@require_safe
@never_cache
def workbook_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the workbook as the scores stand; entry cells are open to those who may enter."""
    now = situation(request, pk)
    content = unit_workbook.workbook(now.dossier, at=now.at, can_write=now.can_enter)
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    name = f"bang-tu-cham-{now.dossier.campaign.code}-{now.dossier.unit.code}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@require_POST
def workbook_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Store the chosen leaves of a previewed workbook in one act."""
    now = situation(request, pk)
    permissions.require_entry(person(request), now.dossier, at=now.at)
    chosen = read_choices(request.POST)
    shown = unit_preview.unsealed(request.POST.get("payload", ""), _holder(request, now))
    found = unit_changes.sort(shown.read, now.dossier, now.stage)
    try:
        entries = unit_preview.entries(found, shown, chosen.takes, chosen.sides)
        count = filling.take_over(dossier=now.dossier, entries=entries, by=person(request))
    except Refused as refusal:
        now = situation(request, pk)
        return _preview(request, now, shown.read, refusal=refusal, chosen=chosen)
    messages.success(request, f"Đã ghi nhận {count} tiêu chí từ bảng tính.")
    return SeeOther(reverse("dossiers:entry", args=[pk]))


def _holder(request: HttpRequest, now: Situation) -> tuple[int, int]:
    return person(request).pk, now.dossier.pk


def _page(
    request: HttpRequest, now: Situation, form: WorkbookForm, refusal: Refused | None = None
) -> HttpResponse:
    status = refusal.status if refusal else HTTPStatus.OK
    shown = {"now": now, "dossier": now.dossier, "deadline": now.deadline}
    shown |= {"form": form, "refusal": refusal}
    return render(request, "dossiers/workbook/workbook.html", shown, status=status)


def _preview(
    request: HttpRequest,
    now: Situation,
    read: reading.Read,
    *,
    refusal: Refused | None = None,
    chosen: Choices | None = None,
) -> HttpResponse:
    found = unit_changes.sort(read, now.dossier, now.stage)
    changed, conflicts = found.of("changed"), found.of("conflict")
    sealed = unit_preview.sealed(Preview(read, unit_preview.versions(found)), _holder(request, now))
    shown: dict[str, Any] = {
        "now": now,
        "dossier": now.dossier,
        "deadline": now.deadline,
        "refusal": refusal,
        "refused": found.refused,
        "changed": [(each, chosen is None or each.code in chosen.taken) for each in changed],
        "conflicts": [_conflict(each, chosen) for each in conflicts],
        "unchanged": found.of("unchanged"),
        "payload": sealed if now.can_enter and (changed or conflicts) else "",
        "sides": {"workbook": WORKBOOK, "stored": STORED},
        **_counts(found),
    }
    status = refusal.status if refusal else _status(found)
    return render(request, "dossiers/workbook/preview.html", shown, status=status)


def _conflict(change: LeafChange, chosen: Choices | None) -> dict[str, Any]:
    """Return a lost race with who won it and what was chosen before, if anything."""
    row = change.stored
    won = f"{row.recorded_by.full_name} lưu {phrases.moment(row.recorded_at)}" if row else ""
    return {"change": change, "won": won, "side": chosen.sides.get(change.code) if chosen else ""}


def _counts(found: Sorted) -> dict[str, int]:
    """Return how many cells stand in each of the four states."""
    differing = {
        state: sum(len(each.changed_cells) for each in found.of(state))
        for state in ("changed", "conflict")
    }
    every = sum(len(each.cells) for each in found.leaves if each.state != "refused")
    return {
        "changed_cells": differing["changed"],
        "conflict_cells": differing["conflict"],
        "refused_cells": len(found.refused),
        "unchanged_cells": every - sum(differing.values()),
    }


def _status(found: Sorted) -> int:
    """A preview with nothing but refused cells is a refusal."""
    is_refused = found.refused and not found.of("changed") and not found.of("conflict")
    return HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK
