"""Telling people, inside the portal, what has happened to a dossier of theirs."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts import permissions as roles
from accounts.enums import Role
from accounts.models import User
from dossiers.models import Dossier, Notice
from scoring.models import Campaign


def tell(
    *,
    people: Iterable[User],
    sentence: str,
    at: datetime,
    dossier: Dossier | None = None,
    link: str = "",
) -> None:
    """Tell each person one sentence, in the transaction of what happened.

    ``link`` is where something can be done about it; without one, the dossier's overview.
    """
    place = link or (reverse("dossiers:overview", args=[dossier.pk]) if dossier else "")
    Notice.objects.bulk_create(
        Notice(recipient=person, sentence=sentence, dossier=dossier, created_at=at, link=place)
        for person in people
    )


def own_people(dossier: Dossier, *, at: datetime, only: Iterable[Role]) -> list[User]:
    """Return who holds one of the roles ``only`` at the dossier's own unit."""
    grants = roles.current_grants(at=at).filter(content_object=dossier.unit_id, role__in=list(only))
    return list(User.objects.filter(pk__in=grants.values("user_id")))


def appraisers(dossier: Dossier, *, at: datetime) -> list[User]:
    """Return who appraises the dossier in its present stage."""
    return appraisers_at(dossier, level=dossier.stage.level, at=at)


def appraisers_at(dossier: Dossier, *, level: str, at: datetime) -> list[User]:
    """Return who appraises the dossier's unit at a level above it."""
    grants = roles.current_grants(at=at).filter(
        role=Role.REVIEWER,
        content_object__level=level,
        content_object__descendant_links__descendant=dossier.unit_id,
    )
    return list(User.objects.filter(pk__in=grants.values("user_id")))


def standing_body(campaign: Campaign, *, at: datetime) -> list[User]:
    """Return who belongs to the standing body of the campaign's area."""
    grants = roles.current_grants(at=at).filter(role=Role.STANDING, content_object=campaign.area_id)
    return list(User.objects.filter(pk__in=grants.values("user_id")))


def mark_all_read(*, reader: User, at: datetime) -> int:
    """Mark all of the reader's notices as read; returns how many were unread."""
    with transaction.atomic():
        return Notice.objects.filter(recipient=reader, read_at__isnull=True).update(read_at=at)


def mark(*, notice: Notice, is_read: bool, at: datetime) -> Notice:
    """Mark one notice, which the caller found among the reader's own, as read or unread."""
    with transaction.atomic():
        held = Notice.objects.select_for_update().get(pk=notice.pk)
        if is_read != (held.read_at is not None):
            held.read_at = at if is_read else None
            held.save(update_fields=["read_at"])
    return held
