"""Every page for every role: accessible, at both widths, in Vietnamese, nothing broken."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Response

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
seen_by_anybody: set[str] = set()


@pytest.fixture(scope="module")
def known(portal: Portal) -> Map:
    """Return the map of all addresses."""
    return Map.of(json.loads(portal.manage("list_endpoints")))


@pytest.fixture
def visitor(
    portal: Portal,
    new_context: Callable[..., BrowserContext],
    request: pytest.FixtureRequest,
) -> Page:
    """Return the page of the visitor whom the test names, signed in."""
    role, unit = VISITORS[request.param]
    account = portal.account(role, unit) if role else Account("", "", "")
    person = newcomer(new_context, portal.url, account)
    return person.sign_in() if role else person.page


@pytest.mark.parametrize("visitor", VISITORS, indirect=True)
def test_every_page_in_reach_is_sound(visitor: Page, known: Map) -> None:
    found: dict[str, object] = {}
    complaints: list[str] = []
    visitor.on(
        "console", lambda said: complaints.append(said.text) if said.type == "error" else None
    )
    visitor.on("pageerror", lambda error: complaints.append(str(error)))

    def look(page: Page, response: Response) -> None:
        wrong = looking.faults(page) + complaints
        complaints.clear()
        if response.status != 200:
            wrong.append(response.status)
        if wrong:
            found[response.url] = wrong

    walk = Walk(known, NO_PAGES, often=2)
    # Nobody links to the page for people who are not signed in, and to the one about results.
    for start in ("/", "/ket-qua/"):
        walk.through(visitor, start, look)
    seen_by_anybody.update(walk.seen)
    assert not found, json.dumps(found, ensure_ascii=False, indent=1, default=str)


def test_no_page_was_forgotten(known: Map) -> None:
    assert set(known.patterns) - NO_PAGES - BY_ACTING - seen_by_anybody == set()
