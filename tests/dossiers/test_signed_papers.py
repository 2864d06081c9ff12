"""What a signed paper was printed from, and what happens when the figures move on."""

import io

import docx
import pypdfium2
import pytest
from PIL import Image

from accounts.errors import Invalid, PapersOutdated
from accounts.files import receive
from dossiers import vault
from dossiers.actions import (
    comments,
    evidence,
    printing,
    replacing,
    report,
    signed_papers,
    submission,
)
from dossiers.enums import PrintKind
from dossiers.exports import press
from dossiers.models import EvidenceUse, PrintJob, Submission
from dossiers.queries import compared, content_code
from dossiers.queries import signed_papers as papers
from scoring.exports import paper as paper_maker
from tests import factories, stories
from tests.conftest import MovableClock
from tests.factories import Cast


@pytest.fixture
def filled(cast: Cast, clock: MovableClock) -> Cast:
    stories.fill(cast, clock=clock)
    clock.pass_time(minutes=1)
    return cast


def printed(cast: Cast, kind: PrintKind, *, clock: MovableClock) -> PrintJob:
    """Print a draft of the home dossier at the test's own time."""
    job = PrintJob.objects.create(
        kind=kind,
        dossier=cast.dossier,
        site="https://cong.example.vn",
        requested_at=clock(),
        requested_by=cast.commune_officer,
    )
    done = press.carry_out(job)
    PrintJob.objects.filter(pk=job.pk).update(finished_at=clock())
    done.refresh_from_db()
    clock.pass_time(minutes=1)
    return done


def signed(
    cast: Cast,
    *,
    clock: MovableClock,
    content: bytes | None = None,
    code: str = "",
    kind: str = "report",
) -> EvidenceUse:
    """Upload a signed paper as the officer."""
    use = signed_papers.attach(
        dossier=cast.dossier,
        kind=kind,
        content=receive.paper(stories.upload(content or stories.pdf_bytes("đã ký"))),
        code=code,
        by=cast.commune_officer,
        clock=clock,
    )
    clock.pass_time(minutes=1)
    return use


def change(cast: Cast, *, clock: MovableClock, count: str = "2", version: int = 1) -> None:
    stories.save(cast, "2.2", {"count": count}, clock=clock, version=version)
    clock.pass_time(minutes=1)


def hand_over(cast: Cast, *, clock: MovableClock) -> None:
    submission.hand_over(dossier=cast.dossier, by=cast.commune_officer, clock=clock)


def send(cast: Cast, *, clock: MovableClock) -> Submission:
    return submission.send(dossier=cast.dossier, by=cast.commune_leader, clock=clock)


def test_uploading_and_writing_the_report_leave_the_code_alone(
    filled: Cast, clock: MovableClock
) -> None:
    before = content_code.stated_hash(filled.dossier)
    signed(filled, clock=clock)
    words = report.Words(difficulties="Đường truyền chậm")
    report.save(
        dossier=filled.dossier, words=words, version=0, by=filled.commune_officer, clock=clock
    )
    assert content_code.stated_hash(filled.dossier) == before
    change(filled, clock=clock)
    assert content_code.stated_hash(filled.dossier) != before


def test_changing_back_makes_the_same_code(filled: Cast, clock: MovableClock) -> None:
    before = content_code.stated_hash(filled.dossier)
    use = EvidenceUse.objects.get(dossier=filled.dossier)
    change(filled, clock=clock)
    change(filled, clock=clock, count="4", version=2)
    evidence.detach(use=use, by=filled.commune_officer, clock=clock)
    assert content_code.stated_hash(filled.dossier) != before
    stories.prove(filled, "1.2", clock=clock)
    assert content_code.stated_hash(filled.dossier) == before


@pytest.mark.parametrize("typed", ["k7qf2mxa", " K7QF-2MXA ", "K7QF 2MXA", "k7qf–2mxa"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert content_code.typed_code(typed) == "K7QF-2MXA"


def test_the_code_is_the_beginning_of_the_hash() -> None:
    assert content_code.code_of("0" * 64) == "2222-2222"
    assert content_code.code_of("f" * 64) == "ZZZZ-ZZZZ"
    assert content_code.codes_in("x Mã nội dung:\nK7QF-2MXA y Mã nội dung: K7QF-2MXA") == [
        "K7QF-2MXA"
    ]


def test_a_signed_paper_outlived_by_its_figures_holds_the_sending(
    filled: Cast, clock: MovableClock
) -> None:
    printed(filled, PrintKind.REPORT, clock=clock)
    use = signed(filled, clock=clock)
    assert papers.outdated(filled.dossier) == []
    change(filled, clock=clock)
    [old] = papers.outdated(filled.dossier)
    assert [leaf.code for leaf in old.changes] == ["2.2"]
    assert "Số liệu: 4 cuộc → 2 cuộc" in old.changes[0].lines
    assert "Điểm: 20,00 → 10,00" in old.changes[0].lines
    hand_over(filled, clock=clock)
    with pytest.raises(PapersOutdated, match=r"tiêu chí thay đổi từ đó: 2\.2") as refused:
        send(filled, clock=clock)
    assert (refused.value.code, int(refused.value.status)) == ("papers_outdated", 409)
    evidence.detach(use=use, by=filled.commune_officer, clock=clock)
    assert send(filled, clock=clock).receipt == "BN-2024-07414-01"


def test_what_is_true_of_three_papers_is_said_once(filled: Cast, clock: MovableClock) -> None:
    table = {"key": "self_score_table", "label": "Bảng tự chấm điểm"}
    filled.dossier.campaign.document_kinds = [*factories.PAPERS, table]
    filled.dossier.campaign.save()
    for kind in (PrintKind.REPORT, PrintKind.SUBMISSION, PrintKind.SCORE_SHEET):
        printed(filled, kind, clock=clock)
    for kind, content in (("submission", "a"), ("report", "b"), ("self_score_table", "c")):
        signed(filled, clock=clock, content=stories.pdf_bytes(content), kind=kind)
    change(filled, clock=clock)
    hand_over(filled, clock=clock)
    with pytest.raises(PapersOutdated) as refused:
        send(filled, clock=clock)
    said = refused.value.sentence
    assert said.startswith("Tờ trình, báo cáo kết quả và bảng tự chấm điểm đã ký (mã nội dung ")
    assert said.count("không còn khớp") == 1
    [together] = papers.alike(papers.outdated(filled.dossier))
    assert [paper.key for paper in together.papers] == ["submission", "report", "self_score_table"]


def test_papers_of_different_content_are_told_apart(filled: Cast, clock: MovableClock) -> None:
    printed(filled, PrintKind.REPORT, clock=clock)
    signed(filled, clock=clock)
    change(filled, clock=clock)
    printed(filled, PrintKind.SUBMISSION, clock=clock)
    signed(filled, clock=clock, content=stories.pdf_bytes("b"), kind="submission")
    change(filled, clock=clock, count="1", version=2)
    assert len(papers.alike(papers.outdated(filled.dossier))) == 2


def test_a_newer_signed_paper_lets_the_sending_go(filled: Cast, clock: MovableClock) -> None:
    printed(filled, PrintKind.REPORT, clock=clock)
    signed(filled, clock=clock)
    change(filled, clock=clock)
    printed(filled, PrintKind.REPORT_DOCX, clock=clock)
    signed(filled, clock=clock, content=stories.pdf_bytes("ký lại"))
    hand_over(filled, clock=clock)
    assert send(filled, clock=clock)


def test_a_paper_written_elsewhere_is_doubted_and_holds_nothing(
    filled: Cast, clock: MovableClock
) -> None:
    signed(filled, clock=clock)
    change(filled, clock=clock)
    [old] = papers.outdated(filled.dossier)
    assert not old.is_certain
    assert "tiêu chí thay đổi từ đó: 2.2" in old.sentence
    hand_over(filled, clock=clock)
    assert send(filled, clock=clock)


def test_without_papers_nothing_is_held(filled: Cast, clock: MovableClock) -> None:
    change(filled, clock=clock)
    hand_over(filled, clock=clock)
    assert send(filled, clock=clock)


def test_a_paper_from_before_the_figures_is_not_doubted(cast: Cast, clock: MovableClock) -> None:
    use = signed(cast, clock=clock)
    assert use.content_sha256 == ""
    stories.fill(cast, clock=clock)
    assert papers.outdated(cast.dossier) == []


def test_the_typed_code_names_an_older_print(filled: Cast, clock: MovableClock) -> None:
    first = printed(filled, PrintKind.REPORT, clock=clock)
    change(filled, clock=clock)
    printed(filled, PrintKind.REPORT, clock=clock)
    code = content_code.code_of(first.content_sha256)
    assert signed(filled, clock=clock, code=code.lower()).content_sha256 == first.content_sha256
    assert papers.outdated(filled.dossier)[0].code == code


def test_an_unknown_code_is_refused_and_nothing_is_kept(filled: Cast, clock: MovableClock) -> None:
    stored = set(vault.stored_names())
    with pytest.raises(Invalid, match="không phải mã của bản in nào") as refused:
        signed(filled, clock=clock, code="ZZZZ-ZZZZ")
    assert set(refused.value.problems) == {"content_code"}
    assert not EvidenceUse.objects.filter(document_kind="report").exists()
    assert set(vault.stored_names()) == stored


def test_the_code_in_the_papers_own_text_is_found(filled: Cast, clock: MovableClock) -> None:
    first = printed(filled, PrintKind.REPORT, clock=clock)
    change(filled, clock=clock)
    printed(filled, PrintKind.REPORT, clock=clock)
    with first.file.open("rb") as file:
        content = file.read()
    assert signed(filled, clock=clock, content=content).content_sha256 == first.content_sha256


def test_a_paper_of_another_unit_is_told_by_its_code(filled: Cast, clock: MovableClock) -> None:
    stories.fill(filled, clock=clock, dossier=filled.neighbour_dossier)
    job = PrintJob.objects.create(
        kind=PrintKind.REPORT,
        dossier=filled.neighbour_dossier,
        requested_at=clock(),
        requested_by=filled.neighbour_officer,
    )
    with press.carry_out(job).file.open("rb") as file:
        content = file.read()
    with pytest.raises(Invalid, match="in trên tệp PDF"):
        signed(filled, clock=clock, content=content)


@pytest.mark.parametrize("kind", [PrintKind.SUBMISSION, PrintKind.REPORT, PrintKind.SCORE_SHEET])
def test_every_page_of_a_draft_bears_code_and_qr(
    filled: Cast, clock: MovableClock, kind: PrintKind
) -> None:
    job = printed(filled, kind, clock=clock)
    code = content_code.code_of(job.content_sha256)
    with job.file.open("rb") as file:
        document = pypdfium2.PdfDocument(file.read())
    texts = [page.get_textpage().get_text_bounded() for page in document]
    assert [content_code.codes_in(text) for text in texts] == [[code]] * len(texts)
    assert "./." in "".join(texts)


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (PrintKind.SUBMISSION_DOCX, "TỜ TRÌNH"),
        (PrintKind.REPORT_DOCX, "BÁO CÁO"),
        (PrintKind.SCORE_SHEET_DOCX, "BẢNG TỰ CHẤM ĐIỂM"),
    ],
)
def test_a_draft_can_be_edited_in_word(
    filled: Cast, clock: MovableClock, kind: PrintKind, title: str
) -> None:
    job = printed(filled, kind, clock=clock)
    with job.file.open("rb") as file:
        document = docx.Document(io.BytesIO(file.read()))
    assert title in [paragraph.text for paragraph in document.paragraphs]
    assert document.styles["Normal"].font.name == "Times New Roman"
    section = document.sections[0]
    assert (section.left_margin.mm, section.right_margin.mm) == pytest.approx((30, 15), abs=0.1)
    code = content_code.code_of(job.content_sha256)
    for footer in (section.footer, section.first_page_footer):
        assert code in footer.paragraphs[0].text
        picture = next(iter(footer.part.related_parts.values()))
        Image.open(io.BytesIO(picture.blob)).verify()


def test_the_report_names_every_point_off(filled: Cast, clock: MovableClock) -> None:
    change(filled, clock=clock)
    stories.save(
        filled,
        "1.3",
        None,
        clock=clock,
        is_not_applicable=True,
        explanation="Không phát sinh góp ý",
        version=1,
    )
    words = report.Words(
        difficulties="Đường truyền chậm", proposals="Bố trí kinh phí", contact_name="Đỗ Thị Mây"
    )
    report.save(
        dossier=filled.dossier, words=words, version=0, by=filled.commune_officer, clock=clock
    )
    job = printed(filled, PrintKind.REPORT, clock=clock)
    with job.file.open("rb") as file:
        document = pypdfium2.PdfDocument(file.read())
    text = " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)
    for said in (
        "60,00 điểm trên 70,00 điểm tối đa áp dụng",
        "1.3 Tiêu chí thử nghiệm 1.3 (10,00 điểm): Không phát sinh góp ý",
        "2.2 Tiêu chí thử nghiệm 2.2 20,00 10,00 10,00",
        "Đường truyền chậm",
        "Bố trí kinh phí",
        "Người liên hệ: Đỗ Thị Mây",
        "/BC-UBND",
    ):
        assert said in text


def test_a_paper_written_on_meanwhile_is_printed_again(
    filled: Cast, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def render(template: str, context: dict[str, object]) -> bytes:
        made.append(template)
        if len(made) == 1:
            change(filled, clock=clock)
        return b"%PDF"

    monkeypatch.setattr(paper_maker, "render", render)
    job = printed(filled, PrintKind.REPORT, clock=clock)
    assert len(made) == 2
    assert job.content_sha256 == content_code.stated_hash(filled.dossier)
    with pytest.raises(printing.WrittenOnMeanwhile):
        printing.deliver(job=job, content=b"", ending="pdf", states="0" * 64)


def test_what_was_changed_and_changed_back_is_not_told(filled: Cast, clock: MovableClock) -> None:
    since = clock()
    clock.pass_time(minutes=1)
    change(filled, clock=clock)
    stories.prove(filled, "1.1", clock=clock, words="thêm")
    told = {each.code: each.lines for each in compared.changes_since(filled.dossier, since)}
    assert told["1.1"] == ("Thêm tài liệu: báo cáo.pdf",)
    assert set(told) == {"1.1", "2.2"}
    change(filled, clock=clock, count="4", version=2)
    told = {each.code: each.lines for each in compared.changes_since(filled.dossier, since)}
    assert set(told) == {"1.1"}


def test_remarks_are_made_by_the_leader_and_settled_once(filled: Cast, clock: MovableClock) -> None:
    hand_over(filled, clock=clock)
    leaf = filled.leaf("2.2")
    made = comments.make(
        dossier=filled.dossier, leaf=leaf, text=" Xem lại ", by=filled.commune_leader, clock=clock
    )
    assert made.text == "Xem lại"
    again = comments.make(
        dossier=filled.dossier, leaf=leaf, text="Xem lại", by=filled.commune_leader, clock=clock
    )
    assert again == made
    assert comments.settle(comment=made, by=filled.commune_officer, clock=clock).settled_at


def test_a_newer_version_of_a_document_is_one_line(filled: Cast, clock: MovableClock) -> None:
    since = clock()
    clock.pass_time(minutes=1)
    replacing.replace(
        use=EvidenceUse.objects.get(dossier=filled.dossier),
        content=receive.paper(stories.upload(stories.pdf_bytes("bản mới"))),
        by=filled.commune_officer,
        clock=clock,
    )
    [change] = compared.changes_since(filled.dossier, since)
    assert (change.code, change.lines) == ("1.2", ("Thay bản mới: báo cáo.pdf",))
