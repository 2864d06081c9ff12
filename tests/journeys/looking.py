"""What every page must keep: accessibility, width, Vietnamese."""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize

from tests.journeys.people import DESK, PHONE

AXE = Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js"
# Words that only appear when a sentence was left in English or a value leaked out raw.
TELL_TALES = re.compile(
    r"\b(This field|Please|required|invalid|Error|Sorry|Submit|Save|Cancel|Delete|Search|Page"
    r"|None|True|False|null|undefined|NaN|Decimal|datetime|draft|commune|district|reviewer"
    r"|Traceback|Forbidden|Server|Not Found)\b"
    r"|\{\{|\{%|<[a-z]+ object|&[a-z]+;"
)
# Rules of WCAG 2.2 AA and axe's own good habits, at both widths.
RUN_AXE = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"]});
    return found.violations.map((rule) => ({
        id: rule.id,
        help: rule.help,
        nodes: rule.nodes.slice(0, 4).map((node) => node.html.slice(0, 300)),
    }));
}"""
WIDTHS = """() => [document.documentElement.scrollWidth, window.innerWidth]"""


def faults(page: Page, *, axe_at: Collection[ViewportSize] = (DESK, PHONE)) -> list[Any]:
    """Return what is wrong with the page as it stands, at desk and at phone width.

    ``axe_at`` spares the slowest question where the same page has answered it at that width.
    """
    found: list[Any] = []
    if axe_at:
        page.evaluate(_axe())
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        if size in axe_at:
            found += [(size["width"], violation) for violation in page.evaluate(RUN_AXE)]
        wide, room = page.evaluate(WIDTHS)
        if wide > room:
            found.append((size["width"], f"scrolls sideways: {wide} > {room}"))
    page.set_viewport_size(DESK)
    found += foreign_words(page)
    return found


def foreign_words(page: Page) -> list[str]:
    """Return the words on the page that no official has written."""
    said = f"{page.title()}\n{page.locator('body').inner_text()}"
    return [f"says {match.group()!r}" for match in TELL_TALES.finditer(said)]


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")
