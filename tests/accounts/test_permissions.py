"""Roles: their terms, the units below, several at once."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts import permissions
from accounts.enums import Role
from accounts.errors import NotAllowed
from accounts.models import Unit
from tests.accounts import factories
from tests.accounts.conftest import Map

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("begins", "ends", "holds"),
    [
        (NOON, None, True),
        (NOON + SECOND, None, False),
        (NOON - SECOND, NOON, False),
        (NOON - SECOND, NOON + SECOND, True),
    ],
)
def test_a_term_is_half_open(
    places: Map, begins: datetime, ends: datetime | None, holds: bool
) -> None:
    person = factories.user()
    factories.grant(person, Role.ENTRY, places.commune, starts_at=begins, ends_at=ends)
    assert permissions.holds(person, [Role.ENTRY], unit=places.commune, at=NOON) is holds


def test_a_role_reaches_everything_below_and_nothing_beside(places: Map) -> None:
    person = factories.person(Role.REVIEWER, places.district)
    reached = Unit.objects.filter(permissions.covers(person, [Role.REVIEWER], unit="pk", at=NOON))
    assert set(reached) == {places.district, places.commune, places.neighbour}


def test_a_role_of_another_kind_gives_nothing(places: Map) -> None:
    person = factories.person(Role.WATCHER, places.province)
    with pytest.raises(NotAllowed, match="cán bộ thẩm định"):
        permissions.require_role(person, [Role.REVIEWER], unit=places.commune, at=NOON)


def test_several_roles_stand_side_by_side(places: Map) -> None:
    person = factories.person(Role.ENTRY, places.commune)
    factories.grant(person, Role.REVIEWER, places.district)
    assert permissions.holds(person, [Role.ENTRY], unit=places.commune, at=NOON)
    assert not permissions.holds(person, [Role.ENTRY], unit=places.neighbour, at=NOON)
    assert permissions.holds(person, [Role.REVIEWER], unit=places.neighbour, at=NOON)
    assert [g.role for g in permissions.grants_of(person, at=NOON)] == [Role.REVIEWER, Role.ENTRY]


def test_a_deactivated_person_holds_nothing(places: Map) -> None:
    person = factories.person(Role.ENTRY, places.commune, is_active=False)
    assert not permissions.holds(person, list(Role), unit=places.commune, at=NOON)
