"""Reading the headers by which a browser announces and continues an upload (tus 1.0)."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import BadRequest

# No file of ours has more digits; a longer number was not written by our pages.
_MOST_DIGITS = 15


@dataclass(frozen=True)
class Announced:
    """A file that is about to come: the name that its sender gave it, and its bytes."""

    name: str
    size: int


def read_announced(headers: Mapping[str, str]) -> Announced:
    """Return what ``Upload-Length`` and ``Upload-Metadata`` say; raises ``BadRequest``."""
    told = _metadata(headers.get("Upload-Metadata", ""))
    return Announced(told.get("filename", ""), whole_number(headers, "Upload-Length"))


def whole_number(headers: Mapping[str, str], name: str) -> int:
    """Return a header that counts bytes; raises ``BadRequest``."""
    told = headers.get(name, "")
    if not (told.isascii() and told.isdecimal() and len(told) <= _MOST_DIGITS):
        raise BadRequest(f"{name} must be a number of bytes.")
    return int(told)


def _metadata(header: str) -> dict[str, str]:
    """Return the pairs of ``Upload-Metadata``: a key, a space, its value in base64."""
    told = {}
    for pair in filter(None, header.split(",")):
        key, _, value = pair.strip().partition(" ")
        try:
            told[key] = base64.b64decode(value, validate=True).decode("utf-8")
        except ValueError as error:
            # Also the errors of base64 and of UTF-8.
            raise BadRequest("Upload-Metadata is not base64 of UTF-8.") from error
    return told
