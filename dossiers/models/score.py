"""One score row for each dossier × leaf × stage: layers side by side, never overwritten."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import LightModel
from dossiers.models.dossier import Dossier
from scoring.models import Criterion, Stage


class Score(LightModel):
    """What one tier entered for one leaf.

    Empty (no row, or neither figures nor points), 0 points, and not applicable are three
    things. ``points`` is what counts (a penalty's are positive: they are taken off), ``rate``
    the percentage measured on the way, for conditions that look at it, ``because`` the
    sentence that explains the points. ``explanation`` is the unit's own words; ``reason`` says
    why an appraiser departs from the layer below. ``copied_at`` is set while the explanation is
    last year's and nobody has confirmed it.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="scores")
    leaf = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    figures = models.JSONField(null=True, blank=True)
    is_not_applicable = models.BooleanField(default=False)
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    rate = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    because = models.TextField(blank=True)
    explanation = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    copied_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("dossier", "stage", "leaf"), name="one_score_per_layer_and_leaf"
            ),
            models.CheckConstraint(
                condition=Q(is_not_applicable=False) | Q(points__isnull=True),
                name="not_applicable_has_no_points",
            ),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=0, points__lte=100),
                name="points_within_the_total",
            ),
        )

    # As ``is_filled_in``, for the database.
    FILLED_IN = Q(
        Q(points__isnull=False)
        | Q(is_not_applicable=True)
        | Q(rate__isnull=False)
        | Q(figures__isnull=False)
    )

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.stage_id}/{self.leaf_id}: {self.points}"

    @property
    def says_something(self) -> bool:
        """Whether the tier above can agree with it: points, not applicable, a value to compare."""
        return self.points is not None or self.is_not_applicable or self.rate is not None

    @property
    def is_filled_in(self) -> bool:
        """Whether the row holds what its layer has to give.

        Figures without points are enough: a survey with too few answers gives no score.
        """
        return self.says_something or self.figures is not None
