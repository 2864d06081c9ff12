"""The rows of the entry page as plain values and ready words: one template loop draws them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dossiers.models import Dossier, Score
from dossiers.queries import leaf_texts, phrases, row_papers
from dossiers.queries.answers import Answers
from scoring import plans


@dataclass(frozen=True)
class Refusal:
    """What became of a row that was not stored: shown at the row beside what was typed.

    ``raw`` is None when the figures were not concerned (a refused file, say); an empty
    ``sentence`` keeps what was typed where the page itself says what happened.
    """

    code: str
    sentence: str
    raw: Mapping[str, list[str]] | None = None
    problems: Mapping[str, str] = field(default_factory=dict)
    status: int = 422
    stored: Mapping[str, Any] | None = None
    stored_version: int | None = None


@dataclass(frozen=True)
class Rights:
    """What the person may do on the page at this instant; the view asked the gate."""

    can_write: bool = False
    can_answer: bool = False


def row_of(
    dossier: Dossier,
    leaf: plans.Leaf,
    said: Answers,
    rights: Rights,
    *,
    at: datetime,
    refusal: Refusal | None = None,
) -> dict[str, Any]:
    """Return one leaf's row with ready words only."""
    score = said.scores.get(leaf.pk)
    texts = leaf_texts.texts_of(said.plan.criteria_set.pk)[leaf.pk]
    can_write = rights.can_write and leaf.is_by_unit
    files = [
        row_papers.paper_of(use, can_write=can_write and use.explanation_id is None)
        for use in said.uses.get(leaf.pk, [])
    ]
    questions = [
        row_papers.question_of(dossier, asked, can_answer=rights.can_answer, at=at)
        for asked in said.questions.get(leaf.pk, [])
    ]
    done = is_done(score)
    lacks_proof = done and leaf.criterion.evidence_required and not files
    is_due = leaf.is_by_unit and leaf.is_in_base
    return {
        **texts,
        "is_due": is_due,
        "is_done": done,
        "lacks_proof": lacks_proof and not (score and score.is_not_applicable),
        "mark": _mark(is_done=done, lacks_proof=lacks_proof, questions=questions),
        "can_write": can_write,
        # What was typed stays on the page even when the write came too late.
        "shows_inputs": can_write or (refusal is not None and refusal.raw is not None),
        "typed": _typed(leaf, score, refusal),
        "problems": refusal.problems if refusal else {},
        "figures": _figures(leaf, score),
        "is_not_applicable": _claims(score, refusal),
        "explanation": _said(score, refusal),
        "points": phrases.score_points(score),
        "is_left_out": bool(score and score.is_not_applicable),
        "tone": phrases.points_tone(leaf, score),
        "because": score.because if score else "",
        "version": _version(score, refusal),
        **_saved(score, refusal),
        "recorded_at": phrases.iso(score.recorded_at) if score else "",
        "last_year": said.last_year.get(leaf.criterion.key, ""),
        "files": files,
        "questions": questions,
        "alert": _alert(leaf, refusal),
        **said.addresses.of(leaf.code),
    }


def _typed(
    leaf: plans.Leaf, score: Score | None, refusal: Refusal | None
) -> Mapping[str, str | list[str]]:
    """Return what stands in a row's inputs: as typed just now, else as stored."""
    if refusal is not None and refusal.raw is not None:
        return refusal.raw
    if score is None or score.figures is None:
        return {}
    return leaf.rule.typed(score.figures)


def fields_of(
    leaf: plans.Leaf, texts: dict[str, Any], score: Score | None, refusal: Refusal | None
) -> list[dict[str, Any]]:
    """Return the inputs of a leaf with what is typed, chosen and wrong in each."""
    typed = _typed(leaf, score, refusal)
    problems = refusal.problems if refusal else {}
    made = []
    for each in texts["inputs"]:
        value = typed.get(each["name"], "")
        chosen = [value] if isinstance(value, str) else value
        made.append(
            {
                **each,
                "value": next(iter(chosen), ""),
                "error": problems.get(each["name"], ""),
                "options": [
                    {**option, "is_chosen": option["value"] in chosen} for option in each["choices"]
                ],
            }
        )
    return made


def _figures(leaf: plans.Leaf, score: Score | None) -> str:
    if score is None or score.figures is None:
        return ""
    return leaf.rule.figures_text(score.figures)


def _saved(score: Score | None, refusal: Refusal | None) -> dict[str, str]:
    """Return what became of the last save of a row's figures."""
    if refusal is not None and refusal.raw is not None:
        said = "Chưa lưu: nội dung vừa nhập vẫn còn đây"
        return {"saved_tone": "bad", "saved_words": said}
    if score is None:
        return {"saved_tone": "busy", "saved_words": "Chưa lưu lần nào"}
    return {"saved_tone": "good", "saved_words": f"Đã lưu {phrases.moment(score.recorded_at)}"}


def is_done(score: Score | None) -> bool:
    """Say whether a row says something: figures, points, or that the leaf does not apply."""
    if score is None:
        return False
    return score.points is not None or score.is_not_applicable or score.figures is not None


def _claims(score: Score | None, refusal: Refusal | None) -> bool:
    """Say whether the box "not applicable" is ticked; nothing arising is no claim."""
    if refusal is not None and refusal.raw is not None:
        return bool(refusal.raw.get("applicable"))
    return bool(score and score.is_not_applicable and score.figures is None)


def _said(score: Score | None, refusal: Refusal | None) -> str:
    if refusal is not None and refusal.raw is not None:
        return next(iter(refusal.raw.get("explanation", [])), "")
    return score.explanation if score else ""


def _version(score: Score | None, refusal: Refusal | None) -> int:
    """Return the version that the next save is based on: after a lost race, the winner's."""
    if refusal is not None and refusal.stored_version is not None:
        return refusal.stored_version
    return score.version if score else 0


def _mark(*, is_done: bool, lacks_proof: bool, questions: list[dict[str, Any]]) -> str:
    """Return the class that colours the row's edge."""
    if any(asked["is_waiting"] for asked in questions):
        return "criterion-row--returned"
    if lacks_proof:
        return "criterion-row--missing"
    return "criterion-row--done" if is_done else ""


def _alert(leaf: plans.Leaf, refusal: Refusal | None) -> dict[str, Any] | None:
    if refusal is None or not refusal.sentence:
        return None
    stored = ""
    if refusal.stored is not None:
        stored = stored_words(leaf, refusal.stored)
    return {
        "code": refusal.code,
        "sentence": refusal.sentence,
        "problems": [said for said in refusal.problems.values() if said != refusal.sentence],
        "stored": stored,
    }


def stored_words(leaf: plans.Leaf, told: Mapping[str, Any]) -> str:
    """Return the row that won a race in one phrase."""
    if told["figures"] is None:
        words = phrases.NOT_APPLICABLE if told["is_not_applicable"] else "chưa có số liệu"
    else:
        words = leaf.rule.figures_text(told["figures"])
    return f"{words} – {told['explanation']}" if told["explanation"] else words
