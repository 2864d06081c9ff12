"""A form that is sent after the session has ended: nothing is lost, nobody leaves the page."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import looking
from tests.journeys.conftest import People
from tests.journeys.people import Account, Person
from tests.journeys.portal import Portal

pytestmark = pytest.mark.looks

# Still entering; its registration was given back.
COMMUNE = "07201"


@pytest.fixture
def leader(portal: Portal, somebody: People) -> Person:
    """Return a commune's leader at a registration that was opened some minutes ago."""
    person = somebody(portal.account("leader", COMMUNE))
    person.page.clock.install()
    url = portal.dossier(campaign="cqtt-2024", unit=COMMUNE)["url"]
    person.sign_in(then=f"{url}dang-ky/")
    expect(person.page.locator("form[data-form=registration]")).to_be_visible()
    person.page.clock.fast_forward("02:00")
    return person


def scope(page: Page) -> Locator:
    return page.locator("form[data-form=registration] [data-field=scope]")


def keep(page: Page) -> None:
    page.get_by_role("button", name="Lưu bản nháp").click()


def dialog(page: Page) -> Locator:
    return page.locator("dialog[data-sign-in]")


def answer(page: Page, account: Account) -> None:
    dialog(page).locator("[name=password]").fill(account.password)
    dialog(page).get_by_role("button", name="Đăng nhập và tiếp tục").click()


def expect_kept(page: Page, words: str) -> None:
    expect(page.locator("#content [role=status]")).to_contain_text("Đã lưu")
    expect(scope(page)).to_have_value(words)


def test_the_form_goes_on_after_the_password(leader: Person) -> None:
    page = leader.page
    scope(page).fill("Toàn phường")
    leader.context.clear_cookies(name="sessionid")
    keep(page)
    expect(dialog(page)).to_be_visible()
    assert not looking.faults(page)
    # Put off, nothing has happened; the words still stand there.
    dialog(page).get_by_role("button", name="Để sau").click()
    expect(scope(page)).to_have_value("Toàn phường")
    keep(page)
    answer(page, leader.account)
    expect_kept(page, "Toàn phường")


def test_a_line_that_is_away_keeps_the_page(leader: Person) -> None:
    page = leader.page
    scope(page).fill("Từ tháng 3")
    leader.context.set_offline(True)
    keep(page)
    said = page.locator("form[data-form=registration] [role=alert]")
    expect(said).to_contain_text("Mất kết nối nên chưa gửi được")
    expect(scope(page)).to_have_value("Từ tháng 3")
    leader.context.set_offline(False)
    keep(page)
    expect_kept(page, "Từ tháng 3")


def test_somebody_else_signed_in_meanwhile_lends_no_name(portal: Portal, leader: Person) -> None:
    page, officer = leader.page, portal.account("entry", COMMUNE)
    scope(page).fill("Đến hết năm")
    leader.context.clear_cookies(name="sessionid")
    Person(officer, leader.context, leader.context.new_page()).sign_in()
    keep(page)
    expect(dialog(page).get_by_role("alert")).to_contain_text(officer.username)
    answer(page, leader.account)
    expect_kept(page, "Đến hết năm")
    expect(page.locator("body")).to_have_attribute("data-user", leader.account.username)


def test_the_draft_of_the_report_is_printed_after_the_password(
    portal: Portal, leader: Person
) -> None:
    page = leader.page
    page.goto(f"{portal.dossier(campaign='cqtt-2024', unit=COMMUNE)['url']}bao-cao/")
    button = page.get_by_role("button", name="In bản nháp PDF")
    expect(button).to_be_visible()
    page.clock.fast_forward("02:00")
    leader.context.clear_cookies(name="sessionid")
    button.click()
    answer(page, leader.account)
    page.wait_for_url(lambda url: not url.endswith("/bao-cao/"))
    expect(page.locator("[role=alert]")).to_have_count(0)
