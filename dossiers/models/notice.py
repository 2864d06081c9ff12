"""What people are told inside the portal."""

from django.conf import settings
from django.db import models

from dossiers.models.dossier import Dossier


class Notice(models.Model):
    """One sentence for one person, about one dossier or none."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    dossier = models.ForeignKey(Dossier, null=True, on_delete=models.CASCADE, related_name="+")
    sentence = models.CharField(max_length=500)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        default_permissions = ()
        indexes = (models.Index(fields=("recipient", "read_at"), name="notice_unread"),)

    def __str__(self) -> str:
        return self.sentence
