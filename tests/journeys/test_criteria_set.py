"""A criteria set on screen: built from nothing, broken, mended, published, copied, compared."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import People
from tests.journeys.portal import Portal

pytestmark = pytest.mark.looks

LOW_BAND, HIGH_BAND = 1, 0


def fill(form: Locator, **texts: str) -> None:
    for name, text in texts.items():
        form.locator(f"[name='{name.replace('__', '.')}']").fill(text)


def band(form: Locator, index: int, low: str, high: str, points: str) -> None:
    start = f"parameters.bands.{index}."
    for name, text in (("from", low), ("below", high), ("points", points)):
        form.locator(f"[name='{start}{name}']").fill(text)


def choose(page: Page, question: str, answer: str) -> None:
    """Answer a question after which others are asked: the form comes back with them."""
    form = leaf_form(page).element_handle()
    page.get_by_label(question, exact=True).first.select_option(label=answer)
    page.wait_for_function("form => !form.isConnected", arg=form)


def leaf_form(page: Page) -> Locator:
    return page.locator("form[data-form=criteria-leaf]")


def node(page: Page, code: str) -> Locator:
    return page.locator(f".node[data-criterion='{code}']")


def begin(page: Page) -> None:
    page.goto("/bo-tieu-chi/")
    page.get_by_role("link", name="Lập bộ tiêu chí").click()
    form = page.locator("form[data-form=criteria-draft]")
    fill(form, name="Bộ tiêu chí thử năm 2027", code="bo-thu", year="2027")
    form.get_by_label("Áp dụng cho").select_option(label="Cấp xã")
    form.get_by_role("button", name="Lập bản nháp").click()
    page.get_by_role("link", name="Thêm nhóm lớn").click()
    form = page.locator("form[data-form=criteria-group]")
    fill(form, code="1", name="Giải quyết thủ tục hành chính", max_points="100")
    form.get_by_role("button", name="Lưu nhóm").click()
    expect(node(page, "1")).to_contain_text("bên trong: 0")


def add_bands(page: Page) -> None:
    """Write a leaf whose bands leave a gap, be refused at the list, and mend it."""
    page.get_by_role("link", name="Thêm tiêu chí vào nhóm 1").click()
    form = leaf_form(page)
    fill(form, code="1.1", name="Hồ sơ giải quyết đúng hạn", max_points="60")
    choose(page, "Cách chấm", "Theo bậc")
    choose(page, "Cách đo", "Tỷ lệ % của hai số")
    fill(
        form,
        parameters__numerator_label="Số hồ sơ đúng hạn",
        parameters__denominator_label="Tổng số hồ sơ",
    )
    band(form, HIGH_BAND, "90", "", "60")
    band(form, LOW_BAND, "0", "80", "0")
    form.get_by_role("button", name="Lưu tiêu chí").click()
    summary = page.locator("[role=alert][data-error=invalid]")
    expect(summary).to_contain_text("Có khoảng trống giữa 80 % và 90 %")
    summary.get_by_role("link", name="Bậc: Có khoảng trống").click()
    expect(page.locator("[id='parameters.bands']")).to_contain_text("Có khoảng trống")
    band(form, LOW_BAND, "0", "90", "0")
    form.locator("[name='parameters.bands.1.below']").blur()
    expect(page.locator("#leaf-words")).to_contain_text("từ 90 % trở lên: 60 điểm")
    form.get_by_role("button", name="Lưu tiêu chí").click()
    expect(node(page, "1.1")).to_contain_text("dưới 90 %: 0 điểm")


def add_items(page: Page) -> None:
    """Write a checklist whose items do not come to its points, be refused, and mend it."""
    page.get_by_role("link", name="Thêm tiêu chí vào nhóm 1").click()
    form = leaf_form(page)
    fill(form, code="1.2", name="Niêm yết thủ tục", max_points="40")
    choose(page, "Cách chấm", "Theo từng nội dung")
    fill(form, parameters__items__0__label="Tại trụ sở", parameters__items__0__points="20")
    fill(form, parameters__items__1__label="Trên cổng", parameters__items__1__points="15")
    form.get_by_role("button", name="Lưu tiêu chí").click()
    refusal = page.locator("[role=alert][data-error=invalid]")
    expect(refusal).to_contain_text("Tổng điểm các nội dung là 35, phải bằng điểm tối đa 40")
    fill(form, parameters__items__1__points="20")
    form.get_by_role("button", name="Lưu tiêu chí").click()
    expect(page.locator("#tong-diem")).to_contain_text("100,00/100,00")


def publish(page: Page) -> None:
    page.locator(".confirm__button", has_text="Công bố bộ tiêu chí").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_role("button", name="Công bố bộ tiêu chí").click()


def test_a_set_from_nothing_to_its_copy(portal: Portal, somebody: People) -> None:
    page = somebody(portal.account("admin")).sign_in()
    begin(page)
    add_bands(page)
    publish(page)
    expect(page.locator("[role=alert][data-error=invalid]")).to_contain_text("chưa nội dung nào")
    expect(page.locator(".problems")).to_contain_text("cộng lại là 60")
    add_items(page)
    node(page, "1.2").get_by_text("Chuyển, bỏ").click()
    node(page, "1.2").get_by_role("button", name="Bỏ 1.2").click()
    expect(node(page, "1.2")).to_have_count(0)
    page.get_by_role("button", name="Hoàn tác").click()
    expect(node(page, "1.2")).to_be_visible()
    publish(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bộ tiêu chí thử năm 2027")

    page.get_by_role("link", name="Chấm thử").click()
    page.get_by_label("Số hồ sơ đúng hạn").fill("95")
    page.get_by_label("Tổng số hồ sơ").fill("100")
    page.get_by_role("button", name="Tính điểm").click()
    expect(page.locator("[data-points]")).to_have_text("60,00")
    expect(page.locator("[data-because]")).to_contain_text("95 / 100 = 95,00 %")

    page.go_back()
    page.go_back()
    page.get_by_role("link", name="Sao chép để sửa").click()
    expect(page.locator("[name=year]")).to_have_value("2028")
    page.get_by_role("button", name="Lập bản nháp").click()
    page.get_by_role("link", name="Sửa tiêu chí 1.1").click()
    expect(page.locator("[name=key]")).to_have_value("1.1")
    band(leaf_form(page), HIGH_BAND, "95", "", "60")
    band(leaf_form(page), LOW_BAND, "0", "95", "0")
    leaf_form(page).get_by_role("button", name="Lưu tiêu chí").click()
    page.get_by_role("link", name="So sánh").click()
    changed = page.locator(".compare-pair")
    expect(changed).to_have_count(1)
    expect(changed).to_contain_text("từ 95 % trở lên: 60 điểm")
