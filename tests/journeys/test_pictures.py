"""The README's pictures, taken anew in every run; QCDC_PICTURES=1 puts them into the docs."""

import io
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.conftest import People
from tests.journeys.people import Account
from tests.journeys.portal import ROOT, Portal

PICTURES = ROOT / "docs" / "pictures"
SIZE = {"width": 1366, "height": 900}
# A newcomer's first look should not weigh more.
MOST_BYTES = 250_000


def test_picture_of_the_entry_page(portal: Portal, somebody: People, tmp_path: Path) -> None:
    unit = "07201"
    url = portal.dossier(campaign="cqtt-2024", unit=unit)["url"]
    page = somebody(portal.account("entry", unit), size=SIZE).sign_in(then=f"{url}nhap/")
    expect(page.locator("[data-criterion]").first).to_be_visible()
    take(page, "entry.png", tmp_path)


def test_picture_of_the_published_table(portal: Portal, somebody: People, tmp_path: Path) -> None:
    page = somebody(Account("", "", ""), size=SIZE).page
    page.goto("/ket-qua/cqtt-2023/")
    expect(page.locator("tr[data-unit-code]")).to_have_count(6)
    take(page, "results.png", tmp_path)


def take(page: Page, name: str, scratch: Path) -> None:
    """Take a picture of what a visitor sees first, small enough for a README."""
    page.evaluate("document.fonts.ready")
    picture = Image.open(io.BytesIO(page.screenshot()))
    folder = PICTURES if os.environ.get("QCDC_PICTURES") == "1" else scratch
    folder.mkdir(exist_ok=True)
    picture.convert("RGB").save(folder / name, optimize=True)
    assert (folder / name).stat().st_size < MOST_BYTES
