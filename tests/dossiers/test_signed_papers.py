"""What a signed paper was printed from, and what happens when the figures move on."""

import io

import pikepdf
import pytest

from accounts.errors import Invalid, PapersOutdated
from accounts.files import receive
from dossiers import vault
from dossiers.actions import (
    evidence,
    library,
    report,
    signed_papers,
    submission,
)
from dossiers.enums import PrintKind
from dossiers.exports import press
from dossiers.models import EvidenceUse, LayerTotal, PrintJob, Submission
from dossiers.queries import content_code
from dossiers.queries import signed_papers as papers
from tests import factories, stories
from tests.conftest import MovableClock
from tests.dossiers.test_explanation_answer import ask
from tests.drafts import change, printed
from tests.factories import Cast


@pytest.fixture
def filled(cast: Cast, clock: MovableClock) -> Cast:
    stories.fill(cast, clock=clock)
    clock.pass_time(minutes=1)
    return cast


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


def test_an_explanation_is_part_of_what_the_code_covers(filled: Cast, clock: MovableClock) -> None:
    before = content_code.stated_hash(filled.dossier)
    said = {"explanation": "Bốn cuộc, một cuộc trực tuyến", "version": 1}
    stories.save(filled, "2.2", stories.FULL["2.2"], clock=clock, **said)
    assert content_code.stated_hash(filled.dossier) != before


def test_order_of_documents_and_those_of_an_answer_are_not(
    filled: Cast, clock: MovableClock
) -> None:
    first = EvidenceUse.objects.get(dossier=filled.dossier)
    stories.prove(filled, "1.2", clock=clock, words="thứ hai")
    stories.prove(filled, "1.1", clock=clock, words="thứ ba")
    before = content_code.stated_hash(filled.dossier)
    by = filled.commune_officer
    library.arrange(use=first, is_earlier=False, by=by, clock=clock)
    assert content_code.stated_hash(filled.dossier) == before
    evidence.detach(use=first, by=by, clock=clock)
    stories.prove(filled, "1.2", clock=clock)
    assert content_code.stated_hash(filled.dossier) == before
    hand_over(filled, clock=clock)
    send(filled, clock=clock)
    ask(filled, "1.2", clock=clock)
    assert stories.prove(filled, "1.2", clock=clock, words="bổ sung").explanation is not None
    assert content_code.stated_hash(filled.dossier) == before


def test_sums_that_a_correction_changes_alone_make_another_code(
    filled: Cast, clock: MovableClock
) -> None:
    before = content_code.stated_hash(filled.dossier)
    rows = LayerTotal.objects.filter(dossier=filled.dossier)
    for name in ("achieved", "maximum", "not_applicable"):
        stored = getattr(rows.get(), name)
        rows.update(**{name: stored + 1})
        assert content_code.stated_hash(filled.dossier) != before
        rows.update(**{name: stored})
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


def test_what_is_printed_later_makes_no_certainty_of_a_presumption(
    filled: Cast, clock: MovableClock
) -> None:
    signed(filled, clock=clock)
    # The very content that the paper is presumed to state, printed after it had come.
    printed(filled, PrintKind.REPORT, clock=clock)
    change(filled, clock=clock)
    [old] = papers.outdated(filled.dossier)
    assert not old.is_certain
    assert papers.holding(filled.dossier) == []


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


def test_two_codes_on_one_page_decide_nothing(filled: Cast, clock: MovableClock) -> None:
    older = printed(filled, PrintKind.REPORT, clock=clock)
    change(filled, clock=clock)
    newer = printed(filled, PrintKind.REPORT, clock=clock)
    both = io.BytesIO()
    with (
        older.file.open("rb") as first,
        newer.file.open("rb") as second,
        pikepdf.open(first) as whole,
        pikepdf.open(second) as more,
    ):
        whole.pages[0].add_overlay(more.pages[0])
        whole.save(both)
    # Then it is taken for the newest draft, as a scan without any text is.
    use = signed(filled, clock=clock, content=both.getvalue())
    assert use.content_sha256 == newer.content_sha256


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
