"""The dossiers app: the measured thing – what a unit entered, proved, was told and got."""

from importlib import import_module

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "dossiers"
    verbose_name = "Hồ sơ đề nghị công nhận"

    def ready(self) -> None:
        """Make the tasks known: a web process asks for them by name."""
        import_module("dossiers.tasks")
