"""Units and people to measure on: one province, ten districts, any number of communes."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from accounts.actions import grants
from accounts.enums import Role, UnitLevel
from accounts.models import RoleGrant, Unit, UnitAncestry, User

# As in Bắc Giang, whatever the number of communes: a filter lists them, and its length is not
# what is measured.
DISTRICTS = 10
BATCH = 1000


def officers_of_every_commune(*, since: datetime) -> None:
    """Give every commune without one its own officer."""
    for unit in Unit.objects.filter(level=UnitLevel.COMMUNE, grants__isnull=True):
        person("Lê Thị Suối", Role.ENTRY, unit, since)


def entry_grants() -> QuerySet[RoleGrant]:
    """Return who enters figures where."""
    return RoleGrant.objects.filter(role=Role.ENTRY).select_related("user")


def communes(units: Sequence[Unit]) -> list[Unit]:
    """Return those of the units that are communes."""
    return [unit for unit in units if unit.level == UnitLevel.COMMUNE]


def units(count: int) -> Iterator[Unit]:
    """Store and yield the province, its districts, and the communes, with their ancestry."""
    (province,) = _stored([_unit("Tỉnh Đo Lường", "24", UnitLevel.PROVINCE, None)])
    branches = min(DISTRICTS, count)
    districts = _stored(
        [
            _unit(f"Huyện Thử Nghiệm {number}", f"{number:03d}", UnitLevel.DISTRICT, province)
            for number in range(1, branches + 1)
        ]
    )
    members = _stored(
        [
            _unit(
                f"Xã Thử Nghiệm {number}",
                f"{number:05d}",
                UnitLevel.COMMUNE,
                districts[number * branches // count],
            )
            for number in range(count)
        ]
    )
    yield from (province, *districts, *members)
    links = []
    for unit in (province, *districts, *members):
        above, depth = unit, 0
        while above is not None:
            links.append(UnitAncestry(ancestor=above, descendant=unit, depth=depth))
            above, depth = above.parent, depth + 1
    UnitAncestry.objects.bulk_create(links, batch_size=BATCH)


def _unit(name: str, code: str, level: UnitLevel, parent: Unit | None) -> Unit:
    unit = Unit(code=code, level=level, parent=parent, valid_from=date(2008, 1, 1))
    unit.set_name(name)
    return unit


def _stored(units: list[Unit]) -> list[Unit]:
    return Unit.objects.bulk_create(units, batch_size=BATCH)


def person(full_name: str, role: Role, unit: Unit, since: datetime) -> User:
    """Return somebody who holds a role at a unit since then; nobody signs in with a password."""
    person = User(username=f"{role.value}.{unit.code}", position="Công chức")
    person.set_full_name(full_name)
    person.set_unusable_password()
    person.save()
    grants.grant_role(person, role=role, unit=unit, by=None, clock=lambda: since)
    return person
