"""How soon an officer can type into the entry page on a slow line and an old machine."""

import statistics
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from playwright.sync_api import Browser, sync_playwright

from benchmarks import browser, rows
from benchmarks.measure import Count, Effort, Figure, Goal
from benchmarks.server import Visitor
from dossiers.enums import DossierState

GOAL = Goal(3)
COMMUNES = 209
# A slow mobile line, as browsers' own tools have it, and a processor a quarter as fast.
LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
CPU_SLOWDOWN = 4
PATIENCE_MS = 60_000
# Text is seen when it was painted and the first field stands there to be typed into. From then on
# it is typed into until the script that saves it has noticed: nothing that is typed gets lost.
TYPE = """() => {
    const look = () => {
        const field = document.querySelector("[data-autosave] input[inputmode]");
        const seen = performance.getEntriesByName("first-contentful-paint")[0];
        if (field && seen && field.getClientRects().length) {
            window.textSeenAt ??= performance.now();
            field.dispatchEvent(new Event("input", {bubbles: true}));
            if ("changed" in field.dataset) {
                window.usableAt = performance.now();
                return;
            }
        }
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""


def measure(effort: Effort) -> Iterator[Figure]:
    """Yield the seconds until text is seen and until typing is noticed, first visit and second."""
    world = rows.build(
        COMMUNES, state=DossierState.DRAFT, tier=1, scored_tiers=(1,), with_evidence=True
    )
    path = reverse("dossiers:entry", args=[world.dossier.pk])
    visitor = Visitor(world.officer)
    visitor.get(path)  # a server that has just started is not what an officer meets
    with browser.served() as address, sync_playwright() as engine:
        chromium = engine.chromium.launch(executable_path=browser.CHROMIUM, args=browser.FLAGS)
        runs = [_visits(chromium, address, path, visitor) for _ in range(effort.slow_rounds)]
        chromium.close()
    for place, (words, goal) in enumerate(
        (
            ("entry page: text and fields, first visit", GOAL),
            ("entry page: what is typed is noticed, first visit", GOAL),
            ("entry page: what is typed is noticed, second visit", GOAL),
        )
    ):
        value = statistics.median(run[place] for run in runs)
        yield Count(work=f"{words}, 1.6 Mbit/s, CPU ÷ 4", value=value, unit="s", goal=goal)


def _visits(
    chromium: Browser, address: str, path: str, visitor: Visitor
) -> tuple[float, float, float]:
    """Open the page twice in a browser that knows nothing yet; return the three times."""
    context = chromium.new_context(base_url=address)
    context.add_cookies(
        [
            {"name": name, "value": value, "url": address}
            for name, value in (pair.split("=", 1) for pair in visitor.cookies.split("; "))
        ]
    )
    page = context.new_page()
    page.add_init_script(f"({TYPE})()")
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
    first, second = (_usable(page, path) for _ in range(2))
    context.close()
    return (*first, second[1])


def _usable(page: Any, path: str) -> tuple[float, float]:
    """Return after how many seconds text was seen and typing was noticed."""
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(path, wait_until="commit")
    page.wait_for_function("() => window.usableAt", timeout=PATIENCE_MS)
    seen, usable = page.evaluate("() => [window.textSeenAt, window.usableAt]")
    return seen / 1000, usable / 1000
