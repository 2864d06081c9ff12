"""The same work on a telephone, 390 pixels wide."""

import io

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys import desk, looking
from tests.journeys.conftest import People
from tests.journeys.people import PHONE
from tests.journeys.portal import Portal

pytestmark = pytest.mark.looks


def test_leaf_is_entered_and_proved_by_a_photo(portal: Portal, somebody: People) -> None:
    page = somebody(portal.account("entry", "07207"), size=PHONE).sign_in()
    page.locator("#content a", has_text="Nhập tiếp").tap()
    desk.type_figures(page, "4.1", {"value": "2"})
    desk.expect_saved(page, "4.1")
    desk.send_evidence(page, "4.1", file=photo())
    expect(desk.row(page, "4.1").locator(".files .file")).to_have_count(1)
    desk.expect_points(page, "4.1", "3,00")
    expect_to_fit(page)


def test_leader_reads_approves_and_sends(portal: Portal, somebody: People) -> None:
    page = somebody(portal.account("leader", "07204"), size=PHONE).sign_in()
    page.locator("#content a", has_text="Đọc và duyệt").tap()
    expect(desk.row(page, "1.1")).to_be_visible()
    expect_to_fit(page)
    # The decisions are at hand wherever one has come to in reading.
    for place in ("0", "document.body.scrollHeight / 2", "document.body.scrollHeight"):
        page.evaluate(f"window.scrollTo(0, {place})")
        for words in ("Duyệt và gửi hồ sơ", "Trả lại để sửa"):
            expect(page.locator("summary", has_text=words)).to_be_in_viewport(ratio=1)
    desk.confirm(page, "approve")
    expect(page.locator("[data-receipt][data-recorded-at]")).to_be_visible()
    expect_to_fit(page)


def expect_to_fit(page: Page) -> None:
    wide, room = page.evaluate(looking.WIDTHS)
    assert wide <= room


def photo() -> FilePayload:
    """Return a small photo as a telephone takes them."""
    made = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(made, "JPEG")
    return {"name": "ảnh chụp.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}
