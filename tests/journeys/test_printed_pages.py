"""Pages sent to a printer from the browser: what is read is there, what is pressed is not."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import desk, looking
from tests.journeys.conftest import People
from tests.journeys.portal import Portal

pytestmark = pytest.mark.looks

COMMUNE = "07201"
# A4 in the pixels of a browser: by this width, margins included, it chooses among rules.
SHEET = {"width": 794, "height": 1123}
PRESSED = ".govuk-button, .ways, .file__ways, form.attach, .steps-on, .walk, .frame__side"


def paper(page: Page, address: str) -> Page:
    """Open a page as it goes to the printer."""
    page.goto(address)
    page.set_viewport_size(SHEET)
    page.emulate_media(media="print")
    return page


def test_the_sheet_on_paper_has_no_controls(portal: Portal, somebody: People) -> None:
    url = portal.dossier(campaign="cqtt-2024", unit=COMMUNE)["url"]
    page = paper(somebody(portal.account("entry", COMMUNE)).sign_in(), f"{url}nhap/nhom/1/")
    row = desk.row(page, "1.1")
    for shown in (".criterion-row__name", ".score__points", ".file__name", ".expected"):
        expect(row.locator(shown).first).to_be_visible()
    assert page.locator(PRESSED).filter(visible=True).count() == 0
    name, score = (
        row.locator(f".criterion-row__{part}").bounding_box() for part in ("text", "score")
    )
    assert name
    assert score
    assert name["y"] == score["y"]
    assert name["x"] < score["x"]
    wide, room = page.evaluate(looking.WIDTHS)
    assert wide <= room


def test_the_home_page_on_paper_is_one_column(portal: Portal, somebody: People) -> None:
    page = paper(somebody(portal.account("entry", COMMUNE)).sign_in(), "/")
    cards = [each.bounding_box() for each in page.locator(".columns .card").all()]
    assert {card["x"] for card in cards if card} == {cards[0]["x"] if cards[0] else 0}
    assert all(card and card["width"] > SHEET["width"] * 0.9 for card in cards)
