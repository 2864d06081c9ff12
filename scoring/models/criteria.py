"""A criteria set: a versioned tree whose leaves carry a scoring rule as typed data."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from accounts.enums import UnitLevel
from scoring.enums import ScoredBy
from scoring.rules.kind import RuleKind


class CriteriaSet(models.Model):
    """One version of one year's criteria. Immutable once a campaign uses it.

    ``judging`` is what the written set says of caps, conditions, ladder and papers (see
    ``scoring.rules.judging``), for campaigns to begin with; empty when it says nothing.
    """

    key = models.SlugField("mã bộ tiêu chí", max_length=60)
    name = models.CharField("tên", max_length=300)
    year = models.PositiveSmallIntegerField("năm")
    version = models.PositiveSmallIntegerField("phiên bản", default=1)
    unit_level = models.CharField("áp dụng cho", max_length=20, choices=UnitLevel.choices)
    previous = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="next_versions"
    )
    judging = models.JSONField(default=dict, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-year", "key", "-version")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("key", "year", "version"), name="criteria_set_version_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.year}, phiên bản {self.version})"


class Criterion(models.Model):
    """A node of the tree; only leaves have a rule and are scored.

    ``key`` names the same question across years, ``code`` is how this year prints it.
    ``group_code`` repeats the top-level ancestor's code, so totals need no walk up the tree.
    ``parameters`` holds the rule's typed parameters (see ``scoring.rules.registry``),
    ``expected`` what its evidence should look like (``scoring.rules.expected``), ``links``
    ``{"label", "address"}`` of papers that the guidance points to, ``attachments``
    ``{"name", "sha256"}`` of its files (``GuidanceFile``), ``letter_items`` marks of the letter's
    items that it answers.
    """

    criteria_set = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="criteria")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    position = models.PositiveIntegerField()
    code = models.CharField("mã", max_length=20)
    key = models.CharField("khóa so sánh giữa các năm", max_length=60)
    group_code = models.CharField(max_length=20)
    name = models.CharField("tên", max_length=500)
    guidance = models.TextField("hướng dẫn", blank=True)
    max_points = models.DecimalField("điểm chuẩn", max_digits=6, decimal_places=2)
    is_leaf = models.BooleanField()
    kind = models.CharField("cách chấm", max_length=20, blank=True, choices=RuleKind.choices())
    parameters = models.JSONField(default=dict, blank=True)
    evidence = models.CharField("tài liệu kiểm chứng", max_length=500, blank=True)
    evidence_required = models.BooleanField(default=False)
    expected = models.JSONField(default=dict, blank=True)
    links = models.JSONField(default=list, blank=True)
    attachments = models.JSONField(default=list, blank=True)
    letter_items = models.JSONField(default=list, blank=True)
    scored_by = models.CharField(max_length=20, choices=ScoredBy.choices, default=ScoredBy.UNIT)
    department = models.CharField("sở, ngành nhập kết quả", max_length=200, blank=True)
    is_critical = models.BooleanField("tiêu chí trọng yếu", default=False)
    may_be_not_applicable = models.BooleanField("có thể không áp dụng", default=False)

    class Meta:
        ordering = ("position",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("criteria_set", "code"), name="criterion_code_once"),
            models.UniqueConstraint(fields=("criteria_set", "key"), name="criterion_key_once"),
            models.UniqueConstraint(
                fields=("criteria_set", "position"), name="criterion_position_once"
            ),
            models.CheckConstraint(
                condition=Q(is_leaf=True) & ~Q(kind="") | Q(is_leaf=False, kind=""),
                name="only_leaves_have_a_rule",
            ),
            models.CheckConstraint(
                condition=Q(scored_by=ScoredBy.DEPARTMENT) & ~Q(department="")
                | ~Q(scored_by=ScoredBy.DEPARTMENT) & Q(department=""),
                name="a_department_that_scores_is_named",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def giver(self) -> str:
        """Who gives this leaf's figures, a department by its name."""
        return self.department or self.get_scored_by_display()

    @property
    def bound(self) -> Decimal:
        """The greatest size of this leaf's points (a penalty's maximum is written below zero)."""
        return abs(self.max_points)
