"""Figures and facts that the standing body enters: survey, values of authorities, discipline."""

from http import HTTPStatus
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.enums import Role
from accounts.errors import NotAllowed, Refused
from dossiers import permissions
from dossiers.actions import central_figures, facts
from dossiers.enums import DossierState
from dossiers.forms import desk as desk_forms
from dossiers.forms import review as forms
from dossiers.models import Dossier
from dossiers.queries import central as queries
from dossiers.queries import leaf_texts, queue
from dossiers.queries.entry_rows import Refusal
from dossiers.views import answers
from dossiers.views.pieces import is_piece
from dossiers.views.queue import ROWS_ON_A_PAGE, desk_of, desks
from dossiers.views.scope import Scope, dossier_scope
from dossiers.workflow import UNSETTLED
from scoring.models import Stage

# Those who may look at what the province gives; only the standing body types it.
READERS = (Role.STANDING, Role.REVIEWER, Role.WATCHER, Role.ADMIN)


@require_safe
def central(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the rows of one dossier that the province fills in, and the fact about its head."""
    return _page(request, dossier_scope(request, pk))


@require_POST
def central_save(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Save one figure given by the province."""
    scope = dossier_scope(request, pk)
    leaf = scope.leaf(code)
    typed = desk_forms.read_row(leaf, request.POST)
    try:
        central_figures.save_central_figure(
            dossier=scope.dossier, leaf=leaf, entry=typed.entry(), by=scope.user
        )
    except Refused as refused:
        if is_piece(request):
            raise
        problems = getattr(refused, "problems", {})
        refusal = Refusal(refused.code, refused.sentence, typed.raw, problems)
        return _page(request, scope, refusals={code: refusal}, status=refused.status)
    address = reverse("dossiers:central", args=[pk])
    return answers.SeeOther(f"{address}#{leaf_texts.anchor_of(code)}")


@require_POST
def fact(request: HttpRequest, pk: int) -> HttpResponse:
    """Record whether the unit's head was disciplined in the year."""
    scope = dossier_scope(request, pk)
    form = forms.FactForm(request.POST)
    try:
        typed = forms.sound(form)
        facts.set_head_disciplined(
            dossier=scope.dossier,
            is_disciplined=typed["is_disciplined"] == "yes",
            document_number=typed["document_number"],
            reason=typed["reason"],
            by=scope.user,
        )
    except Refused as refused:
        if is_piece(request):
            raise
        return _page(request, scope, refusal=refused, form=form, status=refused.status)
    return answers.SeeOther(reverse("dossiers:central", args=[pk]))


@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """List the leaves that the province fills in, and the units that lack the chosen one."""
    found = desks(request)
    if not found:
        return render(request, "dossiers/review/gaps.html", {"desk": None})
    desk = desk_of(request, found)
    dossiers = queue.dossiers_of(desk)
    leaves = queries.gaps(desk, dossiers)
    address = reverse("dossiers:central_list")
    for leaf in leaves:
        leaf["url"] = f"{address}?dot={desk.campaign.code}&tieu-chi={leaf['code']}"
    wanted = request.GET.get("tieu-chi", "")
    chosen = next((leaf for leaf in leaves if leaf["code"] == wanted), None)
    context: dict[str, Any] = {"desk": desk, "leaves": leaves, "chosen": chosen}
    if chosen:
        rows = queries.lacking(desk, dossiers, chosen["pk"])
        context["page"] = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("trang"))
        context["query"] = f"dot={desk.campaign.code}&tieu-chi={chosen['code']}"
    return render(request, "dossiers/review/gaps.html", context)


def _page(
    request: HttpRequest,
    scope: Scope,
    *,
    refusals: dict[str, Refusal] | None = None,
    refusal: Refused | None = None,
    form: forms.FactForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    dossier = scope.dossier
    tied = permissions.ties(scope.user, dossier, at=scope.at)
    _require_reader(tied, dossier)
    is_standing = tied.is_above_as(Role.STANDING)
    sheet = queries.sheet(dossier, is_standing=is_standing, at=scope.at, refusals=refusals)
    undecided = UNSETTLED | {DossierState.AWAITING_DECISION}
    context = {
        "dossier": dossier,
        "sheet": sheet,
        "refusal": refusal,
        "form": form or forms.FactForm(),
        "can_record_fact": is_standing and dossier.state in undecided,
        "trail": [("Số liệu cấp tỉnh", reverse("dossiers:central_list"))],
    }
    return render(request, "dossiers/review/central.html", context, status=status)


def _require_reader(tied: permissions.Ties, dossier: Dossier) -> None:
    """Raise ``NotAllowed`` unless the person reads the last stage's layer, where these belong."""
    stages = list(Stage.objects.filter(campaign=dossier.campaign_id))
    last = max(stage.tier for stage in stages)
    is_above = not tied.own_side and tied.is_above_as(*READERS)
    if not is_above or last not in tied.readable_tiers(dossier, stages):
        raise NotAllowed(
            "Số liệu cấp tỉnh của hồ sơ dành cho cơ quan thường trực và cấp thẩm định cuối cùng "
            "cho đến khi công bố kết quả."
        )
