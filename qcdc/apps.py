"""The wiring as an installed app, so that its commands and its pulse table are found."""

from django.apps import AppConfig


class QcdcConfig(AppConfig):
    name = "qcdc"
    verbose_name = "Cổng đánh giá chính quyền thân thiện"
    default_auto_field = "django.db.models.BigAutoField"
