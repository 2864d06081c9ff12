"""From the officer's check to the leader's decision."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import ReasonRequired, Refused
from dossiers.actions import submission
from dossiers.forms.desk import ReasonForm
from dossiers.queries import desk
from dossiers.views import sheet
from dossiers.views.answers import SeeOther
from dossiers.views.scope import person
from dossiers.views.situation import situation


@require_safe
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is missing before the dossier goes to the leader."""
    return _check_page(request, pk)


def _check_page(request: HttpRequest, pk: int, refused: Refused | None = None) -> HttpResponse:
    shown = _checked(request, pk) | {"refused": refused}
    status = int(refused.status) if refused else 200
    return render(request, "dossiers/desk/check.html", shown, status=status)


def _checked(request: HttpRequest, pk: int) -> dict[str, Any]:
    now = situation(request, pk)
    shown = sheet.page(now)
    rows = [row for group in shown["groups"] for row in group["rows"]]
    papers = desk.papers_of(now.dossier)
    return shown | {
        "missing": [row for row in rows if row["is_due"] and not row["is_done"]],
        "left_out": [row for row in rows if row["is_left_out"]],
        "papers_missing": [paper for paper in papers if not paper["files"]],
    }


@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the dossier to the leader."""
    now = situation(request, pk)
    try:
        submission.hand_over(dossier=now.dossier, by=person(request))
    except Refused as refused:
        return _check_page(request, pk, refused)
    messages.success(request, "Đã trình lãnh đạo. Hồ sơ chờ lãnh đạo duyệt và gửi.")
    return SeeOther(reverse("dossiers:overview", args=[pk]))


@require_safe
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the leader the whole self assessment with the two decisions."""
    return _approval_page(request, pk)


def _approval_page(
    request: HttpRequest, pk: int, refused: Refused | None = None, *, reason: str = ""
) -> HttpResponse:
    shown = _checked(request, pk)
    form = ReasonForm(initial={"reason": reason})
    # What the leader was asked for stands inside the question.
    return_open = "yes" if isinstance(refused, ReasonRequired) else "no"
    shown |= {"refused": refused, "form": form, "return_open": return_open}
    status = int(refused.status) if refused else 200
    return render(request, "dossiers/desk/approval.html", shown, status=status)


@require_POST
def return_to_officer(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the dossier back with a reason."""
    form = ReasonForm(request.POST)

    def act() -> str:
        dossier = situation(request, pk).dossier
        submission.return_to_officer(
            dossier=dossier, reason=form.typed_reason(), by=person(request)
        )
        messages.success(request, "Đã trả lại cán bộ nhập liệu kèm lý do.")
        return reverse("dossiers:overview", args=[pk])

    return _decided(request, pk, act)


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve, send upward and show the receipt."""

    def act() -> str:
        sent = submission.send(dossier=situation(request, pk).dossier, by=person(request))
        return reverse("dossiers:receipt", args=[sent.receipt])

    return _decided(request, pk, act)


def _decided(request: HttpRequest, pk: int, act: Callable[[], str]) -> HttpResponse:
    """Do what the leader decided and lead on, or show the page again with the refusal."""
    situation(request, pk)
    try:
        return SeeOther(act())
    except Refused as refused:
        return _approval_page(request, pk, refused, reason=request.POST.get("reason", ""))


@require_POST
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the sent dossier back."""
    now = situation(request, pk)
    submission.recall(dossier=now.dossier, by=person(request))
    messages.success(request, "Đã thu hồi hồ sơ. Hồ sơ trở lại chờ lãnh đạo duyệt.")
    return SeeOther(reverse("dossiers:approval", args=[pk]))
