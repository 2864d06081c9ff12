"""The set questions behind a review page: scores, evidence, questions, totals, receipts."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from accounts.addresses import address
from dossiers import gate
from dossiers.models import Dossier, EvidenceUse, Explanation, LayerTotal, Score, Submission
from dossiers.queries import differences, findings, phrases, row_papers
from scoring import plans
from scoring.models import Stage

# What the page shows of a score; unread columns of 38 rows in three layers cost time.
_SHOWN = (
    "leaf",
    "stage",
    "figures",
    "is_not_applicable",
    "points",
    "because",
    "explanation",
    "reason",
    "version",
    "recorded_at",
)


def scores_by_leaf(dossier: Dossier, layers: list[Stage]) -> dict[int, dict[int, Score]]:
    """Return the readable scores by leaf and stage, with who recorded them."""
    found: dict[int, dict[int, Score]] = defaultdict(dict)
    rows = (
        Score.objects.filter(dossier=dossier, stage__in=layers)
        .select_related("recorded_by")
        .only(*_SHOWN, "recorded_by__full_name")
    )
    for row in rows:
        found[row.leaf_id][row.stage_id] = row
    return found


def evidence_by_leaf(
    dossier: Dossier, plan: plans.Plan, *, above: Iterable[int], today: date
) -> dict[int | None, list[dict[str, Any]]]:
    """Return the documents of each leaf as ready rows, with what there is to say of them.

    ``above`` are the units from which the reader looks down (``findings.shared``).
    """
    rows: list[Any] = list(
        findings.shared(findings.checked(evidence_uses(dossier)), dossier, above)
    )
    places: dict[str, set[int]] = defaultdict(set)
    for use in rows:
        places[use.version.sha256].add(use.leaf_id)
    codes = plan.codes
    about = findings.About(year=dossier.campaign.year, codes=codes, places=places)
    found: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
    for use in rows:
        version = use.version
        told = findings.of_use(use, about, today=today)
        found[use.leaf_id].append(
            {
                "name": version.document.title,
                "href": version.link or address("dossiers:evidence", use.pk),
                "kind": phrases.file_kind(version),
                "note": row_papers.note_of(version) + _layer(use) + findings.note(told),
                "pages": version.pages,
                "preview_url": row_papers.preview_of(use),
                "findings": findings.grave(told),
            }
        )
    return found


def _layer(use: EvidenceUse) -> str:
    """Return whether a document came with an answer, or lies there for one not yet given."""
    if use.explanation is None:
        return ""
    if use.explanation.answered_at is None:
        return " · tải lên để giải trình, đơn vị chưa gửi nội dung trả lời"
    return " · gửi kèm giải trình"


def evidence_uses(dossier: Dossier) -> QuerySet[EvidenceUse]:
    """Return the standing evidence of the dossier's leaves with documents, oldest first."""
    return (
        EvidenceUse.objects.filter(dossier=dossier, leaf__isnull=False, detached_at__isnull=True)
        .select_related("version__document", "explanation")
        .only(
            "leaf",
            "explanation__answered_at",
            "version__link",
            "version__media_type",
            "version__size",
            "version__pages",
            "version__sha256",
            "version__document__title",
            "version__document__number",
            "version__document__issued_on",
        )
    )


def questions_by_leaf(
    dossier: Dossier, layers: Iterable[Stage], *, at: datetime
) -> dict[int, list[dict[str, Any]]]:
    """Return questions and answers of each leaf as ready rows."""
    found = defaultdict(list)
    rows = Explanation.objects.filter(dossier=dossier, stage__in=list(layers)).select_related(
        "asked_by", "answered_by"
    )
    for row in rows:
        is_answered = row.answered_at is not None
        is_waiting = not is_answered and row.answer_until > at
        found[row.leaf_id].append(
            {
                "question": row.question,
                "asked": f"{row.asked_by.full_name} hỏi lúc {phrases.moment(row.asked_at)}",
                "until": f"Trả lời đến hết {phrases.last_second(row.answer_until)}",
                "answer": row.answer,
                "answered": _answered(row),
                "is_answered": is_answered,
                "is_waiting": is_waiting,
                "is_expired": not is_answered and not is_waiting,
            }
        )
    return found


def _answered(row: Explanation) -> str:
    if row.answered_by is None or row.answered_at is None:
        return ""
    return f"{row.answered_by.full_name} trả lời lúc {phrases.moment(row.answered_at)}"


def receipts(dossier: Dossier, stages: Iterable[Stage]) -> list[dict[str, str]]:
    """Return the covering records of what has left these stages, oldest first."""
    rows = Submission.objects.filter(
        dossier=dossier, stage__in=list(stages), recalled_at__isnull=True
    ).select_related("stage", "sent_by")
    return [
        {
            "number": row.receipt,
            "words": f"{differences.tier_name(row.stage)} gửi {gate.in_words(row.sent_at)}",
            "by": row.sent_by.full_name,
        }
        for row in rows
    ]


def totals_of(
    dossier: Dossier, layers: list[Stage], apart: dict[int, Decimal]
) -> list[dict[str, Any]]:
    """Return each layer's stored total, and how far its leaves stand from the layer below."""
    stored = {
        row.stage_id: row for row in LayerTotal.objects.filter(dossier=dossier, stage__in=layers)
    }
    made = []
    for stage in layers:
        row = stored.get(stage.pk)
        if row is None and stage.pk != dossier.stage_id:
            continue
        is_complete = row is not None and row.leaves_done >= row.leaves_due
        made.append(
            {
                "tier": differences.tier_name(stage),
                "is_current": stage.pk == dossier.stage_id,
                "achieved": phrases.points(row.achieved if row else None),
                "maximum": phrases.points(row.maximum - row.not_applicable)
                if row
                else phrases.NOTHING,
                # The index of a layer that is still being filled in would say nothing.
                "index": phrases.percent(row.index) if row and is_complete else "",
                "left_out": phrases.points(row.not_applicable)
                if row and row.not_applicable
                else "",
                "done": row.leaves_done if row else 0,
                "due": row.leaves_due if row else 0,
                "difference": differences.signed(apart[stage.pk]),
            }
        )
    return made
