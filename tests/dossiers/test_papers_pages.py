"""Pages of what a unit writes and signs: report, papers, code, check, remarks, receipt."""

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers.actions import comments, submission
from dossiers.exports import press
from dossiers.models import LeafComment, PaperWanted, PrintJob, Report, Score
from dossiers.queries import content_code
from tests import stories
from tests.factories import Cast


@pytest.fixture
def officer(cast_today: Cast) -> Client:
    return signed_in(cast_today, "commune_officer")


@pytest.fixture
def leader(cast_today: Cast) -> Client:
    return signed_in(cast_today, "commune_leader")


def signed_in(cast: Cast, part: str) -> Client:
    client = Client()
    client.force_login(cast.people[part], backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(name: str, *args: object) -> str:
    return reverse(f"dossiers:{name}", args=args)


def test_the_report_is_saved_and_printed_from_its_page(cast_today: Cast, officer: Client) -> None:
    url = page("report", cast_today.dossier.pk)
    typed = {"difficulties": "Đường truyền chậm", "contact_name": "Đỗ Thị Mây", "version": "0"}
    assert officer.post(url, typed).status_code == HTTPStatus.SEE_OTHER
    shown = officer.get(url).content.decode()
    assert "Đường truyền chậm" in shown
    assert 'data-recorded-at="' in shown
    answer = officer.post(page("print_draft", cast_today.dossier.pk, "report_docx"))
    job = press.carry_out(PrintJob.objects.get())
    assert answer.headers["Location"] == page("print_job", job.pk)
    assert job.site == "http://testserver"
    file = officer.get(page("print_file", job.pk))
    name = 'filename="bao-cao-tu-danh-gia-07414-2024.docx"'
    assert name in file.headers["Content-Disposition"]


def test_two_officers_on_one_report_see_both_texts(cast_today: Cast, officer: Client) -> None:
    url = page("report", cast_today.dossier.pk)
    officer.post(url, {"difficulties": "Bản của người thứ nhất", "version": "0"})
    lost = officer.post(url, {"difficulties": "Bản của người thứ hai", "version": "0"})
    shown = lost.content.decode()
    assert lost.status_code == HTTPStatus.CONFLICT
    assert 'data-error="conflict"' in shown
    assert "Bản của người thứ nhất" in shown
    assert "Bản của người thứ hai" in shown
    assert 'name="version" value="1"' in shown
    again = officer.post(url, {"difficulties": "Bản của người thứ hai", "version": "1"})
    assert again.status_code == HTTPStatus.SEE_OTHER
    assert Report.objects.get().difficulties == "Bản của người thứ hai"


def test_a_bad_report_keeps_what_was_typed(cast_today: Cast, officer: Client) -> None:
    typed = {"proposals": "Bố trí kinh phí", "contact_email": "khong-phai", "version": "0"}
    answer = officer.post(page("report", cast_today.dossier.pk), typed)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Bố trí kinh phí" in answer.content.decode()
    assert not Report.objects.exists()


def test_the_report_of_a_sent_dossier_is_only_read(cast_today: Cast, officer: Client) -> None:
    stories.send(cast_today, clock=timezone.now)
    url = page("report", cast_today.dossier.pk)
    assert 'data-form="report"' not in officer.get(url).content.decode()
    late = officer.post(url, {"difficulties": "Muộn", "version": "0"})
    assert late.status_code == HTTPStatus.LOCKED
    assert "Muộn" in late.content.decode()


def test_last_years_contact_waits_to_be_confirmed(cast_today: Cast, officer: Client) -> None:
    row = Report.objects.create(
        dossier=cast_today.dossier,
        contact_name="Đỗ Thị Mây",
        contact_copied_at=timezone.now(),
        recorded_at=timezone.now(),
        recorded_by=cast_today.commune_officer,
    )
    url = page("report", cast_today.dossier.pk)
    same = {"contact_name": "Đỗ Thị Mây", "version": "1"}
    officer.post(url, same)
    row.refresh_from_db()
    assert row.contact_copied_at is not None
    officer.post(url, {**same, "contact_confirmed": "1"})
    row.refresh_from_db()
    assert row.contact_copied_at is None


def test_the_papers_page_prints_and_keeps_a_refused_code(cast_today: Cast, officer: Client) -> None:
    pk = cast_today.dossier.pk
    shown = officer.get(page("papers", pk)).content.decode()
    for kind in ("submission", "submission_docx", "report", "report_docx"):
        assert page("print_draft", pk, kind) in shown
    typed = {"file": stories.upload(stories.pdf_bytes("ký")), "content_code": "ZZZZ-ZZZZ"}
    answer = officer.post(page("attach_paper", pk, "report"), typed)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="ZZZZ-ZZZZ"' in answer.content.decode()


def test_the_code_page_tells_present_past_and_foreign(cast_today: Cast, officer: Client) -> None:
    pk = cast_today.dossier.pk
    stories.fill(cast_today, clock=timezone.now)
    officer.post(page("print_draft", pk, "report"))
    code = content_code.code_of(press.carry_out(PrintJob.objects.get()).content_sha256)
    assert "khớp số liệu hiện tại" in officer.get(page("content_code", pk, code)).content.decode()
    stories.save(cast_today, "2.2", {"count": "3"}, clock=timezone.now, version=1)
    past = officer.get(page("content_code", pk, code)).content.decode()
    assert "không còn khớp" in past
    assert "Số liệu: 4 cuộc → 3 cuộc" in past
    foreign = officer.get(page("content_code", pk, "ZZZZ-ZZZZ")).content.decode()
    assert "Không phải mã của hồ sơ này" in foreign


def findings(client: Client, pk: int) -> dict[str, bool]:
    """Return the key of each finding on the check page, and whether it is an error."""
    found = client.get(page("check", pk)).context
    return {each.key: each.is_error for each in [*found["errors"], *found["warnings"]]}


def test_the_check_parts_errors_from_warnings(cast_today: Cast, officer: Client) -> None:
    pk = cast_today.dossier.pk
    assert findings(officer, pk)["missing"]
    stories.fill(cast_today, clock=timezone.now)
    score = Score.objects.get(leaf__code="1.1")
    score.copied_at = timezone.now()
    score.save()
    use = stories.prove(cast_today, "1.1", clock=timezone.now)
    document = use.version.document
    document.issued_on = "2023-05-01"
    document.save()
    PaperWanted.objects.create(
        dossier=cast_today.dossier,
        leaf=cast_today.leaf("1.1").criterion,
        source=document,
        copied_at=timezone.now(),
        copied_by=cast_today.commune_officer,
    )
    found = findings(officer, pk)
    assert set(found) >= {"copied", "dates", "wanted", "papers", "checking"}
    assert not any(found.values())
    assert "Không còn lỗi" in officer.get(page("check", pk)).content.decode()


def test_remarks_go_to_the_officer_and_come_back_settled(
    cast_today: Cast, officer: Client, leader: Client
) -> None:
    pk = cast_today.dossier.pk
    stories.hand_over(cast_today, clock=timezone.now)
    empty = leader.post(page("comment", pk, "2.2"), {"comment": " "})
    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    made = leader.post(page("comment", pk, "2.2"), {"comment": "Đếm lại số cuộc"})
    assert made.status_code == HTTPStatus.SEE_OTHER
    submission.return_to_officer(
        dossier=cast_today.dossier, reason="Xem nhận xét", by=cast_today.commune_leader
    )
    assert "Đếm lại số cuộc" in officer.get(page("entry", pk)).content.decode()
    assert "comments" in findings(officer, pk)
    stories.save(cast_today, "2.2", {"count": "3"}, clock=timezone.now, version=1)
    settled = officer.post(page("settle_comment", LeafComment.objects.get().pk))
    assert settled.status_code == HTTPStatus.SEE_OTHER
    assert "comments" not in findings(officer, pk)
    submission.hand_over(dossier=cast_today.dossier, by=cast_today.commune_officer)
    shown = leader.get(page("approval", pk))
    assert [change.code for change in shown.context["changes"]] == ["2.2"]
    assert "đã xử lý" in shown.content.decode()


def test_a_remark_on_a_draft_is_refused(cast_today: Cast, leader: Client) -> None:
    answer = leader.post(page("comment", cast_today.dossier.pk, "2.2"), {"comment": "Sớm quá"})
    assert answer.status_code == HTTPStatus.LOCKED
    assert not LeafComment.objects.exists()


def test_sending_with_an_outdated_report_says_which_leaf(
    cast_today: Cast, officer: Client, leader: Client
) -> None:
    pk = cast_today.dossier.pk
    stories.fill(cast_today, clock=timezone.now)
    officer.post(page("print_draft", pk, "report"))
    press.carry_out(PrintJob.objects.get())
    scan = {"file": stories.upload(stories.pdf_bytes("ký"))}
    officer.post(page("attach_paper", pk, "report"), scan)
    stories.save(cast_today, "2.2", {"count": "3"}, clock=timezone.now, version=1)
    assert findings(officer, pk)["outdated"]
    assert 'data-outdated="report"' in officer.get(page("papers", pk)).content.decode()
    officer.post(page("hand_over", pk))
    assert 'data-outdated="report"' in leader.get(page("approval", pk)).content.decode()
    held = leader.post(page("send", pk))
    assert held.status_code == HTTPStatus.CONFLICT
    assert 'data-error="papers_outdated"' in held.content.decode()
    assert f'href="{page("papers", pk)}#report"' in held.content.decode()
    assert "2.2" in held.content.decode()


def test_the_receipt_is_printed_and_says_until_when_it_can_be_recalled(
    cast_today: Cast, leader: Client
) -> None:
    sent = stories.send(cast_today, clock=timezone.now)
    shown = leader.get(page("receipt", sent.receipt)).content.decode()
    assert "Có thể thu hồi đến hết" in shown
    leader.post(page("print_receipt", sent.receipt))
    job = press.carry_out(PrintJob.objects.get())
    file = leader.get(page("print_file", job.pk))
    assert 'filename="bien-nhan-bn-2024-07414-01.pdf"' in file.headers["Content-Disposition"]
    stranger = signed_in(cast_today, "neighbour_leader")
    assert stranger.post(page("print_receipt", sent.receipt)).status_code == HTTPStatus.NOT_FOUND


def test_remarks_stay_inside_the_unit(cast_today: Cast, leader: Client) -> None:
    stories.hand_over(cast_today, clock=timezone.now)
    comments.make(
        dossier=cast_today.dossier,
        leaf=cast_today.leaf("2.2"),
        text="Chỉ người trong xã đọc",
        by=cast_today.commune_leader,
    )
    submission.send(dossier=cast_today.dossier, by=cast_today.commune_leader)
    above = signed_in(cast_today, "district_reviewer")
    for name in ("overview", "review"):
        shown = above.get(page(name, cast_today.dossier.pk)).content.decode()
        assert "Chỉ người trong xã đọc" not in shown
    mine = leader.get(page("overview", cast_today.dossier.pk)).content.decode()
    assert "Chỉ người trong xã đọc" in mine
