"""One account: its page, and the acts on it."""

from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import TypedDict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting, history, queries, words
from accounts.actions import grants, holder, issue
from accounts.errors import Invalid, ReasonRequired, Refused
from accounts.forms import GrantForm, HandOverForm, VersionedForm
from accounts.models import User
from accounts.views import listing, scope

# What fits a page; older entries are in the journal of the unit.
_HISTORY_SHOWN = 50


# Acts whose question on the page asks for a reason.
ASKING = ("reset", "deactivate", "activate")
_LACKING = "Hãy nêu lý do, số văn bản."


class Typed(TypedDict):
    """What every act on an account is sent with."""

    version: int
    reason: str


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an account with its roles, its history and the acts that are open."""
    return _detail(request, scope.visible_account(request, pk))


@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the account a further role."""
    account = scope.visible_account(request, pk)
    form = _grant_form(request, request.POST)
    if not form.is_valid():
        return _detail(request, account, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    typed = form.cleaned_data
    given = grants.grant_role(
        account,
        role=typed["role"],
        unit=typed["unit"],
        by=acting.person(request),
        ends_at=_day_after(typed["until"]),
        reason=typed["reason"],
    )
    messages.success(request, f"Đã giao vai trò {given}.")
    return redirect("accounts:detail", account.pk)


@require_POST
def end_role(request: HttpRequest, pk: int, grant_pk: int) -> HttpResponse:
    """End one role of the account."""
    account = scope.visible_account(request, pk)
    held = get_object_or_404(account.roles_held, pk=grant_pk)
    grants.end_role(held, by=acting.person(request), reason=_typed(request)["reason"])
    messages.success(request, f"Đã kết thúc vai trò {held}.")
    return redirect("accounts:detail", account.pk)


@never_cache
@require_POST
def reset_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw a new secret and show its letter, once."""
    account = scope.visible_account(request, pk)
    try:
        letter = holder.reset_secret(account, by=acting.person(request), **_typed(request))
    except ReasonRequired as refusal:
        return _asked_again(request, account, "reset", refusal)
    return letters(request, [letter])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the account to another person and show the letter, once."""
    account = scope.visible_account(request, pk)
    form = HandOverForm(request.POST or None, initial={"version": account.version})
    code = Invalid.code
    if request.method == "POST" and form.is_valid():
        try:
            return letters(request, [_hand_over(request, account, form)])
        except Invalid as refusal:
            field = "reason" if "reason" in refusal.problems else None
            form.add_error(field, refusal.sentence)
            code = refusal.code
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    crumbs = scope.crumbs_to(account)
    context = {"account": account, "form": form, "code": code, "crumbs": crumbs}
    return render(request, "accounts/hand_over.html", context, status=status)


@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an account that was shut out for failed sign-ins try again."""
    account = scope.visible_account(request, pk)
    holder.unlock(account, by=acting.person(request), version=_typed(request)["version"])
    messages.success(request, f"Đã mở khóa đăng nhập cho {account.username}.")
    return redirect("accounts:detail", account.pk)


@require_POST
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the account."""
    account = scope.visible_account(request, pk)
    try:
        holder.deactivate(account, by=acting.person(request), **_typed(request))
    except ReasonRequired as refusal:
        return _asked_again(request, account, "deactivate", refusal)
    messages.success(request, f"Đã ngừng tài khoản {account.username}.")
    return redirect("accounts:detail", account.pk)


@never_cache
@require_POST
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a stopped account sign in again, with a new secret shown once."""
    account = scope.visible_account(request, pk)
    try:
        letter = holder.activate(account, by=acting.person(request), **_typed(request))
    except ReasonRequired as refusal:
        return _asked_again(request, account, "activate", refusal)
    return letters(request, [letter])


def letters(request: HttpRequest, issued: list[issue.Letter]) -> HttpResponse:
    """Print secrets: the only page, and the only time, that they can be read."""
    response = render(
        request,
        "accounts/letters.html",
        {
            "letters": issued,
            "place": acting.acting(request),
            "date_words": words.paper_date(queries.local_date(acting.instant(request))),
            "crumbs": scope.crumbs(),
        },
    )
    response["Cache-Control"] = "no-store, private"
    return response


def _hand_over(request: HttpRequest, account: User, form: HandOverForm) -> issue.Letter:
    typed = form.cleaned_data
    return holder.hand_over(
        account,
        to=holder.Holder(
            full_name=typed["full_name"],
            position=typed["position"],
            email=typed["email"],
            phone=typed["phone"],
        ),
        by=acting.person(request),
        reason=typed["reason"],
        version=typed["version"],
    )


def _detail(
    request: HttpRequest,
    account: User,
    *,
    form: GrantForm | None = None,
    refused: Refused | None = None,
    asked: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Draw the account; ``asked`` is the act whose question stands open after ``refused``."""
    at = acting.instant(request)
    state = queries.account_state(account, at=at)
    events = [history.event(entry) for entry in queries.history_of(account)[:_HISTORY_SHOWN]]
    context = {
        "account": account,
        "state": queries.ACCOUNT_STATES[state],
        "tone": listing.STATE_TONES[state],
        "terms": queries.terms_of(account, at=at),
        "refused": refused,
        **{f"{act}_open": "yes" if act == asked else "no" for act in ASKING},
        **{f"{act}_lacks": _LACKING if act == asked else "" for act in ASKING},
        "events": events,
        "grant_open": "yes" if form else "no",
        "grant_form": form or _grant_form(request),
        "can_manage": queries.is_administered(account, by=acting.person(request), at=at),
        "is_self": account.pk == acting.person(request).pk,
        "crumbs": scope.crumbs(),
    }
    return render(request, "accounts/detail.html", context, status=status)


def _asked_again(
    request: HttpRequest, account: User, act: str, refusal: ReasonRequired
) -> HttpResponse:
    """Show the account with the question of ``act`` open and what it still lacks."""
    return _detail(request, account, refused=refusal, asked=act, status=refusal.status)


def _grant_form(request: HttpRequest, data: dict[str, str] | None = None) -> GrantForm:
    at = acting.instant(request)
    return GrantForm(data, units=queries.units_administered(acting.person(request), at=at))


def _typed(request: HttpRequest) -> Typed:
    """Return what an act's form carries; ``Invalid`` without its version."""
    form = VersionedForm(request.POST)
    if not form.is_valid():
        raise Invalid("Biểu mẫu thiếu thông tin. Hãy tải lại trang tài khoản rồi thực hiện lại.")
    return Typed(version=form.cleaned_data["version"], reason=form.cleaned_data["reason"])


def _day_after(last_day: date | None) -> datetime | None:
    """Return the instant at which a term that includes ``last_day`` ends."""
    if last_day is None:
        return None
    return timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time.min))
