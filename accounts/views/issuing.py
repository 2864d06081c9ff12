"""Issuing accounts from a list: upload, preview by line, confirm, letters."""

from collections.abc import Sequence
from http import HTTPStatus

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting, exports, imports, issue_list
from accounts.actions import issue
from accounts.enums import Role
from accounts.errors import AlreadyDone, DuplicateAccount, Invalid, Refused, RowsInvalid
from accounts.forms import ImportForm
from accounts.views import account, scope

_SALT = "accounts.issue"
# A preview left open longer than this no longer shows what would happen.
_PREVIEW_SECONDS = 2 * 60 * 60
_TYPED = ("line", "full_name", "position", "unit_code", "role_typed", "email", "phone")


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a list and show what it would issue, or what to mend line by line."""
    scope.require_admin(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _upload(request, form)
    if not form.is_valid():
        return _upload(request, form, Invalid("Hãy chọn tệp danh sách."))
    try:
        content = form.cleaned_data["file"].read(imports.MAX_BYTES + 1)
        people = imports.read_people(content, encoding=form.cleaned_data["encoding"])
    except Refused as refusal:
        return _upload(request, form, refusal)
    given_names = {person.line: person.username for person in people}
    issue_list.judge(people, by=acting.person(request), at=acting.instant(request))
    return _preview(request, people, given_names)


@never_cache
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Issue what the preview showed and print the letters, once."""
    scope.require_admin(request)
    people = _people_of(request)
    given_names = {person.line: person.username for person in people}
    try:
        letters = issue.issue_accounts(people, by=acting.person(request))
    except DuplicateAccount as refusal:
        raise AlreadyDone(
            "Các tài khoản trong danh sách này đã được cấp. Mật khẩu chỉ hiện một lần ngay khi "
            "cấp và không được lưu lại; nếu mất giấy, hãy mở trang từng tài khoản và cấp lại."
        ) from refusal
    except RowsInvalid:
        return _preview(request, people, given_names)
    return account.letters(request, letters)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Hand out the empty list to fill in."""
    scope.require_admin(request)
    response = HttpResponse(exports.people_template(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{exports.TEMPLATE_NAME}"'
    return response


def _upload(request: HttpRequest, form: ImportForm, refusal: Refused | None = None) -> HttpResponse:
    roles = [(role.label, issue_list.USERNAME_PREFIX[role]) for role in Role]
    context = {"form": form, "refusal": refusal, "roles": roles, "crumbs": scope.crumbs()}
    status = refusal.status if refusal else HTTPStatus.OK
    return render(request, "accounts/import.html", context, status=status)


def _preview(
    request: HttpRequest, people: Sequence[issue_list.Person], given_names: dict[int, str]
) -> HttpResponse:
    wrong = [person for person in people if person.problems]
    is_duplicate = bool(wrong) and all(person.is_duplicate for person in wrong)
    context = {
        "crumbs": scope.crumbs(("Cấp theo danh sách", reverse("accounts:import"))),
        "people": people,
        "wrong": wrong,
        "code": "duplicate_account" if is_duplicate else "rows_invalid",
        "payload": "" if wrong else _sealed(request, people, given_names),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong or not people else HTTPStatus.OK
    return render(request, "accounts/import_preview.html", context, status=status)


def _sealed(
    request: HttpRequest, people: Sequence[issue_list.Person], given_names: dict[int, str]
) -> str:
    """Return the previewed list signed for this person: what was seen is what is issued."""
    rows = [
        [*(getattr(person, key) for key in _TYPED), given_names[person.line]] for person in people
    ]
    return signing.dumps([acting.person(request).pk, rows], salt=_SALT, compress=True)


def _people_of(request: HttpRequest) -> list[issue_list.Person]:
    try:
        holder_pk, rows = signing.loads(
            request.POST.get("payload", ""), salt=_SALT, max_age=_PREVIEW_SECONDS
        )
    except signing.BadSignature as error:
        raise Invalid("Bản xem trước đã hết hạn. Hãy tải tệp lên lại.") from error
    if holder_pk != acting.person(request).pk:
        raise Invalid("Bản xem trước là của người khác. Hãy tải tệp lên lại.")
    return [issue_list.Person(**dict(zip((*_TYPED, "username"), row, strict=True))) for row in rows]
