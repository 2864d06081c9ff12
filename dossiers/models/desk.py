"""Work in progress at the desk: uploads that are still arriving, and who is here now."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dossiers.models.dossier import Dossier


class Upload(models.Model):
    """A file that arrives in pieces and may be cut off and taken up again.

    The bytes received so far (``received`` of ``size``) lie in a private folder under the
    upload's id; the row is dropped with them when the file is attached, given up or too old.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="uploads")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(received__lte=F("size")), name="no_more_received_than_announced"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.received}/{self.size}"


class Presence(models.Model):
    """When a person last worked on a dossier, and on which leaf (its code, empty: none)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    leaf_code = models.CharField(max_length=20, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("dossier", "person"), name="one_presence_per_person"),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.person_id}"
