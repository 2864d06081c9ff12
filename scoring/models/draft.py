"""A criteria set in the making: one written document, sound or not yet."""

from django.conf import settings
from django.db import models

from accounts.enums import UnitLevel
from accounts.models import Unit
from scoring.models.criteria import CriteriaSet


class CriteriaDraft(models.Model):
    """A written set (see ``scoring.rules.document``) that people work on until it is published.

    It is known to those who draw up the sets of ``area``, a province. ``previous_document`` is
    what stood there before the last change, so that one step can be taken back. A draft that
    was published or discarded is kept and no longer changes.

    ``version`` counts the saves: whoever saves an older one is told. ``title``, ``unit_level``
    and ``year`` repeat what the document says, for lists; they are blank where it says nothing.
    """

    area = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    document = models.JSONField()
    previous_document = models.JSONField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    based_on = models.ForeignKey(
        CriteriaSet, null=True, blank=True, on_delete=models.PROTECT, related_name="drafts"
    )
    published_as = models.ForeignKey(
        CriteriaSet, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    discarded_at = models.DateTimeField(null=True, blank=True)
    title = models.CharField("tên", max_length=300, blank=True)
    unit_level = models.CharField(
        "áp dụng cho", max_length=20, blank=True, choices=UnitLevel.choices
    )
    year = models.PositiveSmallIntegerField("năm", null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-changed_at", "pk")
        default_permissions = ()

    def __str__(self) -> str:
        return self.title or "Bản nháp chưa đặt tên"
