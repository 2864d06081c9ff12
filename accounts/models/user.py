"""A person with an account. Accounts are personal: they are handed over, never shared."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q

from accounts import words


class UserManager(BaseUserManager["User"]):
    """Finds people by user name; accounts are issued by ``accounts.actions``."""


class User(AbstractBaseUser, PermissionsMixin):
    """One person. Rights come from ``RoleGrant`` only; groups and model rights are unused."""

    username = models.CharField("tên đăng nhập", max_length=60, unique=True)
    full_name = models.CharField("họ và tên", max_length=200)
    position = models.CharField("chức vụ", max_length=200, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    secret_expires_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    search_key = models.CharField(max_length=260, editable=False, blank=True)
    sort_key = models.CharField(max_length=700, editable=False, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "username"

    class Meta:
        ordering = ("sort_key", "username")
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(secret_expires_at__isnull=True) | Q(must_change_password=True),
                name="only_an_unused_secret_expires",
            ),
        )

    def __str__(self) -> str:
        return self.full_name or self.username

    def set_full_name(self, full_name: str) -> None:
        """Set the name in normal form with the keys by which lists search and sort."""
        self.full_name = words.normal(full_name)
        self.search_key = f"{words.search_key(full_name)} {self.username}"
        self.sort_key = words.sort_key(full_name)
