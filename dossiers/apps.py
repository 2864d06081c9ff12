"""The dossiers app: the measured thing – what a unit entered, proved, was told and got."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "dossiers"
    verbose_name = "Hồ sơ đề nghị công nhận"
