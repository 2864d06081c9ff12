"""What people are told inside the portal."""

from django.conf import settings
from django.db import models

from dossiers.models.dossier import Dossier
from scoring.models import Stage


class Notice(models.Model):
    """One sentence for one person, about one dossier or none.

    ``link`` is where in the portal something can be done about it (a path, never an outside
    address). ``emailed_at`` records that it was also sent by e-mail; ``email_until`` is set on what
    should be, and is the instant from which nobody can use it any more. After ``email_tries`` that
    failed the letter rests until ``email_again_at``; ``email_refused`` is an address that the mail
    server will not take, to which it is not sent again.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    dossier = models.ForeignKey(Dossier, null=True, on_delete=models.CASCADE, related_name="+")
    sentence = models.CharField(max_length=500)
    link = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    emailed_at = models.DateTimeField(null=True, blank=True)
    email_until = models.DateTimeField(null=True, blank=True)
    email_tries = models.PositiveSmallIntegerField(default=0)
    email_again_at = models.DateTimeField(null=True, blank=True)
    email_refused = models.CharField(max_length=254, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        default_permissions = ()
        indexes = (
            models.Index(fields=("recipient", "read_at"), name="notice_unread"),
            models.Index(
                fields=("email_until",),
                condition=models.Q(email_until__isnull=False, emailed_at__isnull=True),
                name="notice_to_be_mailed",
            ),
        )

    def __str__(self) -> str:
        return self.sentence


class Reminder(models.Model):
    """That the people of one dossier were reminded of one deadline, ``lead`` before it.

    ``closes_at`` is the instant that the reminder was about: a deadline that moves is reminded of
    anew, one that stays is never announced twice.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="reminders")
    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="+")
    lead = models.DurationField()
    closes_at = models.DateTimeField()
    reminded_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("dossier", "stage", "lead", "closes_at"), name="reminded_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.stage_id}: {self.lead}"
