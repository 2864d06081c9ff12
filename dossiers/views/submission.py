"""From the officer's check to the leader's receipt, and the overview of a dossier."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import acting
from accounts.errors import Refused
from dossiers import permissions
from dossiers.actions import submission
from dossiers.forms.desk import ReasonForm
from dossiers.models import Submission
from dossiers.queries import desk, history, phrases
from dossiers.views import entry
from dossiers.views.answers import SeeOther
from dossiers.views.scope import dossier_scope
from dossiers.views.situation import situation

ACTS_ON_A_PAGE = 30


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
    shown = entry.page(now)
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
        submission.hand_over(dossier=now.dossier, by=request.user)
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
    shown |= {"refused": refused, "form": form}
    status = int(refused.status) if refused else 200
    return render(request, "dossiers/desk/approval.html", shown, status=status)


@require_POST
def return_to_officer(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the dossier back with a reason."""
    form = ReasonForm(request.POST)

    def act() -> str:
        dossier = situation(request, pk).dossier
        submission.return_to_officer(dossier=dossier, reason=form.typed_reason(), by=request.user)
        messages.success(request, "Đã trả lại cán bộ nhập liệu kèm lý do.")
        return reverse("dossiers:overview", args=[pk])

    return _decided(request, pk, act)


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve, send upward and show the receipt."""

    def act() -> str:
        sent = submission.send(dossier=situation(request, pk).dossier, by=request.user)
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
    submission.recall(dossier=now.dossier, by=request.user)
    messages.success(request, "Đã thu hồi hồ sơ. Hồ sơ trở lại chờ lãnh đạo duyệt.")
    return SeeOther(reverse("dossiers:approval", args=[pk]))


@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Show a numbered receipt; it can be opened and printed again at any time."""
    visible = permissions.visible_to(request.user, at=acting.instant(request))
    sent = get_object_or_404(
        Submission.objects.select_related("dossier__unit", "dossier__campaign", "stage", "sent_by"),
        receipt=number,
        dossier__in=visible,
    )
    tied = permissions.ties(request.user, sent.dossier, at=acting.instant(request))
    stages = sent.dossier.campaign.stages.all()
    shown = {
        "sent": sent,
        "dossier": sent.dossier,
        "trail": [("Hồ sơ", reverse("dossiers:overview", args=[sent.dossier_id]))],
        "when": phrases.to_the_second(sent.sent_at),
        "iso": phrases.iso(sent.sent_at),
        "recalled": phrases.to_the_second(sent.recalled_at) if sent.recalled_at else "",
        "shows_points": sent.stage.tier in tied.readable_tiers(sent.dossier, stages),
        "achieved": phrases.points(sent.achieved),
        "index": phrases.percent(sent.index),
    }
    return render(request, "dossiers/desk/receipt.html", shown)


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a dossier stands to anybody who may know of it."""
    scope = dossier_scope(request, pk)
    dossier = scope.dossier
    tied = permissions.ties(request.user, dossier, at=scope.at)
    stages = list(dossier.campaign.stages.order_by("tier"))
    readable = tied.readable_tiers(dossier, stages)
    can_read = tied.can_read_content(dossier)
    acts = history.of_dossier(
        dossier, shows_unit=can_read, shows_appraisal=len(readable) == len(stages)
    )
    page = Paginator(acts, ACTS_ON_A_PAGE).get_page(request.GET.get("trang"))
    shown = {
        "dossier": dossier,
        "trail": [("Trang chính", reverse("dossiers:home"))],
        "review_url": reverse("dossiers:review", args=[pk]) if can_read else "",
        "now": situation(request, pk) if tied.own_side else None,
        "state_tone": desk.STATE_TONES[dossier.state],
        "steps": desk.steps_of(dossier, stages),
        "layers": desk.layers_of(dossier, readable) if can_read else [],
        "papers": desk.papers_of(dossier) if can_read else [],
        "receipts": desk.receipts_of(dossier),
        "page": page,
        "history": history.lines(page, dossier),
        "can_read": can_read,
        "recorded_at": phrases.iso(dossier.recorded_at) if dossier.recorded_at else "",
    }
    return render(request, "dossiers/desk/overview.html", shown)
