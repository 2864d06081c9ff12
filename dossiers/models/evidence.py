"""Evidence: the document (identity), its versions (bytes or link), and its uses."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Unit
from dossiers.models.dossier import Dossier
from dossiers.models.explanation import Explanation
from scoring.models import Criterion, Stage


def stored_name(version: "DocumentVersion", filename: str) -> str:
    """Return the private path of the bytes: by content, so a name typed outside never matters."""
    return f"evidence/{version.sha256[:2]}/{version.sha256}"


class Document(models.Model):
    """A paper of a unit's library, whatever its versions and wherever it is used."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.title


class DocumentVersion(models.Model):
    """The bytes as received (never altered) with their SHA-256, or a link."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    file = models.FileField(upload_to=stored_name, max_length=200, blank=True)
    link = models.URLField(max_length=1000, blank=True)
    original_name = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("document", "number"), name="document_version_once"),
            models.CheckConstraint(
                condition=Q(link="") & ~Q(file="") & ~Q(sha256="") | ~Q(link="") & Q(file=""),
                name="a_version_is_a_file_or_a_link",
            ),
        )

    def __str__(self) -> str:
        return self.original_name or self.link


class EvidenceUse(models.Model):
    """One version put to one leaf (or as one of the dossier's signed papers).

    A use that was sent is never deleted: taking it off sets ``detached_at``.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="evidence")
    leaf = models.ForeignKey(Criterion, null=True, on_delete=models.PROTECT, related_name="+")
    document_kind = models.CharField(max_length=40, blank=True)
    explanation = models.ForeignKey(
        Explanation, null=True, on_delete=models.PROTECT, related_name="evidence"
    )
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="uses")
    attached_at = models.DateTimeField()
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    detached_at = models.DateTimeField(null=True, blank=True)
    detached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("attached_at", "pk")
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(leaf__isnull=False, document_kind="")
                | Q(leaf__isnull=True) & ~Q(document_kind=""),
                name="evidence_proves_a_leaf_or_is_a_dossier_paper",
            ),
            models.CheckConstraint(
                condition=Q(detached_at__isnull=True, detached_by__isnull=True)
                | Q(detached_at__isnull=False, detached_by__isnull=False),
                name="evidence_detached_at_and_by",
            ),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.leaf_id or self.document_kind}"
