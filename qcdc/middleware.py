"""What holds for every request: who may pass, how a refusal looks, what a browser may keep."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import middleware as auth_middleware
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts import errors as refusals
from accounts.files.pieces import PROTOCOL_HEADER, PROTOCOL_VERSION
from dossiers.views.pieces import is_piece
from qcdc import errors

GetResponse = Callable[[HttpRequest], HttpResponse]
READ_METHODS = {"GET", "HEAD", "OPTIONS"}
CHANGE_FIRST = (
    "Mật khẩu đang dùng là mật khẩu cấp lần đầu. Hãy đặt mật khẩu riêng trước khi tiếp tục."
)


class ResponseHeaders:
    """Close what the portal does not use, and let no shared machine keep a personal page.

    Whoever speaks the protocol of uploads in pieces hears its version in every answer: also in one
    that is given before the upload's view is reached, or instead of its own.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy",
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
        )
        if PROTOCOL_HEADER in request.headers:
            response.headers.setdefault(PROTOCOL_HEADER, PROTOCOL_VERSION)
        if _is_personal(request):
            response.headers.setdefault("Cache-Control", "no-store")
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response


def _is_personal(request: HttpRequest) -> bool:
    # Asking for the user of a request that never looked would cost two queries.
    session = getattr(request, "session", None)
    return session is not None and session.accessed and request.user.is_authenticated


class BodyLimit:
    """Refuse an oversized body by its announced length, before a byte of it is read."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > settings.QCDC_MAX_BODY_BYTES:
            return errors.respond(request, errors.BodyTooLarge(errors.BODY_TOO_LARGE))
        return self.get_response(request)


class Refusals:
    """Turn a refusal raised below into its page; its transaction has been rolled back by then."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Find nothing under an address with a NUL: PostgreSQL would not even take the question."""
        if "\0" in request.path_info:
            raise Http404
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer refusals and failing dependencies; a defect goes on to handler500."""
        refusal = errors.behind(exception)
        if refusal is None:
            return None
        if refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            errors.logger.error("a dependency failed", exc_info=exception)
        return errors.respond(request, refusal)


class SlidingSession:
    """Keep a session alive while its owner works, without a database write per request."""

    KEY = "renewed_at"
    EVERY_SECONDS = 10 * 60

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.session.accessed and not request.session.is_empty():
            now = int(timezone.now().timestamp())
            if now - request.session.get(self.KEY, 0) >= self.EVERY_SECONDS:
                request.session[self.KEY] = now
        return response


class LoginRequired(auth_middleware.LoginRequiredMiddleware):
    """Every view is closed unless marked ``login_not_required``.

    A browser that reads is led to the login page; a write or a script's request gets 403, so
    that what was typed stays on the page it was typed in. A script says who its page was drawn
    for: on a machine that several people share, another sign-in must not lend them its name.
    """

    TYPED_BY = "X-Typed-By"

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Let public views pass unasked: Django would read session and user first."""
        if not getattr(view_func, "login_required", True):
            return None
        if request.user.is_authenticated:
            typed_by = request.headers.get(self.TYPED_BY, request.user.username)
            if typed_by == request.user.username:
                return None
            return errors.respond(request, errors.other_person(request.user, typed_by))
        if request.method in READ_METHODS and not is_piece(request):
            return self.handle_no_permission(request, view_func)
        return errors.respond(request, errors.SessionExpired(errors.SESSION_EXPIRED))


class OwnPasswordFirst:
    """Whoever still holds a secret that somebody else has printed sets an own password first."""

    OPEN_VIEWS = {"accounts:password", "accounts:logout"}

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Lead to the password page, or refuse a write, until the password is the person's own."""
        if not getattr(view_func, "login_required", True):
            return None
        match = request.resolver_match
        if match is not None and match.view_name in self.OPEN_VIEWS:
            return None
        if not getattr(request.user, "must_change_password", False):
            return None
        if request.method in READ_METHODS and not is_piece(request):
            return redirect("accounts:password")
        return errors.respond(request, refusals.MustChangePassword(CHANGE_FIRST))
