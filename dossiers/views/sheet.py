"""What the pages of the self assessment show: the whole sheet, one group, or one row's pieces."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token

from dossiers.queries import answers, entry_groups, phrases
from dossiers.queries.answers import Answers
from dossiers.queries.entry_rows import Refusal, Rights
from dossiers.views import row_moulds
from dossiers.views.situation import Situation
from scoring import plans

Refusals = Mapping[str, Refusal]


def page(
    now: Situation, refusals: Refusals | None = None, *, only_group: str = ""
) -> dict[str, Any]:
    """Return the sheet to be read: groups, rows and sums."""
    said = answers.answers_of(now.dossier, now.stage)
    groups = entry_groups.groups_of(
        now.dossier, said, now.rights, at=now.at, refusals=refusals, only_group=only_group
    )
    lacking = [row for group in groups for row in group["rows"] if row["lacks_proof"]]
    return {
        "now": now,
        "dossier": now.dossier,
        "deadline": now.deadline,
        "groups": groups,
        "lacking": lacking,
        "lacking_tone": "warn" if lacking else "good",
        **_sums(now, said, groups),
    }


def typed_page(
    request: HttpRequest,
    now: Situation,
    refusals: Refusals | None = None,
    *,
    only_group: str = "",
) -> dict[str, Any]:
    """Return the sheet to be typed into, refused rows as they were typed."""
    shown = page(now, refusals, only_group=only_group)
    row_moulds.pour(
        [row for group in shown["groups"] for row in group["rows"]],
        criteria_set_id=now.dossier.campaign.criteria_set_id,
        token=get_token(request),
        as_group=bool(only_group),
    )
    return shown


def piece(
    request: HttpRequest,
    now: Situation,
    leaf: plans.Leaf,
    refused: Refusal | None,
    *,
    rights: Rights | None = None,
) -> dict[str, Any]:
    """Return one row after a write on it, and the sums that it changed.

    ``rights`` are known when figures have just been accepted; otherwise they are asked for.
    """
    said = answers.answers_of(now.dossier, now.stage, only=leaf)
    refusals = {leaf.code: refused} if refused else None
    groups = entry_groups.groups_of(
        now.dossier, said, rights or now.rights, at=now.at, refusals=refusals, only=leaf
    )
    row = next(row for group in groups for row in group["rows"])
    token = get_token(request)
    row_moulds.pour([row], criteria_set_id=said.plan.criteria_set.pk, token=token)
    return {"row": row, "groups": groups, "csrf_token": token, **_sums(now, said, groups)}


def _sums(now: Situation, said: Answers, groups: list[dict[str, Any]]) -> dict[str, Any]:
    total = answers.sum_of(said, now.dossier)
    done, due = (sum(group[key] for group in groups) for key in ("done", "due"))
    return {
        "achieved": phrases.points(total.achieved),
        "maximum": phrases.points(total.applicable_maximum),
        "index": phrases.percent(total.index),
        "score_note": f"trên {phrases.points(total.applicable_maximum)} điểm",
        "done": done,
        "due": due,
        "done_words": f"{done}/{due}",
        "done_tone": "good" if done == due else "neutral",
    }
