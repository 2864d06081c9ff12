"""A draft as an editable Word document in the form of Nghị định 30/2020/NĐ-CP.

The module is imported in the worker only, as the other printers are.
"""

import io
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt

from dossiers.exports.drafts import Block, Draft
from dossiers.exports.letterhead import ContentMark, Letterhead, qr
from dossiers.exports.tables import Row, Table

FONT = "Times New Roman"
SHORT, LONG = Mm(210), Mm(297)
# Margins of the decree: top and bottom 20–25 mm, left 30–35, right 15–20.
TOP, BOTTOM, LEFT, RIGHT = Mm(20), Mm(25), Mm(30), Mm(15)
INDENT = Mm(10)
# Of the head's width the issuer takes so many percent, the country's name the rest.
ISSUER_SHARE = 42
# Rules are borders of short lines of text: their length is what the two indents leave. Below the
# issuer both indents are given, below the motto the length of the motto itself.
RULE_EIGHTHS = "6"
ISSUER_RULE_INDENT, MOTTO_LENGTH = Mm(21), Mm(60)
QR_SIDE = Mm(14)
QR_SCALE = 8
BLANK = "......"
BODY, TABLE, SMALL = Pt(14), Pt(11), Pt(12)

CENTRE, RIGHT_EDGE, BOTH = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


def docx(draft: Draft) -> bytes:
    """Return the draft as DOCX bytes."""
    document = Document()
    _set_up(document, draft)
    width = (LONG if draft.is_landscape else SHORT) - LEFT - RIGHT
    _head(document, draft.head, draft.number, Length(width))
    _line(document, draft.title.upper(), size=BODY, bold=True, align=CENTRE, before=Pt(18))
    _line(document, draft.subject, size=BODY, bold=True, align=CENTRE)
    _rule(document.add_paragraph(), left=Length(width // 3), right=Length(width // 3))
    if draft.addressee:
        said = f"Kính gửi: {draft.addressee}"
        _line(document, said, size=BODY, align=CENTRE, before=Pt(6), after=Pt(6))
    for block in draft.blocks:
        _block(document, block)
    _foot(document, draft, Length(width))
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _set_up(document: Any, draft: Draft) -> None:
    """Set the language and font of everything, the page, its number and its content code."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, BODY
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    style.paragraph_format.space_after = Pt(0)
    document.core_properties.title = f"{draft.title} – {draft.subject}"
    document.core_properties.author = draft.head.issuer
    document.core_properties.comments = ""
    document.core_properties.language = "vi-VN"
    section = document.sections[0]
    section.page_width, section.page_height = SHORT, LONG
    if draft.is_landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = LONG, SHORT
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.header_distance, section.footer_distance = Mm(10), Mm(6)
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])
    for footer in (section.footer, section.first_page_footer):
        _mark(footer.paragraphs[0], draft.mark)


def _page_number(paragraph: Any) -> None:
    """Centre the page's number; the first page has a header of its own, without one."""
    paragraph.alignment = CENTRE
    run = paragraph.add_run()
    run.font.size = Pt(13)
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = text
        run._r.append(part)


def _mark(paragraph: Any, mark: ContentMark) -> None:
    if mark.address:
        picture = io.BytesIO()
        qr(mark.address).save(picture, kind="png", scale=QR_SCALE, border=1)
        picture.seek(0)
        paragraph.add_run().add_picture(picture, width=QR_SIDE)
    paragraph.add_run(f" {mark.label} ").font.size = TABLE
    code = paragraph.add_run(mark.code)
    code.font.size, code.bold = TABLE, True


def _head(document: Any, head: Letterhead, number: str, width: Length) -> None:
    left, right = _halves(document, width, share=ISSUER_SHARE)
    size = Pt(13) if width > SHORT else SMALL
    if head.above:
        _line(left, head.above.upper(), size=size, align=CENTRE)
    _line(left, head.issuer.upper(), size=size, bold=True, align=CENTRE)
    _rule(left.add_paragraph(), left=ISSUER_RULE_INDENT, right=ISSUER_RULE_INDENT)
    _line(left, f"Số: {BLANK}/{number}", size=Pt(13), align=CENTRE, before=Pt(6))
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=size, bold=True, align=CENTRE)
    _line(right, "Độc lập - Tự do - Hạnh phúc", size=Pt(13), bold=True, align=CENTRE)
    beside = Length((width * (100 - ISSUER_SHARE) // 100 - MOTTO_LENGTH) // 2)
    _rule(right.add_paragraph(), left=beside, right=beside)
    date = f"{head.place}, ngày {BLANK} tháng {BLANK} năm {head.year}"
    _line(right, date, size=Pt(13), italic=True, align=CENTRE, before=Pt(6))


def _foot(document: Any, draft: Draft, width: Length) -> None:
    # The signature never stands on a page of its own.
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    _line(document, "", size=SMALL).paragraph_format.keep_with_next = True
    left, right = _halves(document, width, share=50)
    _line(left, "Nơi nhận:", size=SMALL, bold=True, italic=True)
    for each in draft.recipients:
        _line(left, f"- {each};", size=TABLE)
    _line(left, "- Lưu: VT.", size=TABLE)
    for words in (draft.head.on_behalf, draft.head.signer):
        if words:
            _line(right, words.upper(), size=BODY, bold=True, align=CENTRE)


def _halves(document: Any, width: Length, *, share: int) -> tuple[Any, Any]:
    """Return the two cells of a table without lines; ``share`` of the width (%) is the left's."""
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    cells = table.rows[0].cells
    cells[0].width = Length(width * share // 100)
    cells[1].width = Length(width - cells[0].width)
    for column, cell in zip(table.columns, cells, strict=True):
        column.width = cell.width
    _keep_whole(table.rows[0])
    for cell in cells:
        cell._tc.remove(cell.paragraphs[0]._p)
    return cells[0], cells[1]


def _block(document: Any, block: Block) -> None:
    if block.table is not None:
        _table(document, block.table)
    elif block.kind == "heading":
        said = _line(document, block.text, size=BODY, bold=True, before=Pt(6), after=Pt(3))
        said.paragraph_format.first_line_indent = INDENT
        said.paragraph_format.keep_with_next = True
    elif block.kind == "note":
        _line(document, block.text, size=TABLE, italic=True)
    else:
        said = _line(document, block.text, size=BODY, align=BOTH, after=Pt(6))
        said.paragraph_format.first_line_indent = INDENT


def _table(document: Any, told: Table) -> None:
    table = document.add_table(rows=1, cols=len(told.columns))
    table.style, table.autofit = "Table Grid", False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    # Word asks the cells, other programs the table's own grid.
    for column, each in zip(table.columns, told.columns, strict=True):
        column.width = Mm(each.width)
    heading = table.rows[0]
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    heading._tr.get_or_add_trPr().append(repeated)
    for cell, column in zip(heading.cells, told.columns, strict=True):
        cell.width = Mm(column.width)
        _fill(cell, column.heading, bold=True, align=CENTRE)
    for line in told.lines:
        _row(table, line, told)
    _line(document, "", size=Pt(6))


def _row(table: Any, line: Row, told: Table) -> None:
    row = table.add_row()
    _keep_whole(row)
    for place, (cell, words) in enumerate(zip(row.cells, line.cells, strict=True)):
        cell.width = Mm(told.columns[place].width)
        align = RIGHT_EDGE if words.is_figure else CENTRE if place == 0 else None
        _fill(cell, words.text, bold=line.is_bold, align=align)


def _keep_whole(row: Any) -> None:
    """Never tear a row between two pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _fill(cell: Any, words: str, *, bold: bool, align: Any) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    run = paragraph.add_run(words)
    run.font.size, run.bold = TABLE, bold


def _line(
    place: Any,
    words: str,
    *,
    size: Length,
    bold: bool = False,
    italic: bool = False,
    align: Any = None,
    before: Length | None = None,
    after: Length | None = None,
) -> Any:
    """Add one paragraph and return it."""
    paragraph = place.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = before
    paragraph.paragraph_format.space_after = after or Pt(0)
    run = paragraph.add_run(words)
    run.font.size, run.bold, run.italic = size, bold, italic
    return paragraph


def _rule(paragraph: Any, *, left: Length, right: Length) -> None:
    """Make an empty paragraph a thin line between its indents."""
    paragraph.paragraph_format.left_indent = left
    paragraph.paragraph_format.right_indent = right
    paragraph.paragraph_format.line_spacing = Pt(4)
    paragraph.add_run("").font.size = Pt(2)
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", RULE_EIGHTHS), ("space", "1"), ("color", "auto")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)
