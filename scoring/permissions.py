"""Who may see a campaign and draw up criteria sets. Published sets are open to everybody."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts import permissions as roles
from accounts.enums import Role, UnitLevel
from accounts.errors import NotAllowed
from accounts.models import RoleGrant, Unit, User
from scoring.models import Campaign, CriteriaDraft

# Who sets up campaigns and draws up criteria sets for a province.
PREPARERS = (Role.ADMIN, Role.STANDING)


def visible_campaigns(user: User, *, at: datetime) -> QuerySet[Campaign]:
    """Return the campaigns that reach a unit at which the person holds a role.

    Before it is opened, only those who prepare it for its area know of a campaign.
    """
    below = roles.current_grants(at=at).filter(
        user=user, content_object__ancestor_links__ancestor=OuterRef("area_id")
    )
    reaches = Q(Exists(below)) | Q(roles.covers(user, Role, unit="area_id", at=at))
    prepares = Q(roles.covers(user, PREPARERS, unit="area_id", at=at))
    return Campaign.objects.filter(
        reaches & Q(opened_at__isnull=False) | prepares, discarded_at__isnull=True
    )


def preparable(user: User, *, at: datetime) -> QuerySet[Campaign]:
    """Return the campaigns, opened or not, whose preparation is the person's work."""
    return Campaign.objects.filter(
        roles.covers(user, PREPARERS, unit="area_id", at=at), discarded_at__isnull=True
    )


def areas_prepared(user: User, *, at: datetime) -> QuerySet[Unit]:
    """Return the provinces for which the person may set up campaigns."""
    held = roles.current_grants(at=at).filter(user=user, role__in=PREPARERS)
    return Unit.objects.filter(
        pk__in=held.values("content_object_id"), level=UnitLevel.PROVINCE
    ).order_by("sort_key", "valid_from")


def require_preparing(user: User, area: Unit, *, at: datetime) -> None:
    """Raise ``NotAllowed`` unless the person sets up campaigns for ``area``."""
    roles.require_role(user, PREPARERS, unit=area, at=at)


def role_preparing(user: User | None, area: Unit, at: datetime) -> str:
    """Return the role in which a person prepares, for the journal; empty for the system."""
    if user is None:
        return ""
    held = roles.roles_over(user, area, at=at).filter(role__in=PREPARERS).order_by("role")
    return held.values_list("role", flat=True).first() or ""


def visible_drafts(user: User, *, at: datetime) -> QuerySet[CriteriaDraft]:
    """Return the drafts of the areas whose sets the person draws up, without discarded ones."""
    writes = roles.covers(user, [Role.STANDING, Role.ADMIN], unit="area_id", at=at)
    return CriteriaDraft.objects.filter(writes, discarded_at__isnull=True)


def setting_grant(user: User, *, at: datetime, area: Unit | None = None) -> RoleGrant | None:
    """Return the grant by which a person draws up criteria sets (of ``area``); None without one.

    Sets are a province's matter: its standing body or its administrators write them.
    """
    grants = roles.current_grants(at=at).filter(
        user=user,
        role__in=[Role.STANDING, Role.ADMIN],
        content_object__level=UnitLevel.PROVINCE,
    )
    if area is not None:
        grants = grants.filter(content_object=area)
    return grants.select_related("content_object").order_by("pk").first()


def require_setting(user: User, *, at: datetime, area: Unit | None = None) -> RoleGrant:
    """Return the grant as ``setting_grant`` does. Raises ``NotAllowed`` without one."""
    grant = setting_grant(user, at=at, area=area)
    if grant is None:
        raise NotAllowed(
            "Bộ tiêu chí do cơ quan thường trực hoặc quản trị hệ thống của tỉnh lập. "
            "Nếu cần được giao việc này, hãy liên hệ quản trị hệ thống."
        )
    return grant
