"""Files on their way: cut off and taken up again, dropped, pasted, photographed, cancelled."""

import hashlib
import io
import os
import time
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.journeys import desk
from tests.journeys.conftest import People
from tests.journeys.people import PHONE, Person
from tests.journeys.portal import Portal
from tests.stories import pdf_bytes

pytestmark = pytest.mark.looks

MEGABYTE = 1024 * 1024
PIECES = "**/tai-len/*/"
# After so long without a movement a line counts as dead; a bit more of the browser's clock.
STALLED_MS = 61_000
DOUBLE_PRESS_MS = 1_100
# How long a request may take to be on its way, in tenths of a second.
TENTHS = 100
# How a camera held upright writes its pictures: lying, to be turned a quarter to the right.
LYING = 6


def officer(portal: Portal, somebody: People, **more: object) -> Person:
    """Return an officer of a commune that is still entering, at the entry page."""
    for dossier in portal.manifest["dossiers"]:
        if dossier["state"] == "draft" and dossier["campaign"] == "cqtt-2024":
            person = somebody(portal.account("entry", dossier["unit"]), **more)
            person.sign_in(then=f"{dossier['url']}nhap/")
            return person
    raise AssertionError("the seed holds no dossier that is being filled in")


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """Return a scan of 9 MB on the disk, as a person chooses it twice."""
    made = tmp_path / "bản quét lớn.pdf"
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.Noise = pikepdf.Stream(document, os.urandom(9 * MEGABYTE))
        document.save(made, compress_streams=False)
    return made


def form_of(page: Page, code: str) -> Locator:
    """Return the form of a leaf's documents, unfolded."""
    form = desk.row(page, code).locator("form[data-form=evidence]")
    if not form.is_visible():
        desk.row(page, code).locator("summary", has_text="Thêm tài liệu").press("Enter")
    return form


def send(form: Locator) -> None:
    form.get_by_role("button", name="Tải lên", exact=True).press("Enter")


def said(page: Page, code: str) -> Locator:
    """Return the line of a row that tells how sending goes."""
    return desk.row(page, code).locator("[role=status][data-sending-words]")


def listed(page: Page, code: str, name: str) -> Locator:
    """Return the link to a document in its row, waiting for it."""
    link = desk.row(page, code).locator("a.file__name", has_text=name)
    expect(link).to_be_visible()
    return link


def fetched(page: Page, link: Locator) -> bytes:
    """Return the bytes behind a document's link."""
    return page.request.get(link.get_attribute("href") or "").body()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def waiting(portal: Portal) -> list[str]:
    """Return what lies in the folder of unfinished uploads."""
    return os.listdir(portal.home / "uploads")


def is_piece(request: Request) -> bool:
    return request.method == "PATCH"


def test_server_that_goes_away_midway_gets_the_rest(
    portal: Portal, somebody: People, scan: Path
) -> None:
    page = officer(portal, somebody).page
    offsets: list[int] = []
    tries: list[str] = []

    def cut(route: Route) -> None:
        if is_piece(route.request):
            offsets.append(int(route.request.headers["upload-offset"]))
            if len(offsets) == 3:
                portal.stop("web")
        if "web" not in portal.running:
            tries.append(route.request.method)
            if len(tries) == 3:
                portal.start("web")
        route.continue_()

    page.route(PIECES, cut)
    form = form_of(page, "1.7")
    form.locator("[data-field=file]").set_input_files(scan)
    send(form)
    expect(form.locator(f'[data-file="{scan.name}"]')).to_have_count(0, timeout=90_000)
    link = listed(page, "1.7", scan.name)
    assert sha256(fetched(page, link)) == sha256(scan.read_bytes())
    # Nothing that had arrived was sent a second time.
    assert sorted(set(offsets))[:2] == [0, 2 * MEGABYTE]
    assert offsets.count(0) == 1
    assert waiting(portal) == []


@pytest.mark.parametrize(("code", "is_large"), [("4.2", True), ("4.3", False)])
def test_line_that_dies_without_saying_so_is_given_up(
    portal: Portal, somebody: People, scan: Path, code: str, is_large: bool
) -> None:
    person = officer(portal, somebody)
    page, file = person.page, scan if is_large else desk.pdf(pdf_bytes(code), scan.name)
    page.clock.install()
    page.reload()
    held: list[Route] = []

    def swallow(route: Route) -> None:
        if held or route.request.method not in ("PATCH", "POST"):
            route.continue_()
        else:
            held.append(route)

    page.route(PIECES if is_large else f"**/tai-lieu/{code}/", swallow)
    form = form_of(page, code)
    form.locator("[data-field=file]").set_input_files(file)
    send(form)
    expect(form.locator("[data-file]")).to_have_attribute("data-state", "sending")
    for _ in range(TENTHS):
        if held:
            break
        time.sleep(0.1)
        page.title()
    page.clock.run_for(STALLED_MS)
    listed(page, code, scan.name)


def test_upload_goes_on_after_the_page_was_loaded_anew(
    portal: Portal, somebody: People, scan: Path
) -> None:
    page = officer(portal, somebody).page
    sent: list[int] = []

    def lose(route: Route) -> None:
        if is_piece(route.request) and len(sent) >= 2:
            route.abort()
            return
        if is_piece(route.request):
            sent.append(int(route.request.headers["upload-offset"]))
        route.continue_()

    page.route(PIECES, lose)
    form = form_of(page, "1.6")
    form.locator("[data-field=file]").set_input_files(scan)
    send(form)
    item = form.locator(f'[data-file="{scan.name}"]')
    expect(item).to_contain_text("đang tải 4")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.unroute(PIECES)
    form = form_of(page, "1.6")
    form.locator("[data-field=file]").set_input_files(scan)
    with page.expect_request(is_piece) as first:
        send(form)
    assert int(first.value.headers["upload-offset"]) >= 2 * MEGABYTE
    assert sha256(fetched(page, listed(page, "1.6", scan.name))) == sha256(scan.read_bytes())
    assert waiting(portal) == []


def test_cancelled_file_goes_and_the_others_stay(
    portal: Portal, somebody: People, scan: Path
) -> None:
    page = officer(portal, somebody).page
    held: list[Route] = []

    def hold(route: Route) -> None:
        if is_piece(route.request):
            held.append(route)
        else:
            route.continue_()

    page.route(PIECES, hold)
    form = form_of(page, "1.8")
    other = desk.pdf(pdf_bytes("đi cùng"), "đi cùng.pdf")
    form.locator("[data-field=file]").set_input_files(scan)
    form.locator("[data-field=file]").set_input_files(other)
    expect(form.locator("[data-file]")).to_have_count(2)
    send(form)
    listed(page, "1.8", "đi cùng.pdf")
    item = form.locator(f'[data-file="{scan.name}"]')
    expect(item).to_have_attribute("data-state", "sending")
    item.get_by_role("button", name="Hủy").press("Enter")
    expect(item).to_have_count(0)
    expect(said(page, "1.8")).to_have_text("Đã gắn 1 tài liệu.")
    expect(desk.row(page, "1.8").locator("a.file__name")).to_have_count(1)
    page.wait_for_function("document.querySelectorAll('[data-state=sending]').length === 0")
    for _ in range(50):
        if not waiting(portal):
            break
        page.wait_for_timeout(100)
    assert waiting(portal) == []


def test_refusal_of_one_file_stands_beside_it_and_stops_no_other(
    portal: Portal, somebody: People
) -> None:
    page = officer(portal, somebody).page
    form = form_of(page, "2.1")
    form.locator("[data-field=file]").set_input_files(
        [
            desk.pdf(b"MZ" + bytes(100), "giả.pdf"),
            desk.pdf(b"%PDF-1.4\n", "hỏng.pdf"),
            desk.pdf(pdf_bytes("thật"), "thật.pdf"),
        ]
    )
    send(form)
    listed(page, "2.1", "thật.pdf")
    expect(form.locator('[data-file="giả.pdf"]')).to_contain_text("chương trình máy tính")
    expect(form.locator('[data-file="hỏng.pdf"]')).to_contain_text("bị hỏng")
    expect(said(page, "2.1")).to_have_text("Đã gắn 1 tài liệu. 2 tài liệu chưa được nhận.")
    listed(page, "2.1", "thật.pdf")
    expect(desk.row(page, "2.1").locator("[role=alert][data-error]")).to_have_count(1)


def carried(page: Page, content: bytes, name: str, kind: str) -> object:
    """Return a DataTransfer with one file, as dragging or copying gives it to the page."""
    return page.evaluate_handle(
        """([bytes, name, type]) => {
          const carrier = new DataTransfer();
          carrier.items.add(new File([new Uint8Array(bytes)], name, { type }));
          return carrier;
        }""",
        [list(content), name, kind],
    )


def test_files_are_dropped_onto_a_row(portal: Portal, somebody: People) -> None:
    page = officer(portal, somebody).page
    row = desk.row(page, "2.2")
    content = pdf_bytes("kéo vào")
    carrier = carried(page, content, "kéo vào.pdf", "application/pdf")
    row.locator(".criterion-row__name").dispatch_event("dragover", {"dataTransfer": carrier})
    expect(row).to_have_class("criterion-row is-drop")
    row.locator(".criterion-row__name").dispatch_event("drop", {"dataTransfer": carrier})
    expect(row.locator('[data-file="kéo vào.pdf"]')).to_be_visible()
    send(form_of(page, "2.2"))
    assert fetched(page, listed(page, "2.2", "kéo vào.pdf")) == content
    expect(row).not_to_have_class("criterion-row is-drop")


PASTE = """(field, carrier) => field.dispatchEvent(
  new ClipboardEvent("paste", { clipboardData: carrier, bubbles: true, cancelable: true }))"""


def test_picture_is_pasted_into_the_row_in_use(portal: Portal, somebody: People) -> None:
    page = officer(portal, somebody).page
    row = desk.row(page, "2.3")
    made = io.BytesIO()
    Image.new("RGB", (90, 60), "green").save(made, "PNG")
    row.focus()
    row.evaluate(PASTE, carried(page, made.getvalue(), "image.png", "image/png"))
    expect(row.locator('[data-file^="Ảnh dán"]')).to_be_visible()
    send(form_of(page, "2.3"))
    assert fetched(page, listed(page, "2.3", "Ảnh dán")) == made.getvalue()


def photo(colour: str, *, orientation: int) -> bytes:
    """Return a camera's JPEG whose upper left quarter, as stored, is white."""
    made = io.BytesIO()
    image = Image.new("RGB", (400, 300), colour)
    image.paste("white", (0, 0, 200, 150))
    exif = Image.Exif()
    exif[0x0112] = orientation
    image.save(made, "JPEG", exif=exif)
    return made.getvalue()


def test_photos_of_a_telephone_become_one_upright_paper(
    portal: Portal, somebody: People, tmp_path: Path
) -> None:
    page = officer(portal, somebody, size=PHONE).page
    photos = [photo("navy", orientation=LYING), photo("green", orientation=1)]
    for number, content in enumerate(photos, 1):
        (tmp_path / f"IMG_{number}.jpg").write_bytes(content)
    form = form_of(page, "3.1")
    camera = form.locator("input[capture=environment]")
    camera.set_input_files(tmp_path / "IMG_1.jpg")
    expect(form.locator("[data-file]")).to_have_count(1)
    expect(form.locator("[data-join]")).to_be_hidden()
    camera.set_input_files(tmp_path / "IMG_2.jpg")
    form.locator("[data-join] input").check()
    send(form)
    link = listed(page, "3.1", "IMG_1 (ghép 2 ảnh)")
    with pypdfium2.PdfDocument(fetched(page, link)) as document:
        pages = [each.render(scale=1).to_pil().convert("L") for each in document]
    assert [each.width > each.height for each in pages] == [False, True]
    # A quarter turn to the right carries the white corner from the upper left to the upper right.
    upright = pages[0]
    left, right = (upright.getpixel((upright.width * x // 4, upright.height // 4)) for x in (1, 3))
    assert (left < 100, right > 200) == (True, True)
    address = link.get_attribute("href") or ""
    for number, content in enumerate(photos, 1):
        assert page.request.get(f"{address}anh-goc/{number}/").body() == content


def test_paper_of_the_dossier_arrives_in_pieces(
    portal: Portal, somebody: People, scan: Path
) -> None:
    person = officer(portal, somebody)
    page = person.page
    page.goto(page.url.partition("nhap/")[0] + "giay-to/")
    form = page.locator("form[data-form=evidence]").first
    form.locator("[data-field=file]").set_input_files(scan)
    page.on("dialog", lambda dialog: dialog.accept())
    page.route(PIECES, lambda route: (time.sleep(0.5), route.continue_()))
    with page.expect_response(lambda answer: is_piece(answer.request)):
        send(form)
    # Pressed once more by somebody who does not wait: the file goes on.
    send(form)
    link = page.locator("a.file__name", has_text=scan.name)
    expect(link).to_be_visible()
    assert sha256(fetched(page, link)) == sha256(scan.read_bytes())


def test_one_large_file_goes_to_two_rows_at_once(
    portal: Portal, somebody: People, scan: Path
) -> None:
    page = officer(portal, somebody).page
    # Another test's scan of the usual name may stand in a row already.
    shared = scan.rename(scan.with_name("báo cáo chung.pdf"))
    # Slow enough for the second row to begin while the first is under way.
    page.route(PIECES, lambda route: (time.sleep(0.5), route.continue_()))
    codes = ("1.5", "1.6")
    forms = [form_of(page, code) for code in codes]
    for form in forms:
        form.locator("[data-field=file]").set_input_files(shared)
    with page.expect_response(lambda answer: is_piece(answer.request)):
        send(forms[0])
    send(forms[1])
    stored = {sha256(fetched(page, listed(page, code, shared.name))) for code in codes}
    assert stored == {sha256(shared.read_bytes())}
    assert waiting(portal) == []


def test_large_replacement_asks_for_the_password_where_it_stands(
    portal: Portal, somebody: People, scan: Path
) -> None:
    person = officer(portal, somebody)
    page = person.page
    form = form_of(page, "1.6")
    form.locator("[data-field=file]").set_input_files(desk.pdf(pdf_bytes("Bản 1"), "bản 1.pdf"))
    send(form)
    listed(page, "1.6", "bản 1.pdf")
    line = desk.row(page, "1.6").locator(".file", has_text="bản 1.pdf")
    line.get_by_role("link", name="Thông tin").click()
    page.get_by_role("link", name="Thay bản mới").click()
    replacing = page.locator("form[data-form=replace]")
    replacing.locator("[data-field=file]").set_input_files(scan)
    person.context.clear_cookies(name="sessionid")
    replacing.get_by_role("button", name="Thay bằng bản mới").click()
    dialog = page.locator("dialog[data-sign-in]")
    dialog.locator("[name=password]").fill(person.account.password)
    dialog.get_by_role("button", name="Đăng nhập và tiếp tục").click()
    expect(dialog).to_be_hidden()
    replacing.get_by_role("button", name="Thử lại").click()
    # So long the button takes a second press for a double one.
    page.wait_for_timeout(DOUBLE_PRESS_MS)
    replacing.get_by_role("button", name="Thay bằng bản mới").click()
    page.wait_for_url("**/nhap/**")
    link = listed(page, "1.6", "bản 1.pdf")
    assert sha256(fetched(page, link)) == sha256(scan.read_bytes())
