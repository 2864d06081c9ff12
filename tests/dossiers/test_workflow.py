"""The two tables of the workflow: complete, closed, and without dead ends."""

import pytest

from accounts.errors import AlreadyDone, Locked
from dossiers import workflow
from dossiers.enums import DossierState, Verb


def reachable(start):
    found, waiting = set(), [start]
    while waiting:
        state = waiting.pop()
        if state in found:
            continue
        found.add(state)
        for (origin, verb), move in workflow.MOVES.items():
            if origin == state:
                waiting.append(move.to)
                if verb == Verb.SEND_UP:
                    waiting.append(workflow.AFTER_THE_LAST_STAGE)
    return found


def test_every_state_is_reached_from_the_draft():
    assert reachable(DossierState.DRAFT) == set(DossierState)


def test_every_undecided_state_has_a_holder_and_a_way_on():
    for state in set(DossierState) - workflow.DECIDED:
        assert state in workflow.HOLDERS
        assert any(origin == state for origin, _ in workflow.MOVES)


def test_groups_of_states_part_the_life_of_a_dossier():
    groups = [
        workflow.UNSENT,
        workflow.UNDER_APPRAISAL,
        {workflow.AFTER_THE_LAST_STAGE},
        workflow.DECIDED,
    ]
    assert sorted(state for group in groups for state in group) == sorted(DossierState)


def test_sending_carries_one_stage_up_and_recalling_one_back():
    assert workflow.next_move("awaiting_leader", Verb.SEND).stages == 1
    assert workflow.next_move("sent", Verb.RECALL).stages == -1


def test_second_sending_is_already_done_and_sending_a_draft_is_locked():
    with pytest.raises(AlreadyDone, match="đã được thực hiện"):
        workflow.next_move("sent", Verb.SEND)
    with pytest.raises(Locked, match="Đang tự chấm"):
        workflow.next_move("draft", Verb.SEND)


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("state", DossierState)
def test_possible_agrees_with_the_move(state, verb):
    if workflow.is_possible(state, verb):
        assert workflow.next_move(state, verb).to in DossierState
    else:
        with pytest.raises((AlreadyDone, Locked)):
            workflow.next_move(state, verb)
