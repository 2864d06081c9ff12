"""Every page for every role: accessible, at both widths, in Vietnamese, nothing broken."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.journeys import looking
from tests.journeys.people import Account, newcomer
from tests.journeys.portal import Portal
from tests.journeys.walking import Map, Walk

# Bytes, fragments and answers to machines: no pages to look at.
NO_PAGES = frozenset(
    {
        "healthz",
        "readyz",
        "accounts:import_template",
        "dossiers:evidence",
        "dossiers:print_file",
        "dossiers:public_download",
        "dossiers:run_status",
    }
)
# Reached by acting, not by following a link; the whole journey looks at them.
BY_ACTING = frozenset({"dossiers:print_job"})
# Pages of one address that a visitor looks at: the second is another unit's, group's, state's.
OFTEN = 2
VISITORS = {
    "anyone": ("", ""),
    "officer": ("entry", "07207"),
    "officer with half a dossier": ("entry", "07201"),
    "leader": ("leader", "07204"),
    "district reviewer": ("reviewer", "213"),
    "province reviewer": ("reviewer", "24"),
    "standing body": ("standing", "24"),
    "watcher": ("watcher", "24"),
    "administrator": ("admin", "24"),
}


@dataclass
class Seen:
    """What a visitor has seen: pages by the names of their addresses, and faults by page."""

    pages: dict[str, list[str]]
    faults: dict[str, list[Any]]


@pytest.fixture(scope="module")
def known(portal: Portal) -> Map:
    """Return the map of all addresses."""
    return Map.of(json.loads(portal.manage("list_endpoints")))


@pytest.fixture(scope="module")
def seen(portal: Portal, browser: Browser, known: Map) -> dict[str, Seen]:
    """Return what each visitor has seen after following every link."""
    return {
        visitor: walk(portal, browser, known, role=role, unit=unit)
        for visitor, (role, unit) in VISITORS.items()
    }


def walk(portal: Portal, browser: Browser, known: Map, *, role: str, unit: str) -> Seen:
    """Sign in, open every page in reach and look at each."""
    account = portal.account(role, unit) if role else Account("", "", "")
    person = newcomer(browser.new_context, portal.url, account)
    if role:
        person.sign_in()
    faults: dict[str, list[Any]] = {}
    complaints: list[str] = []
    page = person.page
    page.on("console", lambda said: complaints.extend([said.text] * (said.type == "error")))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def look(page: Page, response: Response) -> None:
        wrong = [*looking.faults(page), *complaints]
        complaints.clear()
        if response.status != HTTPStatus.OK:
            wrong.append(response.status)
        if wrong:
            faults[response.url] = wrong

    way = Walk(known, NO_PAGES, often=OFTEN)
    # Nobody is led from the public results to the rest, nor everybody the other way round.
    for start in ("/", "/ket-qua/"):
        way.through(page, start, look)
    person.context.close()
    return Seen(way.seen, faults)


@pytest.mark.parametrize("visitor", VISITORS)
def test_every_page_in_reach_is_sound(seen: dict[str, Seen], visitor: str) -> None:
    faults = seen[visitor].faults
    assert not faults, json.dumps(faults, ensure_ascii=False, indent=1, default=str)


def test_no_page_was_forgotten(seen: dict[str, Seen], known: Map) -> None:
    visited = {name for each in seen.values() for name in each.pages}
    assert set(known.patterns) - NO_PAGES - BY_ACTING - visited == set()
