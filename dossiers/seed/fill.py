"""Filling an empty database with the demo, campaign by campaign."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.enums import Role
from dossiers.actions import closing, deadlines, facts, results
from dossiers.models import Dossier
from dossiers.seed import figures, geography, prepared, registrations, rounds, staff
from dossiers.seed.calendar import Diary, midnight, standing
from dossiers.seed.chance import drawn
from dossiers.seed.people import Crowd
from dossiers.seed.walks import Round, Target, Walk
from scoring.models import Campaign

Say = Callable[[str], None]
T = Target

# How many dossiers of the round with three tiers stand where; the rest is finished.
PROVINCE_STATES: Mapping[Target, int] = {
    T.NOT_BEGUN: 12,
    T.HALF_DONE: 35,
    T.NEARLY_DONE: 22,
    T.AWAITING_LEADER: 18,
    T.RETURNED: 5,
    T.SENT: 30,
    T.APPRAISING: 26,
    T.QUESTIONED: 8,
    T.ANSWERED: 6,
    T.SENT_UP: 18,
    T.APPRAISING_ABOVE: 14,
    T.FINISHED: 15,
}
NEW_MAP_STATES: Mapping[Target, int] = {
    T.NOT_BEGUN: 38,
    T.HALF_DONE: 24,
    T.NEARLY_DONE: 10,
    T.AWAITING_LEADER: 6,
    T.RETURNED: 1,
    T.SENT: 10,
    T.APPRAISING: 5,
    T.QUESTIONED: 1,
    T.ANSWERED: 1,
    T.FINISHED: 3,
}
# Two districts of three communes each: a beginning, a middle and an end in both.
SMALL_STATES: Sequence[Target] = (
    T.NOT_BEGUN,
    T.HALF_DONE,
    T.AWAITING_LEADER,
    T.SENT,
    T.APPRAISING,
    T.SENT_UP,
)
# Of those half done: locked early for cause, and given more time.
_LOCKED, _EXTENDED = 3, 2
_LAST_YEAR = (2023, 10, 1)
# Of last year's round: heads who were disciplined (one in so many units).
_DISCIPLINED_ONE_IN = 70


@dataclass(frozen=True)
class Filled:
    """What the manifest is written from."""

    seed: int
    crowd: Crowd
    campaigns: list[Campaign]
    at: datetime


def fill(*, seed: int, is_small: bool, now: datetime, say: Say) -> Filled:
    """Fill an empty database; the calendar of the running rounds is laid around ``now``."""
    today = midnight(now)
    crowd = Crowd(seed, drawn(seed, "people"))
    year, month, day = _LAST_YEAR
    day_zero = today.replace(year=year, month=month, day=day)
    begun = day_zero - timedelta(days=240)
    with transaction.atomic():
        place = geography.old_map(is_small=is_small, at=begun)
        prepared.add_departments(at=begun)
        staff.hire(crowd, place, on=begun.date(), at=begun)
        staff.add_odd_cases(crowd, place, on=begun.date(), at=begun)
    say(f"{place.area.name}: {len(place.communes)} đơn vị, {len(crowd.passwords)} tài khoản.")
    past = _last_year(rounds.last_year(day_zero), place, crowd, say)
    with transaction.atomic():
        staff.change_staff(crowd, place, at=today - timedelta(days=2))
    told = [past, _running(rounds.this_year(today), place, crowd, previous=past, say=say)]
    with transaction.atomic():
        for campaign in prepared.set_up(place, crowd, today=today):
            say(f"{campaign.title}: đang chuẩn bị.")
    if not is_small:
        told.append(_new_map(today, crowd, say))
    return Filled(seed, crowd, told, now)


def _last_year(
    calendar: rounds.Calendar, place: geography.Place, crowd: Crowd, say: Say
) -> Campaign:
    """Walk last year's round to its end, aggregate it and publish it."""
    opened, dossiers = rounds.open_round(calendar, place, crowd, is_rich=False)
    _walk(opened, calendar, dossiers, [Target.FINISHED] * len(dossiers))
    person = crowd.one(place.area, Role.STANDING)
    end = calendar.instant(calendar.windows[-1][1])
    rng = drawn(crowd.seed, "discipline")
    for dossier in dossiers:
        if rng.randint(1, _DISCIPLINED_ONE_IN) == 1:
            facts.set_head_disciplined(
                dossier=dossier,
                is_disciplined=True,
                document_number="118/QĐ-UBND",
                reason="Quyết định kỷ luật người đứng đầu.",
                by=person,
                clock=standing(end - timedelta(days=2)),
            )
    closing.close_due(clock=standing(end + timedelta(minutes=1)))
    campaign = opened.stages[0].campaign
    aggregated = standing(end + timedelta(days=1, hours=9))
    run = results.open_run(campaign=campaign, by=person, clock=aggregated)
    run = results.compute(run=run, clock=aggregated)
    results.publish(
        run=run,
        decision_number="2315/QĐ-UBND",
        by=person,
        clock=standing(end + timedelta(days=8, hours=10)),
    )
    say(f"{campaign.title}: đã công bố {len(dossiers)} kết quả.")
    return campaign


def _running(
    calendar: rounds.Calendar,
    place: geography.Place,
    crowd: Crowd,
    *,
    previous: Campaign | None,
    say: Say,
) -> Campaign:
    """Bring the dossiers of a running round to where they stand today."""
    opened, dossiers = rounds.open_round(calendar, place, crowd, previous=previous, is_rich=True)
    if len(dossiers) == len(SMALL_STATES):
        targets = list(SMALL_STATES)
    else:
        targets = _dealt(PROVINCE_STATES if place.districts else NEW_MAP_STATES, opened)
    registrations.register(opened, dossiers, targets)
    _walk(opened, calendar, dossiers, targets)
    if len(dossiers) > len(SMALL_STATES):
        half = [d for d, target in zip(dossiers, targets, strict=True) if target == T.HALF_DONE]
        _move_deadlines(opened, calendar, half)
    campaign = opened.stages[0].campaign
    say(f"{campaign.title}: {len(dossiers)} hồ sơ.")
    return campaign


def _new_map(today: datetime, crowd: Crowd, say: Say) -> Campaign:
    """Add the province without districts and its round of two tiers."""
    hired_at = today - timedelta(days=60)
    with transaction.atomic():
        place = geography.new_map(at=hired_at)
        staff.hire(crowd, place, on=hired_at.date(), at=hired_at)
    return _running(rounds.new_map(today), place, crowd, previous=None, say=say)


def _dealt(states: Mapping[Target, int], opened: Round) -> list[Target]:
    """Return the wanted states in an order that only the seed decides."""
    targets = [target for target, count in states.items() for _ in range(count)]
    drawn(opened.seed, "states", opened.year).shuffle(targets)
    return targets


def _walk(
    opened: Round,
    calendar: rounds.Calendar,
    dossiers: Iterable[Dossier],
    targets: Iterable[Target],
) -> None:
    """Walk each dossier to its target, one transaction each."""
    for dossier, target in zip(dossiers, targets, strict=True):
        code = dossier.unit.code
        walk = Walk(
            round=opened,
            dossier=dossier,
            diary=Diary(calendar.day_zero),
            rng=drawn(opened.seed, opened.year, code),
            good=figures.quality(drawn(opened.seed, "quality", code)),
        )
        with transaction.atomic():
            walk.to(target)


def _move_deadlines(opened: Round, calendar: rounds.Calendar, half_done: Sequence[Dossier]) -> None:
    """Lock a few unfinished units early, give a few others more time, record the closings."""
    admin = opened.crowd.one(opened.area, Role.ADMIN)
    stage = opened.stages[0]
    diary = Diary(calendar.day_zero)
    for dossier in half_done[:_LOCKED]:
        deadlines.lock(
            stage=stage,
            unit=dossier.unit,
            document_number="87/BCĐ-TT",
            reason="Đơn vị đang sắp xếp, sáp nhập; dừng nhập liệu theo văn bản.",
            by=admin,
            clock=diary.clock(-1, 200),
        )
    for dossier in half_done[_LOCKED : _LOCKED + _EXTENDED]:
        deadlines.extend(
            stage=stage,
            unit=dossier.unit,
            until=stage.closes_at + timedelta(days=3),
            document_number="91/BCĐ-TT",
            reason="Khắc phục hậu quả mưa lũ tại địa bàn.",
            by=admin,
            clock=diary.clock(-1, 260),
        )
    closing.close_due(clock=diary.clock(-1, 300))
