"""What a document's own text says of it, offered to the person who describes it."""

from typing import Any

from django.core.cache import cache

from accounts.files import pages
from dossiers import letters
from dossiers.letters import Head
from dossiers.models import Document, DocumentVersion
from dossiers.queries import library

# Seconds that the head of a file is remembered; its bytes never change, so any time would do.
REMEMBERED = 3600
_LABELS = {
    "title": "Tên tài liệu, trích yếu",
    "number": "Số, ký hiệu",
    "issued_on": "Ngày ban hành",
    "issuer": "Cơ quan ban hành",
}


def head_of(version: DocumentVersion) -> Head:
    """Return what stands at the head of a version's first page; empty for scans and links.

    Raises ``StillPrinting`` when other files are being read for too long.
    """
    if version.link:
        return Head()
    key = f"letter-head:{version.sha256}"
    kept = cache.get(key)
    if kept is None:
        kept = letters.read(pages.text(version.file, media_type=version.media_type))
        cache.set(key, kept, REMEMBERED)
    return kept if isinstance(kept, Head) else Head()


def offered(document: Document, version: DocumentVersion) -> list[dict[str, Any]]:
    """Return what the file says and the document does not yet: name, label and words of each.

    Raises ``StillPrinting`` as ``head_of``.
    """
    head = head_of(version)
    return [
        {"name": name, "label": label, "words": words_of(head, name)}
        for name, label in _LABELS.items()
        if getattr(head, name) and getattr(head, name) != getattr(document, name)
    ]


def words_of(head: Head, name: str) -> str:
    """Return one part of a head as it is typed into its field."""
    if name == "issued_on":
        return library.day(head.issued_on)
    return str(getattr(head, name))
