"""Questions on single leaves, and the unit's answers: a layer beside the scores."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts import journal
from accounts.clock import Clock, database_clock
from accounts.enums import OWN_SIDE
from accounts.errors import AlreadyDone, DeadlinePassed, Invalid, ReasonRequired
from accounts.models import User
from dossiers import gate, permissions
from dossiers.actions import appraisal, moving, notices
from dossiers.actions.entry import TOUCHED, touch
from dossiers.enums import DossierState, Verb
from dossiers.models import Dossier, Explanation
from dossiers.queries import leaf_texts
from scoring import plans


def ask(
    *,
    dossier: Dossier,
    leaf: plans.Leaf,
    question: str,
    answer_until: datetime,
    by: User,
    clock: Clock = database_clock,
) -> Explanation:
    """Put a question on one leaf, open to the unit's answer until ``answer_until``.

    Raises ``NotAllowed``, ``OwnUnit``, ``Locked``, ``DeadlinePassed``, ``Invalid`` (no text, or
    a time to answer outside the stage's own) or ``AlreadyDone`` (one is waiting on this leaf).
    """
    with transaction.atomic():
        held = appraisal.take(dossier, by=by, clock=clock, doing="yêu cầu giải trình")
        appraisal.require_appraisable(leaf)
        _require_sound_question(held, leaf, question, answer_until)
        acts = appraisal.begin(held)
        moving.carry(held.dossier, Verb.ASK)
        asked = Explanation.objects.create(
            dossier=held.dossier,
            leaf=leaf.criterion,
            stage=held.stage,
            question=question.strip(),
            asked_at=held.at,
            asked_by=by,
            answer_until=answer_until,
        )
        until = gate.in_words(answer_until)
        notices.tell(
            people=notices.own_people(held.dossier, at=held.at, only=OWN_SIDE),
            sentence=f"Tiêu chí {leaf.code} cần giải trình trước {until}.",
            at=held.at,
            dossier=held.dossier,
            link=_place(held.dossier, leaf, page="entry"),
        )
        after = {"question": asked.question, "answer_until": answer_until.isoformat()}
        acts.append(journal.Act(verb=Verb.ASK, subject=leaf.code, after=after))
        appraisal.record(held, acts, by=by)
    return asked


def _require_sound_question(
    held: gate.Held, leaf: plans.Leaf, question: str, answer_until: datetime
) -> None:
    problems = {}
    if not question.strip():
        problems["question"] = "Hãy ghi nội dung cần đơn vị giải trình."
    if answer_until <= held.at:
        problems["until"] = "Thời hạn trả lời phải sau thời điểm hiện tại."
    elif answer_until > held.window.closes_at:
        problems["until"] = (
            "Thời hạn trả lời phải trước khi giai đoạn thẩm định khóa lúc "
            f"{gate.in_words(held.window.closes_at)}."
        )
    if problems:
        raise Invalid(" ".join(problems.values()), problems=problems)
    waiting = Explanation.objects.filter(
        dossier=held.dossier,
        leaf=leaf.pk,
        answered_at__isnull=True,
        answer_until__gt=held.at,
    ).first()
    if waiting:
        raise AlreadyDone(
            f"Tiêu chí {leaf.code} đã có yêu cầu giải trình, đơn vị được trả lời đến "
            f"{gate.in_words(waiting.answer_until)}. "
            "Hãy chờ câu trả lời hoặc hết thời hạn rồi gửi yêu cầu mới."
        )


def answer(
    *,
    question: Explanation,
    leaf: plans.Leaf,
    text: str,
    by: User,
    clock: Clock = database_clock,
) -> Explanation:
    """Answer the question that is open on ``leaf`` and return it with its answer.

    The figures of the self assessment stay as they were sent. When no other question is still
    waiting within its time, the dossier goes back to the appraisers. Raises ``NotAllowed``,
    ``ReasonRequired`` (no text), ``AlreadyDone`` (answered), ``DeadlinePassed`` or ``Locked``.
    """
    with transaction.atomic():
        held = gate.hold(question.dossier, clock=clock)
        dossier = held.dossier
        role = permissions.require_own_side(by, dossier, at=held.at)
        if Explanation.objects.filter(pk=question.pk, answered_at__isnull=False).exists():
            raise AlreadyDone(
                f"Yêu cầu giải trình tiêu chí {leaf.code} đã được trả lời. "
                "Hãy tải lại trang để xem nội dung đã gửi."
            )
        asked = gate.open_question(held, leaf.criterion)
        if asked.pk != question.pk:
            raise DeadlinePassed(
                f"Yêu cầu giải trình này của tiêu chí {leaf.code} đã hết thời hạn. "
                "Hãy tải lại trang để trả lời yêu cầu mới nhất."
            )
        gate.require_state(held, frozenset({DossierState.QUESTIONED}), doing="gửi giải trình")
        if not text.strip():
            raise ReasonRequired(
                f"Hãy nhập nội dung giải trình cho tiêu chí {leaf.code}.",
                problems={"answer": "Hãy nhập nội dung giải trình."},
            )
        asked.answer, asked.answered_at, asked.answered_by = text.strip(), held.at, by
        asked.save(update_fields=["answer", "answered_at", "answered_by"])
        if not _is_waiting(held):
            moving.carry(dossier, Verb.ANSWER)
        touch(dossier, by=by, at=held.at)
        notices.tell(
            people=notices.appraisers(dossier, at=held.at),
            sentence=f"{dossier.unit.name} đã giải trình tiêu chí {leaf.code}.",
            at=held.at,
            dossier=dossier,
            link=_place(dossier, leaf, page="review"),
        )
        act = journal.Act(
            verb=Verb.ANSWER,
            subject=leaf.code,
            before={"question": asked.question},
            after={"answer": asked.answer},
        )
        journal.record(
            dossier,
            act,
            by=by,
            at=held.at,
            role=role,
            also_save=(*TOUCHED, *moving.MOVED),
        )
    return asked


def _place(dossier: Dossier, leaf: plans.Leaf, *, page: str) -> str:
    """Return the leaf's own place on a page of the dossier."""
    return f"{reverse(f'dossiers:{page}', args=[dossier.pk])}#{leaf_texts.anchor_of(leaf.code)}"


def _is_waiting(held: gate.Held) -> bool:
    """Say whether another question may still be answered."""
    return Explanation.objects.filter(
        dossier=held.dossier, answered_at__isnull=True, answer_until__gt=held.at
    ).exists()
