"""What the drafts of a unit's papers state, on which page, and of which moment."""

import io
from decimal import Decimal

import docx
import pypdfium2
import pytest
from PIL import Image

from accounts.errors import NotAllowed
from dossiers.actions import layer_totals, printing, report, submission
from dossiers.enums import PrintKind
from dossiers.exports import press
from dossiers.models import Score
from dossiers.queries import content_code
from dossiers.queries import report as figures
from scoring.exports import paper as paper_maker
from tests import stories
from tests.conftest import MovableClock
from tests.drafts import change, printed
from tests.factories import Cast


@pytest.fixture
def filled(cast: Cast, clock: MovableClock) -> Cast:
    stories.fill(cast, clock=clock)
    clock.pass_time(minutes=1)
    return cast


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
    told = figures.figures_of(filled.dossier)
    assert (told.applicable, told.achieved, told.points_off) == ("70,00", "60,00", "10,00")
    assert [(line.code, line.maximum) for line in told.groups] == [("1", "30,00"), ("2", "40,00")]
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


@pytest.mark.parametrize(
    ("plan", "models", "beside", "total"),
    [
        ("no", "2", ["+2,00"], "72,00"),
        # No more than the campaign allows, and never beyond the maximum.
        ("no", "9", ["+3,00"], "73,00"),
        ("yes", "2", ["+2,00", "−2,00"], "80,00"),
        ("no", "0", [], "70,00"),
    ],
)
def test_the_groups_and_what_stands_beside_them_add_up(
    filled: Cast, clock: MovableClock, plan: str, models: str, beside: list[str], total: str
) -> None:
    stories.save(filled, "1.1", {"value": plan}, clock=clock, version=1)
    stories.save(filled, "T1", {"count": models}, clock=clock)
    told = figures.figures_of(filled.dossier)
    assert [line.points for line in told.beside] == beside
    assert ("điểm thưởng" in told.summary) is bool(beside)
    assert told.achieved == total
    shown = [line.points for line in (*told.groups, *told.beside)]
    numbers = [Decimal(each.replace(",", ".").replace("−", "-")) for each in shown]
    assert sum(numbers) == Decimal(total.replace(",", "."))
    job = printed(filled, PrintKind.REPORT_DOCX, clock=clock)
    with job.file.open("rb") as file:
        document = docx.Document(io.BytesIO(file.read()))
    table = next(each for each in document.tables if "Nhóm tiêu chí" in each.rows[0].cells[1].text)
    column = [row.cells[3].text for row in table.rows[1:]]
    assert column == [*shown, total]


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


def test_penalty_is_a_point_off_and_taken_from_the_groups(
    filled: Cast, clock: MovableClock
) -> None:
    row = Score.objects.get(dossier=filled.dossier, leaf__code="2.3")
    row.pk, row.leaf, row.points = None, filled.leaf("P1").criterion, Decimal("2.00")
    row.save(force_insert=True)
    layer_totals.refresh(filled.dossier, filled.stages[0])
    told = figures.figures_of(filled.dossier)
    assert [(line.code, line.lost) for line in told.lost] == [("P1", "2,00")]
    assert [(line.name, line.points) for line in told.beside] == [("Điểm trừ", "−2,00")]
    assert (told.achieved, told.points_off) == ("78,00", "2,00")


def test_drafts_of_an_unsent_dossier_are_printed_for_its_unit_only(
    filled: Cast, clock: MovableClock
) -> None:
    asked = {"dossier": filled.dossier, "kind": PrintKind.REPORT, "clock": clock}
    with pytest.raises(NotAllowed):
        printing.request_draft(by=filled.district_reviewer, **asked)
    submission.hand_over(dossier=filled.dossier, by=filled.commune_officer, clock=clock)
    submission.send(dossier=filled.dossier, by=filled.commune_leader, clock=clock)
    filled.dossier.refresh_from_db()
    assert printing.request_draft(by=filled.district_reviewer, **asked).finished_at is None


def test_finished_paper_is_not_drawn_again(
    filled: Cast, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = printed(filled, PrintKind.REPORT_DOCX, clock=clock)
    monkeypatch.setattr(press, "_print", None)
    assert press.carry_out(job) == job


def test_paper_that_two_workers_print_stays_as_the_first_stored_it(
    filled: Cast, clock: MovableClock
) -> None:
    job = printed(filled, PrintKind.REPORT_DOCX, clock=clock)
    again = printing.deliver(job=job, content=b"second", ending="docx", clock=clock)
    printing.give_up(job=job, clock=clock)
    job.refresh_from_db()
    assert (again.finished_at, again.file) == (job.finished_at, job.file)
    assert job.failure == ""
    with job.file.open("rb") as file:
        assert file.read() != b"second"
