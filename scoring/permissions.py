"""Who may see a campaign. Criteria sets are open to everybody who is signed in."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts import permissions as roles
from accounts.enums import Role
from accounts.models import User
from scoring.models import Campaign


def visible_campaigns(user: User, *, at: datetime) -> QuerySet[Campaign]:
    """Return the campaigns that reach a unit at which the person holds a role.

    Before it is opened, only the administrators of its area know of a campaign.
    """
    below = roles.current_grants(at=at).filter(
        user=user, content_object__ancestor_links__ancestor=OuterRef("area_id")
    )
    reaches = Q(Exists(below)) | Q(roles.covers(user, Role, unit="area_id", at=at))
    prepares = Q(roles.covers(user, [Role.ADMIN], unit="area_id", at=at))
    return Campaign.objects.filter(reaches & Q(opened_at__isnull=False) | prepares)
