"""What is attached to a row of the entry page: its documents, and the questions put on it."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse

from dossiers.models import Dossier, EvidenceUse, Explanation
from dossiers.queries import findings, phrases


def paper_of(
    use: EvidenceUse, about: findings.About, *, can_write: bool, today: date
) -> dict[str, Any]:
    """Return one document of a row; ``can_write`` says whether it may be taken off here."""
    version = use.version
    told = findings.of_use(use, about, today=today)
    return {
        "name": version.document.title,
        "href": version.link or reverse("dossiers:evidence", args=[use.pk]),
        "kind": phrases.file_kind(version),
        "note": f"{phrases.file_note(version)} · {phrases.moment(use.attached_at)}"
        + findings.note(told),
        "findings": findings.grave(told),
        "is_answer": use.explanation_id is not None,
        "detach_url": reverse("dossiers:detach", args=[use.pk]) if can_write else "",
    }


def question_of(
    dossier: Dossier, asked: Explanation, *, can_answer: bool, at: datetime
) -> dict[str, Any]:
    """Return a question that was put on a leaf, with its answer or the way to give one."""
    is_waiting = asked.answered_at is None and at < asked.answer_until
    answered = ""
    if asked.answered_at is not None and asked.answered_by is not None:
        answered = f"{asked.answered_by.full_name}, {phrases.moment(asked.answered_at)}"
    return {
        "pk": asked.pk,
        "question": asked.question,
        "asked": f"{asked.asked_by.full_name}, {phrases.moment(asked.asked_at)}",
        "until": f"Trả lời đến hết {phrases.last_second(asked.answer_until)}",
        "is_waiting": is_waiting,
        "is_late": asked.answered_at is None and not is_waiting,
        "answer": asked.answer,
        "answered": answered,
        "can_answer": is_waiting and can_answer,
        "url": reverse("dossiers:answer", args=[dossier.pk, asked.pk]),
    }
