"""The standing body's desk of results: aggregate, look, publish; and each unit's own result."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts import acting
from accounts.enums import Role
from accounts.errors import NotAllowed
from dossiers import permissions
from dossiers.actions import results
from dossiers.enums import RunStatus
from dossiers.forms.results import PublishForm
from dossiers.models import ScoringRun, UnitResult
from dossiers.queries import result_rows, unit_result
from dossiers.queries import results as queries
from dossiers.views.answers import SeeOther, ask_again
from dossiers.views.results_list import listing, notes
from dossiers.views.scope import dossier_scope
from scoring import plans
from scoring.models import Campaign

CAMPAIGNS = ("Tổng hợp kết quả", reverse_lazy("dossiers:result_campaigns"))
PUBLISH_SENTENCE = (
    "Kết quả hiện công khai cho mọi người, các hồ sơ đã thẩm định xong được công nhận hoặc không "
    "công nhận theo kết quả này. Sau khi công bố không sửa được nữa."
)


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """List the campaigns whose results the person works on."""
    found = permissions.campaigns_of_results(acting.person(request), at=acting.instant(request))
    return render(
        request, "dossiers/results/campaigns.html", {"campaigns": queries.with_newest_run(found)}
    )


@require_safe
def newest(request: HttpRequest, campaign: str) -> HttpResponse:
    """Show the newest run of a campaign, or that there is none yet."""
    found, roles = campaign_scope(request, campaign)
    return _show(request, found, None, roles=roles)


@require_safe
def run(request: HttpRequest, campaign: str, number: int) -> HttpResponse:
    """Show one run of a campaign."""
    found, roles = campaign_scope(request, campaign)
    return _show(request, found, number, roles=roles)


@require_safe
def status(request: HttpRequest, campaign: str, number: int) -> HttpResponse:
    """Answer the page that waits for a run: still waiting, or come and look."""
    found, _ = campaign_scope(request, campaign)
    waiting = run_of(found, number)
    response = render(request, "dossiers/results/_waiting.html", {"run": waiting})
    if waiting.status != RunStatus.QUEUED:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def aggregate(request: HttpRequest, campaign: str) -> HttpResponse:
    """Ask for a new run."""
    found, _ = campaign_scope(request, campaign)
    opened = results.request(campaign=found, by=acting.person(request))
    return SeeOther(reverse("dossiers:run", args=[found.code, opened.number]))


@require_POST
def publish(request: HttpRequest, campaign: str, number: int) -> HttpResponse:
    """Publish a draft under the number of its decision."""
    found, roles = campaign_scope(request, campaign)
    chosen = run_of(found, number)
    form = PublishForm(request.POST)
    if not form.is_valid() and Role.STANDING in roles:
        return _show(request, found, number, roles=roles, form=form)
    done = results.publish(
        run=chosen,
        decision_number=form.cleaned_data.get("decision_number", ""),
        by=acting.person(request),
    )
    messages.success(request, f"Đã công bố kết quả theo {done.decision_number}.")
    return SeeOther(reverse("dossiers:run", args=[found.code, done.number]))


@require_safe
def run_unit(request: HttpRequest, campaign: str, number: int, unit: str) -> HttpResponse:
    """Show one unit's result in a run, published or not."""
    found, _ = campaign_scope(request, campaign)
    result = run_of(found, number).results.filter(unit_code=unit).first()
    if result is None:
        raise Http404
    return _show_unit(request, result, crumbs=[CAMPAIGNS, _run_crumb(result.run)])


@require_safe
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a dossier's published result with every point explained."""
    scope = dossier_scope(request, pk)
    permissions.require_readable(scope.user, scope.dossier, at=scope.at)
    published = queries.published_result(scope.dossier)
    if published is None:
        raise NotAllowed(
            f"Kết quả của “{scope.dossier.campaign.title}” chưa được công bố. "
            "Điểm cuối cùng và xếp loại chỉ xem được sau khi công bố."
        )
    crumbs = [(scope.dossier.unit.name, reverse("dossiers:overview", args=[pk]))]
    return _show_unit(request, published, crumbs=crumbs)


def campaign_scope(request: HttpRequest, code: str) -> tuple[Campaign, frozenset[str]]:
    """Return the campaign and the person's roles over its area.

    404 for a stranger, ``NotAllowed`` for people of the campaign without a say in its results.
    """
    user, at = acting.person(request), acting.instant(request)
    found = Campaign.objects.select_related("area").filter(code=code, opened_at__isnull=False)
    campaign = found.first()
    if campaign is None:
        raise Http404
    roles = permissions.roles_in_results(user, campaign, at=at)
    if not roles:
        if not permissions.visible_to(user, at=at).filter(campaign=campaign).exists():
            raise Http404
        raise NotAllowed(
            "Trang tổng hợp kết quả dành cho cơ quan thường trực và lãnh đạo theo dõi. "
            "Kết quả đã công bố xem được tại trang kết quả công khai."
        )
    return campaign, roles


def run_of(campaign: Campaign, number: int) -> ScoringRun:
    """Return a campaign's run by its number; raises ``Http404``."""
    found = campaign.runs.filter(number=number).first()
    if found is None:
        raise Http404
    found.campaign = campaign
    return found


def _show(
    request: HttpRequest,
    campaign: Campaign,
    number: int | None,
    *,
    roles: frozenset[str],
    form: PublishForm | None = None,
) -> HttpResponse:
    """Render a run (the newest without ``number``) with the acts that are open on it.

    422 with a form that holds mistakes.
    """
    runs = list(campaign.runs.select_related("published_by").order_by("-number"))
    chosen = next((each for each in runs if number in (None, each.number)), None)
    if chosen is None and number is not None:
        raise Http404
    is_standing = Role.STANDING in roles
    context: dict[str, Any] = {
        "crumbs": [CAMPAIGNS],
        "publish_sentence": PUBLISH_SENTENCE,
        "campaign": campaign,
        "run": chosen,
        "runs": runs,
        "can_aggregate": is_standing and campaign.published_at is None,
        "publish_form": form or PublishForm(),
        "publish_open": "yes" if form else "no",
    }
    context |= _state_of(chosen, campaign, is_standing=is_standing)
    if context["has_results"] and chosen is not None:
        chosen.campaign = campaign
        context |= listing(request, chosen, with_own=True)
        context["publish_sentence"] += f" Số đơn vị không xếp hạng: {context['unranked']}."
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK
    page = render(request, "dossiers/results/run.html", context, status=status)
    return ask_again(page) if context["is_waiting"] else page


def _state_of(
    chosen: ScoringRun | None, campaign: Campaign, *, is_standing: bool
) -> dict[str, bool]:
    status = chosen.status if chosen else None
    is_draft = status == RunStatus.DRAFT and campaign.published_at is None
    is_stale = is_draft and chosen is not None and chosen.rules["basis"] != queries.basis(campaign)
    return {
        "is_waiting": status == RunStatus.QUEUED,
        "is_failed": status == RunStatus.FAILED,
        "is_published": status == RunStatus.PUBLISHED,
        "has_results": status in (RunStatus.DRAFT, RunStatus.PUBLISHED),
        "is_stale": is_stale,
        "can_publish": is_draft and is_standing and not is_stale,
    }


def _show_unit(
    request: HttpRequest, found: UnitResult, *, crumbs: Sequence[tuple[object, object]]
) -> HttpResponse:
    plan = plans.plan_of(found.run.campaign.criteria_set_id)
    stages = unit_result.stages_of(found)
    row = result_rows.row_of(found)
    context = {
        "crumbs": crumbs,
        "result": found,
        "row": row,
        "lines": result_rows.group_lines(found, plan),
        "tiers": unit_result.tier_names(stages),
        # Without a result nothing of the dossier is told here: it may not even have been sent.
        "groups": unit_result.explained(found, plan, stages) if found.index is not None else [],
        "is_published": found.run.status == RunStatus.PUBLISHED,
        "dossier_url": reverse("dossiers:overview", args=[found.dossier_id]),
        **notes(found.run, found, row),
    }
    return render(request, "dossiers/results/unit.html", context)


def _run_crumb(run: ScoringRun) -> tuple[str, str]:
    address = reverse("dossiers:run", args=[run.campaign.code, run.number])
    return f"{run.campaign.title}, lần {run.number}", address


@require_safe
def closings(request: HttpRequest, pk: int) -> HttpResponse:
    """Show when a dossier's windows were closed, each with its number.

    What stood in a layer is told only to those who read the layer.
    """
    scope = dossier_scope(request, pk)
    tied = permissions.ties(scope.user, scope.dossier, at=scope.at)
    readable = tied.readable_tiers(scope.dossier, scope.dossier.campaign.stages.all())
    if not tied.can_read_content(scope.dossier):
        readable = frozenset()
    recorded = scope.dossier.closings.select_related("stage").order_by("-closed_at")
    return render(
        request,
        "dossiers/results/closings.html",
        {
            "dossier": scope.dossier,
            "closings": [(closing, closing.stage.tier in readable) for closing in recorded],
            "crumbs": [(scope.dossier.unit.name, reverse("dossiers:overview", args=[pk]))],
        },
    )
