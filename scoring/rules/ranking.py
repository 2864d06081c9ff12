"""The one ranking rule: higher is better, ties share a rank and the next is skipped (1, 1, 3)."""

from collections.abc import Hashable, Iterable
from operator import itemgetter
from typing import Any, TypeVar

Key = TypeVar("Key", bound=Hashable)


def rank(pairs: Iterable[tuple[Key, Any]]) -> dict[Key, int]:
    """Rank of each key by a value that can be ordered, from the best down.

    One sort, so 100,000 keys take well under a second.
    """
    ordered = sorted(pairs, key=itemgetter(1), reverse=True)
    ranks: dict[Key, int] = {}
    place, previous = 0, None
    for position, (key, value) in enumerate(ordered, start=1):
        if value != previous:
            place, previous = position, value
        ranks[key] = place
    return ranks
