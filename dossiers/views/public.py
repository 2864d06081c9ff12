"""Published results, for anyone: no login, nothing but what the decision made public."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_safe

from dossiers.exports import results_table
from dossiers.models import ScoringRun
from dossiers.queries import result_rows
from dossiers.queries import results as queries
from dossiers.views.results_list import listing, notes
from scoring import plans

CAMPAIGNS = ("Kết quả đã công bố", reverse_lazy("dossiers:public_campaigns"))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_not_required
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """List the campaigns whose results are published, newest first."""
    return render(
        request, "dossiers/results/public_campaigns.html", {"runs": queries.published_runs()}
    )


@login_not_required
@require_safe
def table(request: HttpRequest, campaign: str) -> HttpResponse:
    """Show the published table of a campaign."""
    context = listing(request, published(campaign), with_own=False)
    context["crumbs"] = [CAMPAIGNS]
    return render(request, "dossiers/results/public_table.html", context)


@login_not_required
@require_safe
def unit(request: HttpRequest, campaign: str, unit: str) -> HttpResponse:
    """Show what one unit got, group by group, with the conditions."""
    run = published(campaign)
    found = run.results.filter(unit_code=unit).first()
    if found is None:
        raise Http404
    plan = plans.plan_of(run.campaign.criteria_set_id)
    row = result_rows.row_of(found)
    table_url = reverse("dossiers:public_results", args=[run.campaign.code])
    context = {
        "run": run,
        "result": found,
        "row": row,
        "lines": result_rows.group_lines(found, plan),
        "crumbs": [CAMPAIGNS, (run.campaign.title, table_url)],
        **notes(run, found, row),
    }
    return render(request, "dossiers/results/public_unit.html", context)


@login_not_required
@require_safe
def download(request: HttpRequest, campaign: str) -> HttpResponse:
    """Hand out the published table as a workbook."""
    run = published(campaign)
    response = HttpResponse(results_table.workbook(run), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="ket-qua-{run.campaign.code}.xlsx"'
    return response


def published(code: str) -> ScoringRun:
    """Return a campaign's published run; raises ``Http404``."""
    run = queries.published_runs().filter(campaign__code=code).first()
    if run is None:
        raise Http404
    return run
