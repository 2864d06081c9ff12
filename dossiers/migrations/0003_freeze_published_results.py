"""Results carry their search form; a published run and its results never change again.

The portal's own code asks before it writes; these triggers also stop what goes past it.
"""

from django.db import migrations, models

SQLITE = [
    """
    CREATE TRIGGER frozen_run_update BEFORE UPDATE ON dossiers_scoringrun
    WHEN OLD.status = 'published'
    BEGIN SELECT RAISE(ABORT, 'a published run is frozen'); END
    """,
    """
    CREATE TRIGGER frozen_run_delete BEFORE DELETE ON dossiers_scoringrun
    WHEN OLD.status = 'published'
    BEGIN SELECT RAISE(ABORT, 'a published run is frozen'); END
    """,
    """
    CREATE TRIGGER frozen_result_insert BEFORE INSERT ON dossiers_unitresult
    WHEN (SELECT status FROM dossiers_scoringrun WHERE id = NEW.run_id) = 'published'
    BEGIN SELECT RAISE(ABORT, 'a published run is frozen'); END
    """,
    """
    CREATE TRIGGER frozen_result_update BEFORE UPDATE ON dossiers_unitresult
    WHEN (SELECT status FROM dossiers_scoringrun WHERE id = OLD.run_id) = 'published'
    BEGIN SELECT RAISE(ABORT, 'a published run is frozen'); END
    """,
    """
    CREATE TRIGGER frozen_result_delete BEFORE DELETE ON dossiers_unitresult
    WHEN (SELECT status FROM dossiers_scoringrun WHERE id = OLD.run_id) = 'published'
    BEGIN SELECT RAISE(ABORT, 'a published run is frozen'); END
    """,
]

POSTGRESQL = [
    """
    CREATE FUNCTION refuse_frozen_run() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.status = 'published' THEN
            RAISE EXCEPTION 'a published run is frozen' USING ERRCODE = 'restrict_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE FUNCTION refuse_frozen_result() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        touched bigint;
    BEGIN
        IF TG_OP = 'INSERT' THEN touched := NEW.run_id; ELSE touched := OLD.run_id; END IF;
        IF (SELECT status FROM dossiers_scoringrun WHERE id = touched) = 'published' THEN
            RAISE EXCEPTION 'a published run is frozen' USING ERRCODE = 'restrict_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER frozen_run BEFORE UPDATE OR DELETE ON dossiers_scoringrun
    FOR EACH ROW EXECUTE FUNCTION refuse_frozen_run()
    """,
    """
    CREATE TRIGGER frozen_result BEFORE INSERT OR UPDATE OR DELETE ON dossiers_unitresult
    FOR EACH ROW EXECUTE FUNCTION refuse_frozen_result()
    """,
]

UNDO_SQLITE = [
    f"DROP TRIGGER frozen_{name}"
    for name in ("run_update", "run_delete", "result_insert", "result_update", "result_delete")
]
UNDO_POSTGRESQL = [
    "DROP TRIGGER frozen_run ON dossiers_scoringrun",
    "DROP TRIGGER frozen_result ON dossiers_unitresult",
    "DROP FUNCTION refuse_frozen_run()",
    "DROP FUNCTION refuse_frozen_result()",
]


def freeze(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL if postgresql else SQLITE:
        schema_editor.execute(statement)


def thaw(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in UNDO_POSTGRESQL if postgresql else UNDO_SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0002_initial")]

    operations = [
        migrations.AddField(
            model_name="unitresult",
            name="search_key",
            field=models.CharField(default="", max_length=200),
            preserve_default=False,
        ),
        migrations.RunPython(freeze, thaw),
    ]
