"""What a leaf's evidence should look like: kinds, how many, issued when, signed how.

An expectation is told to those who attach and those who appraise; the points depend only on
whether there is any evidence at all (see ``leaf``).
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self, cast, get_args

from scoring.rules.parameters import Parameters
from scoring.rules.rule import Written

EvidenceKind = Literal["pdf", "image", "link"]
Signature = Literal["none", "scan", "electronic"]

_KIND_WORDS: dict[EvidenceKind, str] = {
    "pdf": "tệp PDF",
    "image": "ảnh",
    "link": "liên kết",
}
_SIGNATURE_WORDS: dict[Signature, str] = {
    "none": "",
    "scan": "bản quét văn bản đã ký, đóng dấu",
    "electronic": "văn bản ký số",
}
_DAY = re.compile(r"(?:Y(?P<offset>[+-]1)?|(?P<year>20[0-9]{2}))-(?P<month>\d{2})-(?P<day>\d{2})")
_OFFSET_WORDS = {-1: "năm trước", 0: "năm đánh giá", 1: "năm sau"}
# A leap year, in which every day and month that can be written exists.
_ANY_LEAP_YEAR = 2024


@dataclass(frozen=True, slots=True)
class Day:
    """A day written as it is (``2024-06-30``), or in the assessed year or a neighbouring one.

    ``Y-01-01`` is 1 January of the assessed year, ``Y-1-12-15`` 15 December of the year before,
    ``Y+1-01-31`` the end of January after it. ``year`` is None for a day relative to it.
    """

    month: int
    day: int
    offset: int = 0
    year: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the written day; raises ``ValueError`` when there is no such day."""
        found = _DAY.fullmatch(text)
        if found is None:
            raise ValueError(text)
        year = int(found["year"]) if found["year"] else None
        month, day = int(found["month"]), int(found["day"])
        date(year or _ANY_LEAP_YEAR, month, day)
        return cls(month=month, day=day, offset=int(found["offset"] or 0), year=year)

    def dump(self) -> str:
        """As written."""
        start = f"{self.year}" if self.year else f"Y{self.offset:+d}" if self.offset else "Y"
        return f"{start}-{self.month:02d}-{self.day:02d}"

    def on(self, assessed_year: int) -> date:
        """The day for a round that assesses this year; 29 February falls back to the 28th."""
        year = self.year or assessed_year + self.offset
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return date(year, self.month, self.day - 1)

    def is_after(self, other: "Day") -> bool:
        """Whether it lies after ``other``; a fixed day and a relative one do not compare."""
        if (self.year is None) != (other.year is None):
            return False
        return self.on(_ANY_LEAP_YEAR) > other.on(_ANY_LEAP_YEAR)

    def words(self) -> str:
        """``"30/06/2024"``, ``"01/01 năm đánh giá"``."""
        day = f"{self.day:02d}/{self.month:02d}"
        return f"{day}/{self.year}" if self.year else f"{day} {_OFFSET_WORDS[self.offset]}"


@dataclass(frozen=True, slots=True)
class Expected:
    """The evidence that a leaf asks for. No ``kinds`` means any kind will do."""

    kinds: tuple[EvidenceKind, ...] = ()
    at_least: int = 1
    issued_from: Day | None = None
    issued_to: Day | None = None
    signature: Signature = "none"

    @classmethod
    def from_parameters(cls, parameters: Parameters) -> Self:
        """Read ``kinds at_least issued_from issued_to signature``, all optional."""
        kinds = parameters.texts("kinds")
        if not set(kinds) <= set(get_args(EvidenceKind)):
            parameters.refuse("kinds", f"Chỉ gồm: {', '.join(get_args(EvidenceKind))}.")
            kinds = ()
        has_count = parameters.has("at_least")
        expected = cls(
            kinds=cast(tuple[EvidenceKind, ...], kinds),
            at_least=parameters.whole("at_least", at_least=1) if has_count else 1,
            issued_from=_day(parameters, "issued_from"),
            issued_to=_day(parameters, "issued_to"),
            signature=cast(Signature, parameters.choice("signature", get_args(Signature), "none")),
        )
        first, last = expected.issued_from, expected.issued_to
        if first and last and first.is_after(last):
            parameters.refuse("issued_to", "Ngày cuối phải sau ngày đầu.")
        parameters.close()
        return expected

    def dump(self) -> Written:
        """As written, without what goes without saying."""
        written: Written = {"kinds": list(self.kinds)} if self.kinds else {}
        if self.at_least > 1:
            written["at_least"] = self.at_least
        for key, day in (("issued_from", self.issued_from), ("issued_to", self.issued_to)):
            if day:
                written[key] = day.dump()
        if self.signature != "none":
            written["signature"] = self.signature
        return written

    def words(self) -> tuple[str, ...]:
        """The expectation in Vietnamese, one short line for each thing it says."""
        lines = []
        if self.kinds:
            lines.append(" hoặc ".join(_KIND_WORDS[kind] for kind in self.kinds))
        if self.at_least > 1:
            lines.append(f"ít nhất {self.at_least} tài liệu")
        begin = f"từ {self.issued_from.words()}" if self.issued_from else ""
        end = f"đến {self.issued_to.words()}" if self.issued_to else ""
        if begin or end:
            lines.append(" ".join(part for part in ("ban hành", begin, end) if part))
        if self.signature != "none":
            lines.append(_SIGNATURE_WORDS[self.signature])
        return tuple(lines)


def _day(parameters: Parameters, key: str) -> Day | None:
    if not parameters.has(key):
        return None
    text = parameters.text(key)
    try:
        return Day.parse(text)
    except ValueError:
        parameters.refuse(
            key, "Ngày ghi theo mẫu 2024-06-30, hoặc Y-06-30 cho năm đánh giá (Y-1, Y+1: năm kề)."
        )
        return None
