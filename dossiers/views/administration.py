"""The administrator's desk: what needs attention, deadlines, extensions."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import acting
from accounts.errors import Invalid, Refused
from accounts.models import User
from accounts.views import scope as account_scope
from dossiers import permissions
from dossiers.actions import deadlines
from dossiers.forms.administration import ChangeForm, DeadlineForm, LockForm
from dossiers.queries import administration as queries
from dossiers.queries import phrases
from scoring import permissions as scoring_permissions
from scoring.models import Stage

DESK = ("Trang quản trị", "dossiers:administration")


@require_safe
def administration(request: HttpRequest) -> HttpResponse:
    """Show what needs the administrator's attention."""
    account_scope.require_admin(request)
    at = acting.instant(request)
    campaigns = queries.campaigns_administered(acting.person(request), at=at)
    changes = queries.changes_of(campaigns)[:5]
    context = {
        "stages": queries.running_stages(campaigns, at=at),
        "changes": queries.changes_in_words(changes, at=at),
        "rounds": campaigns.filter(published_at__isnull=True),
        "unrecorded": queries.unrecorded_closings(at=at),
        "unreachable": queries.unreachable_people(acting.person(request), at=at),
        "now": phrases.to_the_second(at),
    }
    return render(request, "dossiers/administration/desk.html", context)


@require_safe
def extensions(request: HttpRequest) -> HttpResponse:
    """List every extension and early lock of the administered campaigns."""
    account_scope.require_admin(request)
    at = acting.instant(request)
    campaigns = queries.campaigns_administered(acting.person(request), at=at)
    page = account_scope.page_of(request, queries.changes_of(campaigns))
    context = {
        "crumbs": [(DESK[0], reverse(DESK[1]))],
        "page": page,
        "rows": queries.changes_in_words(page, at=at),
        "stages": queries.running_stages(campaigns, at=at),
    }
    return render(request, "dossiers/administration/extensions.html", context)


@require_safe
def stage(request: HttpRequest, code: str, tier: int) -> HttpResponse:
    """Show one stage's deadline with the forms that move it."""
    return _page(request, _stage(request, code, tier))


@require_http_methods(["POST"])
def set_deadline(request: HttpRequest, code: str, tier: int) -> HttpResponse:
    """Move the instant at which the whole stage closes."""
    shown = _stage(request, code, tier)
    before = phrases.to_the_second(shown.closes_at)

    def move(by: User, until: Any, reason: str) -> str:
        moved = deadlines.set_deadline(stage=shown, closes_at=until, reason=reason, by=by)
        return f"Đã đổi thời điểm khóa từ {before} thành {phrases.to_the_second(moved.closes_at)}."

    return _act(request, shown, "deadline", move)


@require_http_methods(["POST"])
def extend(request: HttpRequest, code: str, tier: int) -> HttpResponse:
    """Give a unit, or a district with all its communes, more time."""
    return _change(request, code, tier, "extend", deadlines.extend)


@require_http_methods(["POST"])
def reopen(request: HttpRequest, code: str, tier: int) -> HttpResponse:
    """Open the stage again for a unit that was locked: an extension under its own name."""
    return _change(request, code, tier, "reopen", deadlines.extend)


@require_http_methods(["POST"])
def lock(request: HttpRequest, code: str, tier: int) -> HttpResponse:
    """Close the stage early for a unit."""
    return _change(request, code, tier, "lock", deadlines.lock)


_FORMS = ("deadline", "extend", "reopen", "lock")


def _stage(request: HttpRequest, code: str, tier: int) -> Stage:
    """Return a stage in the person's scope. Raises ``Http404``, or ``NotAllowed`` in scope."""
    person, at = acting.person(request), acting.instant(request)
    visible = scoring_permissions.visible_campaigns(person, at=at)
    found = (
        Stage.objects.filter(campaign__in=visible, campaign__code=code, tier=tier)
        .select_related("campaign__area")
        .first()
    )
    if found is None:
        raise Http404
    permissions.require_admin(person, found.campaign, at=at)
    return found


def _change(
    request: HttpRequest, code: str, tier: int, name: str, act: Callable[..., Any]
) -> HttpResponse:
    shown = _stage(request, code, tier)

    def change(by: User, **typed: Any) -> str:
        made = act(stage=shown, by=by, **typed)
        words = (
            f"{made.get_kind_display()} {made.unit.name} đến {phrases.to_the_second(made.until)}"
        )
        return f"Đã ghi nhận: {words}, văn bản số {made.document_number}."

    return _act(request, shown, name, change)


def _act(request: HttpRequest, shown: Stage, name: str, do: Callable[..., str]) -> HttpResponse:
    """Carry out what one form asks; a refusal comes back on the page with what was typed."""
    form = _form(name, shown, request.POST)
    status, error = HTTPStatus.UNPROCESSABLE_ENTITY, "invalid"
    if form.is_valid():
        try:
            done = do(by=acting.person(request), **form.cleaned_data)
        except Refused as refusal:
            _note(form, refusal)
            status, error = refusal.status, refusal.code
        else:
            messages.success(request, done)
            place = reverse("dossiers:stage", args=[shown.campaign.code, shown.tier])
            return HttpResponseRedirect(place, status=HTTPStatus.SEE_OTHER)
    return _page(request, shown, bound={name: form}, status=status, error=error)


def _note(form: forms.Form, refusal: Refused) -> None:
    """Put a refusal to the fields at fault, or to the whole form."""
    problems = refusal.problems if isinstance(refusal, Invalid) else {}
    for field, sentence in problems.items():
        form.add_error(field if field in form.fields else None, sentence)
    if not problems:
        form.add_error(None, refusal.sentence)


def _form(name: str, shown: Stage, data: Any = None) -> forms.Form:
    if name == "deadline":
        return DeadlineForm(data, auto_id="deadline-%s")
    kind = LockForm if name == "lock" else ChangeForm
    return kind(data, auto_id=f"{name}-%s", campaign=shown.campaign)


def _recorded_at(shown: Stage) -> str:
    """Return when the stage's window was last set, as programs read it; "" before the opening."""
    moved_at = queries.last_moved_at(shown) or shown.campaign.opened_at
    return phrases.iso(moved_at) if moved_at else ""


def _page(
    request: HttpRequest,
    shown: Stage,
    *,
    bound: dict[str, forms.Form] | None = None,
    status: int = HTTPStatus.OK,
    error: str = "",
) -> HttpResponse:
    at = acting.instant(request)
    campaigns = queries.campaigns_administered(acting.person(request), at=at)
    desk = next(
        (each for each in queries.running_stages(campaigns, at=at) if each.stage == shown), None
    )
    bound = bound or {}
    asked = next(iter(bound.values()), None)
    changes = queries.changes_of(campaigns).filter(stage=shown)
    context = {
        "crumbs": [(DESK[0], reverse(DESK[1]))],
        "stage": shown,
        "desk": desk,
        "forms": {name: bound.get(name) or _form(name, shown) for name in _FORMS},
        "open": {name: "yes" if name in bound else "no" for name in _FORMS},
        "asked": asked,
        "error": error,
        "units": [queries.unit_label(unit) for unit in queries.units_of(shown.campaign)],
        "locked": queries.locked_units(shown),
        "changes": queries.changes_in_words(changes, at=at),
        "opens": phrases.to_the_second(shown.opens_at),
        "closes": phrases.to_the_second(shown.closes_at),
        "recorded_at": _recorded_at(shown),
        "version": shown.campaign.journal_seq,
    }
    return render(request, "dossiers/administration/stage.html", context, status=status)
