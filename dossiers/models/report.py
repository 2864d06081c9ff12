"""What a unit writes beside its figures: the report, the leader's remarks, last year's papers."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dossiers.models.dossier import Dossier
from dossiers.models.evidence import Document, EvidenceUse
from scoring.models import Criterion


class Report(models.Model):
    """The words of the self-assessment report (báo cáo tự đánh giá) and whom to ask about it.

    Figures are not here: the report takes them from the scores when it is printed.
    ``contact_copied_at`` is set while the contact is last year's and nobody has confirmed it.
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="report")
    difficulties = models.TextField("khó khăn, vướng mắc", blank=True)
    proposals = models.TextField("kiến nghị, đề xuất", blank=True)
    remarks = models.TextField("nội dung khác", blank=True)
    contact_name = models.CharField("người liên hệ", max_length=200, blank=True)
    contact_position = models.CharField("chức vụ", max_length=200, blank=True)
    contact_phone = models.CharField("điện thoại", max_length=20, blank=True)
    contact_email = models.EmailField("thư điện tử", blank=True)
    contact_copied_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.dossier_id}"


class LeafComment(models.Model):
    """What the leader remarks on one leaf before sending; the officer marks it as settled."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="comments")
    leaf = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("made_at", "pk")
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="comment_settled_at_and_by",
            ),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.leaf_id}: {self.text[:40]}"


class PaperWanted(models.Model):
    """A paper that last year proved the same leaf: this year's edition is to be found.

    It is settled by the use that brought this year's paper, or by hand when none is needed.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="papers_wanted")
    leaf = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    copied_at = models.DateTimeField()
    copied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_with = models.ForeignKey(
        EvidenceUse, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("dossier", "leaf", "source"), name="a_paper_is_wanted_once"
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="paper_wanted_settled_at_and_by",
            ),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.leaf_id}: {self.source}"
