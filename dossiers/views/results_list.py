"""The table of a run's results, shared by the standing body's page and the public one."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from dossiers.forms.results import ResultsFilterForm
from dossiers.models import ScoringRun, UnitResult
from dossiers.queries import phrases, result_rows
from scoring import plans

ROWS_ON_A_PAGE = 50
# Beside the groups: bonus and penalty, total, index, difference.
FIGURE_COLUMNS = 4


def listing(request: HttpRequest, run: ScoringRun, *, with_own: bool) -> dict[str, Any]:
    """Return the context of a narrowed, paged list; ``with_own`` adds the units' own index."""
    form = ResultsFilterForm(request.GET, run=run)
    found = result_rows.narrowed(result_rows.listed(run), form.choice())
    page = Paginator(found, ROWS_ON_A_PAGE).get_page(request.GET.get("trang"))
    results = list(page)
    own = result_rows.own_totals(results) if with_own else {}
    groups, shown = base_groups(run), figures(run)
    kept = request.GET.copy()
    kept.pop("trang", None)
    return {
        "run": run,
        "form": form,
        "page": page,
        "query": kept.urlencode(),
        "total": f"{phrases.count(page.paginator.count)} đơn vị",
        "groups": groups,
        # A unit without a rank has one sentence in place of its figures.
        "merged": len(groups) + FIGURE_COLUMNS,
        "rows": [result_rows.row_of(row, own=own.get(row.dossier_id)) for row in results],
        "figures": shown,
        "unranked": shown[-1]["figure"],
    }


def base_groups(run: ScoringRun) -> list[dict[str, str]]:
    """Return the groups inside the 100 points: the columns between name and total."""
    plan = plans.plan_of(run.campaign.criteria_set_id)
    inside = {leaf.criterion.group_code for leaf in plan.leaves if leaf.is_in_base}
    return [
        {"code": group.code, "name": group.name} for group in plan.groups if group.code in inside
    ]


def figures(run: ScoringRun) -> list[dict[str, str]]:
    """Return how many units stand in each class, those without a rank last."""
    counted = result_rows.tally(run)
    labels = result_rows.class_labels(run)
    recognised = {rung["key"] for rung in run.rules["ladder"]["rungs"] if rung["is_recognised"]}
    shown = [
        {
            "label": label,
            "figure": phrases.count(counted[key]),
            "tone": "good" if key in recognised else "bad",
            "url": f"?xep_loai={key}#ket-qua",
        }
        for key, label in labels.items()
    ]
    unranked = {
        "label": "Không xếp hạng",
        "figure": phrases.count(counted[result_rows.UNRANKED]),
        "tone": "neutral",
        "url": f"?xep_loai={result_rows.UNRANKED}#ket-qua",
    }
    return [*shown, unranked]


def notes(run: ScoringRun, result: UnitResult, row: result_rows.Row) -> dict[str, str]:
    """Return the small print under a unit's figures."""
    if result.rank is None:
        return {"rank_note": "", "index_note": ""}
    ranked = run.results.filter(rank__isnull=False).count()
    return {
        "rank_note": f"trong {phrases.count(ranked)} đơn vị; tại địa bàn: {row.branch_rank}",
        "index_note": (
            f"{row.achieved}/{phrases.points(result.applicable_maximum)} điểm tối đa áp dụng"
        ),
    }
