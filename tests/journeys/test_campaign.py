"""A campaign on screen: set up, found wanting, mended, previewed, opened, and then held."""

from http import HTTPStatus

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import desk, looking
from tests.journeys.conftest import People
from tests.journeys.portal import Portal

pytestmark = pytest.mark.looks

CODE = "thu-lap-dot"
TITLE = "Chấm điểm thử năm 2024"
HOME = f"/dot-cham-diem/{CODE}/"
OPENING = f"{HOME}mo/"
PARTS = ("thong-tin", "giai-doan", "dieu-kien", "thang-xep-loai", "quy-dinh")
COMMUNE = "07207"
# 15/03/2027 is a Monday: who must send "before" it has a Sunday as the last day.
BEFORE_A_MONDAY, SUNDAY = "trước ngày 15/03/2027", "14/03/2027 là Chủ nhật"


def begin(page: Page) -> None:
    """Set up a campaign; what was forgotten is asked for at its field, what was typed stays."""
    page.goto("/dot-cham-diem/")
    page.get_by_role("button", name="Lập đợt chấm điểm").click()
    form = page.locator("form[data-form=campaign]")
    form.get_by_label("Tên đợt chấm điểm").fill(TITLE)
    form.get_by_label("Mã đợt").fill(CODE)
    form.get_by_label("Năm đánh giá").fill("2024")
    form.get_by_label("Địa bàn").select_option(index=1)
    form.get_by_role("button", name="Lưu").click()
    summary = page.locator("[role=alert][data-error=invalid]")
    summary.get_by_role("link", name="Bộ tiêu chí").click()
    chosen = form.get_by_label("Bộ tiêu chí")
    expect(chosen).to_be_focused()
    expect(form.get_by_label("Tên đợt chấm điểm")).to_have_value(TITLE)
    chosen.select_option(label=option(chosen, "Cấp xã"))
    form.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Các giai đoạn")


def option(choice: Locator, words: str) -> str:
    """Return the whole label of the option that speaks of ``words``."""
    return choice.locator("option", has_text=words).first.inner_text()


def see_what_is_missing(page: Page, sentence: str) -> None:
    """Ask whether it can be opened, be told what is missing, and follow the link there."""
    page.goto(HOME)
    page.get_by_role("button", name="Kiểm tra và mở đợt").click()
    missing = page.locator("[role=alert][data-error=invalid]")
    expect(missing).to_contain_text(sentence)
    expect(page.locator("form[data-form=open-campaign]")).to_have_count(0)
    assert not looking.faults(page)
    found = missing.get_by_role("listitem").filter(has_text=sentence)
    found.get_by_role("link", name="Bổ sung").click()


def stage(page: Page, place: int, name: str, level: str, opens: str, closes: str) -> None:
    """Fill in one row of the chain; nothing is pressed."""
    start = f"[name=stages-{place}-"
    page.locator(f"{start}name]").fill(name)
    page.locator(f"{start}level]").select_option(label=level)
    page.locator(f"{start}opens_at]").fill(opens)
    page.locator(f"{start}closes_at]").fill(closes)


def save_and_add(page: Page) -> None:
    page.get_by_role("button", name="Lưu và thêm giai đoạn").click()


def write_the_first_stage(page: Page) -> None:
    """Turn a window round, be told at its field, and mend it as a decision words it."""
    stage(page, 0, "Xã tự chấm điểm", "Cấp xã", "15/03/2027", "01/03/2027")
    save_and_add(page)
    summary = page.locator("[role=alert][data-error=invalid]")
    summary.get_by_role("link", name="Khóa lúc: Giai đoạn phải khóa sau khi mở.").click()
    closes = page.locator("[name=stages-0-closes_at]")
    expect(closes).to_be_focused()
    expect(closes).to_have_value("01/03/2027")
    expect(page.locator("[name=stages-0-name]")).to_have_value("Xã tự chấm điểm")
    assert not looking.faults(page)

    page.locator("[name=stages-0-opens_at]").fill("01/03/2027")
    closes.fill(BEFORE_A_MONDAY)
    first = page.locator(".set-row").first
    expect(first).to_contain_text("Mở từ 00:00:00 ngày 01/03/2027.")
    expect(first).to_contain_text("lần ghi cuối được nhận lúc 23:59:59 ngày 14/03/2027")
    save_and_add(page)
    expect(first).to_contain_text("Lần ghi cuối cùng được nhận: 23:59:59 ngày 14/03/2027")
    expect(first).to_contain_text(SUNDAY)


def write_the_other_stages(page: Page) -> None:
    """Add the district, be told that the chain stops short of the province, and add that too."""
    stage(page, 1, "Huyện thẩm định", "Cấp huyện", "15/03/2027", "31/03/2027 00:00")
    page.get_by_role("button", name="Lưu", exact=True).click()
    see_what_is_missing(page, "Giai đoạn cuối phải do Tỉnh Bắc Giang thực hiện.")
    stage(page, 2, "Tỉnh thẩm định", "Cấp tỉnh", "31/03/2027", "15/04/2027")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator("#giai-doan tbody tr")).to_have_count(3)


def look_at_every_part(page: Page) -> None:
    """Open each page of the builder as it stands: accessible, and no wider than the screen."""
    for address in (HOME, *(f"{HOME}{part}/" for part in PARTS)):
        page.goto(address)
        assert not looking.faults(page), address


def open_it(page: Page, communes: list[str]) -> None:
    """Read what opening will do and for whom, take a second look at the Sunday, and open."""
    page.goto(OPENING)
    expect(page.locator(".notice", has_text="Đủ điều kiện để mở")).to_be_visible()
    expect(page.locator(".findings")).to_contain_text(SUNDAY)
    preview = page.locator(".card", has=page.get_by_role("heading", name="Khi mở đợt"))
    expect(preview).to_contain_text(f"{len(communes)} hồ sơ được tạo")
    for commune in communes:
        expect(preview.get_by_role("listitem").filter(has_text=commune)).to_be_visible()
    assert not looking.faults(page)
    desk.confirm(page, "open-campaign")
    done = f"Đã mở đợt chấm điểm với {len(communes)} hồ sơ."
    expect(page.get_by_text(done)).to_be_visible()
    expect(page.locator("[data-recorded-at]")).to_contain_text(f"{len(communes)} hồ sơ")
    assert not looking.faults(page)


def expect_locked(page: Page, unsaved: Page) -> None:
    """Nothing of it can be changed any more, not even from a page that was open before."""
    page.goto(HOME)
    expect(page.locator(".notice", has_text="Đợt đã mở")).to_contain_text("không sửa được nữa")
    expect(page.locator(".card__edit")).to_have_count(0)
    assert not looking.faults(page)
    answer = page.goto(f"{HOME}thong-tin/")
    assert answer is not None
    assert answer.status == HTTPStatus.LOCKED
    expect_the_reason(page)

    unsaved.get_by_label("Tên đợt chấm điểm").fill("Tên khác")
    with unsaved.expect_response("**/thong-tin/") as answered:
        unsaved.get_by_role("button", name="Lưu").click()
    assert answered.value.status == HTTPStatus.LOCKED
    expect_the_reason(unsaved)
    page.goto(HOME)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def expect_the_reason(page: Page) -> None:
    refusal = page.locator("[role=alert][data-error=locked]")
    expect(refusal).to_contain_text("đã mở nên quy định của đợt không sửa được nữa")
    expect(refusal).to_contain_text("hồ sơ của các đơn vị đang dựa vào đó")


def test_a_campaign_from_nothing_to_its_dossiers(portal: Portal, somebody: People) -> None:
    administrator = somebody(portal.account("admin", "24"))
    page = administrator.sign_in()
    begin(page)
    see_what_is_missing(page, "Cần giai đoạn tự chấm và ít nhất một giai đoạn thẩm định.")
    write_the_first_stage(page)
    write_the_other_stages(page)
    look_at_every_part(page)
    officer = somebody(portal.account("entry", COMMUNE)).sign_in(then="/dot-cham-diem/")
    expect(officer.get_by_role("link", name=TITLE)).to_have_count(0)

    unsaved = administrator.context.new_page()
    unsaved.goto(f"{HOME}thong-tin/")
    units = portal.manifest["units"]
    open_it(page, [unit["name"] for unit in units if unit["level"] == "commune"])
    expect_locked(page, unsaved)
    officer.reload()
    officer.get_by_role("link", name=TITLE).click()
    expect(officer.locator("#giai-doan")).to_contain_text("Xã tự chấm điểm")
