"""A criteria set on paper, as everybody may download it."""

from django.db import models

from scoring.models.criteria import CriteriaSet


class SetPaper(models.Model):
    """The PDF of a published set. A set never changes, so neither does its paper."""

    criteria_set = models.OneToOneField(CriteriaSet, on_delete=models.CASCADE, related_name="paper")
    file = models.FileField(upload_to="criteria-sets/")
    size = models.PositiveIntegerField()
    printed_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.criteria_set} (PDF)"
