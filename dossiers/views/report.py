"""The self-assessment report: live totals, points off, and the unit's own words."""

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.enums import Role
from accounts.errors import Conflict, Invalid, Refused
from dossiers.actions import report as reporting
from dossiers.actions.report import PARTS, Words
from dossiers.forms.report import ReportForm, read_seen, read_version, seen_name
from dossiers.models import Report
from dossiers.queries import phrases
from dossiers.queries import report as reports
from dossiers.views.answers import SeeOther
from dossiers.views.pieces import is_piece
from dossiers.views.scope import person
from dossiers.views.situation import Situation, situation

# In the address: the part that a script saves, or draws anew, by itself.
PART = "phan"


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the report; whoever enters figures writes its words, a script part by part."""
    now = situation(request, pk)
    part = _part(request)
    if request.method != "POST":
        return _shown(request, now, part)
    form = ReportForm(request.POST)
    try:
        row = reporting.save(
            dossier=now.dossier,
            words=form.typed(),
            version=read_version(request.POST),
            seen=read_seen(request.POST, part),
            confirms_contact=bool(request.POST.get("contact_confirmed")),
            by=person(request),
        )
    except Refused as refused:
        return _refused(request, now, form, refused, part=part)
    if part:
        return _pieces(request, now, row, part)
    messages.success(request, "Đã lưu báo cáo.")
    return SeeOther(reverse("dossiers:report", args=[pk]))


def _part(request: HttpRequest) -> str:
    """Return the part that a script asks for, empty for the whole page; 404 for an unknown one."""
    part = request.GET.get(PART, "")
    if part and part not in PARTS:
        raise Http404
    return part if is_piece(request) else ""


def _shown(request: HttpRequest, now: Situation, part: str) -> HttpResponse:
    """Show the report as it is stored, or one part of it for a script."""
    row = reports.words_of(now.dossier)
    form, words = ReportForm(instance=row), Words.of(row)
    if not part:
        return _page(request, now, form, row, marks=_marks(words))
    shown = {"part": _drawn(now, form, row, part, words.mark(part)) | {"saved": _saved(now, row)}}
    return render(request, "dossiers/desk/_report_part.html", shown | {"row": row})


def _marks(words: Words) -> dict[str, str]:
    return {part: words.mark(part) for part in PARTS}


def _saved(now: Situation, row: Report) -> str:
    """Return when the report was last saved, in words; empty before the first time."""
    return f"Đã lưu {phrases.recently(row.recorded_at, at=now.at)}" if row.pk else ""


def _drawn(
    now: Situation,
    form: ReportForm,
    row: Report,
    part: str,
    mark: str,
    alert: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return one part as the templates draw it."""
    fields, is_contact = [form[name] for name in PARTS[part]], part == "contact"
    return {
        "key": part,
        "anchor": "lien-he" if is_contact else f"phan-{part}",
        "label": "Người liên hệ" if is_contact else fields[0].label,
        "fields": fields,
        "is_contact": is_contact,
        "mark": mark,
        "seen_name": seen_name(part),
        "url": f"{reverse('dossiers:report', args=[now.dossier.pk])}?{PART}={part}",
        "recorded_at": phrases.iso(row.recorded_at) if row.pk else "",
        "alert": alert,
    }


def _pieces(
    request: HttpRequest,
    now: Situation,
    row: Report,
    part: str,
    alert: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Answer a script: how the part stands now, or why it was refused."""
    mark = Words.of(row).mark(part)
    shown = {
        "part": _drawn(now, ReportForm(instance=row), row, part, mark, alert),
        "row": row,
        "saved_words": _saved(now, row),
    }
    return render(request, "dossiers/desk/_report_pieces.html", shown, status=status)


def _refused(
    request: HttpRequest, now: Situation, form: ReportForm, refused: Refused, *, part: str
) -> HttpResponse:
    """Show the page, or a script's part, as it was typed; after a lost race with both sides."""
    row = reports.words_of(now.dossier)
    lost, stored = _lost(refused), Words.of(row)
    if part:
        alert = _alert(form, stored, part if lost else "") | {
            "code": refused.code,
            "sentence": refused.sentence,
            "problems": list(refused.problems.values()) if isinstance(refused, Invalid) else [],
        }
        return _pieces(request, now, row, part, alert, status=int(refused.status))
    # A part in dispute is chosen by the next save; the others were shown as they were shown.
    marks = _marks(stored) | (read_seen(request.POST, "") or {})
    marks |= {each: stored.mark(each) for each in lost}
    alerts = {each: _alert(form, stored, each) for each in lost}
    return _page(request, now, form, row, marks=marks, refused=refused, alerts=alerts)


def _lost(refused: Refused) -> list[str]:
    """Return the parts that somebody else changed first."""
    return cast(list[str], refused.values["parts"]) if isinstance(refused, Conflict) else []


def _alert(form: ReportForm, stored: Words, part: str) -> dict[str, Any]:
    """Return both sides of each text of a part that was typed otherwise than it is stored."""
    pairs = [
        (str(form.fields[name].label), form.cleaned_data.get(name, ""), kept)
        for name, kept in (stored.of_part(part) if part else {}).items()
    ]
    return {
        "sides": [
            {"label": label, "mine": mine, "stored": kept}
            for label, mine, kept in pairs
            if mine != kept
        ]
    }


def _page(
    request: HttpRequest,
    now: Situation,
    form: ReportForm,
    row: Report,
    *,
    marks: Mapping[str, str],
    refused: Refused | None = None,
    alerts: Mapping[str, dict[str, Any]] | None = None,
) -> HttpResponse:
    """Show the whole report; ``alerts`` holds both sides of the parts in dispute."""
    can_write = now.can_change_papers and Role.ENTRY in now.roles
    typed_on = row.version if alerts or not refused else read_version(request.POST)
    shown: dict[str, Any] = {
        "now": now,
        "dossier": now.dossier,
        "deadline": now.deadline,
        "told": reports.figures_of(now.dossier),
        "version": typed_on,
        "row": row,
        "recorded_at": phrases.iso(row.recorded_at) if row.pk else "",
        "saved_words": "" if refused else _saved(now, row),
        "can_write": can_write or refused is not None,
        "refused": refused,
        "parts": [
            _drawn(now, form, row, part, marks[part], (alerts or {}).get(part)) for part in PARTS
        ],
    }
    status = int(refused.status) if refused else 200
    return render(request, "dossiers/desk/report.html", shown, status=status)
