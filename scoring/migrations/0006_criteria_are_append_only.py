"""The database itself keeps criteria as they were written."""

from django.db import migrations

from scoring.append_only import CRITERIA


def install(apps, schema_editor):
    CRITERIA.install(schema_editor.connection)


def remove(apps, schema_editor):
    CRITERIA.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0005_guidance_files")]

    operations = [migrations.RunPython(install, remove)]
