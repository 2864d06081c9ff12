"""Registering the model early in the year, approved by the tier above the unit."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dossiers.enums import RegistrationState
from dossiers.models.dossier import Dossier

_DECIDED = (RegistrationState.APPROVED, RegistrationState.RETURNED)


class Registration(models.Model):
    """A unit's registration (đăng ký xây dựng mô hình) for one campaign.

    ``target`` is the total that the unit commits itself to, in points of the set. ``reason`` is
    why the tier above gave it back.
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="registration")
    state = models.CharField(
        max_length=20, choices=RegistrationState.choices, default=RegistrationState.DRAFT
    )
    head = models.CharField("người chịu trách nhiệm", max_length=200, blank=True)
    scope = models.TextField("nội dung, phạm vi xây dựng mô hình", blank=True)
    measures = models.TextField("giải pháp thực hiện", blank=True)
    target = models.DecimalField(
        "mục tiêu điểm tự chấm", max_digits=5, decimal_places=2, null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField("lý do", blank=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=RegistrationState.values),
                name="registration_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True)
                | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="registration_sent_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="registration_decided_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(state=RegistrationState.DRAFT, sent_at__isnull=True)
                & Q(decided_at__isnull=True)
                | Q(state=RegistrationState.SENT, sent_at__isnull=False, decided_at__isnull=True)
                | Q(state__in=_DECIDED, sent_at__isnull=False, decided_at__isnull=False),
                name="registration_state_has_its_instants",
            ),
            models.CheckConstraint(
                condition=Q(state=RegistrationState.RETURNED) & ~Q(reason="")
                | ~Q(state=RegistrationState.RETURNED) & Q(reason=""),
                name="a_returned_registration_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.state}"

    @property
    def is_sent(self) -> bool:
        """Whether what it says now was sent: not while a draft, nor once written on again."""
        if self.state == RegistrationState.RETURNED and self.decided_at is not None:
            return self.recorded_at <= self.decided_at
        return self.state != RegistrationState.DRAFT
