"""Carrying a dossier from state to state and from stage to stage, as the workflow's table says."""

from dossiers.enums import Verb
from dossiers.models import Dossier
from dossiers.workflow import AFTER_THE_LAST_STAGE, next_move
from scoring.models import Stage

# The dossier's columns that a move may change; the caller saves them through the journal.
MOVED = ("state", "stage", "locked_at")


def carry(dossier: Dossier, verb: Verb) -> Stage:
    """Make the move that ``verb`` means for a locked dossier; returns the stage it left.

    Moving up from the last stage ends the appraisal, and the stage stays. A dossier that moves
    up is no longer "locked unsent". Raises ``AlreadyDone`` or ``Locked``.
    """
    move = next_move(dossier.state, verb)
    left = dossier.stage
    dossier.state = move.to
    if move.stages:
        tier = left.tier + move.stages
        reached = Stage.objects.filter(campaign=dossier.campaign_id, tier=tier).first()
        if reached is None:
            dossier.state = AFTER_THE_LAST_STAGE
        else:
            dossier.stage = reached
        dossier.locked_at = None
    return left
