"""The journal of everything that an administrator looks after."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import acting, audit
from accounts.views import scope as account_scope
from dossiers.forms.administration import JournalFilterForm
from dossiers.queries import journal as queries
from dossiers.views.administration import DESK


@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    """List the acts, newest first; on demand read every hash chain again."""
    account_scope.require_admin(request)
    form = JournalFilterForm(request.GET, verbs=queries.verbs())
    # A field that was mistyped is left out of cleaned_data and narrows nothing.
    form.is_valid()
    typed = form.cleaned_data
    wanted = queries.Wanted(
        unit_code=typed.get("don_vi", ""),
        verb=typed.get("viec", ""),
        person=typed.get("nguoi", ""),
        since=typed.get("tu"),
        until=typed.get("den"),
    )
    at = acting.instant(request)
    page = account_scope.page_of(request, queries.acts(acting.person(request), wanted, at=at))
    context = {
        "crumbs": [(DESK[0], reverse(DESK[1]))],
        "form": form,
        "page": page,
        "lines": queries.in_words(page, by=acting.person(request), at=at),
        "query": account_scope.query_without_page(request),
        "check": _check() if "kiem-tra" in request.GET else None,
    }
    return render(request, "dossiers/administration/journal.html", context)


def _check() -> dict[str, object]:
    """Read every chain again and say what was found."""
    read, faults = audit.verify()
    owners = queries.owners_of({fault.chain for fault in faults})
    return {
        "read": read,
        "is_sound": not faults,
        "faults": [
            {"owner": queries.owner_name(owners.get(fault.chain)), "seq": fault.seq}
            for fault in faults
        ],
    }
