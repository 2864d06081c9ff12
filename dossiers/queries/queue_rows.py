"""One row of the appraisers' lists in ready words, from stored totals."""

from datetime import datetime
from typing import Any

from accounts.addresses import address
from dossiers import workflow
from dossiers.enums import DossierState
from dossiers.queries import deadlines, phrases
from dossiers.queries.differences import signed
from dossiers.queries.queue import TOTALLED, Desk

_STATES = dict(DossierState.choices)


def row_of(row: dict[str, Any], desk: Desk, *, at: datetime) -> dict[str, Any]:
    """Return one row of the list as ready words; what was not sent shows no points.

    Of a unit for which the person also works it shows what the unit itself reads.
    """
    stage, state = desk.stage(row["stage_id"]), row["state"]
    window = deadlines.window_with(
        stage.opens_at, stage.closes_at, row.get("change_kind"), row.get("change_until")
    )
    is_unsent = state in workflow.UNSENT
    is_running = state in workflow.UNSETTLED
    is_own = row["unit_id"] in desk.own_units
    counted = 1 if is_unsent or is_own else desk.own_stage.tier
    due = row[f"total_{counted}__leaves_due"]
    return {
        "unit": row["unit__name"],
        "code": row["unit__code"],
        "branch": row["unit__parent__name"],
        "url": "" if is_unsent else address("dossiers:review", row["pk"]),
        "state": _STATES[state],
        "tone": phrases.STATE_TONES[state],
        "is_locked": row["locked_at"] is not None or (is_unsent and at >= window.closes_at),
        "is_late": is_running and not is_unsent and at >= window.closes_at,
        "stage": stage.name,
        "closes": phrases.last_second(window.closes_at) if is_running else "",
        "progress": f"{row[f'total_{counted}__leaves_done']}/{due}" if due else "",
        "points": [
            {
                "tier": name,
                "words": phrases.points(
                    None
                    if is_unsent or (is_own and layer.tier > 1)
                    else row[f"total_{layer.tier}__achieved"]
                ),
            }
            for layer, name in zip(desk.layers, desk.layer_names, strict=True)
        ],
        "difference": "" if is_unsent or is_own else _difference(row, desk),
    }


def _difference(row: dict[str, Any], desk: Desk) -> str:
    """Return how far the highest finished appraisal stands from the self assessment.

    Layers are compared only over the same maximum: the last one also holds what the province
    gives, so the difference of its total would say nothing.
    """
    achieved, maximum, _, _ = (row[f"total_1__{name}"] for name in TOTALLED)
    for stage in reversed(desk.layers[1:]):
        own_achieved, own_maximum, done, due = (
            row[f"total_{stage.tier}__{name}"] for name in TOTALLED
        )
        if due and done >= due and own_maximum == maximum:
            return signed(own_achieved - achieved)
    return ""
