"""Notices by e-mail, where a mail server is configured: each once, and never too late to help.

A notice is claimed before it is sent, so that two workers cannot both send it; what the server
refuses is given back and tried again in the next round.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q

from accounts.clock import Clock, database_clock
from dossiers.enums import DossierState
from dossiers.models import Notice
from dossiers.workflow import UNSENT

logger = structlog.get_logger(__name__)

SUBJECT = "Nhắc hạn: Cổng đánh giá chính quyền thân thiện"
FAREWELL = (
    "Thư này do hệ thống tự gửi, xin không trả lời. "
    "Hệ thống không bao giờ hỏi mật khẩu qua thư điện tử."
)
# Letters of one round; the rest waits for the next.
BATCH = 300
# States in which a reminder about a unit's own dossier still asks for something.
_STILL_TRUE = [*UNSENT, DossierState.QUESTIONED]


@dataclass
class Mailed:
    """What one round did."""

    sent: int = 0
    failed: int = 0


def send_due(*, clock: Clock = database_clock) -> Mailed:
    """Send the notices that are meant for e-mail; nothing without a mail server."""
    done = Mailed()
    if not settings.QCDC_MAILS:
        return done
    waiting = list(_waiting(at=clock()))
    if not waiting:
        return done
    connection = get_connection()
    try:
        connection.open()
    except (SMTPException, OSError) as error:
        logger.warning("no way to the mail server", error=str(error), waiting=len(waiting))
        done.failed = len(waiting)
        return done
    try:
        for notice in waiting:
            _send(notice, connection, done, clock=clock)
    finally:
        connection.close()
    return done


def _waiting(*, at: datetime) -> Iterable[Notice]:
    """Return what is to be sent: not out of time, not read, and not overtaken by a sending."""
    return (
        Notice.objects.filter(
            Q(dossier__isnull=True) | Q(dossier__state__in=_STILL_TRUE),
            email_until__gt=at,
            emailed_at__isnull=True,
            read_at__isnull=True,
            recipient__is_active=True,
        )
        .exclude(recipient__email="")
        .select_related("recipient")
        .order_by("email_until", "pk")[:BATCH]
    )


def _send(notice: Notice, connection: BaseEmailBackend, done: Mailed, *, clock: Clock) -> None:
    open_rows = Notice.objects.filter(pk=notice.pk, emailed_at__isnull=True)
    if not open_rows.update(emailed_at=clock()):
        return
    letter = EmailMessage(SUBJECT, body(notice), to=[notice.recipient.email], connection=connection)
    try:
        letter.send()
    except (SMTPException, OSError, ValueError) as error:
        # ValueError: an address that no header can carry.
        Notice.objects.filter(pk=notice.pk).update(emailed_at=None)
        logger.warning("a letter was not taken", notice=notice.pk, error=type(error).__name__)
        done.failed += 1
        return
    done.sent += 1


def body(notice: Notice) -> str:
    """Return the letter's plain text; it holds nothing but the notice and where to go."""
    address = f"{settings.PORTAL_URL}{notice.link}"
    return (
        f"Kính gửi {notice.recipient.full_name},\n\n"
        f"{notice.sentence}\n\n"
        f"Xem và xử lý tại: {address}\n\n"
        f"{FAREWELL}\n"
    )
