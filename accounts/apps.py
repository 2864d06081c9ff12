"""The accounts app: people, places, roles, and the journal of who did what."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Tài khoản và đơn vị"
