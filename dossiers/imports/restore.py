"""Filling an empty place from a backup; nothing is written before everything was checked."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, models, transaction

from accounts.models import JournalEntry, Unit, User
from dossiers import vault

# Rows written by one statement.
BATCH = 200


def fill(folder: Path) -> dict[str, Any]:
    """Fill this place from the backup in ``folder`` and return its manifest.

    Raises ``vault.Damaged`` when the backup is not whole, was made by another version, or this
    place is not empty.
    """
    manifest = read_manifest(folder)
    require_whole(folder, manifest)
    require_empty()
    for told in manifest["files"]:
        _store(folder, told["name"])
    with transaction.atomic():
        # What a migration has put there has numbers of its own; the backup's count.
        ContentType.objects.all().delete()
        for told in manifest["tables"]:
            _fill_table(folder, told)
        _set_sequences()
    ContentType.objects.clear_cache()
    return manifest


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a backup that fits this version of the portal."""
    try:
        manifest = json.loads((folder / vault.MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise vault.Damaged(f"{folder} holds no backup: {error}") from error
    if manifest.get("format") != vault.FORMAT:
        raise vault.Damaged(f"The backup has format {manifest.get('format')!r}.")
    if manifest["migrations"] != vault.migrations():
        different = sorted(set(manifest["migrations"]) ^ set(vault.migrations()))
        raise vault.Damaged(f"The backup was made by another version: {', '.join(different)}.")
    return dict(manifest)


def require_whole(folder: Path, manifest: dict[str, Any]) -> None:
    """Raise ``vault.Damaged`` unless every table and file is there as the manifest says."""
    expected = [vault.label(model) for model in vault.kept_models()]
    if [told["model"] for told in manifest["tables"]] != expected:
        raise vault.Damaged("The backup does not hold the tables of this version.")
    paths = [
        (folder / vault.TABLES / f"{told['model']}.jsonl", told["sha256"])
        for told in manifest["tables"]
    ]
    for told in manifest["files"]:
        name = PurePosixPath(told["name"])
        if name.is_absolute() or ".." in name.parts:
            raise vault.Damaged(f"The backup names a file outside its folder: {name}.")
        paths.append((folder / vault.MEDIA / name, told["sha256"]))
    for path, sha256 in paths:
        if not path.is_file() or vault.sha256_of(path) != sha256:
            raise vault.Damaged(f"{path} is missing or altered.")


def require_empty() -> None:
    """Raise ``vault.Damaged`` unless this place has neither people nor papers."""
    for model in (User, Unit, JournalEntry):
        if model._base_manager.exists():
            raise vault.Damaged("This database is not empty; restore only into a new one.")
    if next(vault.stored_names(), None) is not None:
        raise vault.Damaged("The private storage is not empty; restore only into a new one.")


def _store(folder: Path, name: str) -> None:
    with (folder / vault.MEDIA / name).open("rb") as copy:
        stored = default_storage.save(name, File(copy))
    if stored != name:
        raise vault.Damaged(f"The storage renamed {name} to {stored}.")


def _fill_table(folder: Path, told: dict[str, Any]) -> None:
    model = apps.get_model(told["model"])
    if told["columns"] != vault.columns(model):
        raise vault.Damaged(f"The columns of {told['model']} are different here.")
    fields = model._meta.concrete_fields
    with (folder / vault.TABLES / f"{told['model']}.jsonl").open(encoding="utf-8") as lines:
        rows = (
            model(**{field.attname: field.to_python(v) for field, v in pairs(fields, line)})
            for line in lines
        )
        while batch := list(islice(rows, BATCH)):
            model._base_manager.bulk_create(batch)


def pairs(fields: Any, line: str) -> Iterator[tuple["models.Field[Any, Any]", Any]]:
    """Yield the columns of one line with their values."""
    return zip(fields, json.loads(line), strict=True)


def _set_sequences() -> None:
    """Let new rows be numbered after those filled in (PostgreSQL counts apart from the rows)."""
    statements = connection.ops.sequence_reset_sql(no_style(), vault.kept_models())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
