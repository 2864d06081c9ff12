"""A row's documents under quick hands: pressed twice, by keyboard, left before they are sent."""

from collections.abc import Sequence

import pytest
from playwright.sync_api import APIResponse, Dialog, Locator, Page, Route, expect

from tests.journeys import desk
from tests.journeys.conftest import People
from tests.journeys.portal import Portal
from tests.stories import pdf_bytes

pytestmark = pytest.mark.looks

COMMUNE = "07207"
# Tenths of a second that a held answer may take to come.
TRIES = 100
TWICE = "(button) => { button.click(); button.click(); }"
HEIGHTS = "(files) => files.map((file) => file.offsetHeight)"
PASTE = """(field, [bytes, name]) => {
  const carrier = new DataTransfer();
  carrier.items.add(new File([new Uint8Array(bytes)], name, { type: "application/pdf" }));
  field.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: carrier, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def page(portal: Portal, somebody: People) -> Page:
    """Return the entry page of a commune that has attached nothing yet."""
    url = portal.dossier(campaign="cqtt-2024", unit=COMMUNE)["url"]
    return somebody(portal.account("entry", COMMUNE)).sign_in(then=f"{url}nhap/")


def attach(page: Page, code: str, names: Sequence[str]) -> None:
    """Attach one document after the other."""
    for count, name in enumerate(names, 1):
        desk.send_evidence(page, code, file=desk.pdf(pdf_bytes(f"{code} {name}"), name))
        expect(links(page, code)).to_have_count(count)


def links(page: Page, code: str) -> Locator:
    """Return the links to the documents of a row."""
    return desk.row(page, code).locator("a.file__name")


def test_two_quick_moves_show_the_order_that_is_stored(page: Page) -> None:
    attach(page, "1.1", ["một.pdf", "hai.pdf", "ba.pdf"])
    first = desk.row(page, "1.1").locator(".file", has_text="một.pdf")
    first.get_by_role("button", name="xuống sau").focus()
    first.get_by_role("button", name="xuống sau").evaluate(TWICE)
    expect(links(page, "1.1")).to_have_text(["hai.pdf", "ba.pdf", "một.pdf"])
    expect(first.locator(":focus")).to_have_count(1)
    page.reload()
    expect(links(page, "1.1")).to_have_text(["hai.pdf", "ba.pdf", "một.pdf"])


def test_taking_a_document_off_keeps_ones_place(page: Page) -> None:
    attach(page, "1.2", ["giữ.pdf", "gỡ.pdf"])
    gone = desk.row(page, "1.2").locator(".file", has_text="gỡ.pdf")
    gone.locator("form[data-form=detach] button").press("Enter")
    expect(links(page, "1.2")).to_have_text(["giữ.pdf"])
    expect(desk.row(page, "1.2")).to_be_focused()


def test_what_is_pasted_beside_a_document_is_listed(page: Page) -> None:
    attach(page, "1.3", ["xem.pdf"])
    look = desk.row(page, "1.3").get_by_role("link", name="Thông tin")
    look.focus()
    look.evaluate(PASTE, [list(pdf_bytes("dán")), "dán.pdf"])
    form = desk.row(page, "1.3").locator("form[data-form=evidence]")
    # Sent without the focus leaving the document that is being looked at.
    form.evaluate("(form) => form.requestSubmit()")
    expect(links(page, "1.3")).to_have_text(["xem.pdf", "dán.pdf"])
    expect(desk.row(page, "1.3").get_by_role("link", name="Thông tin").first).to_be_focused()


def test_link_sent_twice_is_attached_once(page: Page) -> None:
    row = desk.row(page, "1.4")
    row.locator("summary", has_text="Thêm tài liệu").press("Enter")
    row.locator("[data-field=link]").fill("https://bacgiang.gov.vn/tin")
    row.get_by_role("button", name="Tải lên", exact=True).evaluate(TWICE)
    expect(links(page, "1.4")).to_have_count(1)
    expect(row.locator("[data-sending-words]")).to_have_text("Đã gắn 1 tài liệu.")
    expect(row.locator("[role=alert]")).to_have_count(0)


def test_second_press_meets_the_button_not_a_files_cancel(page: Page) -> None:
    row = desk.row(page, "1.6")
    row.locator("summary", has_text="Thêm tài liệu").click()
    chosen = [desk.pdf(pdf_bytes(f"tệp {count}"), f"tệp {count}.pdf") for count in range(12)]
    row.locator("[data-field=file]").set_input_files(chosen)
    send = row.get_by_role("button", name="Tải lên", exact=True)
    listed = row.locator("[data-file]")
    before = listed.evaluate_all(HEIGHTS)
    # None of them comes back while it is looked at.
    page.route("**/tai-lieu/1.6/", lambda route: None)
    send.click()
    expect(listed.first).to_have_attribute("data-state", "sending")
    assert listed.evaluate_all(HEIGHTS) == before
    page.unroute_all(behavior="ignoreErrors")


def test_chosen_files_are_not_left_behind_unasked(page: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    row = desk.row(page, "1.5")
    row.locator("summary", has_text="Thêm tài liệu").click()
    row.locator("[data-field=file]").set_input_files(desk.pdf(pdf_bytes("chọn"), "chọn.pdf"))
    page.on("dialog", stay)
    here = page.url
    page.get_by_role("link", name="Trang chính").first.click()
    expect(row.locator("[data-file]")).to_have_attribute("data-state", "chosen")
    assert (asked, page.url) == (["beforeunload"], here)
    row.get_by_role("button", name="Tải lên", exact=True).press("Enter")
    expect(links(page, "1.5")).to_have_text(["chọn.pdf"])
    page.get_by_role("link", name="Trang chính").first.click()
    page.wait_for_url("**/")
    assert asked == ["beforeunload"]


def test_late_answer_about_a_figure_does_not_undo_a_document(page: Page) -> None:
    held: list[tuple[Route, APIResponse]] = []
    page.route("**/nhap/1.2/", lambda route: held.append((route, route.fetch())), times=1)
    page.goto(page.url)
    desk.type_figures(page, "1.2", {"count": "4"})
    expect(desk.row(page, "1.2").locator(".saved")).to_have_text("Đang lưu…")
    for _ in range(TRIES):
        if held:
            break
        page.wait_for_timeout(100)
    before = links(page, "1.2").count()
    desk.send_evidence(page, "1.2", file=desk.pdf(pdf_bytes("muộn"), "muộn.pdf"))
    expect(links(page, "1.2")).to_have_count(before + 1)
    expect(desk.row(page, "1.2").locator(".saved")).not_to_contain_text("Đã lưu")
    route, answer = held[0]
    route.fulfill(response=answer)
    desk.expect_saved(page, "1.2")
    desk.expect_points(page, "1.2", "2,00")
    expect(links(page, "1.2")).to_have_count(before + 1)
    expect(page.locator('[data-sum="total"] strong')).to_have_text("2,00")


def test_refused_figure_is_still_unsaved_when_a_document_has_arrived(page: Page) -> None:
    desk.type_figures(page, "1.8", {"numerator": "năm", "denominator": "6"})
    saved = desk.row(page, "1.8").locator(".saved")
    expect(saved).to_contain_text("Chưa lưu")
    page.keyboard.press("Tab")
    expect(saved).to_contain_text("vẫn còn đây")
    attach(page, "1.8", ["kèm.pdf"])
    expect(saved).to_contain_text("vẫn còn đây")


def test_the_total_is_that_of_the_last_write_whichever_answer_comes_last(page: Page) -> None:
    held: list[tuple[Route, APIResponse]] = []
    page.route("**/nhap/2.4/", lambda route: held.append((route, route.fetch())), times=1)
    desk.type_figures(page, "2.4", {"count": "3"})
    for _ in range(TRIES):
        if held:
            break
        page.wait_for_timeout(100)
    desk.type_figures(page, "3.5", {"count": "3"})
    desk.expect_saved(page, "3.5")
    total = page.locator('#content [data-sum="total"]')
    newest = total.inner_text()
    route, answer = held[0]
    route.fulfill(response=answer)
    desk.expect_saved(page, "2.4")
    expect(total).to_have_text(newest, use_inner_text=True)
    # The group of the answer that came late has been told of nowhere else.
    done = page.locator('[data-sum="state-2"]').first.inner_text()
    page.reload()
    expect(total).to_have_text(newest, use_inner_text=True)
    expect(page.locator('[data-sum="state-2"]').first).to_have_text(done, use_inner_text=True)
