"""The groups of the entry page: their rows, their sums and how far each has come."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from dossiers.models import Dossier
from dossiers.queries import answers, entry_rows, phrases
from dossiers.queries.answers import Answers
from dossiers.queries.entry_rows import Refusal, Rights
from scoring import plans
from scoring.rules import totals
from scoring.rules.numbers import ZERO


def groups_of(
    dossier: Dossier,
    said: Answers,
    rights: Rights,
    *,
    at: datetime,
    refusals: Mapping[str, Refusal] | None = None,
    only_group: str = "",
    only: plans.Leaf | None = None,
) -> list[dict[str, Any]]:
    """Return the page: groups with their sums, each with its rows in printed order.

    ``only_group`` leaves out the other groups; ``only`` leaves out all rows but one.
    """
    sums = {group.code: group for group in answers.sum_of(said, dossier).groups}
    made = []
    for group in said.plan.groups:
        if only_group not in ("", group.code):
            continue
        leaves = [leaf for leaf in said.plan.leaves if leaf.criterion.group_code == group.code]
        due = [leaf for leaf in leaves if leaf.is_by_unit and leaf.is_in_base]
        made.append(
            {
                "code": group.code,
                "name": group.name,
                "rows": [
                    entry_rows.row_of(
                        dossier, leaf, said, rights, at=at, refusal=(refusals or {}).get(leaf.code)
                    )
                    for leaf in leaves
                    if only is None or leaf.pk == only.pk
                ],
                "done": sum(entry_rows.is_done(said.scores.get(leaf.pk)) for leaf in due),
                "due": len(due),
                "url": reverse("dossiers:entry_group", args=[dossier.pk, group.code]),
                **_group_points(said, leaves, sums.get(group.code)),
            }
        )
    return made


def _group_points(
    said: Answers, leaves: Iterable[plans.Leaf], total: totals.GroupTotal | None
) -> dict[str, str]:
    """Return a group's points in words; bonus and penalty stand outside every group's sum."""
    if total is not None:
        return {
            "achieved": phrases.points(total.achieved),
            "maximum": phrases.points(total.applicable_maximum),
        }
    claimed = [said.scores[leaf.pk].points for leaf in leaves if leaf.pk in said.scores]
    return {
        "achieved": phrases.points(sum((each for each in claimed if each), start=ZERO)),
        "maximum": "",
    }
