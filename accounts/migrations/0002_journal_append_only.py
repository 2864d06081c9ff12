"""The database itself refuses to change or delete a journal entry.

Whoever may alter the schema can take the triggers away again; that the past was edited is
then found by ``verify_journal``, through the hashes and the anchors kept elsewhere.
"""

from django.db import migrations

from accounts.append_only import JOURNAL


def install(apps, schema_editor):
    JOURNAL.install(schema_editor.connection)


def remove(apps, schema_editor):
    JOURNAL.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
