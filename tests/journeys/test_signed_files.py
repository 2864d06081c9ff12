"""Signed papers on their way up: five files of one leaf, five verdicts, read by both sides.

The authority behind the certificates is the test's own; the site is told to trust it.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import signing, stories
from tests.journeys import desk
from tests.journeys.conftest import People
from tests.journeys.portal import Portal

pytestmark = pytest.mark.looks

UNIT, ABOVE, LEAF = "07204", "213", "1.7"
# A worker that starts, and five files that it looks at, on a busy machine of two cores.
CHECKED_MS = 45_000
PAUSE_MS = 500

AUTHORITY = signing.holder("Cơ quan chứng thực thử nghiệm")
STRANGER = signing.holder("Cơ quan không ai biết")
SCAN = stories.pdf_bytes("bản quét")
SIGNED = signing.sign(SCAN, signing.holder("Nguyễn Văn A", by=AUTHORITY))
BY_OUTSIDER = signing.sign(SCAN, signing.holder("Lê Văn C", by=STRANGER))
BROKEN = re.sub(rb"/Contents <[0-9A-Fa-f]{40}", b"/Contents <" + b"ff" * 20, SIGNED)

FILES = {
    "ký đúng.pdf": SIGNED,
    "ký lạ.pdf": BY_OUTSIDER,
    "sửa sau khi ký.pdf": signing.add_words(SIGNED),
    "bản quét.pdf": SCAN,
    "chữ ký hỏng.pdf": BROKEN,
}
WORDS = {
    "ký đúng.pdf": "Ký số bởi Nguyễn Văn A lúc 10:42 ngày 05/11/2024, chữ ký hợp lệ.",
    "ký lạ.pdf": "nơi cấp chứng thư chưa có trong danh sách",
    "sửa sau khi ký.pdf": "nhưng tệp đã bị sửa sau khi ký.",
    "bản quét.pdf": "không có chữ ký số",
    "chữ ký hỏng.pdf": "Chưa kiểm tra được chữ ký số",
}


def test_each_signature_is_told_to_both_sides(
    portal: Portal, somebody: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGNATURE_ROOTS", signing.roots_folder(tmp_path / "roots", AUTHORITY))
    portal.start("worker")
    url = portal.dossier(campaign="cqtt-2024", unit=UNIT)["url"]
    leader = somebody(portal.account("leader", UNIT)).sign_in(then=f"{url}duyet/")
    desk.confirm(leader, "return", words={"reason": "Gắn bản đã ký số."})
    leader.wait_for_url(f"**{url}")

    officer = somebody(portal.account("entry", UNIT)).sign_in(then=f"{url}nhap/")
    attach_all(officer)
    expect_told(officer)
    for name, content in FILES.items():
        assert stored(officer, name) == content

    send_up(officer, leader, url)
    reviewer = somebody(portal.account("reviewer", ABOVE)).sign_in(then=f"{url}tham-dinh/")
    expect_told(reviewer)


def attach_all(page: Page) -> None:
    """Attach the five at once, as a person who has them in one folder."""
    form = desk.row(page, LEAF).locator("form[data-form=evidence]")
    desk.row(page, LEAF).locator("summary", has_text="Thêm tài liệu").press("Enter")
    chosen = [desk.pdf(content, name) for name, content in FILES.items()]
    form.locator("[data-field=file]").set_input_files(chosen)
    form.get_by_role("button", name="Tải lên").press("Enter")
    for name in FILES:
        expect(file_of(page, name)).to_be_visible()


def file_of(page: Page, name: str) -> Locator:
    """Return the line of a document on the leaf's row."""
    return desk.row(page, LEAF).locator(".file").filter(has_text=name)


def expect_told(page: Page) -> None:
    """Expect each file's own sentence, once the worker has looked at all of them."""
    for name, words in WORDS.items():
        wait_for(page, file_of(page, name).locator(".file__text"), words)


def wait_for(page: Page, line: Locator, words: str) -> None:
    """Load the page anew until the line holds the words."""
    expect(line).to_be_visible()
    waited = 0
    while words not in line.inner_text():
        assert waited < CHECKED_MS, f"never said {words!r}: {line.inner_text()}"
        page.wait_for_timeout(PAUSE_MS)
        page.reload()
        waited += PAUSE_MS


def stored(page: Page, name: str) -> bytes:
    """Return the bytes behind a document's link."""
    link = file_of(page, name).locator("a.file__name")
    return page.request.get(link.get_attribute("href") or "").body()


def send_up(officer: Page, leader: Page, url: str) -> None:
    """Hand the dossier over again, approve and send it."""
    officer.goto(f"{url}kiem-tra/")
    desk.confirm(officer, "submit")
    expect(officer.locator("#content")).to_contain_text("Đã trình lãnh đạo")
    leader.goto(f"{url}duyet/")
    desk.confirm(leader, "approve")
    expect(leader.locator("[data-receipt]").first).to_be_visible()
