"""The evidence that a leaf asks for as a list to tick off against what is attached to it.

It tells the officer what may be missing; points depend only on whether anything is attached.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from dossiers.enums import CheckVerdict
from dossiers.models import DocumentVersion, EvidenceUse
from scoring.rules.expected import Expected

# How an item stands: found, not found, or not to be told by what the portal knows.
MET, MISSING, UNSURE = "met", "missing", "unsure"

_KINDS = {"pdf": "tệp PDF", "image": "ảnh", "link": "liên kết"}
_SIGNED = {"scan": "Bản quét đã ký, đóng dấu", "electronic": "Văn bản ký số"}
# The best of the verdicts on all documents decides; what they mean for a paper to be signed.
_VERDICTS = (
    (CheckVerdict.TRUSTED, MET, "chữ ký hợp lệ"),
    (CheckVerdict.UNKNOWN_AUTHORITY, UNSURE, "có chữ ký, chưa xác nhận được đơn vị cấp"),
    (CheckVerdict.ALTERED, MISSING, "còn thiếu: tệp bị sửa sau khi ký"),
    (CheckVerdict.UNCHECKED, UNSURE, "chưa kiểm tra được chữ ký"),
    (CheckVerdict.UNSIGNED, MISSING, "còn thiếu: tệp đã gắn không có chữ ký số"),
)

Item = tuple[str, str, str]


def keys_of(expected: Expected, *, is_required: bool) -> tuple[str, ...]:
    """Return which items a leaf has, in order; none when it asks for nothing."""
    keys = ["kinds"] if expected.kinds else []
    if expected.at_least > 1 or is_required or keys:
        keys.append("count")
    if expected.issued_from or expected.issued_to:
        keys.append("issued")
    if expected.signature != "none":
        keys.append("signature")
    return tuple(keys)


def items_of(
    expected: Expected,
    keys: Iterable[str],
    uses: Sequence[EvidenceUse],
    *,
    year: int,
    verdicts: Mapping[int, str],
) -> dict[str, Item]:
    """Return each item's state, words and note by its key.

    ``year`` is the assessed one; ``verdicts`` hold the finding on a signature by version id.
    """
    made: dict[str, Item] = {}
    fitting = [use for use in uses if not expected.kinds or _kind(use.version) in expected.kinds]
    for key in keys:
        if key == "kinds":
            words = " hoặc ".join(_KINDS[kind] for kind in expected.kinds)
            made[key] = (_if(fitting), words[:1].upper() + words[1:], "")
        elif key == "count":
            enough = len(fitting) >= expected.at_least
            note = f"mới có {len(fitting)}" if fitting and not enough else ""
            made[key] = (_if(enough), f"Ít nhất {expected.at_least} tài liệu", note)
        elif key == "issued":
            made[key] = _issued(expected, uses, year)
        else:
            made[key] = _signed(expected, uses, verdicts)
    return made


def _if(met: object) -> str:
    return MET if met else MISSING


def _kind(version: DocumentVersion) -> str:
    """Return the kind of a document as an expectation names it."""
    if version.link:
        return "link"
    return "image" if version.media_type.startswith("image/") else "pdf"


def _issued(expected: Expected, uses: Sequence[EvidenceUse], year: int) -> Item:
    first = expected.issued_from.on(year) if expected.issued_from else None
    last = expected.issued_to.on(year) if expected.issued_to else None
    span = [f"từ {_day(first)}" if first else "", f"đến {_day(last)}" if last else ""]
    words = " ".join(["Ban hành", *(part for part in span if part)])
    days = [use.version.document.issued_on for use in uses]
    known = [day for day in days if day]
    if any((not first or day >= first) and (not last or day <= last) for day in known):
        return MET, words, ""
    if not uses:
        return MISSING, words, ""
    if len(known) < len(days):
        return UNSURE, words, "chưa ghi ngày ban hành"
    return (
        MISSING,
        words,
        f"còn thiếu: tài liệu đã gắn ban hành {', '.join(_day(day) for day in known)}",
    )


def _signed(expected: Expected, uses: Sequence[EvidenceUse], verdicts: Mapping[int, str]) -> Item:
    words = _SIGNED[expected.signature]
    papers = [use.version_id for use in uses if not use.version.link]
    if not papers:
        return MISSING, words, ""
    found = {verdicts.get(pk, "") for pk in papers}
    if expected.signature == "scan":
        # A stamp on a picture of a page is for the eye; a sound electronic signature says more.
        if CheckVerdict.TRUSTED in found:
            return MET, words, "đã ký số"
        return UNSURE, words, "hãy tự xem lại bản quét"
    for verdict, state, note in _VERDICTS:
        if verdict in found:
            return state, words, note
    return UNSURE, words, "đang chờ kiểm tra chữ ký"


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")
