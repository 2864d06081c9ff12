"""Acts on one account: a new secret, another holder, unlocking, ending, own password."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import axes.utils
from django.db import transaction

from accounts import journal, queries, words
from accounts.actions import issue
from accounts.clock import Clock, database_clock
from accounts.enums import Role
from accounts.errors import AlreadyDone, Conflict, Invalid, NotAllowed, ReasonRequired
from accounts.models import RoleGrant, Unit, User


@dataclass(frozen=True, kw_only=True)
class Holder:
    """The person who takes over an account."""

    full_name: str
    position: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class _Locked:
    """An account and its home unit, both locked, at one instant."""

    account: User
    home: Unit
    at: datetime

    def record(self, act: journal.Act, *, by: User | None, role: str) -> None:
        journal.record(self.home, act, by=by, at=self.at, role=role)


def reset_secret(
    account: User,
    *,
    by: User,
    reason: str = "",
    version: int | None = None,
    clock: Clock = database_clock,
) -> issue.Letter:
    """Draw a new secret (lost letter, forgotten password); the old one and all sessions end."""
    with _locked(account, by=by, version=version, clock=clock) as held:
        _require_active(held.account)
        secret = issue.give_secret(held.account, at=held.at)
        held.account.save(update_fields=_SECRET_FIELDS)
        held.record(_act("secret_reset", held.account, reason), by=by, role=Role.ADMIN)
    axes.utils.reset(username=account.username)
    return _letter(held.account, secret)


def hand_over(
    account: User,
    *,
    to: Holder,
    by: User,
    reason: str,
    version: int | None = None,
    clock: Clock = database_clock,
) -> issue.Letter:
    """Give the account to another person: new name, new secret, every open session ended.

    The journal keeps the old holder's name on all that was done before. ``reason`` names the
    paper or the change of staff; raises ``ReasonRequired`` without it.
    """
    _require_reason(reason, "bàn giao tài khoản")
    if not to.full_name.strip() or not to.position.strip():
        raise Invalid(
            "Chưa có họ tên hoặc chức vụ của người nhận. Hãy điền đủ cả hai.",
            problems={"full_name": "Hãy điền đủ họ tên và chức vụ."},
        )
    with _locked(account, by=by, version=version, clock=clock) as held:
        person = held.account
        _require_active(person)
        before = {"full_name": person.full_name, "position": person.position}
        person.set_full_name(to.full_name)
        person.position = words.normal(to.position)
        person.email, person.phone = to.email, to.phone
        person.issued_at = held.at
        secret = issue.give_secret(person, at=held.at)
        person.save()
        after = {"full_name": person.full_name, "position": person.position}
        act = _act("account_handed_over", person, reason, before=before, after=after)
        held.record(act, by=by, role=Role.ADMIN)
    return _letter(held.account, secret)


def unlock(
    account: User, *, by: User, version: int | None = None, clock: Clock = database_clock
) -> None:
    """Forget the failed sign-ins that shut the account out; its password stays."""
    with _locked(account, by=by, version=version, clock=clock) as held:
        axes.utils.reset(username=held.account.username)
        held.record(_act("account_unlocked", held.account), by=by, role=Role.ADMIN)


def deactivate(
    account: User,
    *,
    by: User,
    reason: str,
    version: int | None = None,
    clock: Clock = database_clock,
) -> None:
    """Stop an account: it can no longer sign in and its sessions end; nothing is deleted."""
    _require_reason(reason, "ngừng tài khoản")
    if account.pk == by.pk:
        raise NotAllowed(
            "Bạn không thể tự ngừng tài khoản của mình. "
            "Hãy đề nghị một quản trị hệ thống khác thực hiện."
        )
    with _locked(account, by=by, version=version, clock=clock) as held:
        _require_active(held.account)
        held.account.is_active = False
        held.account.save(update_fields=["is_active"])
        held.record(_act("account_deactivated", held.account, reason), by=by, role=Role.ADMIN)


def activate(
    account: User,
    *,
    by: User,
    reason: str = "",
    version: int | None = None,
    clock: Clock = database_clock,
) -> issue.Letter:
    """Let a stopped account sign in again, with a new secret."""
    with _locked(account, by=by, version=version, clock=clock) as held:
        if held.account.is_active:
            raise AlreadyDone("Tài khoản đang được sử dụng. Không cần mở lại.")
        held.account.is_active = True
        secret = issue.give_secret(held.account, at=held.at)
        held.account.save(update_fields=["is_active", *_SECRET_FIELDS])
        held.record(_act("account_activated", held.account, reason), by=by, role=Role.ADMIN)
    return _letter(held.account, secret)


def change_own_password(account: User, *, password: str, clock: Clock = database_clock) -> User:
    """Set the password that the holder chose; every other session of the account ends."""
    with transaction.atomic():
        home = _lock_home(account)
        account.set_password(password)
        account.must_change_password = False
        account.secret_expires_at = None
        account.save(update_fields=_SECRET_FIELDS)
        if home is not None:
            act = _act("password_changed", account)
            journal.record(home, act, by=account, at=clock())
    return account


def note_sign_in(account: User, *, clock: Clock = database_clock) -> None:
    """Write a completed sign-in into the journal of the account's home unit."""
    with transaction.atomic():
        home = _lock_home(account)
        if home is not None:
            journal.record(home, _act("signed_in", account), by=account, at=clock())


_SECRET_FIELDS = ["password", "must_change_password", "secret_expires_at"]


@contextmanager
def _locked(account: User, *, by: User, version: int | None, clock: Clock) -> Iterator[_Locked]:
    """Open a transaction, lock the account with its home unit, and ask for the right.

    ``version`` is what the form was drawn from; a page sent twice (a reload of the printed
    letter) meets ``Conflict`` and changes nothing. None asks nothing.
    """
    with transaction.atomic():
        home = _lock_home(account)
        fresh = User.objects.select_for_update(no_key=True).get(pk=account.pk)
        at = clock()
        visible = queries.accounts_visible_to(by, at=at).filter(pk=fresh.pk).exists()
        if home is None or not visible or not queries.is_administered(fresh, by=by, at=at):
            raise NotAllowed(
                "Tài khoản này còn giữ vai trò ngoài phạm vi quản trị của bạn. "
                "Hãy liên hệ quản trị hệ thống cấp trên."
            )
        if version is not None and version != fresh.version:
            raise Conflict(
                f"Tài khoản {fresh.username} đã được thay đổi sau khi trang này mở ra, nên thao "
                "tác chưa được thực hiện thêm lần nữa. Mật khẩu cấp chỉ hiện một lần; nếu mất "
                "giấy, hãy mở lại trang tài khoản và cấp lại."
            )
        fresh.version += 1
        yield _Locked(fresh, home, at)
        fresh.save(update_fields=["version"])


def _lock_home(account: User) -> Unit | None:
    """Lock the unit on whose chain the account's acts are written; None without any role."""
    pk = queries.home_unit_id(account)
    return None if pk is None else Unit.objects.select_for_update(no_key=True).get(pk=pk)


def _require_active(account: User) -> None:
    if not account.is_active:
        raise AlreadyDone("Tài khoản đã ngừng sử dụng. Hãy mở lại tài khoản trước.")


def _require_reason(reason: str, deed: str) -> None:
    if not reason.strip():
        raise ReasonRequired(
            f"Chưa có lý do {deed}. Hãy ghi lý do.",
            problems={"reason": "Hãy ghi lý do, số văn bản nếu có."},
        )


def _act(verb: str, account: User, reason: str = "", **sides: dict[str, str]) -> journal.Act:
    return journal.Act(verb=verb, subject=account.username, reason=reason, **sides)


def _letter(account: User, secret: str) -> issue.Letter:
    """Address the letter to the account's latest role."""
    grants = RoleGrant.objects.filter(user=account).select_related("content_object")
    grant = grants.latest("starts_at", "pk")
    return issue.letter_for(account, secret=secret, role=grant.role, unit=grant.content_object)
