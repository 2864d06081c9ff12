"""Who holds which role at which unit, from when until when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from guardian.models import UserObjectPermissionBase

from accounts.enums import Role
from accounts.models.unit import Unit


class RoleGrant(UserObjectPermissionBase):
    """A guardian grant on a unit, through a real foreign key, with its term.

    One permission of ``Unit`` stands for one role, so the grant and the role are the same
    row and can never disagree.
    """

    # Guardian would delete the record with the account; here accounts stay and so do terms.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="roles_held"
    )
    content_object = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField()

    class Meta:
        # Not guardian's Meta: its "once for ever" would forbid a second term of the same role.
        constraints = (
            models.UniqueConstraint(
                fields=("user", "role", "content_object", "starts_at"),
                name="grant_term_begins_once",
            ),
            models.UniqueConstraint(
                fields=("user", "role", "content_object"),
                condition=Q(ends_at__isnull=True),
                name="grant_open_term_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="grant_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} – {self.content_object.name}"

    @property
    def unit(self) -> Unit:
        """The unit at which the role is held (guardian fixes the column's name)."""
        return self.content_object
