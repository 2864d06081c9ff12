"""Evidence: the document (identity), its versions (bytes or link), and its uses."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts import words
from accounts.models import LightModel, Unit
from dossiers.enums import CheckKind, CheckVerdict
from dossiers.models.dossier import Dossier
from dossiers.models.explanation import Explanation
from scoring.models import Criterion, Stage

# Room for title, number and issuer together.
SEARCH_KEY_LENGTH = 600


def stored_name(row: "DocumentVersion | Original", filename: str) -> str:
    """Return a new private path for the bytes: by content, so a name typed outside never matters.

    No two calls give the same path; two people who send the same bytes at once cannot meet there.
    """
    return f"evidence/{row.sha256[:2]}/{row.sha256}-{uuid.uuid4().hex}"


class Document(LightModel):
    """A paper of a unit's library, whatever its versions and wherever it is used.

    ``number``, ``issued_on`` and ``issuer`` are what an official letter says at its head (số, ký
    hiệu; ngày ban hành; cơ quan ban hành). ``version`` rises whenever they are written.
    ``search_key`` is what a search compares: title, number and issuer, made at every saving.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField("tên tài liệu", max_length=300)
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    issuer = models.CharField("cơ quan ban hành", max_length=200, blank=True)
    search_key = models.CharField(max_length=SEARCH_KEY_LENGTH, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row with the key of what it says now."""
        said = f"{self.title} {self.number} {self.issuer}"
        self.search_key = words.search_key(said)[:SEARCH_KEY_LENGTH]
        super().save(*args, **kwargs)

    @property
    def subject(self) -> str:
        """How its unit's journal names the document."""
        return f"document:{self.pk}"


class DocumentVersion(LightModel):
    """The bytes as received (never altered) with their SHA-256, or a link.

    ``pages`` counts the pages of a PDF (a picture has one), None when nobody counted.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    file = models.FileField(upload_to=stored_name, max_length=200, blank=True)
    link = models.URLField(max_length=1000, blank=True)
    original_name = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
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


class Original(models.Model):
    """A photo as it came from the camera, of which a version's PDF was made; kept unaltered."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="originals")
    position = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to=stored_name, max_length=200)
    original_name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)

    class Meta:
        ordering = ("version", "position")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("version", "position"), name="original_place_once"),
        )

    def __str__(self) -> str:
        return self.original_name


class FileCheck(models.Model):
    """What the worker found in the bytes of one version; no row yet means: not looked at.

    ``sentence`` is fit for a user and says what was found, by whom signed and when.
    ``definitions`` numbers the virus definitions that a verdict on viruses came from, None where
    the scanner did not say.
    """

    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="checks")
    kind = models.CharField(max_length=20, choices=CheckKind.choices)
    verdict = models.CharField(max_length=20, choices=CheckVerdict.choices)
    sentence = models.CharField(max_length=500)
    definitions = models.PositiveIntegerField(null=True, blank=True)
    checked_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("version", "kind"), name="one_finding_per_check"),
        )

    def __str__(self) -> str:
        return f"{self.version_id}/{self.kind}: {self.verdict}"


class EvidenceUse(LightModel):
    """One version put to one leaf (or as one of the dossier's signed papers).

    A use that was sent is never deleted: taking it off sets ``detached_at``. ``position`` orders
    the documents of one place. ``content_sha256`` (signed papers that state figures) is the hash
    of the layer's content that the paper was printed from.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="evidence")
    leaf = models.ForeignKey(Criterion, null=True, on_delete=models.PROTECT, related_name="+")
    document_kind = models.CharField(max_length=40, blank=True)
    explanation = models.ForeignKey(
        Explanation, null=True, on_delete=models.PROTECT, related_name="evidence"
    )
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="uses")
    position = models.PositiveSmallIntegerField(default=0)
    content_sha256 = models.CharField(max_length=64, blank=True)
    attached_at = models.DateTimeField()
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    detached_at = models.DateTimeField(null=True, blank=True)
    detached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("position", "attached_at", "pk")
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
