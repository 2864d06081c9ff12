"""Who works in the demo: the same offices in every province, with the odd cases tests need."""

from collections.abc import Iterator
from datetime import date, datetime

from accounts.enums import Role
from accounts.models import Unit
from dossiers.seed.geography import Place
from dossiers.seed.people import Crowd, Wanted

# People at the province besides the administrator, who is issued first and issues the others.
_PROVINCE = (
    Role.STANDING,
    Role.STANDING,
    Role.REVIEWER,
    Role.REVIEWER,
    Role.WATCHER,
)
_DISTRICT = (Role.REVIEWER, Role.REVIEWER, Role.REVIEWER, Role.WATCHER)
_COMMUNE = (Role.ENTRY, Role.LEADER)


def hire(crowd: Crowd, place: Place, *, on: date, at: datetime) -> None:
    """Issue the accounts of a whole province; ``on`` is the day whose unit codes are meant."""
    crowd.issue([Wanted(place.area, Role.ADMIN)], by=None, on=on, at=at)
    admin = crowd.one(place.area, Role.ADMIN)
    crowd.issue(_wanted(place), by=admin, on=on, at=at)


def _wanted(place: Place) -> Iterator[Wanted]:
    for role in _PROVINCE:
        yield Wanted(place.area, role)
    for district in place.districts:
        for role in _DISTRICT:
            yield Wanted(district, role)
    for commune in place.communes:
        for role in _COMMUNE:
            yield Wanted(commune, role)


def add_odd_cases(crowd: Crowd, place: Place, *, on: date, at: datetime) -> None:
    """Add second officers and people with two roles.

    One person at the province both appraises and belongs to the standing body. One reviewer of
    the first district also enters figures for its first commune, and may not appraise that one.
    """
    admin = crowd.one(place.area, Role.ADMIN)
    first, second = _odd_communes(place)
    extra = [Wanted(first, Role.ENTRY), Wanted(first, Role.ENTRY), Wanted(second, Role.ENTRY)]
    crowd.issue(extra, by=admin, on=on, at=at)
    appraising_too = crowd.all_of(place.area, Role.STANDING)[1]
    crowd.give(appraising_too, place.area, Role.REVIEWER, by=admin, at=at)
    reviewer = crowd.all_of(place.districts[0], Role.REVIEWER)[-1]
    crowd.give(reviewer, first, Role.ENTRY, by=admin, at=at)


def change_staff(crowd: Crowd, place: Place, *, at: datetime) -> None:
    """Stop the account of an officer who has left, and leave a new letter unopened."""
    admin = crowd.one(place.area, Role.ADMIN)
    first, second = _odd_communes(place)
    crowd.disable(crowd.all_of(first, Role.ENTRY)[2], by=admin, at=at)
    crowd.leave_unused(crowd.all_of(second, Role.ENTRY)[1], by=admin, at=at)


def _odd_communes(place: Place) -> list[Unit]:
    return [unit for unit in place.communes if unit.parent_id == place.districts[0].pk][:2]
