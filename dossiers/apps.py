"""The dossiers app: the measured thing – what a unit entered, proved, was told and got."""

from importlib import import_module

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "dossiers"
    verbose_name = "Hồ sơ đề nghị công nhận"

    def ready(self) -> None:
        """Make the tasks known, and let every page know how many notices are unread.

        A web process asks for tasks by name; the count rides on the query of the roles.
        """
        import_module("dossiers.tasks")
        unread = import_module("dossiers.queries.notices").unread_of_grant()
        import_module("accounts.acting").ask_along("unread_notices", unread)
