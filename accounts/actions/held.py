"""An account held fast while something is done to it: locked with its home unit, right asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import journal, queries
from accounts.clock import Clock
from accounts.errors import NotAllowed
from accounts.models import Unit, User


@dataclass(frozen=True)
class Held:
    """An account and its home unit, both locked, at one instant.

    ``home`` is None for an account that never held a role: no chain keeps what it does.
    """

    account: User
    home: Unit | None
    at: datetime

    def record(self, act: journal.Act, *, by: User, role: str) -> None:
        """Write what was done into the journal, and let pages drawn before it be out of date."""
        self.account.version += 1
        self.account.save(update_fields=["version"])
        if self.home is not None:
            journal.record(self.home, act, by=by, at=self.at, role=role)


@contextmanager
def administered(account: User, *, by: User, clock: Clock) -> Iterator[Held]:
    """Open a transaction, lock the account with its home unit, and ask for ``by``'s right."""
    with own(account, clock=clock) as held:
        require_administered(held.account, by=by, at=held.at)
        yield held


@contextmanager
def own(account: User, *, clock: Clock) -> Iterator[Held]:
    """Open a transaction and lock the account with its home unit, for its holder."""
    with transaction.atomic():
        home = lock_home(account)
        fresh = User.objects.select_for_update(no_key=True).get(pk=account.pk)
        yield Held(fresh, home, clock())


def require_administered(account: User, *, by: User, at: datetime) -> None:
    """Raise ``NotAllowed`` unless all that the account may do lies inside ``by``'s units."""
    visible = queries.accounts_visible_to(by, at=at).filter(pk=account.pk).exists()
    if not visible or not queries.is_administered(account, by=by, at=at):
        raise NotAllowed(
            "Tài khoản này còn giữ vai trò ngoài phạm vi quản trị của bạn. "
            "Hãy liên hệ quản trị hệ thống cấp trên."
        )


def lock_home(account: User) -> Unit | None:
    """Lock the unit on whose chain the account's acts are written; None without any role."""
    pk = queries.home_unit_id(account)
    return None if pk is None else Unit.objects.select_for_update(no_key=True).get(pk=pk)
