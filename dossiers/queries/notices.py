"""What a person has been told: the list of the notification centre."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import User
from dossiers.models import Notice
from dossiers.queries import phrases


def of_reader(reader: User, *, only_unread: bool = False) -> QuerySet[Notice]:
    """Return the reader's own notices, newest first."""
    rows = Notice.objects.filter(recipient=reader)
    return rows.filter(read_at__isnull=True) if only_unread else rows


def is_refused(reader: User) -> bool:
    """Say whether the mail server has told that it does not take the reader's present address."""
    return of_reader(reader).filter(email_refused=reader.email).exclude(email_refused="").exists()


def unread_of_grant() -> Coalesce:
    """Return the number of unread notices of a grant's holder, asked along with the grants."""
    unread = (
        Notice.objects.filter(recipient=OuterRef("user_id"), read_at__isnull=True)
        .order_by()
        .values("recipient")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(unread, output_field=IntegerField()), 0)


def line_of(notice: Notice) -> dict[str, Any]:
    """Return one notice as the list draws it."""
    return {
        "url": reverse("dossiers:notice", args=[notice.pk]),
        "sentence": notice.sentence,
        "when": phrases.moment(notice.created_at),
        "iso": phrases.iso(notice.created_at),
        "is_unread": notice.read_at is None,
        "leads_on": bool(notice.link),
        "emailed": phrases.moment(notice.emailed_at) if notice.emailed_at else "",
    }
