"""Rankings by what one chooses: for those who work on results, and of published ones for all."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dossiers.forms.results import RankingForm
from dossiers.models import ScoringRun
from dossiers.queries import phrases
from dossiers.queries import rankings as queries
from dossiers.views import public, results
from scoring import plans

ROWS_ON_A_PAGE = 50


@require_safe
def of_run(request: HttpRequest, campaign: str, number: int) -> HttpResponse:
    """Rank the units of a run, draft or published."""
    found, _ = results.campaign_scope(request, campaign)
    run = results.run_of(found, number)
    if not run.results.exists():
        raise Http404
    run_url = reverse("dossiers:run", args=[found.code, run.number])
    context = {
        **_ranking(request, run),
        "frame": "base.html",
        "crumbs": [results.CAMPAIGNS, (f"Lần tổng hợp {run.number}", run_url)],
        "unit_base": f"{run_url}don-vi/",
    }
    return render(request, "dossiers/results/ranking.html", context)


@login_not_required
@require_safe
def published(request: HttpRequest, campaign: str) -> HttpResponse:
    """Rank the units of a published campaign, for anyone."""
    run = public.published(campaign)
    table_url = reverse("dossiers:public_results", args=[run.campaign.code])
    context = {
        **_ranking(request, run),
        "frame": "dossiers/results/public.html",
        "crumbs": [public.CAMPAIGNS, (run.campaign.title, table_url)],
        "unit_base": f"{table_url}don-vi/",
    }
    return render(request, "dossiers/results/ranking.html", context)


def _ranking(request: HttpRequest, run: ScoringRun) -> dict[str, Any]:
    """Return one page of a ranking, as chosen in the address."""
    plan = plans.plan_of(run.campaign.criteria_set_id)
    form = RankingForm(request.GET, run=run, plan=plan)
    view = form.view()
    places = queries.places(run, view)
    page = Paginator(places, ROWS_ON_A_PAGE).get_page(request.GET.get("trang"))
    kept = request.GET.copy()
    kept.pop("trang", None)
    return {
        "run": run,
        "campaign": run.campaign,
        "form": form,
        "page": page,
        "query": kept.urlencode(),
        "rows": queries.rows_of(list(page)),
        "heading": queries.heading(view),
        "shows_index": bool(view.by),
        "total": f"{phrases.count(len(places))} đơn vị",
    }
