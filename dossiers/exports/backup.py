"""Writing a backup: all tables as they stood at one instant, then every stored file."""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.utils import timezone

from accounts.clock import database_clock
from dossiers import vault

# Rows fetched at a time.
CHUNK = 2000


def write(folder: Path) -> dict[str, Any]:
    """Write a backup into an empty or new folder and return its manifest.

    Raises ``vault.Damaged`` when something is there already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise vault.Damaged(f"{folder} is not empty.")
    for inner in (vault.TABLES, vault.MEDIA):
        (folder / inner).mkdir(parents=True, mode=0o700)
    with transaction.atomic():
        _freeze_view()
        manifest: dict[str, Any] = {
            "format": vault.FORMAT,
            "made_at": timezone.localtime(database_clock()).isoformat(),
            "migrations": vault.migrations(),
            "tables": [_write_table(folder, model) for model in vault.kept_models()],
        }
    # Files are only ever added, so those of the rows above are all there afterwards.
    manifest["files"] = [_write_file(folder, name) for name in vault.stored_names()]
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / vault.MANIFEST).write_text(text, encoding="utf-8")
    return manifest


def _freeze_view() -> None:
    """Let all tables be read as of one instant; SQLite's transaction keeps writers out anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _write_table(folder: Path, model: type[models.Model]) -> dict[str, Any]:
    names = vault.columns(model)
    rows = 0
    digest = hashlib.sha256()
    with (folder / vault.TABLES / f"{vault.label(model)}.jsonl").open("wb") as table:
        found = model._base_manager.order_by("pk").values_list(*names)
        for row in found.iterator(chunk_size=CHUNK):
            line = vault.dump_line(row)
            table.write(line)
            digest.update(line)
            rows += 1
    return {
        "model": vault.label(model),
        "columns": names,
        "rows": rows,
        "sha256": digest.hexdigest(),
    }


def _write_file(folder: Path, name: str) -> dict[str, Any]:
    target = folder / vault.MEDIA / name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    size = 0
    with default_storage.open(name, "rb") as stored, target.open("wb") as copy:
        while piece := stored.read(vault.PIECE):
            copy.write(piece)
            digest.update(piece)
            size += len(piece)
    return {"name": name, "size": size, "sha256": digest.hexdigest()}
