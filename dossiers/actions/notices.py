"""Telling people, inside the portal, what has happened to a dossier of theirs."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts import permissions as roles
from accounts.enums import Role
from accounts.models import User
from dossiers.models import Dossier, Notice
from scoring.models import Campaign


def tell(
    *, people: Iterable[User], sentence: str, at: datetime, dossier: Dossier | None = None
) -> None:
    """Put one sentence on each person's home page, in the transaction of what happened."""
    Notice.objects.bulk_create(
        Notice(recipient=person, sentence=sentence, dossier=dossier, created_at=at)
        for person in people
    )


def own_people(dossier: Dossier, *, at: datetime, only: Iterable[Role]) -> list[User]:
    """Return who holds one of the roles ``only`` at the dossier's own unit."""
    grants = roles.current_grants(at=at).filter(content_object=dossier.unit_id, role__in=list(only))
    return list(User.objects.filter(pk__in=grants.values("user_id")))


def appraisers(dossier: Dossier, *, at: datetime) -> list[User]:
    """Return who appraises the dossier in its present stage."""
    grants = roles.current_grants(at=at).filter(
        role=Role.REVIEWER,
        content_object__level=dossier.stage.level,
        content_object__descendant_links__descendant=dossier.unit_id,
    )
    return list(User.objects.filter(pk__in=grants.values("user_id")))


def standing_body(campaign: Campaign, *, at: datetime) -> list[User]:
    """Return who belongs to the standing body of the campaign's area."""
    grants = roles.current_grants(at=at).filter(role=Role.STANDING, content_object=campaign.area_id)
    return list(User.objects.filter(pk__in=grants.values("user_id")))


def mark_read(*, reader: User, at: datetime) -> int:
    """Mark all of the reader's notices as read; returns how many were unread."""
    with transaction.atomic():
        return Notice.objects.filter(recipient=reader, read_at__isnull=True).update(read_at=at)
