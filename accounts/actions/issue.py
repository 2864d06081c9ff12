"""Issuing accounts from a list, and drawing a new secret for an account."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import Permission
from django.db import transaction

from accounts import issue_list, journal, passwords
from accounts.actions import grants
from accounts.clock import Clock, database_clock
from accounts.enums import Role
from accounts.errors import DuplicateAccount, RowsInvalid
from accounts.models import RoleGrant, Unit, User

# Time for a letter to travel by internal post and be opened, holidays included.
SECRET_LIFETIME = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is printed for one account. The secret exists nowhere else."""

    username: str
    full_name: str
    position: str
    unit_name: str
    role_label: str
    secret: str
    expires_at: datetime


def issue_accounts(
    people: Sequence[issue_list.Person],
    *,
    by: User | None,
    on: date | None = None,
    draw: Callable[[], str] = passwords.draw_secret,
    clock: Clock = database_clock,
) -> list[Letter]:
    """Create an account with its role and a random secret for every line, or for none.

    ``on`` is the day whose unit codes are meant, None for today; ``draw`` makes the secrets (a
    demo's come out the same each time). Returns the letters in the order of the list. Raises
    ``RowsInvalid`` with the sentences by line, or ``DuplicateAccount`` when all that is wrong is
    that accounts are there already.
    """
    with transaction.atomic():
        codes = {person.unit_code for person in people}
        # One order for everybody, so that two administrators cannot wait for each other.
        locked = Unit.objects.select_for_update(no_key=True).filter(code__in=codes).order_by("pk")
        units = {unit.pk: unit for unit in locked}
        at = clock()
        issue_list.judge(people, by=by, at=at, on=on)
        _require_clean(people)
        rights = grants.permissions_of_roles(Role)
        letters = [_create(person, rights, secret=draw(), by=by, at=at) for person in people]
        acts: dict[int, list[journal.Act]] = defaultdict(list)
        for person in people:
            unit, _ = person.place()
            acts[unit.pk].append(_issued(person))
        for pk, acts_at_unit in acts.items():
            journal.record_all(units[pk], acts_at_unit, by=by, at=at, role=Role.ADMIN if by else "")
    return letters


def _require_clean(people: Sequence[issue_list.Person]) -> None:
    wrong = [person for person in people if person.problems]
    if not people:
        raise RowsInvalid("Danh sách chưa có người nào. Hãy điền ít nhất một người.")
    if not wrong:
        return
    refusal = DuplicateAccount if all(person.is_duplicate for person in wrong) else RowsInvalid
    raise refusal(
        f"Danh sách có {len(wrong)} dòng cần sửa; chưa tài khoản nào được cấp.",
        problems={str(person.line): " ".join(person.problems) for person in wrong},
    )


def _create(
    person: issue_list.Person,
    rights: Mapping[str, Permission],
    *,
    secret: str,
    by: User | None,
    at: datetime,
) -> Letter:
    unit, role = person.place()
    account = User(
        username=person.username,
        position=person.position,
        email=person.email,
        phone=person.phone,
        issued_at=at,
    )
    account.set_full_name(person.full_name)
    set_secret(account, secret, at=at)
    account.save(force_insert=True)
    RoleGrant.objects.create(
        user=account,
        role=role,
        permission=rights[role],
        content_object=unit,
        starts_at=at,
        granted_by=by,
        granted_at=at,
    )
    return letter_for(account, secret=secret, role=role, unit=unit)


def give_secret(account: User, *, at: datetime) -> str:
    """Set a fresh secret on ``account`` and return it; does not save.

    The changed hash ends every open session of the account.
    """
    secret = passwords.draw_secret()
    set_secret(account, secret, at=at)
    return secret


def set_secret(account: User, secret: str, *, at: datetime) -> None:
    """Set a drawn secret on ``account``, to be replaced at the first sign-in; does not save."""
    passwords.keep_secret(account, secret)
    account.must_change_password = True
    account.secret_expires_at = at + SECRET_LIFETIME


def letter_for(account: User, *, secret: str, role: str, unit: Unit) -> Letter:
    """Return the letter that hands ``secret``, given just now, to the account's holder."""
    if account.secret_expires_at is None:
        raise ValueError(f"{account.username} holds no drawn secret")
    return Letter(
        username=account.username,
        full_name=account.full_name,
        position=account.position,
        unit_name=unit.name,
        role_label=Role(role).label,
        secret=secret,
        expires_at=account.secret_expires_at,
    )


def _issued(person: issue_list.Person) -> journal.Act:
    return journal.Act(
        verb="account_issued",
        subject=person.username,
        after={
            "full_name": person.full_name,
            "position": person.position,
            "role": person.role,
        },
    )
