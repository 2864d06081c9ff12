"""Files that belong to the guidance of criteria: forms, decisions, manuals."""

from django.conf import settings
from django.db import models
from django.db.models import Q


def stored_name(kept: "GuidanceFile", filename: str) -> str:
    """Return the private path of the bytes: by content, so a name typed outside never matters."""
    return f"guidance/{kept.sha256[:2]}/{kept.sha256}"


class GuidanceFile(models.Model):
    """The bytes of one file as received. A written set names it by its SHA-256, and never changes.

    One row serves every leaf, draft and version that names these bytes, each with a name of its
    own; the row is kept when the last of them lets it go.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    file = models.FileField(upload_to=stored_name, max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=Q(size__gt=0), name="a_guidance_file_holds_something"),
        )

    def __str__(self) -> str:
        return self.sha256
