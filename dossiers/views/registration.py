"""The registration of the model: the unit's form, and the desk of those who decide on it."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import acting
from accounts.enums import Role
from accounts.errors import Conflict, Invalid, NotAllowed, ReasonRequired, Refused
from dossiers import context, permissions
from dossiers.actions import printing
from dossiers.actions import registration as registering
from dossiers.forms import registration as forms
from dossiers.queries import registration as queries
from dossiers.views.answers import SeeOther
from dossiers.views.queue import desk_of, desks
from dossiers.views.scope import Scope, dossier_scope, person
from dossiers.views.situation import own_roles, situation

ROWS_ON_A_PAGE = 50


@require_safe
def registration(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form to the unit, and what was sent to those above."""
    return _page(request, pk)


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what the unit has written so far."""
    done = "Đã lưu bản nháp. Lãnh đạo đơn vị đọc lại rồi gửi cấp trên."
    return _written(request, pk, registering.save, done)


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the registration, as it was typed, to the tier above."""
    done = "Đã gửi bản đăng ký. Kết quả phê duyệt sẽ hiện ở mục Thông báo."
    return _written(request, pk, registering.send, done)


def _written(request: HttpRequest, pk: int, act: Callable[..., object], done: str) -> HttpResponse:
    """Do with the typed registration what a button says; refused, it stays as it was typed."""
    now = situation(request, pk)
    try:
        content = forms.RegistrationForm(request.POST).content()
        act(dossier=now.dossier, content=content, by=person(request))
    except Refused as refused:
        return _page(request, pk, refused)
    messages.success(request, done)
    return SeeOther(registering.address(now.dossier))


@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a registration back to the unit with a reason."""
    scope = dossier_scope(request, pk)
    form = forms.ReturnForm(request.POST)
    try:
        registering.give_back(
            dossier=scope.dossier,
            version=forms.read_version(request.POST),
            reason=forms.sound(form)["reason"],
            by=scope.user,
        )
    except Refused as refused:
        return _page(request, pk, refused)
    messages.success(request, f"Đã trả lại bản đăng ký của {scope.dossier.unit.name}.")
    return SeeOther(_list_address(f"dot={scope.dossier.campaign.code}"))


@require_POST
def print_registration(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the registration on paper, to be signed."""
    now = situation(request, pk)
    if queries.standing_of(now.dossier, at=now.at, window=now.window).row is None:
        raise Http404
    job = printing.request_registration(dossier=now.dossier, by=person(request))
    return SeeOther(reverse("dossiers:print_job", args=[job.pk]))


def _readable(request: HttpRequest, scope: Scope) -> queries.Standing:
    """Return where the registration stands; above, only what was sent can be read."""
    found = queries.standing_of(scope.dossier, at=scope.at)
    is_own = bool(own_roles(request, scope.dossier.unit_id))
    is_sent = found.row is not None and found.row.is_sent
    if not is_sent and not is_own:
        done = "đang sửa bản đăng ký" if found.is_returned else "chưa gửi bản đăng ký"
        raise NotAllowed(
            f"{scope.dossier.unit.name} {done}. Nội dung chỉ xem được sau khi đơn vị gửi."
        )
    return found


def _page(request: HttpRequest, pk: int, refused: Refused | None = None) -> HttpResponse:
    """Show the registration; ``refused`` says why something typed into it was not kept."""
    scope = dossier_scope(request, pk)
    found = _readable(request, scope)
    roles = own_roles(request, scope.dossier.unit_id)
    shown = {
        "dossier": scope.dossier,
        "found": found,
        "refused": refused,
        "lines": queries.history_of(found.row),
        "can_print": roles and found.row is not None,
        "navigation": context.side(request, pk),
        **(_form(request, found, roles, refused) if roles else _decision(request, found, refused)),
    }
    status = int(refused.status) if refused else 200
    return render(request, "dossiers/desk/registration.html", shown, status=status)


def _form(
    request: HttpRequest,
    found: queries.Standing,
    roles: frozenset[str],
    refused: Refused | None,
) -> dict[str, Any]:
    """Return what the unit's own side sees: the form while it may be written."""
    shown: dict[str, Any] = {
        "trail": [
            ("Trang chính", reverse("dossiers:home")),
            ("Hồ sơ", reverse("dossiers:overview", args=[found.dossier.pk])),
        ],
        "is_own": True,
        "approved_words": queries.approval_words(found) if found.is_approved else "",
        "papers_url": reverse("dossiers:papers", args=[found.dossier.pk]),
        "can_send": Role.LEADER in roles,
    }
    if refused is None:
        form = forms.RegistrationForm(initial=forms.stored(found.row))
        return shown | {"form": form, "can_write": found.is_with_unit and found.is_open}
    typed = request.POST.copy()
    if isinstance(refused, Conflict):
        # The next save is a choice between the two: it is based on the newer one.
        typed["version"] = str(refused.values["version"])
        shown["stored"] = queries.stored_words(cast(dict[str, Any], refused.values["stored"]))
    problems = refused.problems if isinstance(refused, Invalid) else {}
    # What was typed stays on the page even when it came too late.
    return shown | {
        "form": forms.RegistrationForm(typed, problems=problems),
        "can_write": True,
    }


def _decision(
    request: HttpRequest, found: queries.Standing, refused: Refused | None
) -> dict[str, Any]:
    """Return what people above see: the text, and the decision for those whose it is."""
    tied = permissions.ties(person(request), found.dossier, at=found.at)
    above = found.dossier.campaign.stages.get(tier=2)
    return {
        "trail": [("Đăng ký mô hình", reverse("dossiers:registrations"))],
        "is_own": False,
        "can_decide": found.is_waiting and found.is_open and tied.appraises_at(above.level),
        "form": forms.ReturnForm(initial={"reason": request.POST.get("reason", "")}),
        "return_open": "yes" if isinstance(refused, ReasonRequired) else "no",
    }


@require_safe
def registrations(request: HttpRequest) -> HttpResponse:
    """Show the registrations beneath the unit of the role held now, by tab."""
    return _list(request)


@require_POST
def approve(request: HttpRequest) -> HttpResponse:
    """Approve the chosen registrations; each is judged by itself."""
    user, at = person(request), acting.instant(request)
    try:
        chosen = forms.read_chosen(request.POST)
    except Refused as refused:
        return _list(request, [refused])
    visible = permissions.visible_to(user, at=at).select_related("campaign", "unit")
    dossiers = visible.in_bulk([pk for pk, _ in chosen])
    if len(dossiers) < len({pk for pk, _ in chosen}):
        raise Http404
    refusals = []
    for pk, version in chosen:
        try:
            registering.approve(dossier=dossiers[pk], version=version, by=user)
        except Refused as refused:
            refusals.append(refused)
    approved = len(chosen) - len(refusals)
    if approved:
        messages.success(request, f"Đã phê duyệt {approved} bản đăng ký.")
    if refusals:
        return _list(request, refusals)
    return SeeOther(_list_address(request.GET.urlencode()))


def _list_address(query: str) -> str:
    """Return the list as ``query`` narrows it: the round, the tab and the page that were open."""
    address = reverse("dossiers:registrations")
    return f"{address}?{query}" if query else address


def _list(request: HttpRequest, refusals: list[Refused] | None = None) -> HttpResponse:
    """Show the list; ``refusals`` are of those that were to be approved and were not."""
    found = [desk for desk in desks(request) if desk.campaign.has_registration]
    shown: dict[str, Any] = {"refusals": refusals or []}
    status = int(refusals[0].status) if refusals else 200
    if found:
        shown |= _listed(request, found)
    return render(request, "dossiers/review/registrations.html", shown, status=status)


def _listed(request: HttpRequest, found: list[Any]) -> dict[str, Any]:
    desk = desk_of(request, found)
    chosen = request.GET.get("tab", "")
    tab = chosen if chosen in queries.TABS else queries.WAITING
    counts = queries.tab_counts(desk)
    page = Paginator(queries.listed(desk, tab), ROWS_ON_A_PAGE).get_page(request.GET.get("trang"))
    rows = [queries.row_of(dossier, desk) for dossier in page]
    return {
        "desk": desk,
        "rounds": [
            {"label": each.campaign.title, "url": f"?dot={each.campaign.code}"}
            for each in found
            if each != desk
        ],
        "tabs": _tabs(desk, tab, counts),
        "page": page,
        "rows": rows,
        "query": f"dot={desk.campaign.code}&tab={tab}",
        "can_approve": any(row["choice"] for row in rows),
        "is_unsent": tab == list(queries.TABS)[-1],
    }


def _tabs(desk: Any, tab: str, counts: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "count": counts[key],
            "url": f"?dot={desk.campaign.code}&tab={key}",
            "is_current": key == tab,
        }
        for key, (label, _) in queries.TABS.items()
    ]
