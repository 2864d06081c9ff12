"""Signing in and out, one's own password, and the role one works in."""

from http import HTTPStatus

from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import acting
from accounts.actions import holder
from accounts.forms import PasswordForm, RoleChoiceForm, SignInForm

# A refused sign-in says why with the status of contract C5.
_STATUS = {
    "secret_expired": HTTPStatus.FORBIDDEN,
    "invalid": HTTPStatus.UNPROCESSABLE_ENTITY,
}


@login_not_required
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Sign a person in; a new session key is drawn, so a planted one is worth nothing."""
    form = SignInForm(request, request.POST or None)
    status = HTTPStatus.OK
    if request.method == "POST":
        if form.is_valid():
            account = form.get_user()
            auth.login(request, account)
            holder.note_sign_in(account)
            _take_up_role(request)
            return redirect(_after_login(request))
        status = _STATUS[form.refusal_code]
    elif request.user.is_authenticated:
        return redirect(_next(request) or "/")
    context = {"form": form, "next": _next(request)}
    return render(request, "accounts/login.html", context, status=status)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session."""
    auth.logout(request)
    return redirect("accounts:login")


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; every other session of the account ends."""
    person = acting.person(request)
    is_first = person.must_change_password
    form = PasswordForm(person, request.POST or None)
    status = HTTPStatus.OK
    if request.method == "POST":
        if form.is_valid():
            holder.change_own_password(person, password=form.cleaned_data["new_password1"])
            auth.update_session_auth_hash(request, person)
            messages.success(request, "Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc.")
            return redirect(
                _role_first(request, _next(request)) if is_first else _next(request) or "/"
            )
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"form": form, "is_first": is_first, "next": _next(request)}
    return render(request, "accounts/password.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def choose_role(request: HttpRequest) -> HttpResponse:
    """Choose which of one's roles to work in."""
    standing = acting.standing(request)
    grants = {str(grant.pk): grant for grant in standing.grants}
    current = standing.acting.pk if standing.acting else None
    form = RoleChoiceForm(request.POST or None, grants=standing.grants, initial={"grant": current})
    status = HTTPStatus.OK
    if request.method == "POST":
        if form.is_valid():
            acting.choose(request, grants[form.cleaned_data["grant"]])
            return redirect(_next(request) or "/")
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"form": form, "grants": standing.grants, "next": _next(request)}
    return render(request, "accounts/choose_role.html", context, status=status)


def _take_up_role(request: HttpRequest) -> None:
    """Go on in the role that a page was left in, when it signs its person in again (sign-in.js)."""
    wanted = (request.POST.get("role"), request.POST.get("unit"))
    for grant in acting.standing(request).grants:
        if (grant.role, grant.unit.code) == wanted:
            acting.choose(request, grant)
            return


def _after_login(request: HttpRequest) -> str:
    """Return where a fresh session goes: own password first, then the role, then the page."""
    if acting.person(request).must_change_password:
        return _with_next("accounts:password", _next(request))
    return _role_first(request, _next(request))


def _role_first(request: HttpRequest, wanted: str) -> str:
    """Return the role page for a person with several roles, else the page that was wanted."""
    if acting.SESSION_KEY not in request.session and len(acting.standing(request).grants) > 1:
        return _with_next("accounts:choose_role", wanted)
    return wanted or "/"


def _with_next(name: str, wanted: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': wanted})}" if wanted else reverse(name)


def _next(request: HttpRequest) -> str:
    """Return the page wanted before, "" when it is not one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else ""
