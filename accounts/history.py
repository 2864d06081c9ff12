"""What the journal says of an account, in words for its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.enums import Role
from accounts.models import JournalEntry

TITLES = {
    "units_imported": "Nhập danh sách đơn vị",
    "account_issued": "Cấp tài khoản",
    "role_granted": "Giao vai trò",
    "role_ended": "Kết thúc vai trò",
    "secret_reset": "Cấp lại mật khẩu",
    "account_handed_over": "Bàn giao tài khoản",
    "account_corrected": "Sửa thông tin tài khoản",
    "account_unlocked": "Mở khóa đăng nhập",
    "account_deactivated": "Ngừng tài khoản",
    "account_activated": "Mở lại tài khoản",
    "password_changed": "Đổi mật khẩu",
    "signed_in": "Đăng nhập",
}
# What is written of an account's holder.
PARTICULARS = {
    "full_name": "họ và tên",
    "position": "chức vụ",
    "email": "thư điện tử",
    "phone": "điện thoại",
}
_WARNINGS = frozenset({"account_deactivated", "account_handed_over", "secret_reset"})


@dataclass(frozen=True)
class Event:
    """One line of the history, ready for the timeline component."""

    title: str
    by: str
    when: str
    iso: str
    text: str
    tone: str


def event(entry: JournalEntry) -> Event:
    """Put one journal entry about an account into words."""
    local = timezone.localtime(entry.at)
    told = [_sides(entry.before, entry.after), _corrected(entry.after), entry.reason]
    return Event(
        title=TITLES.get(entry.verb, entry.verb),
        by=entry.by_name,
        when=f"{local:%H:%M} ngày {local:%d/%m/%Y}",
        iso=local.isoformat(timespec="milliseconds"),
        text=". ".join(part for part in told if part),
        tone="warn" if entry.verb in _WARNINGS else "",
    )


def named(fields: Iterable[str]) -> str:
    """Return the fields of an account as people call them: "thư điện tử, điện thoại"."""
    return ", ".join(PARTICULARS[name] for name in fields)


def _corrected(after: dict[str, Any] | None) -> str:
    fields = after.get("corrected") if after else None
    return f"Đã sửa {named(fields)}" if fields else ""


def _sides(before: dict[str, Any] | None, after: dict[str, Any] | None) -> str:
    """Say what stood before and what stands now: "Trần A, Công chức → Lê B, Công chức"."""
    return " → ".join(side for side in (_words(before), _words(after)) if side)


def _words(side: dict[str, Any] | None) -> str:
    if not side:
        return ""
    role = side.get("role")
    told = [side.get("full_name"), side.get("position"), Role(role).label if role else ""]
    return ", ".join(part for part in told if part)
