"""Aggregations and what each unit got in them; a published run is frozen."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dossiers.enums import RunStatus
from dossiers.models.dossier import Dossier
from scoring.models import Campaign


class ScoringRun(models.Model):
    """One aggregation of a campaign. ``rules`` freezes the ladder, conditions and caps used."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=20, choices=RunStatus.choices, default=RunStatus.QUEUED)
    rules = models.JSONField(default=dict)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decision_number = models.CharField(max_length=60, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("campaign", "-number")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("campaign", "number"), name="run_number_once"),
            models.UniqueConstraint(
                fields=("campaign",),
                condition=Q(status=RunStatus.PUBLISHED),
                name="one_published_run_per_campaign",
            ),
            models.CheckConstraint(
                condition=Q(status=RunStatus.PUBLISHED, published_at__isnull=False)
                | ~Q(status=RunStatus.PUBLISHED) & Q(published_at__isnull=True),
                name="published_run_has_its_instant",
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign} – lần {self.number}"


class UnitResult(models.Model):
    """What one unit got in one run, with the names of that day and all it was computed from.

    ``groups``: ``[{code, achieved, maximum, applicable_maximum, share}]``; ``verdicts``:
    ``[{key, label, holds, words}]``; ``leaves``: ``[[code, points, is_not_applicable]]`` (points as
    text), with the sentence behind them where they came from comparing units. ``rank`` is null
    for a unit that is listed without a rank; ``unranked_reason`` says why.
    """

    run = models.ForeignKey(ScoringRun, on_delete=models.CASCADE, related_name="results")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    unit_code = models.CharField(max_length=10)
    unit_name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=700)
    search_key = models.CharField(max_length=200)
    branch_code = models.CharField(max_length=10, blank=True)
    branch_name = models.CharField(max_length=200, blank=True)
    achieved = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    base = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    bonus = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    penalty = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    applicable_maximum = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    index = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    class_key = models.CharField(max_length=40, blank=True)
    class_label = models.CharField(max_length=100, blank=True)
    is_recognised = models.BooleanField(default=False)
    because = models.TextField(blank=True)
    rank = models.PositiveIntegerField(null=True)
    branch_rank = models.PositiveIntegerField(null=True)
    unranked_reason = models.CharField(max_length=200, blank=True)
    groups = models.JSONField(default=list)
    verdicts = models.JSONField(default=list)
    leaves = models.JSONField(default=list)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("run", "dossier"), name="one_result_per_run"),
            models.CheckConstraint(
                condition=Q(rank__isnull=False, unranked_reason="")
                | Q(rank__isnull=True) & ~Q(unranked_reason=""),
                name="a_result_is_ranked_or_says_why_not",
            ),
        )
        indexes = (models.Index(fields=("run", "rank", "sort_key"), name="result_ranking"),)

    def __str__(self) -> str:
        return f"{self.unit_name}: {self.achieved}"
