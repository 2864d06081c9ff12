"""The notification centre of every role, and the small sign that somebody is at work."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import acting, posted
from dossiers.actions import notices as telling
from dossiers.actions import presence as being_here
from dossiers.models import Notice
from dossiers.queries import notices as queries
from dossiers.queries import presence as present
from dossiers.views.answers import SeeOther
from dossiers.views.scope import person
from dossiers.views.situation import situation
from scoring import plans

ROWS_ON_A_PAGE = 30
UNREAD = "chua-doc"


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Show what the person has been told, all or what is unread."""
    only_unread = request.GET.get("loc") == UNREAD
    found = queries.of_reader(person(request), only_unread=only_unread)
    page = Paginator(found, ROWS_ON_A_PAGE).get_page(request.GET.get("trang"))
    shown: dict[str, Any] = {
        "page": page,
        "rows": [queries.line_of(notice) for notice in page],
        "only_unread": only_unread,
        "query": f"loc={UNREAD}" if only_unread else "",
        "unread_url": f"?loc={UNREAD}",
        "is_mailed": settings.QCDC_MAILS,
        "is_refused": settings.QCDC_MAILS and queries.is_refused(person(request)),
    }
    return render(request, "dossiers/notices.html", shown)


@require_POST
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notice read or unread; "open" marks it read and leads to where it points."""
    own = get_object_or_404(Notice, pk=pk, recipient=person(request))
    wanted = request.POST.get("to", "open")
    telling.mark(notice=own, is_read=wanted != "unread", at=acting.instant(request))
    if wanted == "open" and own.link:
        return SeeOther(own.link)
    return SeeOther(_back(request))


@require_POST
def read_notices(request: HttpRequest) -> HttpResponse:
    """Mark all of the person's notices as read."""
    telling.mark_all_read(reader=person(request), at=acting.instant(request))
    return SeeOther(_back(request))


def _back(request: HttpRequest) -> str:
    """Return the list as it was filtered and leafed through; a form elsewhere leads home."""
    if "loc" not in request.POST:
        return reverse("dossiers:home")
    query = {"loc": UNREAD} if request.POST["loc"] == UNREAD else {}
    page = posted.number_or_zero(request.POST.get("trang"))
    if page > 1:
        query["trang"] = str(page)
    address = reverse("dossiers:notices")
    return f"{address}?{urlencode(query)}" if query else address


@require_POST
def presence(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the person is at work here, and answer who else is."""
    now = situation(request, pk)
    codes = {leaf.code for leaf in plans.plan_of(now.dossier.campaign.criteria_set_id).leaves}
    typed = request.POST.get("leaf", "")
    own = person(request)
    being_here.stay(dossier=now.dossier, by=own, leaf_code=typed if typed in codes else "")
    others = present.others_of(now.dossier, at=now.at, than=own)
    return render(
        request, "dossiers/desk/_presence.html", {"others": others, "label": "Đang cùng làm việc"}
    )
