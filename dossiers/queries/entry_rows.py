"""The rows of the entry page as plain values and ready words: one template loop draws them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.addresses import address
from dossiers.models import Dossier, Score
from dossiers.queries import carried, checklist, leaf_texts, phrases, row_papers
from dossiers.queries.answers import Answers
from dossiers.queries.layer import Counts
from scoring import plans
from scoring.rules.errors import InvalidFigures

_NO_FIGURES = "chưa có số liệu"


@dataclass(frozen=True)
class Refusal:
    """What became of a row that was not stored: shown at the row beside what was typed.

    ``raw`` is None when the figures were not concerned (a refused file, say); an empty
    ``sentence`` keeps what was typed where the page itself says what happened. ``attaching`` is
    what was typed into the form of documents and not taken, by field.
    """

    code: str
    sentence: str
    raw: Mapping[str, list[str]] | None = None
    problems: Mapping[str, str] = field(default_factory=dict)
    status: int = 422
    stored: Mapping[str, Any] | None = None
    stored_version: int | None = None
    attaching: Mapping[str, str] = field(default_factory=dict)


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
    today = phrases.local(at).date()
    files = [
        row_papers.paper_of(
            use, said.about, can_write=can_write and use.explanation_id is None, today=today
        )
        for use in said.uses.get(leaf.pk, [])
    ]
    questions = [
        row_papers.question_of(dossier, asked, can_answer=rights.can_answer, at=at)
        for asked in said.questions.get(leaf.pk, [])
    ]
    row_papers.mark_answers(files, said.uses.get(leaf.pk, []), questions)
    done = is_done(score)
    lacks_proof = is_unproven(leaf, said)
    is_asked = any(asked["is_waiting"] for asked in questions)
    is_due = leaf.is_by_unit and leaf.is_in_base
    return {
        **texts,
        "is_due": is_due,
        "is_done": done,
        "lacks_proof": lacks_proof,
        "is_unfinished": (is_due and not done) or lacks_proof or is_asked or refusal is not None,
        "mark": _mark(is_done=done, lacks_proof=lacks_proof, is_asked=is_asked),
        "state": state_of(leaf, said, is_asked=is_asked),
        "can_write": can_write,
        # What was typed stays on the page even when the write came too late.
        "shows_inputs": can_write or (refusal is not None and refusal.raw is not None),
        "typed": _typed(leaf, score, refusal),
        "problems": refusal.problems if refusal else {},
        "attaching": refusal.attaching if refusal else {},
        "figures": _figures(leaf, score),
        "is_not_applicable": _claims(score, refusal),
        "explanation": _said(score, refusal),
        "points": phrases.score_points(score),
        "is_left_out": bool(score and score.is_not_applicable),
        "tone": phrases.points_tone(leaf, score),
        "because": score.because if score else "",
        "version": _version(score, refusal),
        **_saved(score, refusal, at=at),
        "recorded_at": phrases.iso(score.recorded_at) if score else "",
        "last_year": said.last_year.get(leaf.criterion.key, ()),
        "expected_items": checklist.items_of(
            texts["expected"],
            texts["expected_keys"],
            said.uses.get(leaf.pk, []),
            year=dossier.campaign.year,
            verdicts=said.verdicts,
        ),
        "files": files,
        "questions": questions,
        "remarks": (),
        "carried": carried.row_part(
            dossier, leaf, score, said.wanted.get(leaf.pk, ()), said.uses.get(leaf.pk, ())
        ),
        "alert": _alert(leaf, score, refusal),
        **_addresses(dossier.pk, leaf.code),
    }


def _addresses(pk: int, code: str) -> dict[str, str]:
    """Return where a leaf stands, and where its row posts to."""
    return {
        "page_url": address("dossiers:entry", pk),
        "leaf_url": address("dossiers:entry_leaf", pk, code),
        "url": address("dossiers:save_score", pk, code),
        "evidence_url": address("dossiers:attach", pk, code),
    }


def state_of(leaf: plans.Leaf, said: Answers, *, is_asked: bool) -> str:
    """Return how a leaf stands: ``asked lacking done todo``, or ``free`` when it is not due."""
    if is_asked:
        return "asked"
    if is_unproven(leaf, said):
        return "lacking"
    if is_done(said.counts.get(leaf.pk)):
        return "done"
    return "todo" if leaf.is_by_unit and leaf.is_in_base else "free"


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


def _saved(score: Score | None, refusal: Refusal | None, *, at: datetime) -> dict[str, str]:
    """Return what became of the last save of a row's figures; of today only the time of day."""
    if refusal is not None and refusal.raw is not None:
        said = "Chưa lưu: nội dung vừa nhập vẫn còn đây"
        return {"saved_tone": "bad", "saved_words": said}
    if score is None:
        return {"saved_tone": "busy", "saved_words": "Chưa lưu lần nào"}
    return {
        "saved_tone": "good",
        "saved_words": f"Đã lưu {phrases.recently(score.recorded_at, at=at)}",
    }


def is_unproven(leaf: plans.Leaf, said: Answers) -> bool:
    """Say whether a leaf is filled in but lacks the evidence without which it earns nothing."""
    score = said.counts.get(leaf.pk)
    return (
        is_done(score)
        and leaf.criterion.evidence_required
        and leaf.pk not in said.proven
        and not (score and score.is_not_applicable)
    )


def is_done(score: Counts | None) -> bool:
    """Say whether a row says something: figures, points, or that the leaf does not apply."""
    return score is not None and score.is_filled_in


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


def _mark(*, is_done: bool, lacks_proof: bool, is_asked: bool) -> str:
    """Return the class that colours the row's edge."""
    if is_asked:
        return "criterion-row--returned"
    if lacks_proof:
        return "criterion-row--missing"
    return "criterion-row--done" if is_done else ""


def _alert(leaf: plans.Leaf, score: Score | None, refusal: Refusal | None) -> dict[str, Any] | None:
    if refusal is None or not refusal.sentence:
        return None
    return {
        "code": refusal.code,
        "sentence": refusal.sentence,
        "problems": [said for said in refusal.problems.values() if said != refusal.sentence],
        "sides": _sides(leaf, refusal) if refusal.stored is not None else [],
        "stored_at": phrases.moment(score.recorded_at) if score else "",
    }


def _sides(leaf: plans.Leaf, refusal: Refusal) -> list[dict[str, Any]]:
    """Return what the person typed beside what is stored, after a lost race."""
    raw, stored = refusal.raw or {}, refusal.stored or {}
    pairs = (
        ("Số liệu", _typed_words(leaf, raw), _figures_words(leaf, stored)),
        ("Giải thích", next(iter(raw.get("explanation", [])), ""), stored["explanation"]),
    )
    return [
        {"label": label, "mine": mine, "stored": kept, "differs": mine.strip() != kept.strip()}
        for label, mine, kept in pairs
        if mine.strip() or kept.strip()
    ]


def _typed_words(leaf: plans.Leaf, raw: Mapping[str, list[str]]) -> str:
    """Return typed figures in words; as they were typed where no rule can read them."""
    if raw.get("applicable"):
        return phrases.NOT_APPLICABLE
    typed = {field.name: raw.get(field.name, []) for field in leaf.rule.fields()}
    if not any(text.strip() for texts in typed.values() for text in texts):
        return _NO_FIGURES
    try:
        return leaf.rule.figures_text(leaf.rule.read(typed))
    except InvalidFigures:
        return ", ".join(text for texts in typed.values() for text in texts if text.strip())


def _figures_words(leaf: plans.Leaf, told: Mapping[str, Any]) -> str:
    if told["figures"] is None:
        return phrases.NOT_APPLICABLE if told["is_not_applicable"] else _NO_FIGURES
    return leaf.rule.figures_text(told["figures"])
