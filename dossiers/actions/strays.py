"""Stored files that no row names: a process was killed between storing bytes and committing.

They show nowhere and belong to nobody, but fill the storage for good. What a row names is never
touched, nor what is young, nor any folder that rows do not name files in (the journal's anchors).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

import structlog
from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import FileField

from accounts.clock import Clock, database_clock
from dossiers import vault

logger = structlog.get_logger(__name__)

# Where rows keep their files.
FOLDERS = ("evidence", "guidance", "prints", "criteria-sets")
# No request and no task that has stored a file is still about to commit after that long.
AGE = timedelta(days=1)
# A few processes are killed in a year. More strays than that mean that this database and this
# storage are not each other's (a restored or an empty one): then nothing is removed at all.
MOST = 100
# Names asked for in one question.
BATCH = 500


@dataclass
class Cleared:
    """What one round did; ``spared`` strays were so many that something else must be wrong."""

    looked_at: int = 0
    removed: int = 0
    spared: int = 0


def clear(*, clock: Clock = database_clock) -> Cleared:
    """Remove the stored files that no row names and that are older than ``AGE``."""
    done = Cleared()
    found: list[str] = []
    at = clock()
    for names in _batches():
        done.looked_at += len(names)
        found += [name for name in sorted(names - _named(names)) if _is_old(name, at=at)]
    if len(found) > MOST:
        done.spared = len(found)
        logger.error(
            "so many stored files without a row that none is removed: does the database belong to "
            "this storage?",
            strays=done.spared,
            first=found[0],
        )
        return done
    # Asked once more, for rows that came while the storage was being listed.
    for name in sorted(set(found) - _named(set(found))):
        default_storage.delete(name)
        done.removed += 1
        logger.warning("a stored file that no row names was removed", file=name)
    return done


def _batches() -> Iterator[set[str]]:
    for folder in FOLDERS:
        names = vault.stored_names(folder)
        while batch := set(islice(names, BATCH)):
            yield batch


def _named(names: Iterable[str]) -> set[str]:
    """Return those of the names that some row of some model names."""
    return {
        name
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, FileField)
        for name in model._base_manager.filter(**{f"{field.name}__in": list(names)}).values_list(
            field.name, flat=True
        )
    }


def _is_old(name: str, *, at: datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) <= at - AGE
    except FileNotFoundError:
        # Its own process has taken it back just now.
        return False
