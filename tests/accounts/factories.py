"""Rows of people and places for tests; no rule is asked and no journal written here."""

import itertools
from datetime import UTC, date, datetime

from django.contrib.auth.models import Permission

from accounts.enums import Role, UnitLevel
from accounts.models import RoleGrant, Unit, UnitAncestry, User

PASSWORD = "dong-ho-mua-xuan-7"
# Within Django's own limit for an address, beyond that of the column.
TOO_LONG_EMAIL = f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.vn"
# Long before any instant that a test works at.
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

_numbers = itertools.count(1)


def unit(
    name: str = "",
    *,
    code: str = "",
    level: UnitLevel = UnitLevel.COMMUNE,
    parent: Unit | None = None,
    valid_from: date = date(2020, 1, 1),
    valid_until: date | None = None,
) -> Unit:
    """Make a unit with its closure rows."""
    number = next(_numbers)
    made = Unit(
        code=code or f"9{number:04d}",
        level=level,
        parent=parent,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    made.set_name(name or f"Xã Thử {number}")
    made.save()
    depth, above = 0, made
    while above is not None:
        UnitAncestry.objects.create(ancestor=above, descendant=made, depth=depth)
        depth, above = depth + 1, above.parent
    return made


def user(
    full_name: str = "",
    *,
    username: str = "",
    password: str | None = PASSWORD,
    is_active: bool = True,
    must_change_password: bool = False,
    secret_expires_at: datetime | None = None,
) -> User:
    """Make an account; ``password`` None leaves it without a usable one."""
    number = next(_numbers)
    made = User(
        username=username or f"nguoi.{number}",
        position="Công chức",
        is_active=is_active,
        must_change_password=must_change_password,
        secret_expires_at=secret_expires_at,
        issued_at=LONG_AGO,
    )
    made.set_full_name(full_name or f"Nguyễn Văn Thử {number}")
    made.set_password(password)
    made.save()
    return made


def grant(
    holder: User,
    role: Role,
    at_unit: Unit,
    *,
    starts_at: datetime = LONG_AGO,
    ends_at: datetime | None = None,
) -> RoleGrant:
    """Make a role held at a unit."""
    return RoleGrant.objects.create(
        user=holder,
        role=role,
        permission=Permission.objects.get(content_type__model="unit", codename=role),
        content_object=at_unit,
        starts_at=starts_at,
        ends_at=ends_at,
        granted_at=starts_at,
    )


def person(role: Role, at_unit: Unit, full_name: str = "", **account: object) -> User:
    """Make an account that holds one role at a unit."""
    made = user(full_name, **account)
    grant(made, role, at_unit)
    return made
