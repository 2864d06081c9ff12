"""Which state follows which, and who holds the ball: two plain tables.

``docs/states.md`` is generated from them and compared in the tests. Windows and rights are
not here: the gate and the permissions ask those questions with a time and a person in hand.
"""

from dataclasses import dataclass

from accounts.enums import Role
from accounts.errors import AlreadyDone, Locked
from dossiers.enums import DossierState, Verb


@dataclass(frozen=True)
class Move:
    """Where a verb leads, and how many stages the dossier is carried up (or back)."""

    to: DossierState
    stages: int = 0


S = DossierState

MOVES: dict[tuple[DossierState, Verb], Move] = {
    (S.DRAFT, Verb.HAND_OVER): Move(S.AWAITING_LEADER),
    (S.AWAITING_LEADER, Verb.RETURN): Move(S.DRAFT),
    (S.AWAITING_LEADER, Verb.SEND): Move(S.SENT, stages=1),
    (S.SENT, Verb.RECALL): Move(S.AWAITING_LEADER, stages=-1),
    (S.SENT, Verb.BEGIN): Move(S.APPRAISING),
    (S.APPRAISING, Verb.ASK): Move(S.QUESTIONED),
    (S.QUESTIONED, Verb.ASK): Move(S.QUESTIONED),
    (S.ANSWERED, Verb.ASK): Move(S.QUESTIONED),
    (S.QUESTIONED, Verb.ANSWER): Move(S.ANSWERED),
    # Moving on from QUESTIONED is for questions whose time to answer has run out.
    (S.APPRAISING, Verb.SEND_UP): Move(S.SENT, stages=1),
    (S.ANSWERED, Verb.SEND_UP): Move(S.SENT, stages=1),
    (S.QUESTIONED, Verb.SEND_UP): Move(S.SENT, stages=1),
    (S.AWAITING_DECISION, Verb.RECOGNISE): Move(S.RECOGNISED),
    (S.AWAITING_DECISION, Verb.REFUSE): Move(S.NOT_RECOGNISED),
}

# Sending up from the last stage has no stage to go to: it ends the appraisal.
AFTER_THE_LAST_STAGE = S.AWAITING_DECISION

HOLDERS: dict[DossierState, Role] = {
    S.DRAFT: Role.ENTRY,
    S.AWAITING_LEADER: Role.LEADER,
    S.SENT: Role.REVIEWER,
    S.APPRAISING: Role.REVIEWER,
    S.QUESTIONED: Role.ENTRY,
    S.ANSWERED: Role.REVIEWER,
    S.AWAITING_DECISION: Role.STANDING,
}

# States in which the unit's own side still holds its papers: nothing has been sent.
UNSENT = frozenset({S.DRAFT, S.AWAITING_LEADER})
# States in which an appraiser of the current stage may write.
UNDER_APPRAISAL = frozenset({S.SENT, S.APPRAISING, S.QUESTIONED, S.ANSWERED})
# States in which some appraisal still lies ahead, so figures may still come in.
UNSETTLED = UNSENT | UNDER_APPRAISAL
# States that follow the published decision.
DECIDED = frozenset({S.RECOGNISED, S.NOT_RECOGNISED})

_LABELS = dict(DossierState.choices)


def next_move(state: str, verb: Verb) -> Move:
    """Return the move that ``verb`` makes from ``state``.

    Raises ``AlreadyDone`` when the verb's outcome already holds, else ``Locked``.
    """
    here = DossierState(state)
    move = MOVES.get((here, verb))
    if move is not None:
        return move
    outcomes = {reached.to for (_, known), reached in MOVES.items() if known == verb}
    if here in outcomes:
        raise AlreadyDone(
            f"Việc “{verb.label.lower()}” đã được thực hiện trước đó: "
            f"hồ sơ đang ở trạng thái “{_LABELS[here]}”. Không cần làm lại."
        )
    raise out_of_turn(here, doing=verb.label.lower())


def out_of_turn(state: str, *, doing: str) -> Locked:
    """Return the refusal of an act, named by ``doing``, that the dossier's state does not allow."""
    return Locked(
        f"Không thể {doing} khi hồ sơ đang ở trạng thái “{_LABELS[DossierState(state)]}”. "
        "Dữ liệu đã lưu không thay đổi; hãy tải lại trang để xem trạng thái mới nhất."
    )


def is_possible(state: str, verb: Verb) -> bool:
    """Say whether ``verb`` leads anywhere from ``state``."""
    return (DossierState(state), verb) in MOVES
