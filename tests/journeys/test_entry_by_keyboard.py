"""A whole group filled in and proved without a mouse."""

import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FileChooser, Locator, Page, expect

from tests.journeys import desk, looking
from tests.journeys.conftest import People
from tests.journeys.people import PATIENCE_MS
from tests.journeys.portal import Portal
from tests.stories import pdf_bytes

pytestmark = pytest.mark.looks

COMMUNE, GROUP = "07201", "3"
# Keys that fill a leaf in, from its first field on: a choice is made by the space bar.
TYPED = {
    "3.1": [" "],
    "3.2": ["1"],
    "3.3": [" "],
    "3.4": [" "],
    "3.5": ["4"],
    "3.6": ["9", "Tab", "1", "0"],
    "3.7": [" "],
    "3.8": ["0"],
}
COMPOSE = """(row, key) => row.dispatchEvent(
    new KeyboardEvent("keydown", {key, bubbles: true, isComposing: true}))"""
# Fields between a chosen file and the button that sends it.
LONGEST_WAY = 12
# Where the focus lies once the page has come to rest: "" when something else lies over it.
FOCUSED = """async () => {
    const focused = document.activeElement;
    for (let at = NaN, now = scrollY; at !== now; now = scrollY) {
        at = now;
        await new Promise((done) => setTimeout(done, 60));
    }
    const box = focused.getBoundingClientRect();
    const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const frame = (focused.closest("[data-file-input], label") ?? focused);
    return frame.contains(over) || over?.contains(focused) ? focused.tagName : "";
}"""

_windows: dict[Page, list[FileChooser]] = defaultdict(list)


def test_a_group_is_completed_by_keyboard_alone(
    portal: Portal, somebody: People, tmp_path: Path
) -> None:
    url = portal.dossier(campaign="cqtt-2024", unit=COMMUNE)["url"]
    page = somebody(portal.account("entry", COMMUNE)).sign_in(then=f"{url}nhap/nhom/{GROUP}/")
    # Listened to all along: a browser that is only asked at the key is sometimes asked too late.
    page.on("filechooser", _opened)
    wait_for_keys(page)
    for code, keys in TYPED.items():
        page.keyboard.press("Alt+ArrowDown")
        expect(desk.row(page, code).locator(":focus")).to_have_count(1)
        for key in keys:
            page.keyboard.press("Space" if key == " " else key)
        page.keyboard.press("Control+s")
        desk.expect_saved(page, code)
        attach(page, desk.row(page, code), paper(tmp_path, code))
    state = page.locator(f'[data-group-link="{GROUP}"] .group-state--finished')
    expect(state).to_have_text("8/8 tiêu chí")
    page.keyboard.press("?")
    expect(page.locator("dialog[data-keys]")).to_be_visible()
    assert not looking.faults(page)
    page.keyboard.press("Escape")
    expect(page.locator("dialog[data-keys]")).not_to_be_visible()
    assert not looking.faults(page)
    # The way goes on in the next group.
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_url("**/nhap/nhom/4/")


def wait_for_keys(page: Page) -> None:
    """Wait until the page listens to keys: then it offers its help on them."""
    expect(page.get_by_role("button", name="Phím tắt")).to_be_visible()


def attach(page: Page, row: Locator, file: Path) -> None:
    """Leave the field, open the form for documents, choose a file and send it."""
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    expect(row.locator("input[type=file]:focus")).to_have_count(1)
    page.keyboard.press("Enter")
    choose(page, file)
    for _ in range(LONGEST_WAY):
        page.keyboard.press("Tab")
        if row.get_by_role("button", name="Tải lên").evaluate(
            "(it) => it === it.ownerDocument.activeElement"
        ):
            break
    page.keyboard.press("Enter")
    expect(row.locator(".files .file")).to_have_count(1)


def _opened(window: FileChooser) -> None:
    _windows[window.page].append(window)


def choose(page: Page, file: Path) -> None:
    """Choose a file in the window that the browser has opened."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while not _windows[page]:
        assert time.monotonic() < end, "no window to choose a file was opened"
        page.wait_for_timeout(50)
    _windows[page].pop().set_files(file)


def paper(folder: Path, code: str) -> Path:
    """Return a PDF of its own on the disk."""
    made = folder / f"bao-cao-{code}.pdf"
    made.write_bytes(pdf_bytes(code))
    return made


def test_keys_rest_while_vietnamese_is_composed_and_when_switched_off(
    portal: Portal, somebody: People
) -> None:
    url = portal.dossier(campaign="cqtt-2024", unit=COMMUNE)["url"]
    page = somebody(portal.account("entry", COMMUNE)).sign_in(then=f"{url}nhap/")
    wait_for_keys(page)
    first = desk.row(page, "1.1")
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    first.evaluate(COMPOSE, "?")
    expect(page.locator("dialog[data-keys]")).not_to_be_visible()
    note = desk.explain(page, "1.2", "")
    note.press_sequentially("jk?ns ")
    expect(note).to_have_value("jk?ns ")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.locator("dialog[data-keys] input").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("dialog[data-keys]")).not_to_be_visible()
    page.get_by_role("button", name="Phím tắt").click()
    page.locator("dialog[data-keys] input").check()
    page.keyboard.press("Escape")
    # The next unfinished leaf, from wherever one is.
    page.keyboard.press("Alt+PageDown")
    expect(page.locator("[data-criterion]:focus-within")).to_have_attribute("data-due", "")
    expect(page.locator("[data-criterion]:focus-within.criterion-row--done")).to_have_count(0)


def test_nothing_that_sticks_lies_over_what_has_the_focus(portal: Portal, somebody: People) -> None:
    url = portal.dossier(campaign="cqtt-2024", unit=COMMUNE)["url"]
    page = somebody(portal.account("entry", COMMUNE)).sign_in(then=f"{url}nhap/tieu-chi/1.1/")
    wait_for_keys(page)
    stops = [page.evaluate(FOCUSED) for _ in tabs(page)]
    assert len(stops) > LONGEST_WAY
    assert "" not in stops


def tabs(page: Page) -> Iterator[None]:
    """Press Tab until the whole page has been walked through once."""
    while True:
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            return
        yield
