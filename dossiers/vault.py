"""The form of a backup: one folder that any of the supported databases can be filled from.

``manifest.json`` names every table and file with its SHA-256; ``tables/<model>.jsonl`` holds one
row a line in the order of the columns that the manifest lists; ``media/`` the stored files.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

FORMAT = 1
MANIFEST, TABLES, MEDIA = "manifest.json", "tables", "media"
# Bytes read at a time while copying and hashing.
PIECE = 1 << 20
# What lives only for a while: sign-ins under way, failed sign-ins, the worker's pulse.
LEFT_OUT_APPS = frozenset({"sessions", "axes", "qcdc"})
# Files that are still arriving (their bytes lie outside the storage), and who is here now.
LEFT_OUT_MODELS = frozenset({"dossiers.upload", "dossiers.presence"})
# The database refuses new results of a published run, so results are filled in before runs.
FILLED_LAST = "dossiers.scoringrun"


class Damaged(Exception):
    """The backup is not what its manifest says, or does not fit this place."""


def kept_models() -> list[type[models.Model]]:
    """Return every model that a backup holds, in the order in which it is filled in."""
    kept = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and model._meta.app_label not in LEFT_OUT_APPS
        and label(model) not in LEFT_OUT_MODELS
    ]
    return sorted(kept, key=lambda model: (model._meta.label_lower == FILLED_LAST, label(model)))


def label(model: type[models.Model]) -> str:
    """Return the name under which a model's rows are kept: ``accounts.user``."""
    return model._meta.label_lower


def columns(model: type[models.Model]) -> list[str]:
    """Return the model's columns in their order."""
    return [field.attname for field in model._meta.concrete_fields]


def migrations() -> list[str]:
    """Return the migrations that shaped this database; both sides must have the same."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied if app not in LEFT_OUT_APPS)


def stored_names(folder: str = "") -> Iterator[str]:
    """Yield the name of every file in the private storage."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    prefix = f"{folder}/" if folder else ""
    for name in sorted(files):
        yield prefix + name
    for name in sorted(folders):
        yield from stored_names(prefix + name)


def dump_line(row: tuple[Any, ...]) -> bytes:
    """Return one row as a line of JSON; instants keep their microseconds (the journal's hash)."""
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return text.encode() + b"\n"


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"A backup has no form for {type(value).__name__}.")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 (hex) of a file of the backup."""
    digest = hashlib.sha256()
    with path.open("rb") as opened:
        while piece := opened.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
