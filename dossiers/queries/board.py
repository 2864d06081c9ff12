"""The standing body's overview of a campaign, from one count of its dossiers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse

from dossiers import workflow
from dossiers.enums import DossierState
from dossiers.models import Dossier
from dossiers.queries import phrases, queue, queue_rows
from dossiers.queries.queue import Desk, Tally

# As many late units as one telephones on a morning; the queue lists them all.
LATE_SHOWN = 12


@dataclass(frozen=True)
class Part:
    """A column of the overview: its words, its colour, the tab of the queue that lists it."""

    key: str
    label: str
    tone: str
    tab: str


PARTS = (
    Part("unsent", "Chưa gửi", "neutral", "chua-gui"),
    Part("appraising", "Đang thẩm định", "brand", "tat-ca"),
    Part("questioned", "Chờ giải trình", "warn", "cho-giai-trinh"),
    Part("finished", "Thẩm định xong", "good", "da-chuyen"),
)


def part_of(state: str) -> str:
    """Return the column in which a state is counted."""
    if state in workflow.UNSENT:
        return "unsent"
    if state == DossierState.QUESTIONED:
        return "questioned"
    return "appraising" if state in workflow.UNDER_APPRAISAL else "finished"


def figures(desk: Desk, counted: Iterable[Tally]) -> list[dict[str, Any]]:
    """Return the overview's figures: all dossiers, then each part with its share."""
    numbers: dict[str, int] = defaultdict(int)
    for tally in counted:
        numbers[part_of(tally.state)] += tally.number
    total = sum(numbers.values())
    return [
        {
            "label": part.label,
            "number": numbers[part.key],
            "note": f"{_share(numbers[part.key], total)} % của {total} hồ sơ",
            "url": list_url(desk, part.tab),
        }
        for part in PARTS
    ]


def branches(desk: Desk, counted: Iterable[Tally]) -> list[dict[str, Any]]:
    """Return each branch with its numbers and how much of it is finished, by name."""
    numbers: dict[tuple[str, str, int | None], dict[str, int]] = defaultdict(
        lambda: defaultdict(int)
    )
    for tally in counted:
        held = numbers[(tally.branch_sort_key, tally.branch, tally.branch_id)]
        held[part_of(tally.state)] += tally.number
        held["locked"] += tally.locked
    return [
        {
            "name": name,
            "url": list_url(desk, queue.ALL, branch=pk),
            "cells": [{"label": part.label, "number": held[part.key]} for part in PARTS],
            "locked": held["locked"],
            "total": total,
            "sent": total - held["unsent"],
            "percent": _share(total - held["unsent"], total),
        }
        for (_, name, pk), held in sorted(numbers.items(), key=lambda item: item[0][0])
        if (total := sum(held[part.key] for part in PARTS))
    ]


def steps(desk: Desk, counted: Iterable[Tally], *, at: datetime) -> list[dict[str, str]]:
    """Return the campaign's stages with their instants and how many dossiers stand in each."""
    standing: dict[int, int] = defaultdict(int)
    for tally in counted:
        if tally.state in workflow.UNSETTLED:
            standing[tally.stage_id] += tally.number
    made = []
    for stage in desk.stages:
        state = "next" if at < stage.opens_at else "done" if at >= stage.closes_at else "current"
        if state == "next":
            window = f"mở {phrases.moment(stage.opens_at)}"
        else:
            verb = "đã khóa sau" if state == "done" else "nhận đến hết"
            window = f"{verb} {phrases.last_second(stage.closes_at)}"
        note = f"{standing[stage.pk]} hồ sơ · {window}"
        made.append({"label": stage.name, "state": state, "note": note})
    return made


def late(
    dossiers: QuerySet[Dossier], desk: Desk, *, at: datetime
) -> tuple[list[dict[str, Any]], bool]:
    """Return the dossiers whose present stage has passed its instant, and whether more are."""
    rows = queue.listed(
        dossiers.filter(
            Q(locked_at__isnull=False) | Q(stage__closes_at__lte=at),
            state__in=list(workflow.UNSETTLED),
        ),
        desk,
        sort="han",
    )[: LATE_SHOWN + 1]
    told = [queue_rows.row_of(dossier, desk, at=at) for dossier in rows]
    return [row for row in told[:LATE_SHOWN] if row["is_late"] or row["is_locked"]], len(
        told
    ) > LATE_SHOWN


def list_url(desk: Desk, tab: str, *, branch: int | None = None) -> str:
    """Return the address of the queue's tab, of one branch or of all."""
    query = {"tab": tab, "dot": desk.campaign.code}
    if branch is not None:
        query["don_vi"] = str(branch)
    return f"{reverse('dossiers:queue')}?{urlencode(query)}"


def _share(part: int, whole: int) -> int:
    """Return a whole percentage, half up."""
    return (200 * part + whole) // (2 * whole) if whole else 0
