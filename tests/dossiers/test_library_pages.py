"""The library's pages: who finds what, suggestions by one click, choosing, replacing, ordering."""

import re
import threading
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.errors import StillPrinting
from accounts.files import pages
from dossiers.models import Document, DocumentVersion, EvidenceUse
from tests import letters, stories
from tests.factories import Cast


@pytest.fixture
def officer(cast_today: Cast, client: Client) -> Client:
    """Return a browser in which the commune's officer has signed in."""
    client.force_login(cast_today.commune_officer)
    return client


def sign_in(cast: Cast, part: str) -> Client:
    client = Client()
    client.force_login(cast.people[part])
    return client


def attach(
    officer: Client, cast: Cast, code: str, content: bytes, name: str = "tệp.pdf"
) -> EvidenceUse:
    officer.post(
        reverse("dossiers:attach", args=[cast.dossier.pk, code]),
        {"file": stories.upload(content, name)},
    )
    return EvidenceUse.objects.latest("pk")


def page(client: Client, name: str, *args: Any, **data: str) -> str:
    answer = client.get(reverse(f"dossiers:{name}", args=args), data)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, name: str, *args: Any, **data: Any) -> HttpResponse:
    return client.post(reverse(f"dossiers:{name}", args=args), data)


def many(cast: Cast, count: int) -> None:
    """Fill the library with rows, as they come from years of work."""
    made = Document.objects.bulk_create(
        Document(
            unit=cast.commune,
            title=f"Báo cáo số {number}",
            search_key=f"bao cao so {number}",
            created_at=cast.now,
            created_by=cast.commune_officer,
        )
        for number in range(count)
    )
    DocumentVersion.objects.bulk_create(
        DocumentVersion(
            document=document,
            link=f"https://example.vn/{document.pk}",
            uploaded_at=cast.now,
            uploaded_by=cast.commune_officer,
        )
        for document in made
    )


def test_document_leads_back_to_the_leaves_where_it_stands(
    cast_today: Cast, officer: Client
) -> None:
    document = attach(officer, cast_today, "1.2", letters.letter()).version.document
    leaf = reverse("dossiers:entry_leaf", args=[cast_today.dossier.pk, "1.2"])
    assert f'href="{leaf}"' in page(officer, "document", document.pk)


def test_history_calls_a_document_what_it_is_called(cast_today: Cast, officer: Client) -> None:
    attach(officer, cast_today, "1.2", letters.letter(), "scan01.pdf")
    told = page(officer, "overview", cast_today.dossier.pk)
    assert "scan01.pdf" in told
    assert "Scan01.pdf" not in told


# --- The list ------------------------------------------------------------------------------


def test_empty_library_says_what_will_fill_it(officer: Client) -> None:
    assert "Thư viện chưa có tài liệu" in page(officer, "library")


def test_list_is_searched_without_accents_and_narrowed(cast_today: Cast, officer: Client) -> None:
    attach(officer, cast_today, "1.2", letters.letter(), "Đề án đổi mới.pdf")
    many(cast_today, 2)
    found = page(officer, "library", q="de an DOI")
    assert "Đề án đổi mới" in found
    assert "Báo cáo số" not in found
    assert "2024: 1.2" in found
    assert "Đề án đổi mới" not in page(officer, "library", dung="khong")
    assert "Báo cáo số" not in page(officer, "library", dung="co")
    assert "Đề án đổi mới" in page(officer, "library", tieu_chi="1.2", nam="2024")
    assert "Không có tài liệu nào khớp" in page(officer, "library", q="khong co that")
    titles = re.findall(r"Báo cáo số \d|Đề án", page(officer, "library", sap_xep="ten"))
    assert titles[0].startswith("Báo cáo")


def test_only_what_narrows_can_be_dropped(cast_today: Cast, officer: Client) -> None:
    many(cast_today, 2)
    assert "Bỏ lọc" not in page(officer, "library")
    assert "Bỏ lọc" not in page(officer, "library", q="", dung="", sap_xep="ten")
    assert "Bỏ lọc" in page(officer, "library", dung="khong")
    pick = ("pick", cast_today.dossier.pk, "1.2")
    assert "Bỏ lọc" not in page(officer, *pick, tu="nhom")
    assert "Bỏ lọc" in page(officer, *pick, q="báo")


def test_contents_lead_back_to_the_first_page(cast_today: Cast, officer: Client) -> None:
    told = page(officer, "contents", cast_today.dossier.pk)
    trail = told[told.index("govuk-breadcrumbs__list") :].split("</nav>")[0]
    assert re.findall(r">([^<]+)</a>", trail) == ["Trang chính", "Hồ sơ"]


def test_list_asks_as_much_for_ten_thousand_rows_as_for_one(
    cast_today: Cast, officer: Client, django_assert_num_queries: Any
) -> None:
    url = reverse("dossiers:library")
    attach(officer, cast_today, "1.2", letters.letter())
    officer.get(url)
    with django_assert_num_queries(9):
        officer.get(url)
    many(cast_today, 10_000)
    with django_assert_num_queries(9):
        answer = officer.get(url)
    assert "10.001 tài liệu" in answer.content.decode()


def test_library_is_the_units_own(cast_today: Cast, officer: Client) -> None:
    document = attach(officer, cast_today, "1.2", letters.letter()).version.document
    leader = sign_in(cast_today, "commune_leader")
    assert "tệp.pdf" in page(leader, "library")
    assert 'data-form="document"' not in page(leader, "document", document.pk)
    typed = {"title": "Tên khác", "version": "1"}
    assert post(leader, "describe", document.pk, **typed).status_code == 403
    neighbour = sign_in(cast_today, "neighbour_officer")
    assert "tệp.pdf" not in page(neighbour, "library")
    assert neighbour.get(reverse("dossiers:document", args=[document.pk])).status_code == 404
    reviewer = sign_in(cast_today, "district_reviewer")
    assert reviewer.get(reverse("dossiers:library")).status_code == 403


# --- One document --------------------------------------------------------------------------


def test_what_the_file_says_is_offered_and_taken_by_one_click(
    cast_today: Cast, officer: Client
) -> None:
    document = attach(officer, cast_today, "1.2", letters.letter()).version.document
    assert (document.number, document.pk) == ("", document.pk)
    shown = page(officer, "document", document.pk)
    assert "Đọc được từ chính tệp" in shown
    assert "12/BC-UBND" in shown
    assert "05/01/2024" in shown
    typed = {"title": document.title, "version": "1"}
    assert post(officer, "describe", document.pk, **typed, accept="number").status_code == 303
    document.refresh_from_db()
    assert (document.number, document.title) == ("12/BC-UBND", "tệp.pdf")
    typed = {"title": document.title, "number": document.number, "version": "2"}
    post(officer, "describe", document.pk, **typed, accept="all")
    document.refresh_from_db()
    assert document.title == "Báo cáo kết quả tiếp công dân năm 2023"
    assert document.issuer == "Ủy ban nhân dân xã Hương Lạc"
    assert str(document.issued_on) == "2024-01-05"
    shown = page(officer, "document", document.pk)
    assert "Đọc được từ chính tệp" not in shown
    assert 'data-version="3" data-recorded-at="20' in shown
    assert "Đỗ Thị Mây ghi lúc" in shown


def test_server_too_busy_to_read_says_so_and_takes_nothing_over(
    cast_today: Cast, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = attach(officer, cast_today, "1.2", letters.letter(number=77)).version.document
    with monkeypatch.context() as busy:
        # Another page is being drawn, for longer than anybody waits.
        busy.setattr(pages, "QUEUE", 0)
        busy.setattr(pages, "_turn", threading.BoundedSemaphore(1))
        pages._turn.acquire()
        assert "chưa đọc được nội dung tệp" in page(officer, "document", document.pk)
        typed = {"title": "Tên tự gõ", "version": "1", "accept": "all"}
        answer = post(officer, "describe", document.pk, **typed)
        assert answer.status_code == StillPrinting.status
        assert "Tên tự gõ" in answer.content.decode()
    document.refresh_from_db()
    assert document.title == "tệp.pdf"
    assert "Đọc được từ chính tệp" in page(officer, "document", document.pk)


@pytest.mark.parametrize("name", ["quét.pdf", "ảnh.jpg"])
def test_scan_without_text_offers_nothing(cast_today: Cast, officer: Client, name: str) -> None:
    content = letters.photo() if name.endswith("jpg") else stories.pdf_bytes("quét")
    document = attach(officer, cast_today, "1.2", content, name).version.document
    assert "Đọc được từ chính tệp" not in page(officer, "document", document.pk)


def test_lost_race_shows_both_sides_and_can_be_won(cast_today: Cast, officer: Client) -> None:
    document = attach(officer, cast_today, "1.2", letters.letter()).version.document
    post(officer, "describe", document.pk, title="Bản của Mây", number="1/BC", version="1")
    lost = post(officer, "describe", document.pk, title="Bản khác", number="2/BC", version="1")
    shown = lost.content.decode()
    assert lost.status_code == 409
    assert 'data-error="conflict"' in shown
    assert "Bản của Mây" in shown
    assert "Bản khác" in shown
    assert 'name="version" value="2"' in shown
    won = post(officer, "describe", document.pk, title="Bản khác", number="2/BC", version="2")
    assert won.status_code == 303


@pytest.mark.parametrize(
    "typed", [{"title": ""}, {"title": "x", "issued_on": "31/02/2024"}, {"title": "x" * 301}]
)
def test_what_cannot_be_taken_stays_typed(
    cast_today: Cast, officer: Client, typed: dict[str, str]
) -> None:
    document = attach(officer, cast_today, "1.2", letters.letter()).version.document
    answer = post(officer, "describe", document.pk, number="7/BC", version="1", **typed)
    assert answer.status_code == 422
    assert 'value="7/BC"' in answer.content.decode()


# --- Chosen, replaced, ordered -------------------------------------------------------------


def test_documents_are_picked_for_a_leaf(cast_today: Cast, officer: Client) -> None:
    use = attach(officer, cast_today, "1.1", letters.letter())
    place = (cast_today.dossier.pk, "1.2")
    shown = page(officer, "pick", *place, q="tep")
    assert f'value="{use.version_id}"' in shown
    answer = post(officer, "pick", *place, version=[str(use.version_id), "x", "9" * 40])
    assert answer.status_code == 303
    assert "tc-1-2" in answer["Location"]
    assert "Đã có ở tiêu chí này" in page(officer, "pick", *place)
    assert post(officer, "pick", *place, version=str(use.version_id)).status_code == 409
    assert post(officer, "pick", *place).status_code == 422
    neighbour = sign_in(cast_today, "neighbour_officer")
    assert neighbour.get(reverse("dossiers:pick", args=place)).status_code == 404
    own = (cast_today.neighbour_dossier.pk, "1.2")
    forged = post(neighbour, "pick", *own, version=str(use.version_id))
    # As if nothing had been ticked: that there is such a document is nobody's business.
    assert forged.status_code == 422
    assert "Hãy chọn ít nhất một tài liệu." in forged.content.decode()


def test_document_is_used_for_further_leaves(cast_today: Cast, officer: Client) -> None:
    document = attach(officer, cast_today, "1.1", letters.letter()).version.document
    shown = page(officer, "spread", document.pk)
    assert 'value="2.4"' not in shown
    assert post(officer, "spread", document.pk, leaf=["1.2", "2.2"]).status_code == 303
    assert EvidenceUse.objects.filter(detached_at=None).count() == 3
    assert post(officer, "spread", document.pk).status_code == 422


def test_newer_version_comes_by_a_page_and_the_old_one_opens(
    cast_today: Cast, officer: Client
) -> None:
    first, second = letters.letter(), letters.letter(number=13)
    old = attach(officer, cast_today, "1.1", first)
    document = old.version.document
    post(officer, "spread", document.pk, leaf=["1.2"])
    assert "Thay cả ở tiêu chí 1.2" in page(officer, "replace", old.pk)
    sent = {"file": stories.upload(second, "mới.pdf"), "everywhere": "yes"}
    assert post(officer, "replace", old.pk, **sent).status_code == 303
    standing = EvidenceUse.objects.filter(detached_at=None)
    assert {use.version.number for use in standing} == {2}
    shown = page(officer, "document", document.pk)
    assert "Bản 2" in shown
    assert old.version.sha256[:12] in shown
    kept = officer.get(reverse("dossiers:document_file", args=[document.pk, 1]))
    assert b"".join(kept) == first
    same = {"file": stories.upload(second, "mới.pdf")}
    assert post(officer, "replace", standing.first().pk, **same).status_code == 409
    assert post(officer, "replace", standing.first().pk).status_code == 422


def test_refused_replacement_keeps_what_was_decided(cast_today: Cast, officer: Client) -> None:
    old = attach(officer, cast_today, "1.1", letters.letter())
    post(officer, "spread", old.version.document_id, leaf=["1.2"])
    everywhere = 'value="yes" checked'
    assert everywhere in page(officer, "replace", old.pk)
    wrong = "ftp://bacgiang.gov.vn/bao-cao"
    refused = post(officer, "replace", old.pk, link=wrong)
    assert refused.status_code == 422
    assert f'value="{wrong}"' in refused.content.decode()
    assert everywhere not in refused.content.decode()
    again = post(officer, "replace", old.pk, link=wrong, everywhere="yes")
    assert everywhere in again.content.decode()


def test_documents_of_a_leaf_are_ordered_without_script(cast_today: Cast, officer: Client) -> None:
    first = attach(officer, cast_today, "1.2", letters.letter(), "một.pdf")
    attach(officer, cast_today, "1.2", letters.letter(number=13), "hai.pdf")
    assert post(officer, "arrange", first.pk, way="later").status_code == 303
    shown = page(officer, "entry", cast_today.dossier.pk)
    assert shown.index("hai.pdf") < shown.index("một.pdf")
    assert post(officer, "arrange", first.pk, way="sideways").status_code == 422
    leader = sign_in(cast_today, "commune_leader")
    assert post(leader, "arrange", first.pk, way="later").status_code == 403


def test_sent_documents_stay_as_they_are(cast_today: Cast, officer: Client) -> None:
    stories.send(cast_today, clock=lambda: cast_today.now)
    use = EvidenceUse.objects.get()
    sent = {"file": stories.upload(letters.letter(), "mới.pdf")}
    for name, data in (("replace", sent), ("arrange", {"way": "later"})):
        assert post(officer, name, use.pk, **data).status_code == 423
    typed = {"title": "Tên khác", "version": "1"}
    assert post(officer, "describe", use.version.document_id, **typed).status_code == 423


# --- The table of contents -----------------------------------------------------------------


def test_contents_number_all_documents_and_are_printed(
    cast_today: Cast, officer: Client, django_capture_on_commit_callbacks: Any
) -> None:
    document = attach(officer, cast_today, "1.2", letters.letter(pages=3)).version.document
    post(officer, "describe", document.pk, title="x", version="1", accept="all")
    post(officer, "spread", document.pk, leaf=["2.2"])
    shown = page(officer, "contents", cast_today.dossier.pk)
    assert "1 tài liệu, 3 trang" in shown
    assert shown.count("12/BC-UBND") == 2
    with django_capture_on_commit_callbacks(execute=True):
        asked = post(officer, "print_contents", cast_today.dossier.pk)
    assert asked.status_code == 303
    file = officer.get(f"{asked['Location']}tep/")
    assert b"".join(file).startswith(b"%PDF-")
    assert "muc-luc-tai-lieu-07414-2024.pdf" in file["Content-Disposition"]
    reviewer = sign_in(cast_today, "district_reviewer")
    url = reverse("dossiers:contents", args=[cast_today.dossier.pk])
    assert reviewer.get(url).status_code == 403
