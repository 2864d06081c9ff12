"""The report saves itself, part by part: nothing typed is lost, and nobody is overwritten."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import looking
from tests.journeys.conftest import People
from tests.journeys.people import Person
from tests.journeys.portal import Portal

pytestmark = pytest.mark.looks

COMMUNE = "07201"


@pytest.fixture
def officer(portal: Portal, somebody: People) -> Person:
    """Return an officer at the report of a dossier that is being filled in."""
    url = portal.dossier(campaign="cqtt-2024", unit=COMMUNE)["url"]
    person = somebody(portal.account("entry", COMMUNE))
    person.sign_in(then=f"{url}bao-cao/")
    return person


def part(page: Page, key: str) -> Locator:
    return page.locator(f'[data-words="{key}"]')


def field(page: Page, name: str) -> Locator:
    return page.locator(f"[data-form=report] [name={name}]")


def expect_saved(page: Page, key: str) -> None:
    expect(part(page, key).locator(".saved")).to_contain_text("Đã lưu")


def stored(page: Page, name: str) -> str:
    """Return what the field holds when the page comes anew."""
    page.reload()
    return field(page, name).input_value()


def test_typing_is_enough(officer: Person) -> None:
    field(officer.page, "difficulties").fill("Đường truyền ở thôn còn chậm")
    expect_saved(officer.page, "difficulties")
    expect(officer.page.locator("[data-form=report] p[data-sum=report-saved]")).to_contain_text(
        "Đã lưu"
    )
    assert stored(officer.page, "difficulties") == "Đường truyền ở thôn còn chậm"
    assert not looking.faults(officer.page)


def test_lost_line_is_tried_again(officer: Person) -> None:
    officer.context.set_offline(True)
    field(officer.page, "proposals").fill("Bố trí kinh phí")
    expect(part(officer.page, "proposals").locator(".saved")).to_contain_text("đang thử lại")
    # The button waits with it instead of leading to the browser's own page of errors.
    officer.page.get_by_role("button", name="Lưu báo cáo").click()
    expect(officer.page.locator("[data-offline]")).to_contain_text("Mất kết nối")
    expect(field(officer.page, "proposals")).to_have_value("Bố trí kinh phí")
    officer.context.set_offline(False)
    expect(officer.page.locator("#content")).to_contain_text("Đã lưu báo cáo.")
    assert stored(officer.page, "proposals") == "Bố trí kinh phí"


def test_unsaved_text_is_offered_after_a_reload(officer: Person) -> None:
    page, address = officer.page, "**/bao-cao/?phan=remarks"
    page.route(address, lambda route: route.abort())
    field(page, "remarks").fill("Viết trong đường hầm")
    expect(part(page, "remarks").locator(".saved")).to_contain_text("đang thử lại")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.unroute(address)
    part(page, "remarks").get_by_role("button", name="Khôi phục").click()
    expect_saved(page, "remarks")
    assert stored(page, "remarks") == "Viết trong đường hầm"


def test_ended_session_is_answered_on_the_page(officer: Person) -> None:
    page = officer.page
    officer.context.clear_cookies(name="sessionid")
    field(page, "contact_position").fill("Công chức văn phòng")
    dialog = page.locator("dialog[data-sign-in]")
    dialog.locator("[name=password]").fill(officer.account.password)
    dialog.get_by_role("button", name="Đăng nhập và tiếp tục").click()
    expect_saved(page, "contact")
    assert stored(page, "contact_position") == "Công chức văn phòng"


def test_two_windows_see_both_texts_and_choose(officer: Person) -> None:
    page, other = officer.page, officer.context.new_page()
    other.goto(page.url)
    field(other, "difficulties").fill("Của cửa sổ kia")
    field(other, "contact_name").fill("Đỗ Thị Mây")
    expect_saved(other, "difficulties")
    expect_saved(other, "contact")
    # Another part is in nobody's way.
    field(page, "remarks").fill("Không đụng đến ai")
    expect_saved(page, "remarks")
    field(page, "difficulties").fill("Của cửa sổ này")
    alert = part(page, "difficulties").locator("[role=alert][data-error=conflict]")
    expect(alert).to_contain_text("Bạn đã lưu báo cáo này ở một cửa sổ khác.")
    expect(alert.locator("[data-stored]")).to_have_text("Của cửa sổ kia")
    assert not looking.faults(page)
    # The button under the report is no choice: it leads to the two that are.
    page.get_by_role("button", name="Lưu báo cáo").click()
    expect(alert.get_by_role("button", name="Giữ của tôi")).to_be_focused()
    alert.get_by_role("button", name="Giữ của tôi").click()
    expect_saved(page, "difficulties")
    # Now the other window is behind, and takes what is stored.
    field(other, "difficulties").fill("Viết tiếp ở cửa sổ kia")
    part(other, "difficulties").get_by_role("button", name="Lấy bản đã lưu").click()
    expect(field(other, "difficulties")).to_have_value("Của cửa sổ này")
    expect(part(other, "difficulties").get_by_role("alert")).to_have_count(0)
    assert stored(page, "difficulties") == "Của cửa sổ này"
    assert field(page, "contact_name").input_value() == "Đỗ Thị Mây"


def test_the_button_works_as_before(officer: Person) -> None:
    field(officer.page, "contact_phone").fill("0912 345 678")
    officer.page.get_by_role("button", name="Lưu báo cáo").click()
    expect(officer.page.locator("#content")).to_contain_text("Đã lưu báo cáo.")
    assert field(officer.page, "contact_phone").input_value() == "0912 345 678"
