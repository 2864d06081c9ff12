"""What comes to the desk from elsewhere: a workbook through LibreOffice, and last year's words."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dossiers.exports.unit_layout import ITEM_MARK
from tests.journeys import desk
from tests.journeys.conftest import People
from tests.journeys.people import Person
from tests.journeys.portal import Portal
from tests.workbooks import Filled, resaved_by_libreoffice

pytestmark = pytest.mark.looks


@pytest.fixture
def seated(portal: Portal, somebody: People) -> tuple[Person, str]:
    """Return an officer of a commune that has not begun, and the dossier's address."""
    for dossier in portal.manifest["dossiers"]:
        if dossier["state"] == "draft" and dossier["campaign"] == "cqtt-2024":
            person = somebody(portal.account("entry", dossier["unit"]))
            person.sign_in(then=dossier["url"])
            return person, dossier["url"]
    raise AssertionError("the seed holds no dossier that is being filled in")


def handed_out(page: Page, url: str, folder: Path) -> bytes:
    """Download the workbook as people do."""
    page.goto(f"{url}bang-tinh/")
    with page.expect_download() as caught:
        page.get_by_role("button", name="Tải bảng tính").click()
    caught.value.save_as(folder / "out.xlsx")
    return (folder / "out.xlsx").read_bytes()


def bring_back(page: Page, content: bytes) -> None:
    """Choose a filled workbook and ask for the preview."""
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file = {"name": "bang-tu-cham.xlsx", "mimeType": mime, "buffer": content}
    page.locator("form[data-form=workbook] input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Xem trước").click()


def test_a_workbook_through_libreoffice(
    seated: tuple[Person, str], somebody: People, tmp_path: Path
) -> None:
    officer, url = seated
    page = officer.page
    filled = Filled(content=resaved_by_libreoffice(handed_out(page, url, tmp_path), tmp_path))
    filled.put("1.7", "count", 12)
    filled.put("2.3", "numerator", 97)
    filled.put("2.3", "denominator", 100)
    for item, said in (("plan", "Có"), ("report", "Có"), ("answered", "Không")):
        filled.put("1.6", f"items{ITEM_MARK}{item}", said)
    filled.put("3.5", "count", "ba")
    other = somebody(officer.account)
    other.sign_in(then=f"{url}nhap/")
    desk.type_figures(other.page, "1.7", {"count": "9"})
    desk.expect_saved(other.page, "1.7")
    bring_back(page, resaved_by_libreoffice(filled.saved(), tmp_path))
    expect(page.locator("[data-changed]")).to_have_count(2)
    expect(page.locator('[data-refused="3.5"]')).to_contain_text("Không đọc được số")
    lost = page.locator('[data-conflict="1.7"]')
    expect(lost.locator("[data-cell]")).to_contain_text("9")
    page.get_by_role("button", name="Ghi nhận các thay đổi đã chọn").click()
    expect(page.locator("[data-error=invalid]")).to_contain_text("1.7")
    lost.get_by_label("Trong bảng tính").check()
    page.get_by_role("button", name="Ghi nhận các thay đổi đã chọn").click()
    expect(page.get_by_text("Đã ghi nhận 3 tiêu chí từ bảng tính.")).to_be_visible()
    expect(desk.row(page, "1.7").locator("[data-field=count]")).to_have_value("12")
    expect(desk.row(page, "2.3").locator("[data-field=numerator]")).to_have_value("97")
    expect(desk.row(page, "3.5").locator("[data-field=count]")).to_have_value("")


def test_last_years_words_are_taken_over_and_confirmed(seated: tuple[Person, str]) -> None:
    officer, url = seated
    page = officer.page
    page.goto(f"{url}nam-truoc/")
    offered = page.locator("[data-offer]")
    codes = [each.get_attribute("data-offer") or "" for each in offered.all()]
    assert codes
    page.get_by_role("button", name="Lấy sang năm nay").click()
    expect(page.locator("[data-copied]")).to_have_count(len(codes) + 1)  # and the contact
    page.goto(f"{url}nhap/")
    first = desk.row(page, codes[0])
    expect(first.get_by_text("Lấy từ năm trước – chưa xác nhận")).to_be_visible()
    first.get_by_role("button", name="Xác nhận").click()
    expect(desk.row(page, codes[0]).locator("[data-copied]")).to_have_count(0)
    wanted = page.locator("[data-wanted]")
    before = wanted.count()
    wanted.first.get_by_role("button", name="Không cần nữa").click()
    expect(page.locator("[data-wanted]")).to_have_count(before - 1)
    page.goto(f"{url}kiem-tra/")
    expect(page.get_by_text("nội dung lấy từ năm trước chưa xác nhận")).to_be_visible()
    page.goto(f"{url}nam-truoc/")
    page.get_by_role("button", name="Xác nhận tất cả").click()
    expect(page.locator("[data-copied]")).to_have_count(0)
