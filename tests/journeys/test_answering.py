"""An answer to a question from above, written when the session had ended."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import desk
from tests.journeys.conftest import People
from tests.journeys.portal import Portal

pytestmark = pytest.mark.looks

COMMUNE, DISTRICT = "07243", "215"
LEAF = "1.1"
WORDS = "Đơn vị đã họp bốn cuộc; biên bản quý III gửi kèm."
KEPT = "() => Object.keys(localStorage).filter((key) => key.startsWith('answer:')).length"


def ask(page: Page) -> None:
    """Ask about one leaf, as a reviewer at the review page."""
    row = desk.row(page, LEAF)
    row.locator("summary", has_text="Yêu cầu đơn vị giải trình").press("Enter")
    row.locator("[data-field=question]").fill("Đề nghị giải trình số cuộc họp.")
    row.get_by_role("button", name="Gửi yêu cầu").press("Enter")
    expect(row).to_contain_text("Đề nghị giải trình số cuộc họp.")
    expect(row.locator("[data-field=question]")).to_have_count(0)


def test_words_outlive_the_session(portal: Portal, somebody: People) -> None:
    url = portal.dossier(campaign="cqtt-2024", unit=COMMUNE)["url"]
    ask(somebody(portal.account("reviewer", DISTRICT)).sign_in(then=f"{url}tham-dinh/"))
    officer = somebody(portal.account("entry", COMMUNE))
    leaf = f"{url}nhap/tieu-chi/{LEAF}/"
    page = officer.sign_in(then=leaf)
    text = page.locator("[data-form=answer] [data-field=answer]")
    text.fill(WORDS)
    page.context.clear_cookies(name="sessionid")
    send = page.get_by_role("button", name="Gửi giải trình")
    send.press("Enter")
    expect(page.locator("[role=alert][data-error]")).to_be_visible()
    officer.sign_in(then=leaf)
    expect(text).to_have_value(WORDS)
    expect(desk.row(page, LEAF)).to_contain_text("được giữ trên máy này")
    send.press("Enter")
    expect(page.locator("[data-question][data-answered]")).to_contain_text(WORDS)
    assert page.evaluate(KEPT) == 0
