"""Administrative units as they stood at a time; codes are text and are reused."""

from django.db import models
from django.db.models import F, Q

from accounts import words
from accounts.enums import UnitLevel
from accounts.models.journal import Journaled


class Unit(Journaled):
    """A province, district, commune or department between two dates.

    "24" was Bắc Giang until 30/06/2025 and is Bắc Ninh since: a code names a unit only
    together with a date, so no key is built on the code alone.
    """

    code = models.CharField("mã", max_length=10)
    name = models.CharField("tên", max_length=200)
    level = models.CharField("cấp", max_length=20, choices=UnitLevel.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    valid_from = models.DateField("có hiệu lực từ")
    valid_until = models.DateField("hết hiệu lực sau", null=True, blank=True)
    search_key = models.CharField(max_length=200, editable=False, db_index=True)
    sort_key = models.CharField(max_length=700, editable=False)

    class Meta:
        ordering = ("sort_key", "code")
        default_permissions = ()
        permissions = (
            ("entry", "Nhập liệu"),
            ("leader", "Duyệt và gửi hồ sơ"),
            ("reviewer", "Thẩm định"),
            ("standing", "Thường trực"),
            ("watcher", "Theo dõi"),
            ("admin", "Quản trị"),
        )
        constraints = (
            models.UniqueConstraint(fields=("code", "valid_from"), name="unit_code_once_a_day"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="unit_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def set_name(self, name: str) -> None:
        """Set the name in normal form together with the keys derived from it."""
        self.name = words.normal(name)
        self.search_key = words.search_key(name)
        self.sort_key = words.sort_key(name)


class UnitAncestry(models.Model):
    """Closure of ``Unit.parent``: one row for each (ancestor, descendant), itself at depth 0.

    It lets "this unit or anything above it" be one EXISTS whatever the number of tiers.
    """

    ancestor = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="descendant_links")
    descendant = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="ancestor_links")
    depth = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("descendant", "ancestor"), name="ancestry_once"),
        )
        indexes = (models.Index(fields=("ancestor", "descendant"), name="ancestry_downwards"),)

    def __str__(self) -> str:
        return f"{self.ancestor_id} ⊇ {self.descendant_id}"


class UnitSuccession(models.Model):
    """Which unit took over from which (n to n), for merged and divided units."""

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="succeeded_by")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="preceded_by")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("predecessor", "successor"), name="succession_once"),
        )

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"
