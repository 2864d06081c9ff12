"""The ladder: from an index and the verdicts to a class. Rungs and their meaning are data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal, cast, get_args

from scoring.rules.numbers import number_text, percent_text, plain_text
from scoring.rules.parameters import Parameters
from scoring.rules.verdicts import Verdict

#: Where a unit that fails a condition stands: on a place of its own below all rungs, on the
#: lowest rung (which in some provinces still counts as recognised), or on the rung of its index
#: without being recognised.
Placed = Literal["not_recognised", "lowest", "own_rung"]

#: How such a unit is ranked: by its index among all, behind all that meet the conditions, or not
#: at all.
FailedRank = Literal["with_all", "after_all", "unranked"]
WITH_ALL: FailedRank = "with_all"

#: The choices in words.
PLACED_WORDS: dict[str, str] = {
    "not_recognised": "Không công nhận, không xếp bậc",
    "lowest": "Xếp bậc thấp nhất",
    "own_rung": "Giữ bậc theo chỉ số, không công nhận",
}
FAILED_RANK_WORDS: dict[str, str] = {
    "with_all": "Xếp hạng theo chỉ số, cùng các đơn vị khác",
    "after_all": "Xếp hạng sau mọi đơn vị đủ điều kiện",
    "unranked": "Không xếp hạng",
}

#: What units are ranked by, the greater the better: do they stand with those who meet the
#: conditions, then the index.
Standing = tuple[bool, Decimal]

#: Keys of the two places that are no rung.
NOT_RECOGNISED = "not_recognised"
UNCLASSIFIED = "unclassified"

FAILED_RANK = "failed_rank"


@dataclass(frozen=True, slots=True)
class Rung:
    """One class: reached from ``at_least`` percent up."""

    key: str
    label: str
    at_least: Decimal
    is_recognised: bool


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rungs from the highest to the lowest, and what a failed condition makes of a unit."""

    rungs: tuple[Rung, ...]
    placed: Placed
    failed_label: str
    failed_rank: FailedRank = WITH_ALL

    def dump(self) -> dict[str, Any]:
        """As written; parsing it gives an equal ladder."""
        written: dict[str, Any] = {
            "rungs": [
                {
                    "key": rung.key,
                    "label": rung.label,
                    "at_least": plain_text(rung.at_least),
                    "is_recognised": rung.is_recognised,
                }
                for rung in self.rungs
            ],
            "placed": self.placed,
            "failed_label": self.failed_label,
        }
        return (
            written if self.failed_rank == WITH_ALL else written | {FAILED_RANK: self.failed_rank}
        )


@dataclass(frozen=True, slots=True)
class Classification:
    """The class of one unit and the sentence that says why."""

    key: str
    label: str
    is_recognised: bool
    because: str


def parse(data: Mapping[str, Any]) -> Ladder:
    """A ladder from data: ``rungs`` (highest first, the last from 0), ``placed``, ``failed_label``.

    ``failed_rank`` may be left out: then everybody is ranked by the index alone. Raises
    InvalidParameters with every problem.
    """
    reader = Parameters(data)
    rungs = []
    for entry in reader.entries("rungs", at_least=2):
        rungs.append(
            Rung(
                key=entry.key("key"),
                label=entry.text("label"),
                at_least=entry.percent("at_least"),
                is_recognised=entry.flag("is_recognised"),
            )
        )
        entry.close()
    if any(upper.at_least <= lower.at_least for upper, lower in pairwise(rungs)):
        reader.refuse("rungs", "Các bậc phải xếp từ cao xuống thấp, không trùng nhau.")
    if rungs and rungs[-1].at_least != 0:
        reader.refuse("rungs", "Bậc cuối cùng phải bắt đầu từ 0 %.")
    taken = {NOT_RECOGNISED, UNCLASSIFIED}
    if len({rung.key for rung in rungs} | taken) != len(rungs) + len(taken):
        reader.refuse("rungs", "Mã bậc bị trùng hoặc là mã dành riêng.")
    placed = cast(Placed, reader.choice("placed", get_args(Placed)))
    failed_label = reader.text("failed_label")
    failed_rank = cast(FailedRank, reader.choice(FAILED_RANK, get_args(FailedRank), WITH_ALL))
    reader.close()
    reader.require_sound()
    return Ladder(tuple(rungs), placed, failed_label, failed_rank)


def classify(index: Decimal | None, verdicts: Iterable[Verdict], ladder: Ladder) -> Classification:
    """The class for an index (percent, two decimals; None = nothing applicable).

    A unit that fails a condition stands where ``ladder.placed`` puts it, and ``because`` names
    every condition that failed.
    """
    if index is None:
        because = "Mọi tiêu chí đều không áp dụng nên chưa có cơ sở xếp loại"
        return Classification(UNCLASSIFIED, "Chưa xếp loại", is_recognised=False, because=because)
    rung = next(rung for rung in ladder.rungs if index >= rung.at_least)
    failed = [verdict.words for verdict in verdicts if not verdict.holds]
    if not failed:
        because = f"Chỉ số {percent_text(index)} → {rung.label} ({span(rung, ladder)})"
        return Classification(rung.key, rung.label, rung.is_recognised, because)
    reasons = f"Chỉ số {percent_text(index)}, không đạt điều kiện: {'; '.join(failed)}"
    if ladder.placed == "lowest":
        lowest = ladder.rungs[-1]
        because = f"{reasons} → xếp bậc thấp nhất: {lowest.label}"
        return Classification(lowest.key, lowest.label, lowest.is_recognised, because)
    because = f"{reasons} → {ladder.failed_label}"
    if ladder.placed == "own_rung":
        return Classification(rung.key, rung.label, is_recognised=False, because=because)
    return Classification(NOT_RECOGNISED, ladder.failed_label, is_recognised=False, because=because)


def standing(index: Decimal | None, verdicts: Iterable[Verdict], ladder: Ladder) -> Standing | None:
    """What a unit is ranked by; None where it is not ranked (nothing applies, or by the data)."""
    if index is None:
        return None
    meets = ladder.failed_rank == WITH_ALL or all(verdict.holds for verdict in verdicts)
    if not meets and ladder.failed_rank == "unranked":
        return None
    return meets, index


def span(rung: Rung, ladder: Ladder) -> str:
    """The indices of a rung in words: ``"từ 90 % đến dưới 95 %"``."""
    above = ladder.rungs.index(rung) - 1
    if above < 0:
        return f"từ {number_text(rung.at_least)} % trở lên"
    upper = f"dưới {number_text(ladder.rungs[above].at_least)} %"
    return upper if rung.at_least == 0 else f"từ {number_text(rung.at_least)} % đến {upper}"
