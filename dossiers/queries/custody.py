"""Are the stored bytes still those that were received?"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.storage import default_storage

from dossiers.models import DocumentVersion, Original

# Bytes read at a time while hashing.
PIECE = 1 << 20


@dataclass(frozen=True)
class Fault:
    """A stored document that is not as it was received."""

    file: str
    problem: str
    versions: int


def stored_documents() -> Iterator[tuple[str, str, int]]:
    """Yield (name in the storage, expected SHA-256, number of versions) of every document.

    A photo of which a version's PDF was made counts as the version's own.
    """
    counted: dict[tuple[str, str], int] = {}
    for model in (DocumentVersion, Original):
        rows = model._default_manager.exclude(file="").values_list("file", "sha256")
        for name, sha256 in rows.iterator():
            counted[name, sha256] = counted.get((name, sha256), 0) + 1
    for (name, sha256), versions in sorted(counted.items()):
        yield name, sha256, versions


def verify() -> tuple[int, list[Fault]]:
    """Hash every stored document again; returns how many were read, and every fault."""
    checked = 0
    faults = []
    for name, expected, versions in stored_documents():
        checked += 1
        try:
            found = sha256_of(name)
        except FileNotFoundError:
            faults.append(Fault(name, "missing", versions))
            continue
        if found != expected:
            faults.append(Fault(name, "altered", versions))
    return checked, faults


def sha256_of(name: str) -> str:
    """Return the SHA-256 (hex) of a stored file. Raises ``FileNotFoundError``."""
    digest = hashlib.sha256()
    with default_storage.open(name, "rb") as stored:
        while piece := stored.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
