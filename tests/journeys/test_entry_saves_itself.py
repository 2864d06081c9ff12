"""Entry that loses nothing: saves itself, survives a lost line, a reload, an expired session."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys import desk
from tests.journeys.conftest import People
from tests.journeys.people import Account, Person, fill_login
from tests.journeys.portal import Portal

pytestmark = pytest.mark.looks

LEAF = "1.7"  # a single count, so a row is complete with one number


@pytest.fixture
def officer(portal: Portal, somebody: People) -> Person:
    """Return an officer of a commune that is still entering, at the entry page."""
    account, url = _entering(portal)
    person = somebody(account)
    person.sign_in(then=f"{url}nhap/")
    return person


def _entering(portal: Portal) -> tuple[Account, str]:
    """Return an officer's account and the address of a dossier that the officer may fill in."""
    for dossier in portal.manifest["dossiers"]:
        if dossier["state"] == "draft" and dossier["campaign"] == "cqtt-2024":
            return portal.account("entry", dossier["unit"]), dossier["url"]
    raise AssertionError("the seed holds no dossier that is being filled in")


def type_count(page: Page, count: str) -> None:
    """Type into the row and press nothing."""
    desk.type_figures(page, LEAF, {"count": count})


def stored_after_reload(page: Page) -> str:
    """Return what the row shows when the page comes anew."""
    page.reload()
    return desk.row(page, LEAF).locator("[data-field=count]").input_value()


def test_typing_is_enough(officer: Person) -> None:
    type_count(officer.page, "7")
    desk.expect_saved(officer.page, LEAF)
    assert stored_after_reload(officer.page) == "7"


def test_what_is_typed_before_the_script_arrives_is_saved(officer: Person) -> None:
    page, waiting = officer.page, list[Route]()

    def hold_back(route: Route) -> None:
        waiting.append(route)

    page.route("**/js/autosave*.js", hold_back, times=1)
    page.reload(wait_until="commit")
    type_count(page, "9")
    assert waiting, "the script was there before the field"
    # The row may say "saved" of an older figure: it is the answer that counts.
    with page.expect_response(f"**/nhap/{LEAF}/"):
        waiting[0].continue_()
    desk.expect_saved(page, LEAF)
    assert stored_after_reload(page) == "9"


def test_the_line_that_is_read_out_stays_the_same(officer: Person) -> None:
    page, line = officer.page, desk.row(officer.page, LEAF).locator(".saved")
    line.evaluate("(line) => (line.dataset.same = 'yes')")
    with page.expect_response(f"**/nhap/{LEAF}/"):
        type_count(page, "6")
    desk.expect_saved(page, LEAF)
    expect(line).to_have_attribute("data-same", "yes")


def test_lost_line_is_tried_again(officer: Person) -> None:
    officer.context.set_offline(True)
    type_count(officer.page, "8")
    expect(desk.row(officer.page, LEAF).locator(".saved")).to_contain_text("đang thử lại")
    officer.context.set_offline(False)
    desk.expect_saved(officer.page, LEAF)
    assert stored_after_reload(officer.page) == "8"


def test_answer_of_a_strange_network_is_not_taken_for_saved(officer: Person) -> None:
    page, address = officer.page, f"**/nhap/{LEAF}/"
    page.route(address, lambda route: route.fulfill(body="<p>Wi-Fi khách: hãy đăng nhập</p>"))
    type_count(page, "9")
    expect(desk.row(page, LEAF).locator(".saved")).to_contain_text("đang thử lại")
    page.unroute(address)
    desk.expect_saved(page, LEAF)
    assert stored_after_reload(page) == "9"


def test_unsaved_text_is_offered_after_a_reload(officer: Person) -> None:
    page, address = officer.page, f"**/nhap/{LEAF}/"

    def drop(route: Route) -> None:
        route.abort()

    page.route(address, drop)
    type_count(page, "12")
    expect(desk.row(page, LEAF).locator(".saved")).to_contain_text("đang thử lại")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.unroute(address)
    desk.row(page, LEAF).get_by_role("button", name="Khôi phục").click()
    desk.expect_saved(page, LEAF)
    assert stored_after_reload(page) == "12"


def test_what_was_stored_after_all_is_shown_and_not_offered(officer: Person) -> None:
    """The last save may arrive while the page that is loaded anew is already on its way."""
    page = officer.page
    older = page.request.get(page.url).text()
    type_count(page, "14")
    kept = page.evaluate("() => ({...localStorage})")
    desk.expect_saved(page, LEAF)
    page.evaluate("(kept) => Object.assign(localStorage, kept)", kept)
    page.route(page.url, lambda route: route.fulfill(body=older, content_type="text/html"))
    page.reload()
    expect(desk.row(page, LEAF).locator("[data-field=count]")).to_have_value("14")
    desk.expect_saved(page, LEAF)
    expect(page.get_by_role("button", name="Khôi phục")).to_have_count(0)
    # Nor is the row older than what is stored when it is written next.
    type_count(page, "15")
    desk.expect_saved(page, LEAF)
    page.unroute(page.url)
    assert stored_after_reload(page) == "15"


def test_expired_session_keeps_the_text_and_saves_after_login(officer: Person) -> None:
    officer.context.clear_cookies(name="sessionid")
    type_count(officer.page, "10")
    officer.page.get_by_role("button", name="Để sau").click()
    alert = desk.row(officer.page, LEAF).get_by_role("alert")
    expect(alert).to_contain_text("Phiên làm việc đã hết")
    with officer.context.expect_page() as opened:
        alert.get_by_role("link").click()
    fill_login(opened.value, officer.account.username, officer.account.password)
    expect(opened.value.locator("body")).to_have_attribute("data-user", officer.account.username)
    opened.value.close()
    officer.page.bring_to_front()
    officer.page.evaluate("window.dispatchEvent(new Event('focus'))")
    desk.expect_saved(officer.page, LEAF)
    assert stored_after_reload(officer.page) == "10"


def test_two_tabs_are_shown_both_values(officer: Person) -> None:
    other = officer.context.new_page()
    other.goto(officer.page.url)
    type_count(other, "11")
    desk.expect_saved(other, LEAF)
    type_count(officer.page, "12")
    row = desk.row(officer.page, LEAF)
    expect(row.locator("[data-error=conflict] [data-stored]").first).to_contain_text("11")
    assert row.locator("[data-field=count]").input_value() == "12"
    # The key Enter is no choice; the row says that there are two.
    row.locator("[data-field=count]").press("Enter")
    expect(row.get_by_role("button", name="Giữ của tôi")).to_be_focused()
    row.get_by_role("button", name=f"Lưu tiêu chí {LEAF}").click()
    desk.expect_saved(officer.page, LEAF)
    assert stored_after_reload(officer.page) == "12"
