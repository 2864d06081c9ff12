"""What an official letter says of itself at its head: number, date, issuer, what it is about.

Reads the plain text of a first page laid out by Nghị định 30/2020/NĐ-CP (and the Party's forms).
The left and the right column of a head often come out on one line. What is found is only ever
offered to a person: a guess that fails costs nothing, so where the text is unclear nothing is said.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

# Kinds of paper whose name stands alone above what the paper is about.
KINDS = (
    "BÁO CÁO",
    "QUYẾT ĐỊNH",
    "KẾ HOẠCH",
    "TỜ TRÌNH",
    "THÔNG BÁO",
    "BIÊN BẢN",
    "NGHỊ QUYẾT",
    "CHƯƠNG TRÌNH",
    "HƯỚNG DẪN",
    "PHƯƠNG ÁN",
    "ĐỀ ÁN",
    "QUY CHẾ",
    "QUY ĐỊNH",
    "CHỈ THỊ",
    "KẾT LUẬN",
    "DANH SÁCH",
    "BẢNG TỔNG HỢP",
    "BẢN ĐĂNG KÝ",
    "BẢN CAM KẾT",
    "CÔNG ĐIỆN",
    "GIẤY MỜI",
)
# First words of a line that only continues the name above it: "ỦY BAN NHÂN DÂN" / "XÃ HƯƠNG LẠC".
PLACES = (
    "THÀNH PHỐ",
    "THỊ TRẤN",
    "THỊ XÃ",
    "ĐẶC KHU",
    "PHƯỜNG",
    "HUYỆN",
    "QUẬN",
    "TỈNH",
    "XÃ",
)
# First words of a body: below a paper's name such a line says who decides, not what about.
BODIES = (
    "ỦY BAN",
    "UỶ BAN",
    "UBND",
    "HỘI ĐỒNG",
    "HĐND",
    "CHỦ TỊCH",
    "BAN ",
    "ĐẢNG ỦY",
    "TM.",
    "KT.",
)
# How words are written inside a name that the head prints in capitals.
AS_WRITTEN = (
    "Mặt trận",
    "Tổ quốc",
    "Việt Nam",
    "Hội đồng nhân dân",
    "Nội vụ",
    "Tư pháp",
    "Đảng",
    "Đảng ủy",
    "Ban Chỉ đạo",
    "Hồ Chí Minh",
)
LONGEST_TITLE, LONGEST_NUMBER, LONGEST_ISSUER = 300, 60, 200
# Lines that the subject of a paper may take.
SUBJECT_LINES = 5

_NUMBER = re.compile(
    r"\bSố\s*[:.]?\s*(\d{1,6}[a-zA-Z]?\s*"
    r"(?:/\s*(?:\d{4}\s*/\s*)?[A-ZĐ]{1,12}(?:\s*-\s*[A-ZĐƯ&]{1,20}){0,4}"
    r"|-\s*[A-ZĐ]{1,6}\s*/\s*[A-ZĐƯ]{1,12}))"
)
_BLANK_NUMBER = re.compile(r"\bSố\s*[:.]?\s*[.…_ ]*/")
_DATE = re.compile(r"\bngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_PLACE_AND_DATE = re.compile(r"[^,;]{0,40},?\s*\bngày\s+[\d.…_ ]*\s*tháng\b.*$", re.IGNORECASE)
_MOTTO = re.compile(
    r"C[ỘÔ]NG\s+H[ÒO]A\s+X[ÃA]\s+H[ỘÔ]I\s+CH[ỦU]\s+NGH[ĨI]A\s+VI[ỆÊ]T\s+NAM"
    r"|CỘNG\s+HOÀ\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA\s+VIỆT\s+NAM"
    r"|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM"
    r"|Độc\s+lập\s*[-–]\s*Tự\s+do\s*[-–]\s*Hạnh\s+phúc",
    re.IGNORECASE,
)
# A line that begins small only goes on with the one above: "… vận động Nhân dân" / "thực hiện …".
_END_OF_HEAD = re.compile(
    r"^(Căn cứ|Kính gửi|Nơi nhận|Thực hiện|Điều \d"
    r"|CĂN CỨ|KÍNH GỬI|NƠI NHẬN|THỰC HIỆN|ĐIỀU \d)"
)
_NO_SUBJECT = re.compile(r"^\s*([IVX]+\.|\d+[.)]|[-_*–—.]+\s*$|\(|Số\s*:)")
_ABOUT = re.compile(r"^\s*(V/v|Về việc)\b\s*:?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Head:
    """What was read; an empty text, or None for the date, where nothing certain stands."""

    title: str = ""
    number: str = ""
    issued_on: date | None = None
    issuer: str = ""


def read(text: str) -> Head:
    """Return what the text of a letter's first page says at its head."""
    lines = _lines(text)
    head = lines[: _end(lines)]
    return Head(
        title=_title(head)[:LONGEST_TITLE],
        number=_number(head)[:LONGEST_NUMBER],
        issued_on=_issued_on(head),
        issuer=_issuer(head)[:LONGEST_ISSUER],
    )


def _lines(text: str) -> list[str]:
    """Return the lines that say something, composed, with single spaces, without the motto."""
    composed = unicodedata.normalize("NFC", text).replace("–", "-").replace("\u00ad", "-")
    # In a narrow column the country's name runs over two lines.
    own = _MOTTO.sub(" ", "\n".join(composed.splitlines()))
    lines = (" ".join(line.split()) for line in own.splitlines())
    return [line for line in lines if line]


def _end(lines: list[str]) -> int:
    """Return where the head ends: at the first grounds or recipients."""
    for place, line in enumerate(lines):
        # Directly below its name a paper says what it is about: "KẾ HOẠCH" / "Thực hiện dân chủ …".
        is_about = place > 0 and lines[place - 1] in KINDS and line.upper().startswith("THỰC HIỆN")
        if _END_OF_HEAD.match(line) and not is_about:
            return place
    return len(lines)


def _number(head: Iterable[str]) -> str:
    for line in head:
        found = _NUMBER.search(line)
        if found:
            return re.sub(r"\s*([/-])\s*", r"\1", found[1])
        if _BLANK_NUMBER.search(line):
            return ""
    return ""


def _issued_on(head: Iterable[str]) -> date | None:
    found = _DATE.search(" ".join(head))
    if found is None:
        return None
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _issuer(head: list[str]) -> str:
    """Return the body named last above the number, the bodies above it left out."""
    named: list[str] = []
    for line in head:
        number = re.search(r"\bSố\b\s*[:.\d]", line)
        bare = line[: number.start()] if number else _PLACE_AND_DATE.sub("", line)
        kept = bare.strip(" -_*.")
        if kept and kept.upper() in KINDS:
            break
        if len(kept.split()) > 1 and kept == kept.upper():
            named.append(kept)
        if number:
            return _name(named)
    # Without a number the lines may be anything.
    return ""


def _name(named: list[str]) -> str:
    if not named:
        return ""
    told = named[-1]
    for above in reversed(named[:-1]):
        if not told.startswith((*(f"{place} " for place in PLACES), "VÀ ", "DÂN ")):
            break
        told = f"{above} {told}"
    return _written(told)


def _written(capitals: str) -> str:
    """Return a body's name in running text: Ủy ban nhân dân xã Hương Lạc."""
    told = re.sub(r"^UBND\b", "ỦY BAN NHÂN DÂN", capitals).lower()
    for place in PLACES:
        found = re.search(rf"\b{place.lower()}\b\s+(.+)$", told)
        if found:
            start = found.start(1)
            told = told[:start] + " ".join(each.capitalize() for each in told[start:].split())
            break
    for word in AS_WRITTEN:
        told = re.sub(rf"\b{word}\b", word, told, flags=re.IGNORECASE)
    return told[:1].upper() + told[1:]


def _title(head: list[str]) -> str:
    for place, line in enumerate(head):
        bare = line.strip(" -_*:")
        kind = next((each for each in KINDS if bare.upper() == each and bare == bare.upper()), "")
        if kind:
            return _joined(kind.capitalize(), _subject(head[place + 1 :]))
        about = _ABOUT.match(_PLACE_AND_DATE.sub("", line))
        if about and line[about.end() :].strip():
            return " ".join([f"V/v {_cut(line[about.end() :])}", *_following(head[place + 1 :])])
    return ""


def _subject(lines: list[str]) -> list[str]:
    """Return the lines below a paper's name that say what it is about."""
    said: list[str] = []
    for line in lines[:SUBJECT_LINES]:
        if _NO_SUBJECT.match(line):
            break
        is_loud = line == line.upper()
        if is_loud and (said or line.startswith(BODIES)):
            break
        said.append(line.capitalize() if is_loud else line)
        if line.endswith((".", ":", ";")):
            break
    return said


def _following(lines: list[str]) -> list[str]:
    """Return how "V/v" goes on in its narrow column: only lines that hold nothing else."""
    said = []
    for line in lines[:SUBJECT_LINES]:
        if _DATE.search(line) or _NO_SUBJECT.match(line):
            break
        if line == line.upper() or line[0].isupper():
            break
        said.append(line)
    return said


def _cut(line: str) -> str:
    return _PLACE_AND_DATE.sub("", line).strip(" -_*.") or line


def _joined(kind: str, subject: list[str]) -> str:
    told = " ".join(subject).strip(" .:;-_")
    if told[1:2].islower():
        told = told[0].lower() + told[1:]
    return f"{kind} {told}".strip()
