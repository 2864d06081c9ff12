"""Registration from the returned form to the dossier's paper, a reminder shown, mailed and read,
and two people of one unit who see each other at work."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys import desk, looking
from tests.journeys.conftest import People
from tests.journeys.portal import Portal

# Half entered; its registration was given back.
COMMUNE, DISTRICT = "07201", "213"
LEAF = "3.1"
MINUTE_MS = 60_000


def dossier_url(portal: Portal) -> str:
    return str(portal.dossier(campaign="cqtt-2024", unit=COMMUNE)["url"])


def expect_sound(page: Page) -> None:
    assert looking.faults(page) == []


def test_registration_from_the_returned_form_to_the_paper(portal: Portal, somebody: People) -> None:
    portal.start("worker")
    leader = somebody(portal.account("leader", COMMUNE)).sign_in()
    returned = leader.locator(".notice", has_text="Bản đăng ký xây dựng mô hình bị trả lại")
    expect(returned).to_contain_text("Đề nghị nêu rõ phạm vi")
    expect_sound(leader)
    returned.get_by_role("link").click()
    form = leader.locator("form[data-form=registration]")
    form.locator("[data-field=scope]").fill("")
    form.get_by_role("button", name="Gửi cấp trên phê duyệt").click()
    expect(leader.locator("[role=alert][data-error=invalid]")).to_be_visible()
    expect_sound(leader)
    form.locator("[data-field=scope]").fill("Toàn phường, từ tháng 3 đến hết năm.")
    form.get_by_role("button", name="Gửi cấp trên phê duyệt").click()
    expect(leader.locator("#content")).to_contain_text("Chờ phê duyệt")

    reviewer = somebody(portal.account("reviewer", DISTRICT)).sign_in()
    reviewer.get_by_role("link", name="Đăng ký mô hình").click()
    expect_sound(reviewer)
    line = reviewer.locator("tr", has_text="Phường Thọ Xương")
    expect(line).to_contain_text("Toàn phường, từ tháng 3 đến hết năm.")
    line.locator("[data-field=registration]").check()
    reviewer.get_by_role("button", name="Phê duyệt các bản đã chọn").click()
    expect(reviewer.locator("#content")).to_contain_text("Đã phê duyệt 1 bản đăng ký")

    officer = somebody(portal.account("entry", COMMUNE)).sign_in(then="/thong-bao/")
    told = officer.locator(".told__item", has_text="đã được phê duyệt")
    told.get_by_role("button", name=re.compile("^Xem")).click()
    expect(officer.locator("#content")).to_contain_text("Đã phê duyệt")
    papers = officer.locator("#registration")
    for _ in range(60):
        officer.goto(f"{dossier_url(portal)}giay-to/")
        if papers.locator("a", has_text="Bản đăng ký xây dựng mô hình").count():
            break
        officer.wait_for_timeout(500)
    expect(papers.locator("a", has_text="Bản đăng ký xây dựng mô hình").first).to_be_visible()
    portal.stop("worker")


def test_reminder_is_shown_mailed_and_read(
    portal: Portal, somebody: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMAIL_URL", f"filemail:///{tmp_path}")
    monkeypatch.setenv("PORTAL_URL", "https://danhgia.example.vn")
    account = portal.account("entry", COMMUNE)
    give_address = (
        "from accounts.models import User;"
        f"User.objects.filter(username='{account.username}').update(email='can.bo@example.vn')"
    )
    portal.manage("shell", "--no-imports", "-c", give_address)
    portal.start("worker")
    for task in ("remind", "remind", "mail_notices"):
        portal.manage(
            "shell", "--no-imports", "-c", f"from dossiers.tasks import {task}; {task}.delay()"
        )
    officer = somebody(account).sign_in(then="/thong-bao/?loc=chua-doc")
    reminders = officer.locator(".told__item", has_text=re.compile(r"Còn \d ngày"))
    for _ in range(60):
        if reminders.filter(has_text="đã gửi thư điện tử").count():
            break
        officer.wait_for_timeout(500)
        officer.reload()
    # Asked twice, reminded once.
    expect(reminders).to_have_count(1)
    expect(reminders).to_contain_text("đã gửi thư điện tử")
    expect(reminders).to_contain_text(re.compile(r"Còn \d+ tiêu chí chưa nhập"))
    expect_sound(officer)
    before = int(officer.locator(".bell__count").inner_text().split()[0])
    reminders.get_by_role("button", name=re.compile("^Xem")).click()
    officer.wait_for_url("**/kiem-tra/")
    officer.goto("/thong-bao/")
    after = officer.locator(".bell__count")
    left = int(after.inner_text().split()[0]) if after.count() else 0
    assert left == before - 1
    (letter,) = tmp_path.iterdir()
    assert "To: can.bo@example.vn" in letter.read_text()
    portal.stop("worker")


def test_two_people_of_one_unit_see_each_other(portal: Portal, somebody: People) -> None:
    officer = somebody(portal.account("entry", COMMUNE))
    page = officer.sign_in(then=f"{dossier_url(portal)}nhap/")
    row = desk.row(page, LEAF)
    field = row.locator("input:visible").first
    if field.get_attribute("type") in ("radio", "checkbox"):
        field.check()
    else:
        field.fill("1")
    desk.expect_saved(page, LEAF)
    leader = somebody(portal.account("leader", COMMUNE)).sign_in()
    at_work = leader.locator(".present__item")
    expect(at_work).to_have_count(1)
    expect(at_work).to_contain_text(f"tiêu chí {LEAF}")
    expect_sound(leader)
    # The leader has a look too: now the officer's page knows.
    leader.goto(f"{dossier_url(portal)}nhap/")
    reviewer = somebody(portal.account("reviewer", DISTRICT)).sign_in()
    expect(reviewer.locator(".present__item")).to_have_count(0)


def test_a_passing_minute_is_not_read_out(portal: Portal, somebody: People) -> None:
    page = somebody(portal.account("entry", COMMUNE)).sign_in()
    told = iter(
        [
            ("Lê Hòa", "vừa thao tác"),
            ("Lê Hòa", "1 phút trước"),
            ("Lê Hòa", "2 phút trước"),
            ("", ""),
        ]
    )

    def answer(route: Route) -> None:
        name, when = next(told)
        item = f"<li><strong>{name}</strong>, {when}</li>" if name else ""
        route.fulfill(content_type="text/html; charset=utf-8", body=f"<ul>{item}</ul>")

    page.route("**/dang-lam/", answer)
    page.clock.install()
    page.goto(f"{dossier_url(portal)}nhap/")
    place = page.locator("[data-presence]")
    for words, live in (("vừa thao tác", "polite"), ("1 phút", "off"), ("2 phút", "off")):
        expect(place).to_contain_text(words)
        expect(place).to_have_attribute("aria-live", live)
        page.clock.run_for(MINUTE_MS)
    expect(place).to_have_text("")
    expect(place).to_have_attribute("aria-live", "polite")


def test_time_left_goes_on_while_the_lid_is_closed(portal: Portal, somebody: People) -> None:
    page = somebody(portal.account("entry", COMMUNE)).sign_in()
    page.clock.install()
    # A browser's running time stands still while the machine sleeps; the wall clock does not.
    page.add_init_script("performance.now = () => 0")
    page.reload()
    strip = page.locator("[data-deadline-words]")
    page.clock.run_for(1000)
    before = int(re.findall(r"\d+", strip.inner_text())[0])
    page.clock.fast_forward("24:00:00")
    expect(strip).to_contain_text(re.compile(rf"Còn {before - 1} ngày|Còn \d+ giờ"))
