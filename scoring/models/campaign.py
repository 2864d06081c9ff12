"""A campaign: one round for one kind of unit, with its chain of stages as data."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.enums import UnitLevel
from accounts.models import Journaled, LightModel, Unit
from scoring.enums import Disclosure, StageKind
from scoring.models.criteria import CriteriaSet


class Campaign(Journaled):
    """One round: whose dossiers, by which criteria, through which stages, judged how.

    ``conditions``, ``ladder`` and ``caps`` are typed data of ``scoring.rules``;
    ``document_kinds`` lists ``{"key", "label"}`` of the signed papers a dossier must hold.
    ``shown_to_unit`` and ``shown_below`` say from when the scores of a tier are readable by the
    measured unit and by the appraising tiers underneath.
    """

    code = models.SlugField("mã đợt", max_length=40, unique=True)
    title = models.CharField("tên đợt chấm điểm", max_length=300)
    year = models.PositiveSmallIntegerField("năm đánh giá")
    criteria_set = models.ForeignKey(
        CriteriaSet, on_delete=models.PROTECT, related_name="campaigns"
    )
    unit_level = models.CharField("đơn vị được chấm", max_length=20, choices=UnitLevel.choices)
    area = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="campaigns")
    conditions = models.JSONField(default=list)
    ladder = models.JSONField(default=dict)
    caps = models.JSONField(default=dict)
    document_kinds = models.JSONField(default=list)
    shown_to_unit = models.CharField(
        "đơn vị xem điểm thẩm định",
        max_length=20,
        choices=Disclosure.choices,
        default=Disclosure.AFTER_PUBLICATION,
    )
    shown_below = models.CharField(
        "cấp dưới xem điểm của cấp trên",
        max_length=20,
        choices=Disclosure.choices,
        default=Disclosure.AFTER_PUBLICATION,
    )
    has_registration = models.BooleanField("có bước đăng ký xây dựng mô hình", default=True)
    previous = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="next_rounds"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    # Given up before it was opened: kept for its journal, shown to nobody.
    discarded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-year", "code")
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(discarded_at__isnull=True) | Q(opened_at__isnull=True),
                name="an_open_campaign_is_not_discarded",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Stage(LightModel):
    """One step of the chain. ``tier`` counts from 1; ``level`` says which units act in it.

    The window is half-open: ``[opens_at, closes_at)``. ``closed_at`` is only the record that
    the closing has been written down; it decides nothing.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="stages")
    tier = models.PositiveSmallIntegerField("cấp thứ")
    kind = models.CharField("việc", max_length=20, choices=StageKind.choices)
    level = models.CharField("cấp thực hiện", max_length=20, choices=UnitLevel.choices)
    name = models.CharField("tên giai đoạn", max_length=200)
    opens_at = models.DateTimeField("mở lúc")
    closes_at = models.DateTimeField("khóa lúc")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("campaign", "tier")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("campaign", "tier"), name="stage_tier_once"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="stage_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(tier=1, kind=StageKind.SELF_ASSESSMENT)
                | Q(tier__gt=1, kind=StageKind.APPRAISAL),
                name="first_stage_is_the_self_assessment",
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id}/{self.tier} {self.name}"
