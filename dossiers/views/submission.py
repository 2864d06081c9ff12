"""From the officer's check to the leader's decision."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.addresses import address
from accounts.errors import ReasonRequired, Refused
from dossiers.actions import submission
from dossiers.forms.desk import ReasonForm
from dossiers.queries import (
    checking_before,
    comments,
    compared,
    desk,
    foreseen,
    last_seen,
    phrases,
    report,
    signed_papers,
)
from dossiers.queries.checking_before import Seen
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
    dossier = now.dossier
    shown = sheet.page(now)
    rows = [row for group in shown["groups"] for row in group["rows"]]
    papers = desk.papers_of(dossier)
    outdated = signed_papers.alike(signed_papers.outdated(dossier))
    found = checking_before.findings(dossier, Seen(rows, papers, outdated))
    seen_at = last_seen.by_leader(dossier)
    return shown | {
        "missing": [row for row in rows if row["is_due"] and not row["is_done"]],
        "left_out": [row for row in rows if row["is_left_out"]],
        "papers": papers,
        "outdated": outdated,
        "errors": [finding for finding in found if finding.is_error],
        "warnings": [finding for finding in found if not finding.is_error],
        "seen": phrases.to_the_second(seen_at) if seen_at else "",
        "changes": compared.changes_since(dossier, seen_at) if seen_at else [],
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
    return approval_page(request, pk)


def approval_page(
    request: HttpRequest,
    pk: int,
    refused: Refused | None = None,
    *,
    reason: str = "",
    commented: tuple[str, str] = ("", ""),
) -> HttpResponse:
    """Show the page; ``commented`` is the leaf and the text of a remark that was refused."""
    shown = _checked(request, pk)
    now = shown["now"]
    _put_remarks(shown, comments.by_leaf(now.dossier), commented)
    typed, is_unreasoned = {"reason": reason}, isinstance(refused, ReasonRequired)
    shown |= {
        "refused": refused,
        "refused_code": commented[0],
        # What the leader was asked for stands inside the question.
        "form": ReasonForm(typed) if is_unreasoned else ReasonForm(initial=typed),
        "return_open": "yes" if is_unreasoned else "no",
        "told": report.figures_of(now.dossier),
        "words": report.words_of(now.dossier),
        "verdicts": foreseen.verdicts_of(now.dossier),
        "can_comment": now.can_decide,
    }
    status = int(refused.status) if refused else 200
    return render(request, "dossiers/desk/approval.html", shown, status=status)


def _put_remarks(
    shown: dict[str, Any], remarks: Mapping[str, Any], commented: tuple[str, str]
) -> None:
    """Give each row its remarks and the way to add one."""
    for group in shown["groups"]:
        for row in group["rows"]:
            row["remarks"] = remarks.get(row["code"], [])
            row["comment_url"] = address("dossiers:comment", shown["dossier"].pk, row["code"])
            row["typed_comment"] = commented[1] if row["code"] == commented[0] else ""


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
        messages.success(request, "Đã gửi hồ sơ lên cấp trên. Biên nhận mở lại được ở trang hồ sơ.")
        return reverse("dossiers:receipt", args=[sent.receipt])

    return _decided(request, pk, act)


def _decided(request: HttpRequest, pk: int, act: Callable[[], str]) -> HttpResponse:
    """Do what the leader decided and lead on, or show the page again with the refusal."""
    situation(request, pk)
    try:
        return SeeOther(act())
    except Refused as refused:
        return approval_page(request, pk, refused, reason=request.POST.get("reason", ""))


@require_POST
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the sent dossier back."""
    now = situation(request, pk)
    submission.recall(dossier=now.dossier, by=person(request))
    messages.success(request, "Đã thu hồi hồ sơ. Hồ sơ trở lại chờ lãnh đạo duyệt.")
    return SeeOther(reverse("dossiers:approval", args=[pk]))
