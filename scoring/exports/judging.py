"""How a round judges, as lines of the sheet «Xếp loại»: caps, papers, conditions, ladder."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scoring.exports import layout
from scoring.exports.layout import Words
from scoring.exports.parameters import Line
from scoring.rules import ladder

BONUS_CAP, PENALTY_CAP = "bonus_cap", "penalty_cap"
PAPER, CONDITION, RUNG = "document_kinds", "conditions", "rungs"
PLACED, FAILED_LABEL = "placed", "failed_label"
FAILED_RANK = ladder.FAILED_RANK

WHATS: Words = {
    BONUS_CAP: "Điểm thưởng tối đa",
    PENALTY_CAP: "Điểm trừ tối đa",
    PAPER: "Văn bản hồ sơ",
    CONDITION: "Điều kiện",
    RUNG: "Bậc xếp loại",
    PLACED: "Khi không đủ điều kiện",
    FAILED_LABEL: "Tên gọi khi không đủ điều kiện",
    FAILED_RANK: "Xếp hạng khi không đủ điều kiện",
}
#: Between the key and the name of a paper in «Áp dụng cho».
BETWEEN = ": "


def lines_of(document: Mapping[str, Any]) -> Iterator[Line]:
    """Yield the lines of a document's judging; none where it says nothing."""
    for key in (BONUS_CAP, PENALTY_CAP):
        if key in document:
            yield {"what": WHATS[key], "value": document[key]}
    for paper in document.get(PAPER, ()):
        yield {"what": WHATS[PAPER], "key": paper["key"], "text": paper["label"]}
    for condition in document.get(CONDITION, ()):
        yield _condition(condition)
    told = document.get("ladder", {})
    for rung in told.get(RUNG, ()):
        yield {
            "what": WHATS[RUNG],
            "key": rung["key"],
            "text": rung["label"],
            "value": layout.share(rung["at_least"]),
            "is_recognised": layout.YES_NO[layout.YES if rung["is_recognised"] else layout.NO],
        }
    if told:
        yield {"what": WHATS[PLACED], "text": layout.PLACED[told[PLACED]]}
        yield {"what": WHATS[FAILED_LABEL], "text": told[FAILED_LABEL]}
    if FAILED_RANK in told:
        yield {"what": WHATS[FAILED_RANK], "text": layout.FAILED_RANK[told[FAILED_RANK]]}


def _condition(condition: Mapping[str, Any]) -> Line:
    line: Line = {
        "what": WHATS[CONDITION],
        "key": condition["key"],
        "text": condition["label"],
        "kind": layout.CONDITIONS[condition["kind"]],
        "about": "\n".join(_about(condition)),
        "yes_words": condition.get("present_words", ""),
        "no_words": condition.get("absent_words", ""),
    }
    if "at_least" in condition:
        line["value"] = layout.share(condition["at_least"])
    return line


def _about(condition: Mapping[str, Any]) -> Sequence[str]:
    """What a condition looks at, one a line: groups, one leaf, one fact, or papers."""
    if "documents" in condition:
        return [BETWEEN.join((each["key"], each["label"])) for each in condition["documents"]]
    if "groups" in condition:
        return list(condition["groups"])
    return [condition[key] for key in ("leaf", "fact") if key in condition]
