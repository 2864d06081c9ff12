"""Addresses by name: each pattern is resolved once, afterwards only its values are put in.

A page may name hundreds of them, and resolving one costs as much as drawing a row.
"""

from functools import lru_cache
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse

# More names and kinds of values than the portal has.
_PATTERNS = 1024
# Stand for an id and for a code while a pattern is resolved; no code holds an @.
_ID, _CODE = 9_000_000_000_000_000, "@"
# What Django's own resolving leaves as it is in a path.
_SAFE = "!$&'()*+,;=/~:@"


def address(name: str, *values: int | str) -> str:
    """Return the address of the view ``name`` for its ids (``int``) and codes (``str``) in order.

    Raises ``NoReverseMatch`` for a name that does not take such values.
    """
    pattern = _pattern(settings.ROOT_URLCONF, name, *map(type, values))
    return pattern % tuple(map(_in_path, values))


@lru_cache(maxsize=_PATTERNS)
def _pattern(urlconf: str, name: str, *kinds: type) -> str:
    """Return the address with ``%s`` in the places of its values."""
    marks = [_ID + place if kind is int else f"{_CODE}{place}" for place, kind in enumerate(kinds)]
    found = reverse(name, urlconf=urlconf, args=marks).replace("%", "%%")
    for mark in marks:
        found = found.replace(str(mark), "%s")
    return found


@lru_cache(maxsize=_PATTERNS)
def _in_path(value: int | str) -> str:
    return quote(str(value), safe=_SAFE)
