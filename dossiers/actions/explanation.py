"""Questions on single leaves, and the unit's answers: a layer beside the scores."""

from django.db import transaction

from accounts import journal
from accounts.clock import Clock, database_clock
from accounts.errors import AlreadyDone, ReasonRequired
from accounts.models import User
from dossiers import permissions
from dossiers.actions import gate, moving, notices
from dossiers.actions.entry import TOUCHED, touch
from dossiers.enums import DossierState, Verb
from dossiers.models import Explanation
from scoring import plans


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
            raise AlreadyDone(f"Yêu cầu giải trình tiêu chí {leaf.code} đã được trả lời.")
        asked = gate.open_question(held, leaf.criterion)
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


def _is_waiting(held: gate.Held) -> bool:
    """Say whether another question may still be answered."""
    return Explanation.objects.filter(
        dossier=held.dossier, answered_at__isnull=True, answer_until__gt=held.at
    ).exists()
