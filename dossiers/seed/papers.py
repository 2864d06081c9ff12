"""Generated papers: small valid PDFs that say whose they are, and links."""

from dataclasses import dataclass

from django.core.files.base import ContentFile

from accounts.files import inspect, receive
from accounts.words import search_key
from dossiers.actions.evidence import Link

_MARGIN, _TOP, _LEADING = 72, 770, 22
# The domain for examples never answers, so nobody is led anywhere by an invented link.
_HOST = "example.vn"


@dataclass(frozen=True)
class Template:
    """One kind of paper: its title on screen and the lines printed in it."""

    title: str
    lines: tuple[str, ...]


REPORT = Template("Báo cáo kết quả", ("BAO CAO", "Ket qua xay dung chinh quyen than thien"))
LEDGER = Template("Sổ theo dõi, bảng tổng hợp", ("BANG TONG HOP", "So lieu den cuoi ky"))
PROPOSAL = Template("Tờ trình và bảng tự chấm điểm", ("TO TRINH", "De nghi cong nhan"))
REGISTRATION = Template("Bản đăng ký xây dựng mô hình", ("BAN DANG KY", "Xay dung mo hinh"))
EXTRACT = Template("Bản kết xuất hồ sơ thủ tục hành chính", ("BAN KET XUAT", "Co ky bao cao"))
MINUTES = Template("Biên bản kiểm tra", ("BIEN BAN", "Kiem tra, xac nhan"))

# What proves a dossier's leaves: several papers where it is looked at closely, else one.
RICH = (REPORT, LEDGER, EXTRACT, MINUTES)
PLAIN = (REPORT,)


def paper(template: Template, *, unit_name: str, mark: str) -> receive.Paper:
    """Return a one-page PDF of ``template`` for a unit, received and inspected as an upload.

    ``mark`` (unit, year, leaf) is printed too and makes the bytes unlike any other's.
    """
    content = _pdf((*template.lines, f"Don vi: {search_key(unit_name)}", mark))
    upload = ContentFile(content, name=f"{template.title}.pdf")
    return receive.paper(upload, accepted=[inspect.PDF])


def link(unit_code: str, subject: str) -> Link:
    """Return a link to a page that a unit might have published."""
    page = search_key(subject).replace(" ", "-")
    return Link(f"https://xa{unit_code}.{_HOST}/{page}", f"Trang tin của đơn vị: {subject}")


def _pdf(lines: tuple[str, ...]) -> bytes:
    """Write a minimal PDF: a catalogue, one page, one standard font, one text stream."""
    text = "".join(f"({_escaped(line)}) Tj T* " for line in lines)
    stream = f"BT /F1 14 Tf {_LEADING} TL {_MARGIN} {_TOP} Td {text}ET".encode("ascii")
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"{page} /Resources << /Font << /F1 4 0 R >> >> >>".encode("ascii"),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(written))
    return written + table + end


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
