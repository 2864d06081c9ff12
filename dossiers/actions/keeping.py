"""Keeping the bytes of received papers: stored once by content, gone again when nothing came of it.

Every file is stored under a name of its own, so what one failing transaction takes back can
never be what another one has just put there. Bytes that a committed row names are used again
instead of being stored twice.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.storage import default_storage
from django.db import transaction

from accounts.files import pages
from accounts.files.receive import Paper
from dossiers.actions import checking
from dossiers.models import DocumentVersion, Original
from dossiers.models.evidence import stored_name


class Shelf:
    """The private storage during one transaction."""

    def __init__(self) -> None:
        self._stored: list[str] = []

    def fill(self, version: DocumentVersion, paper: Paper) -> None:
        """Store the paper's bytes and write into the unsaved version what they are.

        Once the version is committed the worker looks at it.
        """
        version.original_name = paper.name
        version.media_type = paper.media_type
        version.size = paper.size
        version.sha256 = paper.sha256
        version.pages = pages.count(paper.file, paper.media_type)
        version.file.name = self._put(version, paper)
        checking.ask_for(version)

    def keep_originals(self, version: DocumentVersion, paper: Paper) -> None:
        """Store the photos that the saved version's PDF was made of, in their order."""
        for position, photo in enumerate(paper.originals, 1):
            original = Original(
                version=version,
                position=position,
                original_name=photo.name,
                media_type=photo.media_type,
                size=photo.size,
                sha256=photo.sha256,
            )
            original.file.name = self._put(original, photo)
            original.save()

    def clear(self) -> None:
        """Take back everything that was stored, half files included."""
        while self._stored:
            default_storage.delete(self._stored.pop())

    def _put(self, row: DocumentVersion | Original, paper: Paper) -> str:
        """Return the private name of the bytes, storing them unless they are kept already."""
        known = _known_name(paper.sha256)
        if known:
            return known
        name = stored_name(row, paper.name)
        # Once committed the bytes are a row's: what goes wrong afterwards (the way to the worker,
        # a process told to stop) takes nothing back. Said first, so it is done before all that.
        transaction.on_commit(self._stored.clear)
        # Noted first: a disk that fills up midway leaves a half file behind.
        self._stored.append(name)
        self._stored[-1] = str(default_storage.save(name, paper.file))
        return self._stored[-1]


@contextmanager
def open_shelf(outer: Shelf | None = None) -> Iterator[Shelf]:
    """Give a shelf that is cleared when the block fails before its commit; open it around that.

    ``outer`` is the shelf of a transaction around this one, which may still fail afterwards.
    """
    shelf = outer or Shelf()
    try:
        yield shelf
    except BaseException:
        shelf.clear()
        raise


def _known_name(sha256: str) -> str:
    """Return where these very bytes lie already, or an empty string."""
    for model in (DocumentVersion, Original):
        name = model.objects.filter(sha256=sha256).values_list("file", flat=True).first()
        if name and default_storage.exists(name):
            return str(name)
    return ""
