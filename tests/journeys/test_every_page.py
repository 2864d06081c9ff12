"""Every page for every role: accessible, at both widths, in Vietnamese, nothing broken."""

import json
from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.journeys import desk, looking
from tests.journeys.people import DESK, PHONE, Account, newcomer
from tests.journeys.portal import Portal
from tests.journeys.walking import Map, Walk

pytestmark = pytest.mark.looks

# Bytes, fragments and answers to machines: no pages to look at.
NO_PAGES = frozenset(
    {
        "healthz",
        "readyz",
        "dossiers:evidence",
        "dossiers:original",
        "dossiers:document_file",
        "dossiers:document_image",
        "dossiers:preview_image",
        "dossiers:print_file",
        "dossiers:run_status",
        "scoring:set_pdf",
        "scoring:set_file",
        "scoring:draft_file",
    }
)
# Reached by acting, not by following a link; the whole journey looks at them.
BY_ACTING = frozenset({"dossiers:print_job"})
# Pages of one address that a visitor looks at: more where one year's lead on and another's do not.
OFTEN = {"dossiers:home": 2, "dossiers:overview": 2, "dossiers:newest_run": 2}
# Where a walk begins, besides the home page: what no page of the desks leads to.
STARTS = ("/", "/ket-qua/", "/chon-vai-tro/", "/bo-tieu-chi/cong-khai/")
# By how many have looked at an address before: the widths at which axe is asked.
AXE_AT = {0: (DESK, PHONE), 1: (DESK,)}
VISITORS = {
    "anyone": ("", ""),
    "officer": ("entry", "07207"),
    "officer with half a dossier": ("entry", "07201"),
    "leader": ("leader", "07204"),
    "leader of a sent dossier": ("leader", "07249"),
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
    asked: Counter[str] = Counter()
    return {
        visitor: walk(portal, browser, known, asked, role=role, unit=unit)
        for visitor, (role, unit) in VISITORS.items()
    }


def walk(
    portal: Portal, browser: Browser, known: Map, asked: Counter[str], *, role: str, unit: str
) -> Seen:
    """Sign in, open every page in reach and look at each.

    axe asks each address of the first two who come (``asked`` counts them), at phone width of the
    first only: others see the same templates, and what differs on a phone is the layout.
    """
    account = portal.account(role, unit) if role else Account("", "", "")
    person = newcomer(browser.new_context, portal.url, account)
    if role:
        person.sign_in()
    if role == "admin":
        begin_drafts(person.page)
    faults: dict[str, list[Any]] = {}
    complaints: list[str] = []
    page = person.page
    page.on("console", lambda said: complaints.extend([said.text] * (said.type == "error")))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def look(page: Page, response: Response) -> None:
        name = known.name_of(urlsplit(response.url).path)
        wrong = [*looking.faults(page, axe_at=AXE_AT.get(asked[name], ())), *complaints]
        asked[name] += 1
        complaints.clear()
        if response.status != HTTPStatus.OK:
            wrong.append(response.status)
        if wrong:
            faults[response.url] = wrong

    way = Walk(known, NO_PAGES, often=OFTEN)
    for start in (*STARTS, *starts_at(portal, unit)):
        way.through(page, start, look)
    person.context.close()
    return Seen(way.seen, faults)


def starts_at(portal: Portal, unit: str) -> list[str]:
    """Return pages of a commune's last year: what is linked only to those it concerns."""
    last_year = [
        row["url"]
        for row in portal.manifest["dossiers"]
        if (row["campaign"], row["unit"]) == ("cqtt-2023", unit)
    ]
    return [f"{url}{page}/" for url in last_year for page in ("ket-qua", "khoa-nhap-lieu")]


def begin_drafts(page: Page) -> None:
    """Begin what has pages of its own: a newer version of the set in use, a draft, a campaign."""
    copy_set(page, year="2024")
    desk.confirm(page, "publish-criteria")
    expect(page.locator("form[data-form=publish-criteria]")).to_have_count(0)
    copy_set(page, year="2025")
    page.goto("/dot-cham-diem/lap-moi/")
    form = page.locator("form[data-form=campaign]")
    for name, text in (("title", "Chấm điểm thử năm 2027"), ("code", "thu-2027"), ("year", "2027")):
        form.locator(f"[name={name}]").fill(text)
    for name in ("area", "criteria_set"):
        form.locator(f"[name={name}]").select_option(index=1)
    form.locator("button[type=submit]").click()
    page.wait_for_url("**/dot-cham-diem/thu-2027/**")


def copy_set(page: Page, *, year: str) -> None:
    """Begin a draft from the set that the running round uses."""
    page.goto("/bo-tieu-chi/")
    page.get_by_role("link", name="thân thiện cấp xã năm 2024").first.click()
    page.locator("#content a", has_text="Sao chép để sửa").click()
    form = page.locator("form[data-form=criteria-draft]")
    form.locator("[name=year]").fill(year)
    form.locator("button[type=submit]").click()
    page.wait_for_url("**/ban-nhap/*/")


@pytest.mark.parametrize("visitor", VISITORS)
def test_every_page_in_reach_is_sound(seen: dict[str, Seen], visitor: str) -> None:
    faults = seen[visitor].faults
    assert not faults, json.dumps(faults, ensure_ascii=False, indent=1, default=str)


def test_no_page_was_forgotten(seen: dict[str, Seen], known: Map) -> None:
    visited = {name for each in seen.values() for name in each.pages}
    forgotten = set(known.patterns) - NO_PAGES - BY_ACTING - visited
    assert not forgotten, "\n".join(sorted(forgotten))
