"""The report's whole way: printed, signed, outlived by its figures, signed again, sent, recalled.

The leader works on a telephone. "Signing" here is uploading the printed file again: its text still
bears the content code, as a digitally signed PDF does.
"""

import re
import subprocess
from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from tests.journeys import desk, looking
from tests.journeys.conftest import People
from tests.journeys.people import PHONE
from tests.journeys.portal import Portal

UNIT, CAMPAIGN, LEAF = "07204", "cqtt-2024", "4.1"
CODE = re.compile(r"Mã nội dung: ([2-9A-Z]{4}-[2-9A-Z]{4})")
# A worker that starts, and a paper that is printed, on a busy machine of two cores.
PRINTED_MS = 90_000


def test_a_signed_report_is_held_to_its_figures(
    portal: Portal, somebody: People, tmp_path: Path
) -> None:
    portal.start("worker")
    url = portal.dossier(campaign=CAMPAIGN, unit=UNIT)["url"]
    officer = somebody(portal.account("entry", UNIT)).sign_in()
    leader = somebody(portal.account("leader", UNIT), size=PHONE).sign_in()

    remark_and_return(leader, url, "Ghi rõ khó khăn trong báo cáo.")
    write_report(officer, url)
    first = print_draft(officer, url, tmp_path / "lan-1.pdf")
    expect_code_page(officer, url, first, "khớp số liệu hiện tại")
    upload_signed(officer, url, tmp_path / "lan-1.pdf")
    settle_and_change(officer, url)
    expect_code_page(officer, url, first, "không còn khớp số liệu hiện tại")
    expect_outdated(officer, url)
    hand_over(officer, url)

    expect_held(leader, url)
    second = print_draft(officer, url, tmp_path / "lan-2.pdf")
    assert second != first
    upload_signed(officer, url, tmp_path / "lan-2.pdf")
    number = approve(leader, url)
    expect_receipt_on_paper(leader, number, tmp_path / "bien-nhan.pdf")
    recall(leader, url)


def remark_and_return(page: Page, url: str, text: str) -> None:
    page.goto(f"{url}duyet/")
    expect(page.locator("#content")).to_contain_text("Điểm chưa đạt so với điểm tối đa")
    expect_to_fit(page)
    row = desk.row(page, LEAF)
    row.locator("summary", has_text="Nhận xét").press("Enter")
    row.locator("[data-field=comment]").fill(text)
    row.get_by_role("button", name="Lưu nhận xét").press("Enter")
    expect(desk.row(page, LEAF).locator("[data-comment]")).to_contain_text(text)
    desk.confirm(page, "return", words={"reason": "Xem nhận xét."})
    page.wait_for_url(f"**{url}")


def write_report(page: Page, url: str) -> None:
    page.goto(f"{url}bao-cao/")
    form = page.locator("form[data-form=report]")
    form.locator("[data-field=difficulties]").fill("Đường truyền ở ba thôn còn chậm.")
    form.locator("[data-field=proposals]").fill("Đề nghị nâng cấp đường truyền.")
    form.locator("[data-field=contact_name]").fill("Ngô Thị Hồng Vân")
    form.get_by_role("button", name="Lưu báo cáo").click()
    expect(page.locator("#content")).to_contain_text("Đã lưu báo cáo.")
    # Parts have saved themselves while the next one was written.
    expect(page.locator("form[data-form=report][data-recorded-at]")).to_have_attribute(
        "data-version", re.compile("[1-3]")
    )
    expect_sound(page)


def print_draft(page: Page, url: str, file: Path) -> str:
    """Print the report beside its place among the papers; returns the code on every page."""
    page.goto(f"{url}giay-to/")
    expect_sound(page)
    page.locator("#report").get_by_role("button", name="In bản nháp PDF").click()
    fetch(page, file)
    text = words_of(file)
    assert "Đường truyền ở ba thôn còn chậm." in text
    codes = CODE.findall(text)
    assert len(set(codes)) == 1
    assert len(codes) == text.count("\f")
    return codes[0]


def fetch(page: Page, file: Path) -> None:
    """Wait for the printed paper and keep it."""
    link = page.get_by_role("link", name=re.compile("Tải về"))
    expect(link).to_be_visible(timeout=PRINTED_MS)
    with page.expect_download() as download:
        link.click()
    download.value.save_as(file)


def words_of(file: Path) -> str:
    told = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True, text=True)
    # The sign between pages is kept: it counts them.
    return re.sub(r"[ \n]+", " ", told.stdout)


def expect_code_page(page: Page, url: str, code: str, words: str) -> None:
    page.goto(f"{url}ma-noi-dung/{code}/")
    expect(page.locator("#content")).to_contain_text(words)
    expect_sound(page)


def upload_signed(page: Page, url: str, file: Path) -> None:
    page.goto(f"{url}giay-to/")
    form = page.locator("#report form[data-form=evidence]")
    signed: FilePayload = desk.pdf(file.read_bytes(), f"đã ký {file.name}")
    form.locator("[data-field=file]").set_input_files(signed)
    form.get_by_role("button", name="Tải lên").click()
    expect(page.locator("#report .files")).to_contain_text(f"đã ký {file.name}")


def settle_and_change(page: Page, url: str) -> None:
    page.goto(f"{url}nhap/")
    row = desk.row(page, LEAF)
    row.locator("[data-comment]").get_by_role("button", name="Đã xử lý").press("Enter")
    expect(desk.row(page, LEAF).locator("[data-comment]")).to_contain_text("đã xử lý")
    desk.type_figures(page, LEAF, {"value": "1"})
    page.keyboard.press("Tab")
    desk.expect_saved(page, LEAF)
    expect(desk.row(page, LEAF).locator(".score__sentence").first).to_contain_text("1")


def expect_outdated(page: Page, url: str) -> None:
    page.goto(f"{url}kiem-tra/")
    expect(page.locator("[data-finding=outdated]")).to_contain_text(LEAF)
    expect(page.locator("[data-changes]")).to_contain_text(LEAF)
    expect_sound(page)
    page.goto(f"{url}giay-to/")
    expect(page.locator("[data-outdated=report]")).to_contain_text(LEAF)


def hand_over(page: Page, url: str) -> None:
    page.goto(f"{url}kiem-tra/")
    desk.confirm(page, "submit")
    expect(page.locator("#content")).to_contain_text("Đã trình lãnh đạo")


def expect_held(page: Page, url: str) -> None:
    """The leader sees what changed since the return, and cannot send."""
    page.goto(f"{url}duyet/")
    expect(page.locator("[data-changes]")).to_contain_text(LEAF)
    expect(page.locator("[data-outdated=report]")).to_be_visible()
    desk.confirm(page, "approve")
    expect(page.locator("[role=alert][data-error=papers_outdated]")).to_contain_text(LEAF)
    expect_to_fit(page)


def approve(page: Page, url: str) -> str:
    page.goto(f"{url}duyet/")
    expect(page.locator("[data-outdated]")).to_have_count(0)
    desk.confirm(page, "approve")
    slip = page.locator("[data-receipt][data-recorded-at]")
    expect(slip).to_be_visible()
    expect(page.locator("#content")).to_contain_text("Có thể thu hồi đến hết")
    return slip.get_attribute("data-receipt") or ""


def expect_receipt_on_paper(page: Page, number: str, file: Path) -> None:
    page.goto(f"/bien-nhan/{number}/")
    page.get_by_role("button", name="Biên nhận PDF").click()
    fetch(page, file)
    text = words_of(file)
    assert number in text
    assert "giờ máy chủ" in text
    assert f"/bien-nhan/{number}/" in text


def recall(page: Page, url: str) -> None:
    page.goto(url)
    desk.confirm(page, "recall")
    expect(page.locator("#content")).to_contain_text("Đã thu hồi hồ sơ")
    expect_sound(page)


def expect_sound(page: Page) -> None:
    assert looking.faults(page) == []


def expect_to_fit(page: Page) -> None:
    wide, room = page.evaluate(looking.WIDTHS)
    assert wide <= room
