"""The words of the drafts that a unit signs: tờ trình, báo cáo tự đánh giá, bảng tự chấm điểm.

One description serves both forms, PDF and DOCX: a head, blocks in order, a foot.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dossiers.exports import score_sheet
from dossiers.exports.letterhead import (
    STANDING_BODY,
    ContentMark,
    Letterhead,
    letterhead,
    letterhead_number,
    recipients,
)
from dossiers.exports.tables import Column, Table
from dossiers.models import Dossier, Report
from dossiers.queries import report
from dossiers.queries.report import Figures

NOTHING_TO_SAY = "Không có."
SUBJECT = "submission"


@dataclass(frozen=True)
class Block:
    """One piece of the body: a heading, a paragraph, a list's line, or a table."""

    kind: str
    text: str = ""
    table: Table | None = None


@dataclass(frozen=True)
class Draft:
    """A paper to be signed. ``number`` is what stands after the blank number: ``BC-UBND``."""

    head: Letterhead
    number: str
    title: str
    subject: str
    addressee: str
    blocks: tuple[Block, ...]
    recipients: tuple[str, ...]
    mark: ContentMark
    is_landscape: bool = False


def heading(text: str) -> Block:
    """Return a numbered heading of the body."""
    return Block("heading", text)


def text(words: str) -> list[Block]:
    """Return a paragraph for each line that was typed."""
    return [Block("text", line.strip()) for line in words.splitlines() if line.strip()]


def submission_letter(dossier: Dossier, *, mark: ContentMark, at: datetime) -> Draft:
    """Return the tờ trình: the unit asks the tier above to appraise and recognise."""
    head, told = letterhead(dossier.unit, at=at), report.figures_of(dossier)
    year, campaign = dossier.campaign.year, dossier.campaign
    attached = [str(kind["label"]) for kind in campaign.document_kinds if kind["key"] != SUBJECT]
    blocks = [
        *text(
            f"Căn cứ {campaign.criteria_set.name}; thực hiện {_small(campaign.title)}, "
            f"{head.issuer_in_text} đã tổ chức tự chấm điểm và tập hợp tài liệu kiểm chứng."
        ),
        *text(told.summary),
        *text(f"{head.issuer_in_text} kính trình hồ sơ kèm theo gồm:"),
        *(Block("item", f"- {label};") for label in attached),
        Block("item", "- Tài liệu kiểm chứng của từng tiêu chí trên Cổng đánh giá."),
        *text(
            f"{head.issuer_in_text} kính đề nghị {head.above_in_text or 'cấp trên'} xem xét, "
            f"thẩm định và trình cấp có thẩm quyền công nhận kết quả năm {year}./."
        ),
    ]
    return Draft(
        head=head,
        number=letterhead_number("TTr", dossier.unit),
        title="Tờ trình",
        subject=f"Về việc đề nghị công nhận kết quả xây dựng chính quyền thân thiện năm {year}",
        addressee=head.above_in_text,
        blocks=tuple(blocks),
        recipients=("Như trên", STANDING_BODY),
        mark=mark,
    )


def self_report(dossier: Dossier, *, mark: ContentMark, at: datetime) -> Draft:
    """Return the báo cáo tự đánh giá: totals, points off with their leaves, the unit's words."""
    head, told, words = (
        letterhead(dossier.unit, at=at),
        report.figures_of(dossier),
        report.words_of(dossier),
    )
    year = dossier.campaign.year
    blocks = [
        *text(
            f"Thực hiện {_small(dossier.campaign.title)}, {head.issuer_in_text} báo cáo kết quả "
            f"tự đánh giá như sau:"
        ),
        heading("I. KẾT QUẢ TỰ CHẤM ĐIỂM"),
        *text(told.summary),
        Block("table", table=_groups(told)),
        heading("II. ĐIỂM TRỪ SO VỚI ĐIỂM TỐI ĐA"),
        *_points_off(told),
        heading("III. KHÓ KHĂN, VƯỚNG MẮC"),
        *text(words.difficulties or NOTHING_TO_SAY),
        heading("IV. KIẾN NGHỊ, ĐỀ XUẤT"),
        *text(words.proposals or NOTHING_TO_SAY),
    ]
    if words.remarks:
        blocks += [heading("V. NỘI DUNG KHÁC"), *text(words.remarks)]
    blocks += text(_contact(words))
    blocks += text(
        f"{head.issuer_in_text} kính báo cáo và chịu trách nhiệm về tính chính xác của số liệu, "
        "tài liệu kiểm chứng./."
    )
    return Draft(
        head=head,
        number=letterhead_number("BC", dossier.unit),
        title="Báo cáo",
        subject=f"Kết quả tự đánh giá chính quyền thân thiện năm {year}",
        addressee="",
        blocks=tuple(blocks),
        recipients=recipients(head),
        mark=mark,
    )


def score_table(dossier: Dossier, *, mark: ContentMark, at: datetime) -> Draft:
    """Return the bảng tự chấm điểm as blocks, for the editable form."""
    told = score_sheet.content(dossier, mark=mark, at=at)
    head: Letterhead = told["head"]
    return Draft(
        head=head,
        number=letterhead_number("BC", dossier.unit),
        title="Bảng tự chấm điểm",
        subject=dossier.campaign.title,
        addressee="",
        blocks=(
            *text(
                f"{head.issuer_in_text} tự chấm điểm theo bộ tiêu chí năm "
                f"{dossier.campaign.year} như sau:"
            ),
            Block("table", table=_scores(told)),
            Block("note", "(*) Tiêu chí trọng yếu."),
            *text(f"{told['summary']} {told['closing']}"),
        ),
        recipients=recipients(head),
        mark=mark,
        is_landscape=True,
    )


def _small(title: str) -> str:
    """A title inside a sentence."""
    return f"{title[:1].lower()}{title[1:]}"


def _points_off(told: Figures) -> list[Block]:
    blocks = [heading("1. Tiêu chí không áp dụng, trừ khỏi điểm tối đa")]
    blocks += [
        Block("item", f"- Tiêu chí {line.code} {line.name} ({line.maximum} điểm): {line.reason}")
        for line in told.left_out
    ] or text(NOTHING_TO_SAY)
    blocks.append(heading("2. Tiêu chí chưa đạt điểm tối đa, điểm trừ"))
    if told.lost:
        blocks += [Block("table", table=_lost(told))]
    else:
        blocks += text(NOTHING_TO_SAY)
    return blocks


GROUPS = Table(
    (
        Column("col-code", "TT", 13),
        Column("col-group", "Nhóm tiêu chí", 92),
        Column("col-sum", "Điểm tối đa áp dụng", 30, is_figure=True),
        Column("col-sum", "Điểm tự chấm", 30, is_figure=True),
    )
)
LOST = Table(
    (
        Column("col-code", "TT", 13),
        Column("col-leaf", "Tiêu chí", 56),
        Column("col-maximum", "Điểm chuẩn", 16, is_figure=True),
        Column("col-points", "Điểm tự chấm", 18, is_figure=True),
        Column("col-maximum", "Điểm trừ", 16, is_figure=True),
        Column("col-why", "Cách tính điểm", 46),
    )
)
SCORES = Table(
    tuple(
        Column("", heading, width, is_figure=place in (2, 4))
        for place, (heading, width) in enumerate(
            zip(score_sheet.HEADINGS, (13, 66, 16, 52, 18, 51, 35), strict=True)
        )
    )
)


def _groups(told: Figures) -> Table:
    rows = [(line.code, line.name, line.maximum, line.points) for line in told.groups]
    rows += [("", line.name, "", line.points) for line in told.beside]
    total = ("", "Tổng cộng", told.applicable, told.achieved)
    return GROUPS.with_rows(*rows).with_rows(total, is_bold=True)


def _lost(told: Figures) -> Table:
    return LOST.with_rows(
        *(
            (line.code, line.name, line.maximum, line.points, line.lost, line.because)
            for line in told.lost
        )
    )


def _scores(told: dict[str, Any]) -> Table:
    table = SCORES
    for group in told["groups"]:
        head = (group.code, group.name, group.maximum, "", group.points, "", "")
        table = table.with_rows(head, is_bold=True).with_rows(*map(_leaf_row, group.lines))
    total = ("", score_sheet.TOTAL, told["maximum"], "", told["achieved"], "", "")
    return table.with_rows(total, is_bold=True)


def _leaf_row(line: score_sheet.Line) -> tuple[str, ...]:
    name = f"{line.name} (*)" if line.is_critical else line.name
    return (line.code, name, line.maximum, line.figures, line.points, line.because, line.papers)


def _contact(words: Report) -> str:
    parts = [words.contact_name, words.contact_position]
    who = ", ".join(part for part in parts if part)
    ways = [
        f"điện thoại {words.contact_phone}" if words.contact_phone else "",
        f"thư điện tử {words.contact_email}" if words.contact_email else "",
    ]
    said = "; ".join(part for part in (who, *ways) if part)
    return f"Người liên hệ: {said}." if said else ""
