"""Entering the figures that no unit types itself: surveys, and values of an authority."""

from collections.abc import Sequence

from django.db import transaction

from accounts.clock import Clock, database_clock
from accounts.enums import Role
from accounts.models import User
from dossiers import gate, permissions
from dossiers.actions.entry import Entry, Saved, only_row, put
from dossiers.enums import Verb
from dossiers.models import Dossier, Score
from dossiers.workflow import UNSETTLED
from scoring import plans
from scoring.models import Stage


def save_central_figure(
    *, dossier: Dossier, leaf: plans.Leaf, entry: Entry, by: User, clock: Clock = database_clock
) -> Score:
    """Save one figure that the unit never types (survey, value of an authority).

    As ``save_central_figures``; the row's own refusal is raised.
    """
    saved = save_central_figures(dossier=dossier, entries=[(leaf, entry)], by=by, clock=clock)
    return only_row(saved, leaf)


def save_central_figures(
    *,
    dossier: Dossier,
    entries: Sequence[tuple[plans.Leaf, Entry]],
    by: User,
    clock: Clock = database_clock,
) -> Saved:
    """Save several figures that the unit never types, each judged by itself as in ``save_scores``.

    They belong to the last stage's layer, and may be given from the campaign's opening until
    that stage closes, wherever the dossier itself stands.
    """
    last = Stage.objects.filter(campaign=dossier.campaign_id).latest("tier")
    with transaction.atomic():
        held = gate.hold(dossier, clock=clock, stage=last)
        permissions.require_standing(by, held.dossier.campaign, at=held.at)
        permissions.require_not_own(by, held.dossier, at=held.at, doing="nhập số liệu cấp tỉnh")
        gate.require_state(held, UNSETTLED, doing="nhập số liệu cấp tỉnh")
        gate.require_not_closed(held)
        return put(held, entries, by=by, verb=Verb.CENTRAL_FIGURE, role=Role.STANDING)
