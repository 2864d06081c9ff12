"""Tables whose rows the database itself keeps as they were written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class AppendOnly:
    """Triggers that forbid changing and deleting rows of ``table``; adding rows stays possible.

    ``name`` begins the triggers' names, ``sentence`` is what the database answers.
    """

    table: str
    name: str
    sentence: str

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Forbid UPDATE and DELETE (and TRUNCATE) on the table."""
        statements = {
            "sqlite": [
                f"""CREATE TRIGGER {self.name}_no_{event.lower()} BEFORE {event} ON {self.table}
                    BEGIN SELECT RAISE(ABORT, '{self.sentence}'); END"""
                for event in ("UPDATE", "DELETE")
            ],
            "postgresql": [
                f"""CREATE FUNCTION {self.name}_refuse_change() RETURNS trigger
                    LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{self.sentence}'; END $$""",
                f"""CREATE TRIGGER {self.name}_no_change
                    BEFORE UPDATE OR DELETE OR TRUNCATE ON {self.table}
                    FOR EACH STATEMENT EXECUTE FUNCTION {self.name}_refuse_change()""",
            ],
        }
        _run(connection, statements)

    def remove(self, connection: BaseDatabaseWrapper) -> None:
        """Take the triggers away, for undoing the migration and for emptying a test database."""
        statements = {
            "sqlite": [
                f"DROP TRIGGER IF EXISTS {self.name}_no_{event}" for event in ("update", "delete")
            ],
            "postgresql": [
                f"DROP TRIGGER IF EXISTS {self.name}_no_change ON {self.table}",
                f"DROP FUNCTION IF EXISTS {self.name}_refuse_change()",
            ],
        }
        _run(connection, statements)


JOURNAL = AppendOnly("accounts_journalentry", "journal", "the journal is append-only")


def _run(connection: BaseDatabaseWrapper, statements: Mapping[str, Sequence[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
