"""Papers that the worker prepares: the job and, when it is done, its file."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dossiers.enums import PrintKind
from dossiers.models.dossier import Dossier, Submission
from dossiers.models.result import ScoringRun


class PrintJob(models.Model):
    """One request for a paper; the page polls it until ``finished_at`` is set.

    ``content_sha256`` is the hash of the layer's content that the paper states, where it states
    any: its first signs are printed on every page as the content code. ``submission`` is the
    sending whose receipt is printed. ``site`` is the portal's address as the person reached it:
    where the QR of a paper leads.
    """

    kind = models.CharField(max_length=20, choices=PrintKind.choices)
    dossier = models.ForeignKey(Dossier, null=True, on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(ScoringRun, null=True, on_delete=models.CASCADE, related_name="+")
    submission = models.ForeignKey(
        Submission, null=True, on_delete=models.CASCADE, related_name="+"
    )
    site = models.CharField(max_length=200, blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to="prints/", blank=True)
    failure = models.CharField(max_length=300, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-requested_at",)
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(dossier__isnull=False, run__isnull=True)
                | Q(dossier__isnull=True, run__isnull=False),
                name="a_paper_is_about_a_dossier_or_a_run",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.requested_at:%d/%m/%Y %H:%M}"
