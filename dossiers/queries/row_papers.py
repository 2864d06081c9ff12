"""What is attached to a row of the entry page: its documents, and the questions put on it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from accounts.addresses import address
from dossiers.models import DocumentVersion, Dossier, EvidenceUse, Explanation
from dossiers.queries import findings, phrases


def paper_of(use: Any, about: findings.About, *, can_write: bool, today: date) -> dict[str, Any]:
    """Return one document of a row, a use from ``findings.checked``.

    ``can_write`` says whether it may be taken off, replaced and moved here; ``about`` is the
    dossier that it is looked at in.
    """
    version = use.version
    told = findings.of_use(use, about, today=today)
    return {
        "name": version.document.title,
        "href": version.link or address("dossiers:evidence", use.pk),
        "kind": phrases.file_kind(version),
        "note": f"{note_of(version)} · {phrases.moment(use.attached_at)}{findings.note(told)}",
        "findings": findings.grave(told),
        "pages": version.pages,
        "preview_url": preview_of(use),
        "document_url": address("dossiers:document", version.document_id),
        "replace_url": address("dossiers:replace", use.pk) if can_write else "",
        "arrange_url": address("dossiers:arrange", use.pk) if can_write else "",
        "detach_url": address("dossiers:detach", use.pk) if can_write else "",
    }


def preview_of(use: EvidenceUse) -> str:
    """Return where a document's pages are looked at; empty for a link."""
    return "" if use.version.link else address("dossiers:preview", use.pk)


def note_of(version: DocumentVersion) -> str:
    """Return what is told beside a document: number and day where known, kind, size, pages."""
    document = version.document
    told = [f"Số {document.number}" if document.number else ""]
    told.append(document.issued_on.strftime("%d/%m/%Y") if document.issued_on else "")
    told.append(phrases.file_note(version))
    told.append(f"{version.pages} trang" if version.pages else "")
    return " · ".join(part for part in told if part)


def mark_answers(
    files: Iterable[dict[str, Any]],
    uses: Iterable[EvidenceUse],
    questions: Iterable[dict[str, Any]],
) -> None:
    """Say which documents belong to an answer; one not sent yet can be taken off again."""
    asked = {question["pk"]: question for question in questions}
    for file, use in zip(files, uses, strict=True):
        if use.explanation_id is None:
            continue
        question = asked[use.explanation_id]
        is_sent = not question["is_waiting"] and not question["is_late"]
        file["note"] += f" · {'kèm giải trình' if is_sent else 'để giải trình, chưa gửi'}"
        if question["can_answer"]:
            file["detach_url"] = address("dossiers:detach", use.pk)


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
        "left": phrases.time_left(asked.answer_until - at) if is_waiting else "",
        "is_waiting": is_waiting,
        "is_late": asked.answered_at is None and not is_waiting,
        "closed": f"Đã hết thời hạn trả lời lúc {phrases.to_the_second(asked.answer_until)}.",
        "answer": asked.answer,
        "answered": answered,
        "can_answer": is_waiting and can_answer,
        "url": address("dossiers:answer", dossier.pk, asked.pk),
    }
