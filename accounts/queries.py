"""Questions about units and accounts; rows only, no rights of one's own are decided here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils import timezone

from accounts import permissions, words
from accounts.enums import Role
from accounts.models import JournalEntry, RoleGrant, Unit, User


def local_date(at: datetime) -> date:
    """Return the calendar day of an instant in the portal's time zone."""
    return timezone.localtime(at).date()


def units_on(day: date) -> QuerySet[Unit]:
    """Return the units that exist on ``day``; on one day a code names one unit."""
    return Unit.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day
    )


def units_by_code(units: QuerySet[Unit], codes: Iterable[str], *, on: date) -> dict[str, Unit]:
    """Return what each code means among ``units``; unknown codes are left out.

    A code that is reused means the unit of that day; one that nobody bears on that day means
    its last bearer, whose campaign may still be finishing after the map has changed.
    """
    found: dict[str, Unit] = {}
    for unit in units.filter(code__in=set(codes)).order_by("valid_from"):
        held = found.get(unit.code)
        if held is None or not _is_valid(held, on) or _is_valid(unit, on):
            found[unit.code] = unit
    return found


def _is_valid(unit: Unit, on: date) -> bool:
    return unit.valid_from <= on and (unit.valid_until is None or unit.valid_until >= on)


def units_administered(by: User, *, at: datetime) -> QuerySet[Unit]:
    """Return the units at or below those where the person is an administrator."""
    return Unit.objects.filter(permissions.covers(by, [Role.ADMIN], unit="pk", at=at))


def search_units(
    by: User,
    *,
    at: datetime,
    words_typed: str = "",
    level: str = "",
    only_current: bool = False,
) -> QuerySet[Unit]:
    """Return the administered units whose name or code contains what was typed."""
    units = units_administered(by, at=at).select_related("parent")
    if only_current:
        units = units.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=local_date(at)),
            valid_from__lte=local_date(at),
        )
    if words_typed:
        key = words.search_key(words_typed)
        units = units.filter(Q(search_key__contains=key) | Q(code__startswith=key))
    if level:
        units = units.filter(level=level)
    return units.order_by("sort_key", "code", "valid_from")


def accounts_visible_to(by: User, *, at: datetime) -> QuerySet[User]:
    """Return the accounts with a role, held now or once, inside the person's administration."""
    grants = RoleGrant.objects.filter(
        permissions.covers(by, [Role.ADMIN], unit="content_object_id", at=at),
        user=OuterRef("pk"),
    )
    return User.objects.filter(Exists(grants))


def is_administered(account: User, *, by: User, at: datetime) -> bool:
    """Say whether every role of the account still in force lies inside ``by``'s administration.

    Otherwise an administrator below could take over the account of somebody above by drawing
    a new secret for it.
    """
    return not _roles_outside(by, at=at).filter(user=account).exists()


def in_hand(by: User, *, at: datetime) -> Combinable:
    """Return, for a query of accounts, what ``is_administered`` says of each."""
    return ~Exists(_roles_outside(by, at=at).filter(user=OuterRef("pk")))


def _roles_outside(by: User, *, at: datetime) -> QuerySet[RoleGrant]:
    """Return the roles in force, or still to begin, outside ``by``'s administration."""
    return RoleGrant.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at)).exclude(
        permissions.covers(by, [Role.ADMIN], unit="content_object_id", at=at)
    )


def list_accounts(
    by: User,
    *,
    at: datetime,
    words_typed: str = "",
    unit_ids: Collection[int] | None = None,
    role: str = "",
    state: str = "",
) -> QuerySet[User]:
    """Return the visible accounts with their roles in force as ``current_grants``.

    ``state`` is one of the keys of ``ACCOUNT_STATES``; ``unit_ids`` (None: all) include
    what lies below them.
    """
    accounts = accounts_visible_to(by, at=at)
    if words_typed:
        accounts = accounts.filter(search_key__contains=words.search_key(words_typed))
    held = permissions.grants_in_term(at=at).filter(user=OuterRef("pk"))
    if unit_ids is not None:
        held = held.filter(content_object__ancestor_links__ancestor__in=unit_ids)
    if role:
        held = held.filter(role=role)
    if unit_ids is not None or role:
        accounts = accounts.filter(Exists(held))
    if state:
        accounts = accounts.filter(_STATE_FILTERS[state](at))
    return accounts.prefetch_related(
        Prefetch(
            "roles_held",
            queryset=permissions.grants_in_term(at=at)
            .select_related("content_object")
            .order_by("starts_at", "pk"),
            to_attr="current_grants",
        )
    ).order_by("sort_key", "username")


# What an administrator looks for: who has not come in yet, whose letter is no longer good.
ACCOUNT_STATES = {
    "active": "Đang sử dụng",
    "unused": "Chưa đăng nhập lần đầu",
    "expired": "Mật khẩu cấp đã hết hạn",
    "inactive": "Đã ngừng",
}
_STATE_FILTERS = {
    "active": lambda at: Q(is_active=True, must_change_password=False),
    "unused": lambda at: Q(is_active=True, must_change_password=True, secret_expires_at__gt=at),
    "expired": lambda at: Q(is_active=True, must_change_password=True, secret_expires_at__lte=at),
    "inactive": lambda at: Q(is_active=False),
}


def account_state(account: User, *, at: datetime) -> str:
    """Return the key of ``ACCOUNT_STATES`` that an account is in."""
    if not account.is_active:
        return "inactive"
    if not account.must_change_password:
        return "active"
    return "expired" if is_secret_expired(account, at=at) else "unused"


def is_secret_expired(account: User, *, at: datetime) -> bool:
    """Say whether the drawn secret can no longer be used to sign in."""
    return account.secret_expires_at is not None and account.secret_expires_at <= at


@dataclass(frozen=True)
class Term:
    """One role of an account with what the account page says of it."""

    grant: RoleGrant
    is_current: bool

    @property
    def key(self) -> str:
        """The grant's id as text, for ids on the page."""
        return str(self.grant.pk)


def terms_of(account: User, *, at: datetime) -> list[Term]:
    """Return every role the account ever held, those in force first, newest first."""
    grants = (
        RoleGrant.objects.filter(user=account)
        .select_related("content_object", "granted_by")
        .order_by("-starts_at", "-pk")
    )
    terms = [
        Term(grant, is_current=grant.ends_at is None or grant.ends_at > at) for grant in grants
    ]
    return sorted(terms, key=lambda term: not term.is_current)


def home_unit_id(account: User) -> int | None:
    """Return the unit on whose chain the account's acts are written: that of its first role.

    It never changes, so an account's history stays together. None for an account that was
    never given a role.
    """
    return (
        RoleGrant.objects.filter(user=account)
        .order_by("pk")
        .values_list("content_object_id", flat=True)
        .first()
    )


def history_of(account: User) -> QuerySet[JournalEntry]:
    """Return what the journal says of an account, newest first."""
    unit_ids = RoleGrant.objects.filter(user=account).values_list("content_object_id", flat=True)
    return JournalEntry.objects.filter(
        chain__in=[Unit.chain_of(pk) for pk in unit_ids], subject=account.username
    ).order_by("-at", "-pk")
