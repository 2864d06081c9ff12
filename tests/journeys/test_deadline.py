"""The deadline holds by itself: with the worker stopped, and for a page that was opened before."""

import json
import time
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from tests.conftest import HANOI
from tests.journeys import desk
from tests.journeys.conftest import People
from tests.journeys.people import Account
from tests.journeys.portal import Portal

CAMPAIGN = "cqtt-2024"
COMMUNE, SIBLING = "07207", "07201"
# Beat asks for closings twice a minute; a busy machine needs a little more.
RECORDED_WITHIN_SECONDS = 75


def test_deadline_holds_without_the_worker_and_an_extension_opens_one_unit(
    portal: Portal, somebody: People
) -> None:
    officer = somebody(portal.account("entry", COMMUNE))
    url = portal.dossier(campaign=CAMPAIGN, unit=COMMUNE)["url"]
    page = officer.sign_in(then=f"{url}nhap/")
    forms = officer.context.new_page()
    forms.goto(f"{url}nhap/nhom/3/")
    desk.type_figures(page, "1.2", {"count": "3"})
    desk.expect_saved(page, "1.2")

    wait_until_closed(portal)
    refuse_but_keep(page)
    refuse_the_whole_form(forms)
    assert "Khóa khi chưa gửi" not in text_of(page, url)

    portal.start("worker", "beat")
    wait_for_the_record(page, url)
    page.goto("/")
    expect(page.locator("#content")).to_contain_text("Đã khóa khi chưa gửi")

    extend(somebody(portal.account("admin", "24")).sign_in(then="/quan-tri/"))
    page.goto(f"{url}nhap/")
    expect(desk.row(page, "1.7").locator("[role=alert]")).to_contain_text("chưa lưu được")
    desk.row(page, "1.7").get_by_role("button", name="Khôi phục").click()
    desk.expect_saved(page, "1.7")
    page.reload()
    expect(desk.row(page, "1.7").locator("[data-field=count]")).to_have_value("9")
    expect_still_closed(somebody, portal, portal.account("entry", SIBLING))


def wait_until_closed(portal: Portal) -> None:
    """Move the deadline to a few seconds from now and let them pass."""
    words = ("--campaign", CAMPAIGN, "--tier", "1", "--at", "+8s")
    closes_at = datetime.fromisoformat(
        json.loads(portal.manage("set_deadline", *words))["closes_at"]
    )
    time.sleep(max(0.0, closes_at.timestamp() - time.time()) + 0.2)


def refuse_but_keep(page: Page) -> None:
    """The row that saves itself is refused with 423; what was typed stays in it."""
    with page.expect_response("**/nhap/1.7/") as answered:
        desk.type_figures(page, "1.7", {"count": "9"})
    assert answered.value.status == 423
    row = desk.row(page, "1.7")
    expect(row.locator("[role=alert][data-error=deadline_passed]")).to_contain_text("đã khóa lúc")
    expect(row.locator("[data-field=count]")).to_have_value("9")


def refuse_the_whole_form(page: Page) -> None:
    """The same for a form that was opened before and is sent as a page of its own."""
    desk.type_figures(page, "3.2", {"count": "2"})
    desk.explain(page, "3.2", "Hai lượt, tháng 5 và tháng 8.")
    with page.expect_response("**/nhap/nhom/3/") as answered:
        page.get_by_role("button", name="Lưu cả nhóm").click()
    assert answered.value.status == 423
    expect(page.locator("[role=alert][data-error=deadline_passed]")).to_be_visible()
    expect(desk.row(page, "3.2").locator("[data-field=count]")).to_have_value("2")
    note = desk.row(page, "3.2").locator("[data-field=explanation]")
    expect(note).to_have_value("Hai lượt, tháng 5 và tháng 8.")


def wait_for_the_record(page: Page, url: str) -> None:
    """The worker, when it comes back, records the closing under a number."""
    end = time.monotonic() + RECORDED_WITHIN_SECONDS
    while "Khóa khi chưa gửi" not in text_of(page, f"{url}khoa-nhap-lieu/"):
        assert time.monotonic() < end, "the closing was not recorded"
        time.sleep(2)
    expect(page.locator("[data-receipt]")).to_contain_text("1/30 tiêu chí")


def text_of(page: Page, address: str) -> str:
    page.goto(address)
    return page.locator("#content").inner_text()


def extend(page: Page) -> None:
    """The administrator extends the stage for one commune, by a numbered document."""
    page.goto(f"/quan-tri/thoi-han/{CAMPAIGN}/1/")
    until = datetime.now(tz=HANOI) + timedelta(days=1)
    form = page.locator("form[data-form=extend]")
    form.locator("[name$=unit]").fill(COMMUNE)
    form.locator("[name$=until]").fill(until.strftime("%d/%m/%Y %H:%M"))
    form.locator("[name$=document_number]").fill("93/BCĐ-TT")
    form.locator("[name$=reason]").fill("Mất điện toàn phường ngày cuối.")
    form.get_by_role("button", name="Gia hạn").click()
    expect(page.locator("[data-change]")).to_contain_text("93/BCĐ-TT")


def expect_still_closed(somebody: People, portal: Portal, neighbour: Account) -> None:
    page = somebody(neighbour).sign_in()
    page.goto(f"{portal.dossier(campaign=CAMPAIGN, unit=SIBLING)['url']}nhap/")
    expect(page.locator("#content")).to_contain_text("đã khóa nhập liệu")
    expect(page.locator("form[data-form=score]")).to_have_count(0)
