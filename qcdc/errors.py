"""Every answer that says no: one page, one fragment, the status of contract C5.

Actions raise ``accounts.errors.Refused``; this module gives it a face, and finds the refusal
that stands behind a technical failure (disk full, database busy) so that nobody meets a
traceback.
"""

import errno
import logging
import sys
from http import HTTPStatus
from urllib.parse import urlunsplit

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from accounts import errors, origin
from dossiers.views.pieces import is_piece

logger = logging.getLogger(__name__)

BUSY_RETRY_SECONDS = 5
# No space left on the device, or this user's share of it is used up.
DISK_FULL = {errno.ENOSPC, errno.EDQUOT}


class SessionExpired(errors.NotAllowed):
    """A write, or a piece of a page, asked for by nobody who is signed in."""

    code = "session_expired"


class FormExpired(errors.NotAllowed):
    """The form does not carry this browser's token."""

    code = "form_expired"


class OtherPerson(errors.NotAllowed):
    """What one person typed is sent in the session of another who signed in later."""

    code = "other_person"


class NotFound(errors.Refused):
    code = "not_found"
    status = HTTPStatus.NOT_FOUND


class BadRequest(errors.Refused):
    code = "bad_request"
    status = HTTPStatus.BAD_REQUEST


class BodyTooLarge(errors.Refused):
    code = "file_too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class Busy(errors.Refused):
    """The database is locked, full or away: nothing was written, trying again is safe."""

    code = "busy"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    retry_after = BUSY_RETRY_SECONDS


class Unexpected(errors.Refused):
    code = "unexpected"
    status = HTTPStatus.INTERNAL_SERVER_ERROR


BODY_TOO_LARGE = (
    "Dữ liệu gửi lên vượt quá dung lượng cho phép. Hãy giảm dung lượng tệp rồi gửi lại."
)
SESSION_EXPIRED = (
    "Phiên làm việc đã hết hoặc chưa đăng nhập, nên thao tác chưa được ghi nhận. "
    "Hãy đăng nhập lại rồi thực hiện lại thao tác."
)


def other_person(user: AbstractBaseUser, typed_by: str) -> OtherPerson:
    """Return the refusal of what ``typed_by`` typed while ``user`` is signed in."""
    return OtherPerson(
        f"Máy này đang đăng nhập bằng tài khoản {user.get_username()}, còn nội dung trên trang "
        f"do tài khoản {typed_by} nhập nên chưa được ghi nhận. "
        f"Hãy đăng nhập lại bằng tài khoản {typed_by} để lưu."
    )


def respond(request: HttpRequest, refusal: errors.Refused) -> HttpResponse:
    """Return the refusal as a fragment for a script, as a page for a browser.

    The page shows the sentence in ``[role=alert][data-error=CODE]``.
    """
    wants_piece = is_piece(request)
    context = {
        "code": refusal.code,
        "sentence": refusal.sentence,
        "status": int(refusal.status),
        "values": refusal.values,
        "problems": getattr(refusal, "problems", {}),
        "back": came_from(request),
    }
    template = "errors/_refused.html" if wants_piece else "errors/refused.html"
    # Who looks at the page is asked of the database, which may be what has just failed.
    is_sound = refusal.status < HTTPStatus.INTERNAL_SERVER_ERROR
    body = render_to_string(template, context, request=request if is_sound else None)
    response = HttpResponse(body, status=refusal.status)
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["HX-Request", "X-Requested-With"])
    if refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def came_from(request: HttpRequest) -> str:
    """Return the page on which a refused form stood, as a path of this site; else nothing."""
    if request.method != "POST":
        return ""
    page = origin.own_page(request)
    if page is None or page.path in ("", request.path):
        return ""
    return urlunsplit(("", "", page.path, page.query, ""))


def behind(exception: BaseException | None) -> errors.Refused | None:
    """Return the refusal that a technical failure means for a person, or None for a defect."""
    if isinstance(exception, errors.Refused):
        return exception
    if isinstance(exception, RequestDataTooBig):
        return BodyTooLarge(BODY_TOO_LARGE)
    if isinstance(exception, OSError) and exception.errno in DISK_FULL:
        return _storage_full()
    if isinstance(exception, OperationalError | InterfaceError):
        return _storage_full() if _says_disk_full(exception) else _busy()
    return None


def _says_disk_full(exception: DatabaseError | InterfaceError) -> bool:
    # SQLite says "database or disk is full"; PostgreSQL sends the class 53100 (disk_full).
    cause_state = getattr(exception.__cause__, "sqlstate", None)
    return "disk is full" in str(exception) or cause_state == "53100"


def _storage_full() -> errors.StorageFull:
    return errors.StorageFull(
        "Hệ thống tạm hết chỗ lưu trữ nên chưa ghi nhận được. "
        "Hãy thử lại sau ít phút; nếu vẫn không được, hãy báo quản trị hệ thống."
    )


def _busy() -> Busy:
    return Busy(
        "Hệ thống đang bận nên thao tác chưa được ghi nhận. Hãy thử lại sau ít giây; "
        "nội dung đã lưu trước đó không bị ảnh hưởng."
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: a malformed request; one that is too large answers 413."""
    refusal = behind(exception) or BadRequest(
        "Yêu cầu gửi lên không hợp lệ. Hãy quay lại trang trước và thực hiện lại."
    )
    return respond(request, refusal)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403: in scope, without the right."""
    return respond(
        request,
        errors.NotAllowed(
            "Vai trò hiện tại không được thực hiện việc này. "
            "Nếu giữ nhiều vai trò, hãy chuyển vai trò rồi thử lại."
        ),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404: absent and out of scope look exactly the same."""
    return respond(
        request,
        NotFound(
            "Không tìm thấy trang này. Có thể địa chỉ đã thay đổi "
            "hoặc nội dung không thuộc phạm vi được xem."
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: a defect, or a dependency that failed outside a view.

    Django calls it while the exception is being handled, so it can still be asked for. Should
    even the page fail to render, one plain sentence is better than nothing.
    """
    refusal = behind(sys.exception()) or Unexpected(
        "Hệ thống gặp sự cố nên thao tác chưa được ghi nhận. Sự cố đã được lưu lại; "
        "hãy thử lại sau ít phút hoặc báo quản trị hệ thống."
    )
    try:
        return respond(request, refusal)
    except Exception:
        logger.critical("the error page could not be rendered", exc_info=True)
        return HttpResponse(
            refusal.sentence, status=refusal.status, content_type="text/plain; charset=utf-8"
        )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without a valid token: usually a page left open over a new sign-in."""
    return respond(
        request,
        FormExpired(
            "Trang này đã mở quá lâu hoặc đã đăng nhập lại ở nơi khác, nên thao tác chưa được "
            "ghi nhận. Hãy tải lại trang rồi thực hiện lại."
        ),
    )


def locked_out(
    request: HttpRequest,
    response: HttpResponse | None = None,
    credentials: dict[str, str] | None = None,
) -> HttpResponse:
    """Answer a sign-in after too many failures of one name from one place (django-axes)."""
    return respond(
        request,
        errors.LockedOut(
            "Đăng nhập sai quá nhiều lần nên tài khoản tạm khóa tại địa điểm này trong 15 phút. "
            "Hãy thử lại sau, hoặc đề nghị quản trị hệ thống mở khóa."
        ),
    )
