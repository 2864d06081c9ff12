"""Walking through all pages that somebody can reach by following links."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error, Page, Response

# In an address: what stands for each kind of variable part.
PARTS = {"int": r"\d+", "slug": r"[-\w]+", "str": r"[^/]+"}
LINKS = "(links) => links.map((link) => link.href)"


@dataclass
class Map:
    """All addresses of the portal that answer GET, by their patterns."""

    patterns: dict[str, re.Pattern[str]]

    @classmethod
    def of(cls, endpoints: list[dict[str, Any]]) -> "Map":
        """Read what ``list_endpoints`` printed."""
        return cls(
            {row["name"]: _pattern(row["path"]) for row in endpoints if "GET" in row["methods"]}
        )

    def name_of(self, path: str) -> str:
        """Return the name of the address that a path belongs to, or nothing."""
        # The longest pattern is the most particular one.
        found = [name for name, pattern in self.patterns.items() if pattern.fullmatch(path)]
        return max(found, key=lambda name: len(self.patterns[name].pattern), default="")


@dataclass
class Walk:
    """One person's way through the portal: one page of each address, or ``often`` by its name."""

    known: Map
    skipped: frozenset[str]
    often: Mapping[str, int]
    seen: dict[str, list[str]] = field(default_factory=dict)

    def through(self, page: Page, start: str, look: Callable[[Page, Response], None]) -> None:
        """Open every page in reach, the nearest first, and look at each."""
        waiting, met = [start], {start}
        while waiting:
            path = waiting.pop(0)
            name = self.known.name_of(urlsplit(path).path)
            if not name or name in self.skipped or self._is_enough(name):
                continue
            self.seen.setdefault(name, []).append(path)
            response = _open(page, path)
            if response is None:
                continue
            look(page, response)
            for link in page.locator("a[href]").evaluate_all(LINKS):
                found = urlsplit(link)
                target = found.path + (f"?{found.query}" if found.query else "")
                if found.netloc == urlsplit(page.url).netloc and target not in met:
                    met.add(target)
                    waiting.append(target)

    def _is_enough(self, name: str) -> bool:
        return len(self.seen.get(name, [])) >= self.often.get(name, 1)


def _open(page: Page, path: str) -> Response | None:
    """Open a page; None for a file, which the browser takes and stays where it was."""
    try:
        return page.goto(path)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return None


def _pattern(path: str) -> re.Pattern[str]:
    pieces = re.split(r"<(\w+):\w+>", path)
    return re.compile(
        "".join(
            PARTS[piece] if number % 2 else re.escape(piece) for number, piece in enumerate(pieces)
        )
    )
