"""Triggers by which the database keeps the journal append-only."""

from collections.abc import Mapping, Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "accounts_journalentry"
_SENTENCE = "the journal is append-only"

_INSTALL = {
    "sqlite": (
        f"""CREATE TRIGGER journal_no_update BEFORE UPDATE ON {TABLE}
            BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END""",
        f"""CREATE TRIGGER journal_no_delete BEFORE DELETE ON {TABLE}
            BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END""",
    ),
    "postgresql": (
        f"""CREATE FUNCTION journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{_SENTENCE}'; END $$""",
        f"""CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}
            FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change()""",
    ),
}
_REMOVE = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS journal_no_update",
        "DROP TRIGGER IF EXISTS journal_no_delete",
    ),
    "postgresql": (
        f"DROP TRIGGER IF EXISTS journal_no_change ON {TABLE}",
        "DROP FUNCTION IF EXISTS journal_refuse_change()",
    ),
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Forbid UPDATE and DELETE (and TRUNCATE) on the journal's table."""
    _run(connection, _INSTALL)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, for undoing the migration and for emptying a test database."""
    _run(connection, _REMOVE)


def _run(connection: BaseDatabaseWrapper, statements: Mapping[str, Sequence[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
