"""The whole job, once through: from the list of accounts to the published table.

One commune is carried through in browsers, by eight people; the other five are brought to the
decision by the same actions without a browser. What is published is compared with a table
worked out by hand.
"""

import io
import json
import re
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Page, expect

from tests.journeys import desk, looking
from tests.journeys.conftest import People
from tests.journeys.people import Account, Person, fill_login
from tests.journeys.portal import Portal
from tests.journeys.worked_by_hand import CENTRAL, ENTERED, GROUPS, OTHERS, PUBLISHED
from tests.stories import pdf_bytes

CAMPAIGN = "cqtt-2024"
COMMUNE, DISTRICT, PROVINCE = "07207", "213", "24"
OWN_PASSWORD = "Suối Mỡ mùa hoa 27"
LINK = "https://ngoquyen.example.vn/cong-khai-2024"

DECISION = "2468/QĐ-UBND"

LIST = """Họ và tên,Chức vụ,Mã đơn vị,Vai trò
Ngô Thị Hồng Vân,Công chức Văn phòng – Thống kê,7207,Cán bộ nhập liệu
Trịnh Công Định,Chủ tịch UBND,07207,Lãnh đạo đơn vị
"""


def test_whole_job_from_the_list_to_the_published_table(
    portal: Portal, somebody: People, tmp_path: Path
) -> None:
    portal.start("worker", "beat")
    admin = somebody(portal.account("admin", PROVINCE))
    officer, leader = issue_accounts(admin, somebody)
    url = portal.dossier(campaign=CAMPAIGN, unit=COMMUNE)["url"]

    enter_and_prove(officer, url)
    refuse_what_is_no_document(officer, url)
    hand_over_twice(officer, leader, url)
    receipt = send(leader, url)
    appraise_in_the_district(somebody(portal.account("reviewer", DISTRICT)), officer, url)
    standing = somebody(portal.account("standing", PROVINCE))
    give_central_figures(standing, url)
    appraise_in_the_province(somebody(portal.account("reviewer", PROVINCE)), url)

    portal.run("tests.journeys.finish_others", CAMPAIGN, json.dumps(OTHERS))
    aggregate_and_publish(standing)
    anyone = somebody(Account("", "", ""))
    workbook = read_published(anyone)
    expect_workbook(workbook)
    expect_sheet_on_paper(officer, url, tmp_path)
    expect_history(admin, leader, receipt, portal)


def issue_accounts(admin: Person, somebody: People) -> tuple[Person, Person]:
    """The list comes with a mistake first; the letters show the secrets once."""
    page = admin.sign_in(then="/tai-khoan/nhap-danh-sach/")
    upload_list(page, LIST)
    expect(page.locator("[role=alert][data-error=rows_invalid]")).to_contain_text(
        re.compile("Dòng 2: .*7207.*Có phải là 07207")
    )
    expect(page.locator("form[data-form=accounts-issue]")).to_have_count(0)
    expect_sound(page)
    page.goto("/tai-khoan/nhap-danh-sach/")
    upload_list(page, LIST.replace(",7207,", ",07207,"))
    expect(page.locator("tr[data-line]")).to_have_count(2)
    expect_sound(page)
    page.locator("form[data-form=accounts-issue] button").click()
    letters = page.locator("article[data-letter]")
    expect(letters).to_have_count(2)
    expect_sound(page)
    secrets = {
        letters.nth(number).get_attribute("data-letter"): letters.nth(number)
        .locator("[data-secret]")
        .inner_text()
        for number in range(2)
    }
    page.goto("/tai-khoan/")
    assert not any(secret in page.content() for secret in secrets.values())
    people = [
        choose_own_password(somebody(Account(name or "", secret, COMMUNE)))
        for name, secret in secrets.items()
    ]
    return people[0], people[1]


def upload_list(page: Page, text: str) -> None:
    form = page.locator("form[data-form=accounts-import]")
    form.locator("input[type=file]").set_input_files(
        {"name": "danh sách.csv", "mimeType": "text/csv", "buffer": text.encode("utf-8-sig")}
    )
    form.get_by_role("button", name="Xem trước").click()


def choose_own_password(person: Person) -> Person:
    """The secret of the letter opens one page only, until a password of one's own is set."""
    page = person.page
    page.goto("/")
    fill_login(page, person.account.username, person.account.password)
    expect(page.locator("[data-error=must_change_password]")).to_be_visible()
    page.goto("/ho-so/1/")
    form = page.locator("form[data-form=password]")
    expect(form).to_be_visible()
    expect_sound(page)
    form.locator("[name=old_password]").fill(person.account.password)
    form.locator("[name=new_password1]").fill(OWN_PASSWORD)
    form.locator("[name=new_password2]").fill(OWN_PASSWORD)
    form.get_by_role("button", name="Đổi mật khẩu").click()
    expect(form).to_have_count(0)
    return person


def enter_and_prove(officer: Person, url: str) -> None:
    """Every kind of rule, group by group; rows save themselves, and a reload keeps them."""
    page = officer.page
    page.goto(f"{url}nhap/")
    for group in ("1", "2", "3", "4", "T"):
        codes = [code for code in ENTERED if code.startswith(group)]
        for code in codes:
            desk.type_figures(page, code, ENTERED[code][0])
        for code in codes:
            desk.expect_saved(page, code)
    page.reload()
    for code in ENTERED:
        if code == "1.2":
            desk.send_evidence(page, code, link=LINK)
        else:
            desk.send_evidence(page, code, file=desk.pdf(pdf_bytes(code), f"tài liệu {code}.pdf"))
    for code, (_, points) in ENTERED.items():
        expect(desk.row(page, code).locator(".files .file")).to_have_count(1)
        desk.expect_points(page, code, points)
    # 18,11 + 18,30 + 16,50 + 15,00 and the bonus, of what the unit itself may score.
    expect(page.locator('#content [data-sum="total"]')).to_contain_text("68,91")
    page.goto(f"{url}giay-to/")
    for number in range(5):
        form = page.locator("form[data-form=evidence]").nth(number)
        form.locator("[data-field=file]").set_input_files(desk.pdf(pdf_bytes(f"giấy {number}")))
        form.get_by_role("button", name="Tải lên").click()
        expect(page.locator(".files .file")).to_have_count(number + 1)


def refuse_what_is_no_document(officer: Person, url: str) -> None:
    """A program that calls itself a PDF gets its own sentence; what is typed beside it stays."""
    page = officer.page
    page.goto(f"{url}nhap/")
    note = desk.explain(page, "1.2", "Họp vào tháng 3, 6, 9 và 12.")
    desk.send_evidence(page, "1.2", file=desk.pdf(b"MZ\x90\x00" + bytes(2000), "biên bản.pdf"))
    alert = desk.row(page, "1.2").locator("[role=alert][data-error=file_type]")
    expect(alert).to_contain_text("biên bản.pdf")
    expect(note).to_have_value("Họp vào tháng 3, 6, 9 và 12.")
    expect(desk.row(page, "1.2").locator(".files .file")).to_have_count(1)
    desk.row(page, "1.2").get_by_role("button", name="Lưu tiêu chí 1.2").click()
    desk.expect_saved(page, "1.2")


def hand_over_twice(officer: Person, leader: Person, url: str) -> None:
    """The leader gives the dossier back with a reason; the officer mends it."""
    reason = "Bổ sung giải thích ở tiêu chí 2.4 cho khớp báo cáo đã ký."
    hand_over(officer, url)
    leader.page.goto(f"{url}duyet/")
    desk.confirm(leader.page, "return", words={"reason": reason})
    leader.page.wait_for_url(f"**{url}")
    page = officer.page
    page.goto("/")
    expect(page.locator("#content")).to_contain_text(reason)
    page.goto(f"{url}nhap/")
    desk.explain(page, "2.4", "Ba hồ sơ đất đai chờ đo đạc lại.")
    desk.expect_saved(page, "2.4")
    expect(desk.row(page, "2.4").locator("[data-field=version]")).to_have_value("2")
    hand_over(officer, url)


def hand_over(officer: Person, url: str) -> None:
    officer.page.goto(f"{url}kiem-tra/")
    desk.confirm(officer.page, "submit")
    expect(officer.page.locator("#content")).to_contain_text("Đã trình lãnh đạo")


def send(leader: Person, url: str) -> str:
    """The leader approves and gets a receipt, which can be opened again."""
    page = leader.page
    page.goto(f"{url}duyet/")
    desk.confirm(page, "approve")
    slip = page.locator("[data-receipt][data-recorded-at]")
    expect(slip).to_contain_text("68,91 điểm")
    expect_sound(page)
    return slip.get_attribute("data-receipt") or ""


def appraise_in_the_district(reviewer: Person, officer: Person, url: str) -> None:
    """Agree with one, change one, ask about one, agree with the rest, send up."""
    page = reviewer.sign_in(then="/tham-dinh/")
    page.get_by_role("link", name="Phường Ngô Quyền").click()
    row = desk.row(page, "1.1")
    row.get_by_role("button", name="Thống nhất").click()
    expect(row.locator(".saved")).to_contain_text("Đã lưu")
    judge(page, "3.2", "2,00")
    expect(
        desk.row(page, "3.2").locator("[role=alert][data-error=reason_required]")
    ).to_be_visible()
    judge(page, "3.2", "2,00", "Biên bản kiểm tra ghi nhận 2 lượt vi phạm.")
    expect(desk.row(page, "3.2").locator(".saved")).to_contain_text("Đã lưu")
    desk.row(page, "2.3").locator("summary", has_text="giải trình").click()
    form = desk.row(page, "2.3").locator("form[data-form=question]")
    form.locator("[data-field=question]").fill("Đề nghị gửi danh sách 26 hồ sơ quá hạn.")
    form.get_by_role("button", name="Gửi yêu cầu").click()
    expect(desk.row(page, "2.3")).to_contain_text("đang chờ đơn vị trả lời")

    answer(officer, url)
    page.reload()
    expect(desk.row(page, "2.3")).to_contain_text("Danh sách kèm theo")
    desk.confirm(page, "agree")
    expect(page.locator("#review-totals")).to_contain_text("đã chấm đủ")
    desk.confirm(page, "send-up")
    expect(page.locator("[data-receipt]").first).to_be_visible()


def judge(page: Page, code: str, points: str, reason: str = "") -> None:
    form = desk.row(page, code).locator("form[data-form=appraise]")
    form.locator("[data-field=points]").fill(points)
    form.locator("[data-field=reason]").fill(reason)
    form.get_by_role("button", name="Lưu điểm").click()


def answer(officer: Person, url: str) -> None:
    page = officer.page
    page.goto(f"{url}nhap/")
    form = desk.row(page, "2.3").locator("form[data-form=answer]")
    form.locator("[data-field=answer]").fill("Danh sách kèm theo, đã đối chiếu với Một cửa.")
    form.locator("[data-field=file]").set_input_files(desk.pdf(pdf_bytes("danh sách")))
    form.get_by_role("button", name="Gửi giải trình").click()
    expect(desk.row(page, "2.3").locator(".question")).to_contain_text("Trả lời")


def give_central_figures(standing: Person, url: str) -> None:
    """What the unit never types: the value of an authority, and the surveys."""
    page = standing.sign_in(then=f"{url}so-lieu-cap-tinh/")
    for code, (figures, points) in CENTRAL.items():
        desk.type_figures(page, code, figures)
        desk.row(page, code).get_by_role("button", name="Lưu").click()
        expect(desk.row(page, code).locator(".saved")).to_contain_text("Đã lưu")
        desk.expect_points(page, code, points)


def appraise_in_the_province(reviewer: Person, url: str) -> None:
    """All layers side by side; one more change, and the dossier waits for the decision."""
    page = reviewer.sign_in(then=f"{url}tham-dinh/")
    layers = desk.row(page, "3.2").locator(".review-row__layer")
    expect(layers.nth(0)).to_contain_text("2,50")
    expect(layers.nth(1)).to_contain_text("2,00")
    judge(page, "1.4", "2", "Một việc chưa đúng quy trình lấy ý kiến.")
    expect(desk.row(page, "1.4").locator(".saved")).to_contain_text("Đã lưu")
    desk.confirm(page, "agree")
    expect(page.locator("#review-totals")).to_contain_text("đã chấm đủ")
    desk.confirm(page, "send-up")
    expect(page.locator("[data-receipt]").first).to_be_visible()
    expect(page.locator("#review-totals")).to_contain_text("89,29")


def aggregate_and_publish(standing: Person) -> None:
    """The worker aggregates; the standing body reads, checks one unit, and publishes."""
    page = standing.page
    page.goto(f"/tong-hop/{CAMPAIGN}/")
    page.locator("form[data-form=aggregate] button").click()
    expect(page.locator("tr[data-unit-code]")).to_have_count(6, timeout=60_000)
    expect_sound(page)
    cells = page.locator(f'tr[data-unit-code="{COMMUNE}"] td')
    assert tuple(cells.all_inner_texts()[1:6]) == GROUPS
    page.get_by_role("link", name="Xã Canh Nậu").click()
    expect(page.locator("#content")).to_contain_text("Không đạt")
    expect(page.locator("#content")).to_contain_text("37,50 %")
    expect_sound(page)
    page.go_back()
    desk.confirm(page, "publish", words={"decision_number": DECISION})
    expect(page.locator("[data-receipt][data-recorded-at]")).to_contain_text(DECISION)


def read_published(anyone: Person) -> bytes:
    """Whoever comes by reads the table and takes it away as a workbook."""
    page = anyone.page
    page.goto("/ket-qua/")
    page.locator(f'a[href="/ket-qua/{CAMPAIGN}/"]').first.click()
    shown = {}
    for each in page.locator("tr[data-unit-code]").all():
        rank, _, total, index, label = each.locator("td").all_inner_texts()
        shown[each.get_attribute("data-unit-code")] = (rank, total, index, label)
    assert {code: tuple(map(first_line, row)) for code, row in shown.items()} == PUBLISHED
    expect(page.locator("#content")).to_contain_text(DECISION)
    with page.expect_download() as begun:
        page.locator("a", has_text="Tải bảng Excel").click()
    return Path(begun.value.path()).read_bytes()


def first_line(text: str) -> str:
    """Return what a cell says first, its unbreakable spaces as plain ones."""
    return text.strip().splitlines()[0].replace("\N{NO-BREAK SPACE}", " ")


def expect_workbook(content: bytes) -> None:
    """Codes are text, points are numbers, and they are the published ones."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    at = {title: place for place, title in enumerate(rows[0])}
    got = {
        row[at["Mã đơn vị"]]: (row[at["Hạng"]], row[at["Tổng điểm"]], row[at["Chỉ số (%)"]])
        for row in rows[1:]
    }
    assert got == {
        code: (int(rank), number(total), number(index))
        for code, (rank, total, index, _) in PUBLISHED.items()
    }


def number(words: str) -> Any:
    return float(Decimal(words.removesuffix(" %").replace(",", ".")))


def expect_sheet_on_paper(officer: Person, url: str, folder: Path) -> None:
    """The sheet of scores comes from the worker as a PDF whose letters can be read."""
    page = officer.page
    page.goto(url)
    page.locator("form[data-form=print] button").first.click()
    link = page.get_by_role("link", name=re.compile("Tải về"))
    expect(link).to_be_visible(timeout=60_000)
    # Once more, for a page that has nothing to wait for does not load itself again.
    page.goto(page.url)
    expect_sound(page)
    file = folder / "bảng tự chấm.pdf"
    file.write_bytes(page.request.get(link.get_attribute("href") or "").body())
    printed = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    ).stdout
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BẢNG TỰ CHẤM ĐIỂM", "68,91"):
        assert words in printed, words


def expect_history(admin: Person, leader: Person, receipt: str, portal: Portal) -> None:
    """The receipt opens again, the journal tells it all and its chain is whole."""
    leader.page.goto(f"/bien-nhan/{receipt}/")
    expect(leader.page.locator(f'[data-receipt="{receipt}"]')).to_be_visible()
    admin.page.goto("/nhat-ky/")
    expect(admin.page.locator('[data-verb="publish"]')).to_be_visible()
    portal.manage("verify_journal")
    portal.manage("verify_evidence")


def expect_sound(page: Page) -> None:
    """Expect no fault of accessibility, width or language on a page that no link leads to."""
    assert looking.faults(page) == []
