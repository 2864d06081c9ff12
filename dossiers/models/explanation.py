"""A question that an appraiser puts on one leaf, and the unit's answer: a layer of its own."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dossiers.models.dossier import Dossier
from scoring.models import Criterion, Stage


class Explanation(models.Model):
    """Question and answer. The leaf's answer window is ``[asked_at, answer_until)``."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="explanations")
    leaf = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    question = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    answer_until = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("asked_at", "pk")
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="explanation_answered_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(answer_until__gt=models.F("asked_at")),
                name="explanation_leaves_time_to_answer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.leaf_id}: {self.question[:40]}"
