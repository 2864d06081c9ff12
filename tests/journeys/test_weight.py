"""What the entry page of 38 leaves weighs on the line, everything it asks for counted."""

import gzip
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, Response

from tests.journeys.conftest import People
from tests.journeys.portal import Portal

pytestmark = pytest.mark.looks

COMMUNE = "07201"
KILOBYTE = 1024
FIRST_VISIT, SECOND_VISIT = 120 * KILOBYTE, 25 * KILOBYTE
# The portal leaves compressing of pages to nginx, which does it at this level (deploy/nginx.conf);
# style sheets and scripts lie there compressed beforehand, a little better than this.
LEVEL = 5


@dataclass
class Scales:
    """Every answer that came over the line since the page was opened, compressed as nginx does."""

    page: Page
    answers: list[Response] = field(default_factory=list)
    cached: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        line = self.page.context.new_cdp_session(self.page)
        line.send("Network.enable")
        line.on("Network.requestServedFromCache", self._spared)
        line.on("Network.responseReceived", self._received)
        self.page.on("response", self._answered)

    def _answered(self, answer: Response) -> None:
        self.answers.append(answer)

    def _spared(self, told: dict[str, Any]) -> None:
        self.cached.add(told["requestId"])

    def _received(self, told: dict[str, Any]) -> None:
        if told["response"].get("fromDiskCache") or told["requestId"] in self.cached:
            self.cached.add(told["response"]["url"])

    def weigh(self, address: str) -> dict[str, int]:
        """Open a page; return what each of its parts weighs, those from the cache left out."""
        self.answers.clear()
        self.cached.clear()
        self.page.goto(address)
        self.page.wait_for_load_state("networkidle")
        return {
            answer.url: weight(answer) for answer in self.answers if answer.url not in self.cached
        }


def weight(answer: Response) -> int:
    """Return the bytes of an answer's body on the line; fonts come compressed as they are."""
    body = answer.body()
    return len(body) if answer.url.endswith(".woff2") else len(gzip.compress(body, LEVEL))


def test_entry_page_is_light_at_the_first_visit_and_lighter_at_the_second(
    portal: Portal, somebody: People
) -> None:
    url = portal.dossier(campaign="cqtt-2024", unit=COMMUNE)["url"]
    person = somebody(portal.account("entry", COMMUNE))
    person.sign_in()
    # Signing in has filled the cache with what every page shares: a fresh one tells everything.
    fresh = person.context.browser.new_context(
        base_url=portal.url, storage_state=person.context.storage_state()
    )
    scales = Scales(fresh.new_page())
    first = scales.weigh(f"{url}nhap/")
    assert scales.page.locator("[data-criterion]").count() >= 38
    second = scales.weigh(f"{url}nhap/")
    fresh.close()
    assert sum(first.values()) <= FIRST_VISIT, told(first)
    assert sum(second.values()) <= SECOND_VISIT, told(second)


def told(parts: dict[str, int]) -> str:
    """Return the parts from the heaviest on, for whoever has to make the page lighter."""
    rows = sorted(parts.items(), key=lambda part: -part[1])
    lines = [f"{size:>8} {name.rsplit('/static/', 1)[-1]}" for name, size in rows]
    return "\n".join([f"{sum(parts.values()):>8} in all", *lines])
