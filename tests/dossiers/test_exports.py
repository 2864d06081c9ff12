"""Papers: what an office prints, files and opens in a spreadsheet."""

import io
import subprocess
from datetime import date

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import UnitLevel
from accounts.models import Unit
from dossiers.actions import printing, results
from dossiers.enums import PrintKind
from dossiers.exports import draft_docx, drafts, letterhead, press, results_table, score_sheet
from dossiers.models import PrintJob, ScoringRun, UnitResult
from scoring.exports import paper
from tests import stories
from tests.conftest import MovableClock
from tests.factories import Cast

MARK = letterhead.ContentMark("K7QF-2MXA", "")


@pytest.fixture
def run(cast: Cast, clock: MovableClock) -> ScoringRun:
    stories.file_papers(cast, clock=clock)
    stories.send(cast, clock=clock)
    stories.appraise_to_the_end(cast, clock=clock)
    opened = results.open_run(campaign=cast.campaign, by=None, clock=clock)
    return results.compute(run=opened, clock=clock)


def sheet(run: ScoringRun):
    return openpyxl.load_workbook(io.BytesIO(results_table.workbook(run)))["Kết quả"]


def test_the_workbook_holds_real_numbers_and_codes_as_text(run: ScoringRun) -> None:
    table = sheet(run)
    heading = [cell.value for cell in table[1]]
    first = dict(zip(heading, (cell.value for cell in table[2]), strict=True))
    assert (first["Hạng"], first["Mã đơn vị"], first["Đơn vị"]) == (1, "07414", "Xã Hương Lạc")
    assert (first["Nhóm 1"], first["Tổng điểm"], first["Chỉ số (%)"]) == (40, 100, 100)
    assert first["Được công nhận"] == "Có"
    assert table["B2"].number_format == "@"
    last = dict(zip(heading, (cell.value for cell in table[4]), strict=True))
    assert (last["Hạng"], last["Chỉ số (%)"]) == (None, None)
    assert last["Điều kiện không đạt, lý do không xếp hạng"] == "Chưa gửi hồ sơ"


def test_the_workbook_is_ready_to_filter_and_to_print(run: ScoringRun) -> None:
    table = sheet(run)
    assert table.freeze_panes == "D2"
    assert table.auto_filter.ref == "A1:O4"
    assert table.print_title_rows == "$1:$1"
    assert (table.page_setup.orientation, table.page_setup.fitToHeight) == ("landscape", 0)
    assert not table.merged_cells.ranges


@pytest.mark.parametrize("mark", ["=", "+", "-", "@"])
def test_text_that_looks_like_a_formula_stays_text(run: ScoringRun, mark: str) -> None:
    UnitResult.objects.filter(run=run, rank=1).update(unit_name=f"{mark}HYPERLINK(1)")
    cell = sheet(run)["C2"]
    assert (cell.value, cell.data_type) == (f"{mark}HYPERLINK(1)", "s")
    assert cell.quotePrefix


def test_the_same_run_gives_the_same_bytes(run: ScoringRun) -> None:
    assert results_table.workbook(run) == results_table.workbook(run)


def test_the_score_sheet_follows_the_form(cast: Cast, clock: MovableClock) -> None:
    stories.fill(cast, clock=clock)
    text = words_of(score_sheet.pdf(cast.dossier, mark=MARK, at=clock()))
    for words in (
        "ỦY BAN NHÂN DÂN HUYỆN LẠNG GIANG",
        "ỦY BAN NHÂN DÂN XÃ HƯƠNG LẠC",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "/BC-UBND",
        "BẢNG TỰ CHẤM ĐIỂM",
        "99 / 100 = 99,00",
        "nêu trên./.",
        "Nơi nhận:",
        "TM. ỦY BAN NHÂN DÂN",
    ):
        assert words in text
    assert "Hương Lạc, ngày tháng năm 2024" in text


def test_the_score_sheet_repeats_its_heading_and_numbers_pages_from_the_second(
    cast: Cast, clock: MovableClock
) -> None:
    long_words = "Đã rà soát toàn bộ hồ sơ, lập danh sách và công khai theo quy định. " * 12
    stories.fill(cast, clock=clock)
    for code, figures in stories.FULL.items():
        if code != "1.2":
            stories.save(cast, code, figures, clock=clock, explanation=long_words, version=1)
    first, second, *_ = pages_of(score_sheet.pdf(cast.dossier, mark=MARK, at=clock()))
    assert "Cách tính điểm" in first
    assert "Cách tính điểm" in second
    assert second.split()[0] == "2"
    assert first.split()[0] != "1"


def test_the_score_sheet_marks_what_does_not_apply(cast: Cast, clock: MovableClock) -> None:
    stories.save(
        cast, "1.3", None, clock=clock, is_not_applicable=True, explanation="Không phát sinh"
    )
    told = score_sheet.content(cast.dossier, mark=MARK, at=clock())
    line = next(line for line in told["groups"][0].lines if line.code == "1.3")
    assert (line.points, line.figures) == ("Không áp dụng", "Không phát sinh")
    assert (told["left_out"], told["not_applicable"]) == ("1.3", "10,00")


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Xã Hương Lạc", "Hương Lạc"),
        ("Phường Bắc Giang", "Bắc Giang"),
        ("Thị trấn Vôi", "Vôi"),
        ("Huyện Lạng Giang", "Huyện Lạng Giang"),
    ],
)
def test_the_date_line_names_the_place(name: str, place: str) -> None:
    unit = Unit(level=UnitLevel.COMMUNE, valid_from=date(2008, 1, 1))
    unit.set_name(name)
    assert letterhead.place_of(unit) == place


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "http://127.0.0.1/", "data:text/plain,x", "font:../secret", "font:"],
)
def test_paper_fetches_nothing_but_our_fonts(address: str) -> None:
    with pytest.raises(ValueError, match="may not fetch"):
        paper.OwnFontsOnly().fetch(address)


def test_a_failed_print_tells_the_person(
    cast: Cast, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = printing.request_draft(
        dossier=cast.dossier, kind=PrintKind.SCORE_SHEET, by=cast.commune_officer, clock=clock
    )
    monkeypatch.setattr(score_sheet, "pdf", lambda dossier, *, mark, at: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        press.carry_out(job)
    job.refresh_from_db()
    assert (job.failure, bool(job.file)) == (printing.FAILED, False)


def test_a_job_is_printed_once(run: ScoringRun, cast: Cast, clock: MovableClock) -> None:
    job = printing.request_table(run=run, by=cast.standing_officer, clock=clock)
    done = press.carry_out(job)
    assert press.carry_out(done).finished_at == done.finished_at
    assert PrintJob.objects.get().file.read().startswith(b"PK")


def words_of(pdf: bytes) -> str:
    """Return a PDF's text on one line."""
    return " ".join(" ".join(pages_of(pdf)).split())


def pages_of(pdf: bytes) -> list[str]:
    told = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return told.stdout.decode().split("\f")


def test_signs_of_a_word_processor_do_not_stop_a_draft(cast_today: Cast, client: Client) -> None:
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(cast_today.commune_officer, backend=backend)
    typed = {"value": "yes", "explanation": "Kế hoạch\x0bsố 12\x01", "version": "0"}
    save = reverse("dossiers:save_score", args=[cast_today.dossier.pk, "1.1"])
    assert client.post(save, typed).status_code == 303
    told = drafts.score_table(cast_today.dossier, mark=MARK, at=cast_today.now)
    assert draft_docx.docx(told).startswith(b"PK")
