"""Acts on one account: new secret, other holder, corrections, unlocking, ending, own password."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import axes.utils
from django.db import transaction

from accounts import journal, words
from accounts.actions import held as holding
from accounts.actions import issue
from accounts.clock import Clock, database_clock
from accounts.enums import Role
from accounts.errors import AlreadyDone, Conflict, Invalid, NotAllowed, ReasonRequired
from accounts.models import RoleGrant, User


@dataclass(frozen=True, kw_only=True)
class Holder:
    """The person whom an account belongs to, and how to reach that person."""

    full_name: str
    position: str
    email: str = ""
    phone: str = ""


def reset_secret(
    account: User,
    *,
    by: User,
    reason: str = "",
    version: int | None = None,
    clock: Clock = database_clock,
) -> issue.Letter:
    """Draw a new secret (lost letter, forgotten password); the old one and all sessions end."""
    with holding.administered(account, by=by, clock=clock) as held:
        _require_first_time(held.account, version)
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
    _require_named(to)
    with holding.administered(account, by=by, clock=clock) as held:
        _require_first_time(held.account, version)
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


def correct(
    account: User,
    *,
    to: Holder,
    by: User,
    reason: str = "",
    version: int | None = None,
    clock: Clock = database_clock,
) -> list[str]:
    """Correct what is written of the holder, who stays the same person.

    Returns the names of the fields that changed; nothing is written when none did. Another name
    needs a ``reason`` (``ReasonRequired``), as handing over does. Raises ``Conflict`` when the
    account is no longer what the page of ``version`` showed.
    """
    _require_named(to)
    with holding.administered(account, by=by, clock=clock) as held:
        _require_active(held.account)
        _require_seen(held.account, version)
        told = {
            "full_name": words.normal(to.full_name),
            "position": words.normal(to.position),
            **_contact(to.email, to.phone),
        }
        if told["full_name"] != held.account.full_name:
            _require_reason(reason, "sửa họ và tên")
        return _corrected(held, told, by=by, role=Role.ADMIN, reason=reason)


def correct_own(
    account: User,
    *,
    email: str,
    phone: str,
    version: int | None = None,
    clock: Clock = database_clock,
) -> list[str]:
    """Correct how oneself is reached; returns and raises what ``correct`` does."""
    with holding.own(account, clock=clock) as held:
        _require_seen(held.account, version)
        return _corrected(held, _contact(email, phone), by=account, role="")


def unlock(
    account: User, *, by: User, version: int | None = None, clock: Clock = database_clock
) -> None:
    """Forget the failed sign-ins that shut the account out; its password stays."""
    with holding.administered(account, by=by, clock=clock) as held:
        _require_first_time(held.account, version)
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
    with holding.administered(account, by=by, clock=clock) as held:
        _require_first_time(held.account, version)
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
    with holding.administered(account, by=by, clock=clock) as held:
        _require_first_time(held.account, version)
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
        home = holding.lock_home(account)
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
        home = holding.lock_home(account)
        if home is not None:
            journal.record(home, _act("signed_in", account), by=account, at=clock())


_SECRET_FIELDS = ["password", "must_change_password", "secret_expires_at"]
# The journal keeps everything for ever: of addresses, often private ones, only that they changed.
_KEPT_IN_JOURNAL = ("full_name", "position")


def _contact(email: str, phone: str) -> dict[str, str]:
    return {"email": email.strip(), "phone": words.normal(phone)}


def _corrected(
    held: holding.Held, told: Mapping[str, str], *, by: User, role: str, reason: str = ""
) -> list[str]:
    """Write the fields that are told otherwise than they stand, and return their names."""
    person = held.account
    changed = [name for name, text in told.items() if text != getattr(person, name)]
    if not changed:
        return changed
    kept = [name for name in changed if name in _KEPT_IN_JOURNAL]
    before = {name: getattr(person, name) for name in kept}
    after: dict[str, Any] = {name: told[name] for name in kept}
    if unkept := [name for name in changed if name not in _KEPT_IN_JOURNAL]:
        after["corrected"] = unkept
    for name in changed:
        setattr(person, name, told[name])
    person.set_full_name(person.full_name)
    person.save()
    sides = {"before": before or None, "after": after}
    act = _act("account_corrected", person, reason, **sides)
    held.record(act, by=by, role=role)
    return changed


def _require_seen(account: User, version: int | None) -> None:
    if version is not None and version != account.version:
        raise Conflict(
            "Thông tin của tài khoản đã thay đổi sau khi trang này mở ra, nên chưa ghi. "
            "Hãy so với nội dung đang có rồi lưu lại."
        )


def _require_first_time(account: User, version: int | None) -> None:
    """Raise ``Conflict`` for a page sent twice (a reload of the printed letter).

    ``version`` is what the form was drawn from; None asks nothing.
    """
    if version is not None and version != account.version:
        raise Conflict(
            f"Tài khoản {account.username} đã được thay đổi sau khi trang này mở ra, nên thao "
            "tác chưa được thực hiện thêm lần nữa. Mật khẩu cấp chỉ hiện một lần; nếu mất "
            "giấy, hãy mở lại trang tài khoản và cấp lại."
        )


def _require_active(account: User) -> None:
    if not account.is_active:
        raise AlreadyDone("Tài khoản đã ngừng sử dụng. Hãy mở lại tài khoản trước.")


def _require_reason(reason: str, deed: str) -> None:
    if not reason.strip():
        raise ReasonRequired(
            f"Chưa có lý do {deed}. Hãy ghi lý do.",
            problems={"reason": "Hãy ghi lý do, số văn bản nếu có."},
        )


def _require_named(person: Holder) -> None:
    if not person.full_name.strip() or not person.position.strip():
        raise Invalid(
            "Chưa có họ tên hoặc chức vụ của người giữ tài khoản. Hãy điền đủ cả hai.",
            problems={"full_name": "Hãy điền đủ họ tên và chức vụ."},
        )


def _act(verb: str, account: User, reason: str = "", **sides: dict[str, Any] | None) -> journal.Act:
    return journal.Act(verb=verb, subject=account.username, reason=reason, **sides)


def _letter(account: User, secret: str) -> issue.Letter:
    """Address the letter to the account's latest role."""
    grants = RoleGrant.objects.filter(user=account).select_related("content_object")
    grant = grants.latest("starts_at", "pk")
    return issue.letter_for(account, secret=secret, role=grant.role, unit=grant.content_object)
