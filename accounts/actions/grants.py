"""Giving a role at a unit, and ending it."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q

from accounts import journal, permissions
from accounts.clock import Clock, database_clock
from accounts.enums import Role
from accounts.errors import AlreadyDone, Invalid, NotAllowed
from accounts.models import RoleGrant, Unit, User


def grant_role(
    account: User,
    *,
    role: Role,
    unit: Unit,
    by: User | None,
    ends_at: datetime | None = None,
    reason: str = "",
    clock: Clock = database_clock,
) -> RoleGrant:
    """Give ``account`` a role at ``unit`` from now until ``ends_at`` (None: until ended).

    ``by`` needs to be an administrator of the unit or above; None is the system itself.
    Raises ``AlreadyDone`` when the role is held there already.
    """
    with transaction.atomic():
        unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        at = clock()
        if by is not None:
            permissions.require_role(by, [Role.ADMIN], unit=unit, at=at)
        if ends_at is not None and ends_at <= at:
            raise Invalid(
                "Ngày kết thúc vai trò phải sau hôm nay. Hãy chọn một ngày khác.",
                problems={"ends_at": "Hãy chọn một ngày sau hôm nay."},
            )
        held = RoleGrant.objects.filter(user=account, role=role, content_object=unit)
        if held.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at)).exists():
            raise AlreadyDone(
                f"{account.full_name} đang là {Role(role).label.lower()} của {unit.name}. "
                "Không cần giao lại vai trò này."
            )
        grant = RoleGrant.objects.create(
            user=account,
            role=role,
            permission=permissions_of_roles([role])[role],
            content_object=unit,
            starts_at=at,
            ends_at=ends_at,
            granted_by=by,
            granted_at=at,
        )
        act = journal.Act(
            verb="role_granted",
            subject=account.username,
            after={"role": role, "ends_at": ends_at.isoformat() if ends_at else None},
            reason=reason,
        )
        journal.record(unit, act, by=by, at=at, role=Role.ADMIN if by else "")
    return grant


def end_role(
    grant: RoleGrant, *, by: User | None, reason: str, clock: Clock = database_clock
) -> RoleGrant:
    """End a role now; the row stays as the record that it was held.

    Raises ``AlreadyDone`` for a role that has ended, ``NotAllowed`` outside one's units.
    """
    with transaction.atomic():
        unit = Unit.objects.select_for_update(no_key=True).get(pk=grant.content_object_id)
        grant = RoleGrant.objects.select_related("user").get(pk=grant.pk)
        at = clock()
        if by is not None:
            permissions.require_role(by, [Role.ADMIN], unit=unit, at=at)
        if by is not None and grant.user_id == by.pk and grant.role == Role.ADMIN:
            raise NotAllowed(
                "Bạn không thể tự kết thúc vai trò quản trị của mình. "
                "Hãy đề nghị một quản trị hệ thống khác thực hiện."
            )
        if grant.ends_at is not None and grant.ends_at <= at:
            raise AlreadyDone("Vai trò này đã kết thúc trước đó. Không cần làm lại.")
        grant.ends_at = at
        grant.save(update_fields=["ends_at"])
        act = journal.Act(
            verb="role_ended",
            subject=grant.user.username,
            before={"role": grant.role},
            reason=reason,
        )
        journal.record(unit, act, by=by, at=at, role=Role.ADMIN if by else "")
    return grant


def permissions_of_roles(roles: Iterable[Role]) -> dict[str, Permission]:
    """Return guardian's permission row for each role."""
    rows = Permission.objects.filter(
        content_type__app_label="accounts",
        content_type__model="unit",
        codename__in=list(roles),
    )
    return {row.codename: row for row in rows}
