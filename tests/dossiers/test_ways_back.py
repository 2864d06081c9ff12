"""Nobody is left standing: a refusal names its row on top, and every page keeps its way on."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dossiers.models import PrintJob
from tests.dossiers.test_desk_pages import at, sign_in
from tests.factories import Cast
from tests.stories import pdf_bytes

WAY_BACK = "<span>Giấy tờ của hồ sơ</span>"


def officer_of(cast: Cast) -> Client:
    """Return a browser in which the commune's officer has signed in."""
    return sign_in(cast, "commune_officer")


def test_page_of_a_refused_row_leads_to_it(cast_today: Cast) -> None:
    answer = officer_of(cast_today).post(
        at("save_score", cast_today.dossier, "2.2"), {"count": "ba"}
    )
    page = answer.content.decode()
    assert "tiêu chí 2.2 chưa được ghi nhận" in page
    assert 'href="#tc-2-2"' in page
    assert WAY_BACK in page


def test_of_several_files_only_the_refused_ones_are_called_so(cast_today: Cast) -> None:
    files = [
        SimpleUploadedFile("bao-cao.pdf", pdf_bytes()),
        SimpleUploadedFile("ghi-chep.xyz", b"one line"),
    ]
    answer = officer_of(cast_today).post(at("attach", cast_today.dossier, "2.2"), {"file": files})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Có tài liệu vừa gửi ở tiêu chí 2.2 chưa được ghi nhận" in page
    assert "tệp chưa nhận cần chọn lại" in page
    assert cast_today.dossier.evidence.count() == 1


def test_one_sentence_is_said_once(cast_today: Cast) -> None:
    answer = officer_of(cast_today).post(at("attach", cast_today.dossier, "2.2"), {})
    assert answer.content.decode().count("Hãy chọn tệp (PDF, JPEG, PNG)") == 1


def test_refused_hand_over_keeps_the_side_navigation(cast_today: Cast) -> None:
    answer = officer_of(cast_today).post(at("hand_over", cast_today.dossier))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert WAY_BACK in page
    assert page.index("Nhập tiếp") < page.index("data-confirm")


def test_paper_keeps_the_side_navigation(cast_today: Cast) -> None:
    officer = officer_of(cast_today)
    officer.post(at("print_sheet", cast_today.dossier))
    page = officer.get(reverse("dossiers:print_job", args=[PrintJob.objects.get().pk]))
    assert WAY_BACK in page.content.decode()


def test_registration_leads_back_to_its_dossier(cast_today: Cast) -> None:
    page = officer_of(cast_today).get(at("registration", cast_today.dossier)).content.decode()
    trail = page.partition('aria-label="Đường dẫn"')[2].partition("</nav>")[0]
    assert (
        f'<a class="govuk-breadcrumbs__link" href="{at("overview", cast_today.dossier)}"' in trail
    )
