"""Notices by e-mail, where a mail server is configured: each once, and never too late to help.

A notice is claimed before it is sent, so that two workers cannot both send it; what the server does
not take is given back. It is tried again after a pause that grows, or never, when the server says
for good that it has no such address; a corrected address is another one. The notice stands in the
portal either way.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPServerDisconnected

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q, QuerySet

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
# The pause after the first failure; each further one doubles it, up to the longest. Servers that
# put strangers off (greylisting) take the letter after some minutes.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=1)
# Replies of SMTP from 500 on are for good (RFC 5321), except when the server says that it is its
# policy towards us (X.7.X in RFC 3463): that is mended at our side, the address may be right.
_FOR_GOOD = 500
_POLICY = re.compile(rb"\s*5\.7\.\d")
# States in which a reminder about a unit's own dossier still asks for something.
_STILL_TRUE = [*UNSENT, DossierState.QUESTIONED]


@dataclass
class Mailed:
    """What one round did; ``refused`` letters, of those ``failed``, are not tried again."""

    sent: int = 0
    failed: int = 0
    refused: int = 0


def send_due(*, clock: Clock = database_clock) -> Mailed:
    """Send the notices that are meant for e-mail; nothing without a mail server."""
    done = Mailed()
    if not settings.QCDC_MAILS:
        return done
    waiting = list(_waiting(at=clock())[:BATCH])
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
        for place, notice in enumerate(waiting):
            # Asked again: a round takes minutes, in which somebody may have read it or sent.
            still = _waiting(at=clock()).filter(pk=notice.pk).first()
            if still and not _send(still, connection, done, clock=clock):
                # Every further letter would fail the same way; the next round calls anew.
                done.failed += len(waiting) - place
                break
    finally:
        connection.close()
    return done


def _waiting(*, at: datetime) -> QuerySet[Notice]:
    """Return what is to be sent: not out of time, not read, and not overtaken by a sending.

    What nobody has tried yet comes first.
    """
    return (
        Notice.objects.filter(
            Q(dossier__isnull=True) | Q(dossier__state__in=_STILL_TRUE),
            Q(email_again_at__isnull=True) | Q(email_again_at__lte=at),
            email_until__gt=at,
            emailed_at__isnull=True,
            read_at__isnull=True,
            recipient__is_active=True,
        )
        .exclude(recipient__email="")
        .exclude(email_refused=F("recipient__email"))
        .select_related("recipient")
        .order_by("email_tries", "email_until", "pk")
    )


def _send(notice: Notice, connection: BaseEmailBackend, done: Mailed, *, clock: Clock) -> bool:
    """Send one letter; False when the way to the server is gone, for which it is not blamed."""
    row = Notice.objects.filter(pk=notice.pk)
    if not row.filter(emailed_at__isnull=True).update(emailed_at=clock()):
        return True
    address = notice.recipient.email
    letter = EmailMessage(SUBJECT, body(notice), to=[address], connection=connection)
    try:
        letter.send()
    except (OSError, ValueError) as error:
        if _is_way_gone(error):
            row.update(emailed_at=None)
            logger.warning("the mail server hung up", notice=notice.pk, error=str(error))
            return False
        _give_back(notice, error, done, at=clock())
    else:
        done.sent += 1
    return True


def _is_way_gone(error: Exception) -> bool:
    """Tell a broken connection from an answer; every answer of the server is an SMTPException."""
    if isinstance(error, SMTPException):
        return isinstance(error, SMTPServerDisconnected)
    return isinstance(error, OSError)


def _give_back(notice: Notice, error: Exception, done: Mailed, *, at: datetime) -> None:
    """Note that the letter was not taken: to be tried again after a pause, or not at all."""
    notice.emailed_at = None
    notice.email_tries += 1
    done.failed += 1
    if _is_for_good(error):
        notice.email_refused = notice.recipient.email
        done.refused += 1
    else:
        pause = FIRST_PAUSE * 2 ** min(notice.email_tries - 1, LONGEST_PAUSE // FIRST_PAUSE)
        notice.email_again_at = at + min(pause, LONGEST_PAUSE)
    notice.save(update_fields=["emailed_at", "email_tries", "email_refused", "email_again_at"])
    logger.warning(
        "a letter was not taken",
        notice=notice.pk,
        person=notice.recipient_id,
        for_good=bool(notice.email_refused),
        error=type(error).__name__,
    )


def _is_for_good(error: Exception) -> bool:
    """Say whether the server refused the address itself, once and for all."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(
            code >= _FOR_GOOD and not _POLICY.match(words)
            for code, words in error.recipients.values()
        )
    # No header can carry such an address.
    return isinstance(error, ValueError)


def body(notice: Notice) -> str:
    """Return the letter's plain text; it holds nothing but the notice and where to go."""
    address = f"{settings.PORTAL_URL}{notice.link}"
    return (
        f"Kính gửi {notice.recipient.full_name},\n\n"
        f"{notice.sentence}\n\n"
        f"Xem và xử lý tại: {address}\n\n"
        f"{FAREWELL}\n"
    )
