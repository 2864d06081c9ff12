"""Results carry their search form; the database itself keeps a published run as it was."""

from django.db import migrations, models

from dossiers import frozen


def install(apps, schema_editor):
    frozen.install(schema_editor.connection)


def remove(apps, schema_editor):
    frozen.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0002_initial")]

    operations = [
        migrations.AddField(
            model_name="unitresult",
            name="search_key",
            field=models.CharField(default="", max_length=200),
            preserve_default=False,
        ),
        migrations.RunPython(install, remove),
    ]
