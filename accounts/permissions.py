"""Questions about a person's roles, always asked of all units and ancestors as one set.

Guardian keeps the grants; these questions add the term (a grant that has ended gives nothing),
which guardian's own ``has_perm`` does not know. Nothing else in the code asks for rights.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from accounts.enums import Role
from accounts.errors import NotAllowed
from accounts.models import RoleGrant, Unit, User
from accounts.prepared import Given, Prepared

# A time already read, the database's own at the moment of the query, or one said later.
Instant = datetime | Now | Given


def grants_in_term(*, at: Instant) -> QuerySet[RoleGrant]:
    """Return every grant whose term ``[starts_at, ends_at)`` holds ``at``, whoever has it."""
    return RoleGrant.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), starts_at__lte=at)


def current_grants(*, at: Instant) -> QuerySet[RoleGrant]:
    """Return every grant in force at ``at``: in its term, and its holder not deactivated."""
    return grants_in_term(at=at).filter(user__is_active=True)


def grants_of(user: User | Given, *, at: Instant) -> QuerySet[RoleGrant]:
    """Return the person's grants in force, with their units, in a stable order."""
    return (
        current_grants(at=at)
        .filter(user=user)
        .select_related("content_object")
        .order_by("content_object__sort_key", "role", "pk")
    )


def covers(
    user: User, roles: Iterable[Role], *, unit: str, at: datetime, level: str | None = None
) -> Exists:
    """Return an EXISTS: does ``user`` hold one of ``roles`` at the unit or above it?

    ``unit`` is the outer query's path to the unit's id, e.g. ``"unit_id"``. ``level`` (a value,
    or an ``OuterRef``) narrows to grants held at units of that level.
    """
    grants = current_grants(at=at).filter(
        user=user,
        role__in=list(roles),
        content_object__descendant_links__descendant=OuterRef(unit),
    )
    if level is not None:
        grants = grants.filter(content_object__level=level)
    return Exists(grants)


def roles_at(user: User, unit_id: int, *, at: datetime) -> frozenset[str]:
    """Return the person's roles in force at this very unit."""
    return frozenset(role for (role,) in _ROLES_AT.rows(user=user.pk, unit=unit_id, at=at))


_ROLES_AT = Prepared(
    lambda: (
        current_grants(at=Given("at", DateTimeField()))
        .filter(user=Given("user"), content_object=Given("unit"))
        .values_list("role")
    )
)


def roles_over(user: User, unit: Unit, *, at: datetime) -> QuerySet[RoleGrant]:
    """Return the person's grants held at ``unit`` or above it."""
    return current_grants(at=at).filter(
        user=user, content_object__descendant_links__descendant=unit
    )


def holds(user: User, roles: Iterable[Role], *, unit: Unit, at: datetime) -> bool:
    """Say whether the person holds one of ``roles`` at ``unit`` itself or above it."""
    return roles_over(user, unit, at=at).filter(role__in=list(roles)).exists()


def require_role(user: User, roles: Iterable[Role], *, unit: Unit, at: datetime) -> None:
    """Raise ``NotAllowed`` unless ``holds`` is true, naming the role that would be needed."""
    wanted = list(roles)
    if not holds(user, wanted, unit=unit, at=at):
        labels = " hoặc ".join(Role(role).label.lower() for role in wanted)
        raise NotAllowed(
            f"Việc này dành cho {labels} của {unit.name}. "
            "Nếu cần được giao việc này, hãy liên hệ quản trị hệ thống."
        )
