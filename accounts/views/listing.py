"""The list of accounts and the list of units, for administrators."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import acting, queries
from accounts.forms import AccountFilterForm, UnitFilterForm
from accounts.models import User
from accounts.views import scope

STATE_TONES = {"active": "good", "unused": "info", "expired": "warn", "inactive": "neutral"}


@dataclass(frozen=True)
class AccountRow:
    """One account as the list shows it."""

    account: User
    url: str
    state: str
    tone: str


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts of the units that one administers."""
    scope.require_admin(request)
    at = acting.instant(request)
    form = AccountFilterForm(request.GET)
    typed = form.cleaned_data if form.is_valid() else {}
    found = queries.list_accounts(
        acting.person(request),
        at=at,
        words_typed=typed.get("q", ""),
        unit_ids=_meant_units(request, typed.get("don_vi", "")),
        role=typed.get("vai_tro", ""),
        state=typed.get("trang_thai", ""),
    )
    page = scope.page_of(request, found)
    rows = []
    for account in page:
        state = queries.account_state(account, at=at)
        url = reverse("accounts:detail", args=[account.pk])
        row = AccountRow(account, url, queries.ACCOUNT_STATES[state], STATE_TONES[state])
        rows.append(row)
    context = {"form": form, "page": page, "rows": rows, "query": scope.query_without_page(request)}
    return render(request, "accounts/list.html", context)


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """List the units that one administers."""
    scope.require_admin(request)
    form = UnitFilterForm(request.GET)
    typed = form.cleaned_data if form.is_valid() else {}
    found = queries.search_units(
        acting.person(request),
        at=acting.instant(request),
        words_typed=typed.get("q", ""),
        level=typed.get("cap", ""),
        only_current=typed.get("hien_nay", False),
    )
    page = scope.page_of(request, found)
    context = {"form": form, "page": page, "query": scope.query_without_page(request)}
    return render(request, "accounts/units.html", context)


def _meant_units(request: HttpRequest, code: str) -> list[int] | None:
    """Return every administered unit that bears or bore the code; None without a code."""
    if not code:
        return None
    known = queries.units_administered(acting.person(request), at=acting.instant(request))
    return list(known.filter(code=code.strip()).values_list("pk", flat=True))
