"""Registrations of a running round: most approved, some waiting, one given back."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import count

from django.db import transaction

from accounts.enums import Role
from dossiers.actions import registration
from dossiers.models import Dossier
from dossiers.seed import phrases
from dossiers.seed.calendar import Diary
from dossiers.seed.chance import drawn
from dossiers.seed.walks import Round, Target, reviewer_of
from scoring.rules.numbers import half_up


class Fate(StrEnum):
    """Where a registration is to stand."""

    NONE = "none"
    WAITING = "waiting"
    RETURNED = "returned"
    APPROVED = "approved"


# Of the units that have not begun, and of those half done, one in so many.
_NOT_SENT_ONE_IN, _WAITING_ONE_IN = 4, 6


def register(opened: Round, dossiers: Sequence[Dossier], targets: Sequence[Target]) -> None:
    """Register the units of a round on its first day, one transaction each."""
    for dossier, fate in zip(dossiers, _fates(targets), strict=True):
        if fate != Fate.NONE:
            with transaction.atomic():
                _register(opened, dossier, fate)


def _fates(targets: Sequence[Target]) -> Iterator[Fate]:
    """Yield the fates in the dossiers' order; only the order decides, so a seed repeats it."""
    not_begun, half_done = count(1), count()
    for target in targets:
        if target == Target.NOT_BEGUN:
            yield Fate.WAITING if next(not_begun) % _NOT_SENT_ONE_IN else Fate.NONE
        elif target == Target.HALF_DONE:
            number = next(half_done)
            if number == 0:
                yield Fate.RETURNED
            else:
                yield Fate.APPROVED if number % _WAITING_ONE_IN else Fate.WAITING
        else:
            yield Fate.APPROVED


def _register(opened: Round, dossier: Dossier, fate: Fate) -> None:
    rng = drawn(opened.seed, opened.year, dossier.unit.code, "registration")
    # Entering begins a day later at the earliest: the dossier's journal stays in order.
    diary = Diary(opened.stages[0].opens_at)
    leader = opened.crowd.one(dossier.unit, Role.LEADER)
    sent = registration.send(
        dossier=dossier,
        content=registration.Content(
            head=f"{leader.full_name}, {leader.position or 'Chủ tịch Ủy ban nhân dân'}",
            scope=rng.choice(phrases.SCOPES),
            measures=phrases.MEASURES,
            target=half_up(registration.largest_target(dossier) * rng.randint(85, 97) / 100),
        ),
        by=leader,
        clock=diary.clock(0, rng.randint(0, 120)),
    )
    reviewer = reviewer_of(opened, dossier, tier=1)
    clock = diary.clock(0, rng.randint(180, 420))
    if fate == Fate.APPROVED:
        registration.approve(dossier=dossier, version=sent.version, by=reviewer, clock=clock)
    elif fate == Fate.RETURNED:
        registration.give_back(
            dossier=dossier,
            version=sent.version,
            reason=phrases.REGISTRATION_RETURNED,
            by=reviewer,
            clock=clock,
        )
