"""The entry page when something comes between: an ended session, another person, no network."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import desk, looking
from tests.journeys.conftest import People
from tests.journeys.people import PHONE, Person, fill_login
from tests.journeys.portal import Portal

pytestmark = pytest.mark.looks

CAMPAIGN = "cqtt-2024"
COMMUNE = "07201"
LEAF, OTHER_LEAF = "1.7", "1.2"


def officer(portal: Portal, somebody: People, **more: object) -> Person:
    """Return an officer of a commune that is still entering, at the entry page."""
    url = portal.dossier(campaign=CAMPAIGN, unit=COMMUNE)["url"]
    person = somebody(portal.account("entry", COMMUNE), **more)
    person.sign_in(then=f"{url}nhap/")
    return person


def type_count(page: Page, count: str, leaf: str = LEAF) -> None:
    desk.type_figures(page, leaf, {"count": count})


def answer_dialog(page: Page, password: str) -> None:
    """Type a password into the dialog and send it."""
    dialog = page.locator("dialog[data-sign-in]")
    expect(dialog).to_be_visible()
    dialog.locator("[name=password]").fill(password)
    dialog.get_by_role("button", name="Đăng nhập và tiếp tục").click()


def test_session_ended_mid_typing_is_answered_on_the_page(portal: Portal, somebody: People) -> None:
    person = officer(portal, somebody)
    page, address = person.page, person.page.url
    person.context.clear_cookies(name="sessionid")
    type_count(page, "10")
    expect(page.locator("dialog[data-sign-in]")).to_be_visible()
    assert not looking.faults(page)
    answer_dialog(page, "khong-phai-mat-khau")
    alert = page.locator("dialog[data-sign-in] [role=alert]")
    expect(alert).to_contain_text("mật khẩu chưa đúng")
    assert not looking.faults(page)
    answer_dialog(page, person.account.password)
    expect(page.locator("dialog[data-sign-in]")).not_to_be_visible()
    desk.expect_saved(page, LEAF)
    # Nothing was left: the next row saves itself as before.
    type_count(page, "3", OTHER_LEAF)
    desk.expect_saved(page, OTHER_LEAF)
    assert page.url == address
    stored = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert person.account.password not in stored
    page.reload()
    expect(desk.row(page, LEAF).locator("[data-field=count]")).to_have_value("10")


def test_another_person_does_not_lend_a_name(portal: Portal, somebody: People) -> None:
    person = officer(portal, somebody)
    leader = portal.account("leader", COMMUNE)
    tab = person.context.new_page()
    person.context.clear_cookies(name="sessionid")
    tab.goto("/dang-nhap/")
    fill_login(tab, leader.username, leader.password)
    expect(tab.locator("body")).to_have_attribute("data-user", leader.username)
    page = person.page
    type_count(page, "11")
    dialog = page.locator("dialog[data-sign-in]")
    expect(dialog.locator("[role=alert]")).to_contain_text(leader.username)
    assert not looking.faults(page)
    dialog.get_by_role("button", name="Để sau").click()
    alert = desk.row(page, LEAF).get_by_role("alert")
    expect(alert).to_contain_text("chưa được ghi nhận")
    alert.get_by_role("button", name="Đăng nhập lại").click()
    answer_dialog(page, person.account.password)
    desk.expect_saved(page, LEAF)
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-user", person.account.username)
    expect(desk.row(page, LEAF).locator("[data-field=count]")).to_have_value("11")


def test_without_network_the_page_says_so_and_saves_when_it_is_back(
    portal: Portal, somebody: People
) -> None:
    person = officer(portal, somebody)
    page = person.page
    person.context.set_offline(True)
    type_count(page, "12")
    type_count(page, "2", OTHER_LEAF)
    expect(page.locator("[data-offline]")).to_contain_text("Mất kết nối mạng")
    saved = desk.row(page, LEAF).locator(".saved")
    expect(saved).to_contain_text("đang thử lại (lần 1, sau 2 giây)")
    expect(page.locator('[data-group-link="1"] [data-unsaved]')).to_have_text("chưa lưu: 2")
    expect(saved).to_contain_text("lần 2, sau 4 giây")
    assert not looking.faults(page)
    person.context.set_offline(False)
    desk.expect_saved(page, LEAF)
    desk.expect_saved(page, OTHER_LEAF)
    expect(page.locator("[data-offline]")).to_be_empty()
    expect(page.locator('[data-group-link="1"] [data-unsaved]')).to_have_text("")


def test_the_server_says_when_to_try_again(portal: Portal, somebody: People) -> None:
    page = officer(portal, somebody).page
    address = f"**/nhap/{LEAF}/"
    page.route(
        address,
        lambda route: route.fulfill(status=503, headers={"Retry-After": "7"}, body="bận"),
    )
    type_count(page, "13")
    expect(desk.row(page, LEAF).locator(".saved")).to_contain_text("lần 1, sau 7 giây")
    page.unroute(address)
    # The button does not wait.
    desk.row(page, LEAF).get_by_role("button", name=f"Lưu tiêu chí {LEAF}").click()
    desk.expect_saved(page, LEAF)


def test_one_leaf_at_a_time_on_a_telephone(portal: Portal, somebody: People) -> None:
    page = officer(portal, somebody, size=PHONE).page
    page.get_by_role("button", name="Nhập từng tiêu chí").tap()
    page.wait_for_url("**/nhap/tieu-chi/*/**")
    for code, count in (("1.2", "4"), ("1.7", "5")):
        page.locator("[data-group-fold] summary").tap()
        page.locator('[data-group-link="1"]').tap()
        page.locator(f'[data-stop="{code}"]').tap()
        page.wait_for_url(f"**/nhap/tieu-chi/{code}/**")
        type_count(page, count, code)
        # Going on at once loses nothing: what is typed is saved first.
        page.locator("[data-go=next]").tap()
        page.wait_for_url(lambda url, code=code: f"/{code}/" not in url)
    page.goto(page.url.split("#")[0])
    wide, room = page.evaluate(looking.WIDTHS)
    assert wide <= room
    heights = page.locator(".steps-on__link, .stop").evaluate_all(
        "(links) => links.map((link) => link.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44
    assert not looking.faults(page)
    page.set_viewport_size(PHONE)
    for code, count in (("1.2", "4"), ("1.7", "5")):
        page.locator("[data-group-fold] summary").tap()
        page.locator('[data-group-link="1"]').tap()
        page.locator(f'[data-stop="{code}"]').tap()
        expect(desk.row(page, code).locator("[data-field=count]")).to_have_value(count)
    # The choice is remembered where the work goes on.
    page.goto("/")
    page.locator("#content a", has_text="Nhập tiếp").tap()
    page.wait_for_url("**/nhap/tieu-chi/*/**")


def test_only_what_is_unfinished(portal: Portal, somebody: People) -> None:
    page = officer(portal, somebody).page
    everything = page.locator("[data-entry] [data-criterion]").count()
    page.get_by_role("link", name="Chỉ tiêu chí chưa xong").click()
    expect(page.get_by_role("link", name="Hiện lại tất cả tiêu chí")).to_be_visible()
    assert 0 < page.locator("[data-entry] [data-criterion]").count() < everything
    assert not looking.faults(page)
