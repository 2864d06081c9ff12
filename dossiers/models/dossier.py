"""One unit in one campaign, its stored totals, and its numbered receipts."""

from django.conf import settings
from django.db import models

from accounts.models import Journaled, Unit
from dossiers.enums import DossierState
from scoring.models import Campaign, Stage


class Dossier(Journaled):
    """A unit's dossier. ``version`` rises with every accepted write on it or its rows.

    ``locked_at`` marks a dossier whose window closed before it was sent: locked is not sent.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="dossiers")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="dossiers")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="dossiers")
    state = models.CharField(max_length=20, choices=DossierState.choices, default="draft")
    version = models.PositiveIntegerField(default=1)
    locked_at = models.DateTimeField(null=True, blank=True)
    returned_reason = models.TextField(blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    is_head_disciplined = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("campaign", "unit"), name="one_dossier_per_unit"),
            models.CheckConstraint(
                condition=models.Q(state__in=DossierState.values), name="dossier_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(returned_at__isnull=True, returned_by__isnull=True)
                | models.Q(returned_at__isnull=False, returned_by__isnull=False),
                name="dossier_returned_at_and_by",
            ),
            models.CheckConstraint(
                condition=models.Q(locked_at__isnull=True)
                | ~models.Q(state__in=["awaiting_decision", "recognised", "not_recognised"]),
                name="a_finished_dossier_is_not_locked_unsent",
            ),
        )
        indexes = (models.Index(fields=("campaign", "state", "stage"), name="dossier_queue"),)

    def __str__(self) -> str:
        return f"{self.campaign_id} – {self.unit}"


class LayerTotal(models.Model):
    """The stored totals of one layer (dossier × stage), refreshed with every score of it.

    Lists and queues read only these. ``leaves_due`` counts the leaves that the stage must
    score, ``evidence_missing`` those of them that ask for a document and have none.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="totals")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    leaves_due = models.PositiveSmallIntegerField(default=0)
    leaves_done = models.PositiveSmallIntegerField(default=0)
    evidence_missing = models.PositiveSmallIntegerField(default=0)
    achieved = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    maximum = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    not_applicable = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    index = models.DecimalField(max_digits=6, decimal_places=2, null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("dossier", "stage"), name="one_total_per_layer"),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.stage_id}: {self.achieved}"


class Submission(models.Model):
    """A sending, with the numbered receipt that can be opened again.

    ``content_sha256`` covers every score, explanation and evidence use of the layer sent.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="submissions")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    receipt = models.CharField(max_length=60, unique=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    content_sha256 = models.CharField(max_length=64)
    achieved = models.DecimalField(max_digits=7, decimal_places=2)
    index = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    evidence_count = models.PositiveIntegerField()
    recalled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("sent_at", "pk")
        default_permissions = ()

    def __str__(self) -> str:
        return self.receipt
