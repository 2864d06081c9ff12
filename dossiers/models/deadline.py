"""Deadlines of single units, and the record of each closing."""

from django.conf import settings
from django.db import models

from accounts.models import Unit
from dossiers.enums import DeadlineChangeKind, DossierState
from dossiers.models.dossier import Dossier
from scoring.models import Stage


class DeadlineChange(models.Model):
    """An extension (or early lock) of one stage for a unit and everything below it.

    The newest row that covers a dossier's unit holds; ``dossiers.windows`` says how.
    """

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="deadline_changes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="deadline_changes")
    kind = models.CharField(max_length=10, choices=DeadlineChangeKind.choices)
    until = models.DateTimeField()
    document_number = models.CharField(max_length=60)
    reason = models.TextField()
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-granted_at", "-pk")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.unit}: {self.document_number}"


class ClosingRecord(models.Model):
    """What the worker wrote down when a dossier's window in a stage ended.

    ``superseded_at`` is set when the window was opened again afterwards.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="closings")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="closings")
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=DossierState.choices)
    is_unsent = models.BooleanField()
    leaves_done = models.PositiveSmallIntegerField()
    leaves_due = models.PositiveSmallIntegerField()
    achieved = models.DecimalField(max_digits=7, decimal_places=2)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("dossier", "stage"),
                condition=models.Q(superseded_at__isnull=True),
                name="one_standing_closing_per_layer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.stage_id} {self.closed_at:%d/%m/%Y %H:%M}"

    @property
    def receipt(self) -> str:
        """The number under which this closing can be found again."""
        return f"KNL-{self.dossier_id:05d}-{self.pk:06d}"
