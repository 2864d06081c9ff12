"""Triggers by which the database keeps a published run and its results as they were."""

from django.db.backends.base.base import BaseDatabaseWrapper

_SENTENCE = "a published run is frozen"
_RUN_IS_FROZEN = "OLD.status = 'published'"
_RESULT_IS_FROZEN = "(SELECT status FROM dossiers_scoringrun WHERE id = {}.run_id) = 'published'"
_OLD_IS_FROZEN, _NEW_IS_FROZEN = (_RESULT_IS_FROZEN.format(row) for row in ("OLD", "NEW"))
# Trigger name → when it fires, on which table, and the condition under which it refuses.
_SQLITE = {
    "frozen_run_update": ("UPDATE ON dossiers_scoringrun", _RUN_IS_FROZEN),
    "frozen_run_delete": ("DELETE ON dossiers_scoringrun", _RUN_IS_FROZEN),
    "frozen_result_insert": ("INSERT ON dossiers_unitresult", _NEW_IS_FROZEN),
    "frozen_result_update": ("UPDATE ON dossiers_unitresult", _OLD_IS_FROZEN),
    "frozen_result_delete": ("DELETE ON dossiers_unitresult", _OLD_IS_FROZEN),
}

_INSTALL = {
    "sqlite": tuple(
        f"CREATE TRIGGER {name} BEFORE {event} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
        for name, (event, condition) in _SQLITE.items()
    ),
    "postgresql": (
        f"""CREATE FUNCTION refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{_SENTENCE}' USING ERRCODE = 'restrict_violation'; END $$""",
        f"""CREATE TRIGGER frozen_run BEFORE UPDATE OR DELETE ON dossiers_scoringrun
            FOR EACH ROW WHEN ({_RUN_IS_FROZEN}) EXECUTE FUNCTION refuse_frozen()""",
        # A trigger's own condition may not look into another table, so a function does.
        f"""CREATE FUNCTION refuse_frozen_result() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'INSERT' THEN
                    IF {_NEW_IS_FROZEN} THEN RAISE EXCEPTION '{_SENTENCE}'; END IF;
                    RETURN NEW;
                END IF;
                IF {_OLD_IS_FROZEN} THEN RAISE EXCEPTION '{_SENTENCE}'; END IF;
                IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                RETURN NEW;
            END $$""",
        """CREATE TRIGGER frozen_result BEFORE INSERT OR UPDATE OR DELETE ON dossiers_unitresult
            FOR EACH ROW EXECUTE FUNCTION refuse_frozen_result()""",
    ),
}
_REMOVE = {
    "sqlite": tuple(f"DROP TRIGGER IF EXISTS {name}" for name in _SQLITE),
    "postgresql": (
        "DROP TRIGGER IF EXISTS frozen_run ON dossiers_scoringrun",
        "DROP TRIGGER IF EXISTS frozen_result ON dossiers_unitresult",
        "DROP FUNCTION IF EXISTS refuse_frozen()",
        "DROP FUNCTION IF EXISTS refuse_frozen_result()",
    ),
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Forbid every change of a published run, and of the results that belong to one."""
    _run(connection, _INSTALL)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, for undoing the migration and for emptying a test database."""
    _run(connection, _REMOVE)


def _run(connection: BaseDatabaseWrapper, statements: dict[str, tuple[str, ...]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
