"""A document at the desk: attached, looked at, described, replaced, used again, ordered, listed."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import letters
from tests.journeys import desk, looking
from tests.journeys.conftest import People
from tests.journeys.people import Person
from tests.journeys.portal import Portal

pytestmark = pytest.mark.looks

LEAF, OTHER = "1.7", "1.8"


@pytest.fixture
def dossier_url(portal: Portal) -> str:
    """Return the address of a dossier that its officer may fill in."""
    unit = portal.dossier(campaign="cqtt-2024", unit="07207")
    return str(unit["url"])


@pytest.fixture
def officer(portal: Portal, somebody: People, dossier_url: str) -> Person:
    """Return the officer at the entry page."""
    person = somebody(portal.account("entry", "07207"))
    person.sign_in(then=f"{dossier_url}nhap/")
    return person


def file_of(page: Page, code: str, name: str) -> Locator:
    """Return the line of one document on a leaf's row."""
    return desk.row(page, code).locator(".file").filter(has_text=name)


def names_at(page: Page, code: str) -> list[str]:
    """Return the names of a leaf's documents in their order."""
    return desk.row(page, code).locator("a.file__name").all_inner_texts()


def attach(page: Page, code: str, content: bytes, name: str) -> None:
    """Attach a file and wait until the row shows it."""
    desk.send_evidence(page, code, file=desk.pdf(content, name))
    expect(file_of(page, code, name)).to_be_visible()


def test_documents_life_at_the_desk(portal: Portal, officer: Person, dossier_url: str) -> None:
    portal.start("worker")
    page = officer.page
    attach(page, LEAF, letters.letter(pages=3), "bao-cao.pdf")
    attach(page, LEAF, letters.letter(number=44, about="đối thoại"), "phu-luc.pdf")
    _look(page)
    _describe(page)
    _replace(page)
    _use_again(page, dossier_url)
    _order(page, dossier_url)
    _list(page, dossier_url)


def _look(page: Page) -> None:
    """Turn the pages by keyboard and come back to where one was."""
    link = file_of(page, LEAF, "bao-cao.pdf").get_by_role("link", name="Xem nhanh")
    link.focus()
    page.keyboard.press("Enter")
    preview = page.get_by_role("dialog")
    expect(preview.locator(".preview__place")).to_have_text("Trang 1/3")
    for place in ("Trang 2/3", "Trang 3/3", "Trang 3/3"):
        page.keyboard.press("ArrowRight")
        expect(preview.locator(".preview__place")).to_have_text(place)
    page.keyboard.press("PageUp")
    picture = preview.get_by_role("img")
    expect(picture).to_have_attribute("alt", "Trang 2 của bao-cao.pdf")
    page.wait_for_function("() => document.querySelector('.preview__page').naturalWidth > 800")
    assert looking.faults(page) == []
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    expect(link).to_be_focused()


def _describe(page: Page) -> None:
    """Take over what the file says by one click."""
    file_of(page, LEAF, "bao-cao.pdf").get_by_role("link", name="Thông tin").click()
    page.get_by_role("button", name="Dùng tất cả").click()
    expect(page.locator("h1")).to_have_text("Báo cáo kết quả tiếp công dân năm 2023")
    form = page.locator("form[data-form=document]")
    expect(form.locator("[name=number]")).to_have_value("12/BC-UBND")
    expect(form.locator("[name=issued_on]")).to_have_value("05/01/2024")


def _replace(page: Page) -> None:
    """Put a newer version in the place; the old one stays in the history and opens."""
    page.get_by_role("link", name="Thay bản mới").click()
    form = page.locator("form[data-form=replace]")
    form.locator("[data-field=file]").set_input_files(
        desk.pdf(letters.letter(number=21, pages=2), "bao-cao-moi.pdf")
    )
    form.get_by_role("button", name="Thay bằng bản mới").click()
    line = file_of(page, LEAF, "Báo cáo kết quả tiếp công dân")
    expect(line).to_contain_text("2 trang")
    line.get_by_role("link", name="Thông tin").click()
    history = page.locator("#cac-ban")
    expect(history).to_contain_text("Bản 2")
    expect(history).to_contain_text("Bản 1")
    first = history.get_by_role("link", name="bao-cao.pdf", exact=True).get_attribute("href")
    assert page.request.get(str(first)).headers["content-type"] == "application/pdf"


def _use_again(page: Page, dossier_url: str) -> None:
    """Use the document for a second leaf, found in the library without accents."""
    page.goto(f"{dossier_url}nhap/")
    desk.row(page, OTHER).get_by_role("link", name="Chọn từ thư viện").click()
    page.locator("[name=q]").fill("tiep cong dan")
    page.locator("[name=q]").press("Enter")
    page.wait_for_url("**q=tiep**")
    page.get_by_label("Báo cáo kết quả tiếp công dân").check()
    page.get_by_role("button", name="Gắn tài liệu đã chọn").click()
    expect(file_of(page, OTHER, "Báo cáo kết quả tiếp công dân")).to_be_visible()


def _order(page: Page, dossier_url: str) -> None:
    """Move a document by keyboard; the focus stays with it, the order survives a reload."""
    page.goto(f"{dossier_url}nhap/")
    before = names_at(page, LEAF)
    last = before[-1]
    up = file_of(page, LEAF, last).get_by_role("button", name="lên trước")
    up.focus()
    page.keyboard.press("Enter")
    expect(desk.row(page, LEAF).locator("a.file__name").nth(len(before) - 2)).to_have_text(last)
    moved = [*before[:-2], last, before[-2]]
    assert names_at(page, LEAF) == moved
    held = page.evaluate("document.activeElement.closest('.file').innerText")
    assert last in held
    page.reload()
    assert names_at(page, LEAF) == moved


def _list(page: Page, dossier_url: str) -> None:
    """Read the table of contents and fetch it as a paper."""
    page.goto(f"{dossier_url}muc-luc/")
    expect(page.locator("#content")).to_contain_text("12/BC-UBND")
    page.get_by_role("button", name="In mục lục").click()
    link = page.locator("#content a[href*='/tep/']").first
    expect(link).to_be_visible()
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "muc-luc-tai-lieu-07207-2024.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")
