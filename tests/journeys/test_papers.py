"""The papers of the dossier: each card sends its own and leaves alone what the others hold."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys import desk, looking
from tests.journeys.conftest import People
from tests.journeys.people import Person
from tests.journeys.portal import Portal
from tests.stories import pdf_bytes

pytestmark = pytest.mark.looks

# Half entered: none of its papers is there but the registration.
COMMUNE = "07201"
CODE = "AB23-CD45"


@pytest.fixture
def officer(portal: Portal, somebody: People) -> Person:
    person = somebody(portal.account("entry", COMMUNE))
    url = portal.dossier(campaign="cqtt-2024", unit=COMMUNE)["url"]
    person.sign_in(then=f"{url}giay-to/")
    return person


def choose(page: Page, key: str, name: str, content: bytes) -> Locator:
    """Choose a file in a card; returns the card."""
    card = page.locator(f"#{key}")
    card.locator("[data-field=file]").set_input_files(desk.pdf(content, name))
    return card


def send(card: Locator) -> None:
    card.get_by_role("button", name="Tải lên").press("Enter")


def test_each_card_sends_its_own(officer: Person) -> None:
    page = officer.page
    address, there = page.url, page.locator(".progress__words strong")
    before = int(there.inner_text().split("/")[0])
    plea, report = (
        choose(page, "submission", "tờ trình.pdf", pdf_bytes("Tờ trình")),
        choose(page, "report", "báo cáo.pdf", pdf_bytes("Báo cáo")),
    )
    send(plea)
    expect(plea.locator("a.file__name")).to_have_text("tờ trình.pdf")
    expect(there).to_contain_text(f"{before + 1}/")
    expect(report.locator("[data-file]")).to_contain_text("báo cáo.pdf")
    assert not looking.faults(page)
    # A refusal stands in its card; what was typed beside the file is still there.
    chosen = choose(page, "self_score_table", "bảng điểm.pdf", b"no PDF at all")
    chosen.locator("[data-field=content_code]").fill(CODE)
    send(chosen)
    expect(chosen.get_by_role("alert")).to_be_visible()
    expect(chosen.locator("[data-field=content_code]")).to_have_value(CODE)
    expect(report.locator("[data-file]")).to_contain_text("báo cáo.pdf")
    # Taken off again, still without leaving the page.
    plea.get_by_role("button", name="Gỡ").press("Enter")
    expect(plea.locator("a.file__name")).to_have_count(0)
    send(report)
    expect(report.locator("a.file__name")).to_have_text("báo cáo.pdf")
    assert page.url == address


def test_second_press_while_a_file_is_on_its_way_says_nothing(officer: Person) -> None:
    page = officer.page
    card = choose(page, "registration_approval", "phê duyệt.pdf", pdf_bytes("Phê duyệt"))
    posts: list[str] = []
    page.on("request", lambda request: posts.extend([request.url] * (request.method == "POST")))
    card.get_by_role("button", name="Tải lên").dblclick()
    expect(card.locator("a.file__name")).to_have_text("phê duyệt.pdf")
    expect(card.get_by_role("alert")).to_have_count(0)
    assert len(posts) == 1


def test_ended_session_is_answered_on_the_page(officer: Person) -> None:
    page = officer.page
    card = choose(page, "submission", "tờ trình mới.pdf", pdf_bytes("Tờ trình mới"))
    officer.context.clear_cookies(name="sessionid")
    send(card)
    dialog = page.locator("dialog[data-sign-in]")
    dialog.locator("[name=password]").fill(officer.account.password)
    dialog.get_by_role("button", name="Đăng nhập và tiếp tục").click()
    # It goes on its way by itself.
    expect(card.locator("a.file__name")).to_have_text("tờ trình mới.pdf")


def test_what_was_taken_off_or_pressed_again_goes_once_after_the_sign_in(officer: Person) -> None:
    page = officer.page
    dialog = page.locator("dialog[data-sign-in]")
    later = dialog.get_by_role("button", name="Để sau")
    officer.context.clear_cookies(name="sessionid")
    for name in ("thừa ra.pdf", "giữ.pdf"):
        card = choose(page, "self_score_table", name, pdf_bytes(name))
        send(card)
        later.click()
    card.locator('[data-file="thừa ra.pdf"]').get_by_role("button", name="Bỏ").press("Enter")
    # Whoever presses asks: the dialog is there again.
    card.get_by_role("button", name="Thử lại").press("Enter")
    posts: list[str] = []
    page.on("request", lambda request: posts.extend([request.url] * (request.method == "POST")))
    dialog.locator("[name=password]").fill(officer.account.password)
    dialog.get_by_role("button", name="Đăng nhập và tiếp tục").click()
    expect(card.locator("a.file__name")).to_have_text(["giữ.pdf"])
    page.wait_for_load_state("networkidle")
    assert sum("/giay-to/" in url for url in posts) == 1


def test_a_paper_taken_off_while_another_arrives_is_gone(officer: Person) -> None:
    page, held = officer.page, list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    card = choose(page, "registration", "cũ.pdf", pdf_bytes("Cũ"))
    send(card)
    old = card.locator("a.file__name", has_text="cũ.pdf")
    expect(old).to_be_visible()
    page.route("**/go/", hold)
    card.locator("li", has_text="cũ.pdf").get_by_role("button", name="Gỡ").press("Enter")
    choose(page, "registration", "mới.pdf", pdf_bytes("Mới"))
    send(card)
    expect(card.locator("a.file__name", has_text="mới.pdf")).to_be_visible()
    held[0].continue_()
    expect(old).to_have_count(0)
    expect(card.locator("a.file__name", has_text="mới.pdf")).to_be_visible()


def test_the_keyboard_stays_at_the_card_whose_paper_it_took_off(officer: Person) -> None:
    page = officer.page
    card = choose(page, "registration_approval", "thừa.pdf", pdf_bytes("Thừa"))
    send(card)
    line = card.locator("li.file", has_text="thừa.pdf")
    line.get_by_role("button", name="Gỡ").press("Enter")
    expect(line).to_have_count(0)
    assert card.evaluate("(card) => card.contains(document.activeElement)")
