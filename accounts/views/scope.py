"""What the administration pages share: who may enter, and what they may see there."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts import acting, queries
from accounts.enums import Role
from accounts.errors import NotAllowed
from accounts.models import User

PAGE_SIZE = 50


def require_admin(request: HttpRequest) -> None:
    """Raise ``NotAllowed`` for a person who administers no unit; asks no further query."""
    if not any(grant.role == Role.ADMIN for grant in acting.standing(request).grants):
        raise NotAllowed(
            "Trang này dành cho quản trị hệ thống. "
            "Nếu cần được giao việc này, hãy liên hệ quản trị hệ thống cấp trên."
        )


def visible_account(request: HttpRequest, pk: int) -> User:
    """Return the account, or 404 alike for a stranger's and for none."""
    require_admin(request)
    accounts = queries.accounts_visible_to(acting.person(request), at=acting.instant(request))
    return get_object_or_404(accounts, pk=pk)


def page_of(request: HttpRequest, rows: QuerySet) -> Page:
    """Return the page of ``rows`` that the address asks for; a wrong number gives the nearest."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))


def query_without_page(request: HttpRequest) -> str:
    """Return the address's other parameters, for the links of the pagination."""
    query = request.GET.copy()
    query.pop("trang", None)
    return query.urlencode()


def crumbs(*below: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way back up to the list of accounts, and what lies between."""
    return [("Tài khoản", reverse("accounts:list")), *below]


def crumbs_to(account: User) -> list[tuple[str, str]]:
    """Return the way back up from a page below one account."""
    return crumbs((account.full_name, reverse("accounts:detail", args=[account.pk])))
