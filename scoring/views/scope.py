"""What the pages of a campaign share: whose work it is, and how refusals come back to a page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts import acting, posted
from accounts.answers import SeeOther
from accounts.errors import Invalid, NotAllowed, Refused
from accounts.models import User
from scoring import permissions
from scoring.actions import preparing
from scoring.models import Campaign

CAMPAIGNS = ("Đợt chấm điểm", "scoring:campaigns")


@dataclass(frozen=True)
class Desk:
    """A campaign in preparation and the person at work on it."""

    campaign: Campaign
    user: User

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """The way back up from a part of the campaign."""
        return [(CAMPAIGNS[0], reverse(CAMPAIGNS[1])), (self.campaign.title, self.url)]

    @property
    def url(self) -> str:
        return reverse("scoring:campaign", args=[self.campaign.code])


def prepared(request: HttpRequest, code: str) -> Desk:
    """Return a campaign that the person sets up; 404 out of sight, 403 in sight, 423 once open.

    What is posted to an open campaign is refused by the action, so that a page that was still
    open comes back with what was typed into it.
    """
    user, at = acting.person(request), acting.instant(request)
    visible = permissions.visible_campaigns(user, at=at)
    shown = get_object_or_404(visible.select_related("area", "criteria_set", "previous"), code=code)
    permissions.require_preparing(user, shown.area, at=at)
    if request.method != "POST":
        preparing.require_unopened(shown)
    return Desk(shown, user)


def require_area(request: HttpRequest) -> None:
    """Raise ``NotAllowed`` for a person who sets up campaigns for no province."""
    areas = permissions.areas_prepared(acting.person(request), at=acting.instant(request))
    if not areas.exists():
        raise NotAllowed(
            "Đợt chấm điểm do cơ quan thường trực hoặc quản trị hệ thống của tỉnh lập. "
            "Nếu cần được giao việc này, hãy liên hệ quản trị hệ thống."
        )


def version(request: HttpRequest) -> int:
    """Return the version of the campaign that the person's page showed; 0 for nonsense."""
    return posted.number_or_zero(request.POST.get("version"))


def refused(act: Callable[[], object]) -> Refused | None:
    """Do it; return the refusal, if any, for the page that keeps what was typed."""
    try:
        act()
    except Refused as refusal:
        return refusal
    return None


@dataclass(frozen=True)
class Line:
    """One line of an error summary: where to go and what is wrong there."""

    anchor: str
    text: str


def lines(shown: Iterable[forms.Form], refusal: Refused | None = None) -> list[Line]:
    """Return everything that is wrong with the forms of a page, and with the act itself."""
    found = [Line("", refusal.sentence)] if refusal else []
    if isinstance(refusal, Invalid):
        found += [Line("", sentence) for sentence in refusal.problems.values()]
    for form in shown:
        found += [Line("", str(problem)) for problem in form.non_field_errors()]
        found += [
            Line(field.id_for_label, f"{field.label}: {problem}")
            for field in form
            for problem in field.errors
        ]
    return found


def answer(desk: Desk, shown: Iterable[forms.Form], refusal: Refused | None) -> dict[str, Any]:
    """Return what every page of a part needs."""
    return {
        "campaign": desk.campaign,
        "crumbs": desk.crumbs,
        "wrong": lines(shown, refusal),
        "error": refusal.code if refusal else "invalid",
        "version": desk.campaign.journal_seq,
    }


def saved(request: HttpRequest, desk: Desk, *, again: str = "") -> HttpResponse:
    """Answer an accepted change: back to the campaign, or once more to a part with more rows."""
    messages.success(request, "Đã lưu.")
    if again and "more" in request.POST:
        return SeeOther(reverse(again, args=[desk.campaign.code]))
    return SeeOther(desk.url)


def rendered(
    request: HttpRequest, name: str, context: dict[str, Any], refusal: Refused | None
) -> HttpResponse:
    """Draw a part's page with the status that its problems deserve."""
    status: int = HTTPStatus.OK
    if refusal is not None:
        status = refusal.status
    elif context["wrong"]:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, f"scoring/campaign/{name}.html", context, status=status)
