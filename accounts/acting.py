"""The role in which the signed-in person works now, asked once a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models.functions import Now
from django.http import HttpRequest

from accounts import clock, permissions
from accounts.models import RoleGrant, User
from accounts.prepared import Given, Prepared

SESSION_KEY = "acting_grant"
_CACHE = "_accounts_standing"
# What other apps show of the person on every page, asked in the one query of the roles.
_along: dict[str, Any] = {}


def ask_along(name: str, expression: Any) -> None:
    """Have ``expression``, over the person's role grants, asked with them from now on.

    Its value stands in ``Standing.along`` under ``name``; the expression sees a grant's row.
    """
    _along[name] = expression


@dataclass(frozen=True)
class Standing:
    """Who may do what during this request: every role in force and the one chosen."""

    grants: tuple[RoleGrant, ...]
    acting: RoleGrant | None
    at: datetime
    along: Mapping[str, Any] = field(default_factory=dict)

    @property
    def others(self) -> tuple[RoleGrant, ...]:
        """The roles one could switch to."""
        return tuple(grant for grant in self.grants if grant != self.acting)


def standing(request: HttpRequest) -> Standing:
    """Return the person's roles and the database's instant: one query, kept on the request."""
    kept = getattr(request, _CACHE, None)
    if kept is None:
        kept = _ask(request)
        setattr(request, _CACHE, kept)
    return kept


def person(request: HttpRequest) -> User:
    """Return the signed-in person; asked on pages behind the login wall only."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def acting(request: HttpRequest) -> RoleGrant | None:
    """Return the role chosen for this session, else the first one; None without any."""
    return standing(request).acting


def instant(request: HttpRequest) -> datetime:
    """Return the database's instant as this request first saw it, for what pages show."""
    return standing(request).at


def choose(request: HttpRequest, grant: RoleGrant) -> None:
    """Work in this role from now on; the caller took ``grant`` from ``standing``."""
    request.session[SESSION_KEY] = grant.pk
    if hasattr(request, _CACHE):
        delattr(request, _CACHE)


def _ask(request: HttpRequest) -> Standing:
    if not isinstance(request.user, User):
        return Standing((), None, clock.database_clock())
    grants: tuple[Any, ...] = tuple(_GRANTS.rows(user=request.user.pk))
    if not grants:
        return Standing((), None, clock.database_clock())
    chosen = request.session.get(SESSION_KEY)
    current = next((grant for grant in grants if grant.pk == chosen), grants[0])
    along = {name: getattr(grants[0], name) for name in _along}
    return Standing(grants, current, grants[0].asked_at, along)


# Now() is the database's own clock: the term is judged and the instant read in one query.
_GRANTS = Prepared(
    lambda: permissions.grants_of(Given("user"), at=Now()).annotate(asked_at=Now(), **_along)
)
