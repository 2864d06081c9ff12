"""The sheet «Xếp loại» back to what a written set says about judging."""

from collections.abc import Callable, Iterable
from typing import Any

from scoring.exports import layout
from scoring.exports.judging import (
    BETWEEN,
    BONUS_CAP,
    CONDITION,
    FAILED_LABEL,
    FAILED_RANK,
    PAPER,
    PENALTY_CAP,
    PLACED,
    RUNG,
    WHATS,
)
from scoring.imports.cells import Row, Spot
from scoring.rules.numbers import number_text, plain_text

Spots = dict[str, Spot]
_CAPS = (BONUS_CAP, PENALTY_CAP)
#: The columns that each kind of line fills; anything typed elsewhere would be lost.
_USED = {
    BONUS_CAP: {"value"},
    PENALTY_CAP: {"value"},
    PAPER: {"key", "text"},
    RUNG: {"key", "text", "value", "is_recognised"},
    PLACED: {"text"},
    FAILED_LABEL: {"text"},
    FAILED_RANK: {"text"},
}
_WORDS = {PLACED: layout.PLACED, FAILED_RANK: layout.FAILED_RANK}
_BASE = {"key", "text", "kind"}
_CONDITION_USED = {
    "index_at_least": {"value"},
    "group_share_at_least": {"value", "about"},
    "critical_leaf_at_least": {"value"},
    "leaf_rate_at_least": {"value", "about"},
    "fact_absent": {"about", "yes_words", "no_words"},
    "documents_present": {"about"},
}


def read(rows: Iterable[Row]) -> tuple[dict[str, Any], Spots]:
    """Return the judging keys of a document and the cells behind their paths.

    Nothing on the sheet says nothing: the mapping is empty.
    """
    document: dict[str, Any] = {}
    spots: Spots = {}
    for row in rows:
        what = row.choice("what", WHATS)
        if what is None:
            row.refuse("what", "Chưa chọn nội dung khai.", "Chọn trong danh sách của ô.")
            continue
        for key in (PAPER, CONDITION):
            document.setdefault(key, [])
        document.setdefault("ladder", {}).setdefault(RUNG, [])
        spots.setdefault("", row.spot("what"))
        _TAKERS[what](row, what, document, spots)
    return document, spots


def _take_single(row: Row, what: str, document: dict[str, Any], spots: Spots) -> None:
    """A cap, or what becomes of those who fail: their place, their rank, what they are called."""
    _refuse_needless(row, what, _USED[what])
    into, path = (document, what) if what in _CAPS else (document["ladder"], f"ladder.{what}")
    if what in into:
        row.refuse("what", f"«{WHATS[what]}» đã khai ở dòng trên.", "Xóa một trong hai dòng.")
        return
    spots[path] = row.spot("value" if what in _CAPS else "text")
    if what in _CAPS:
        number = row.number("value")
        into[what] = None if number is None else plain_text(number)
    elif what in _WORDS:
        into[what] = row.choice("text", _WORDS[what])
    else:
        into[what] = row.text("text")


def _take_paper(row: Row, what: str, document: dict[str, Any], spots: Spots) -> None:
    _refuse_needless(row, what, _USED[what])
    path = f"{PAPER}.{len(document[PAPER])}"
    document[PAPER].append({"key": row.code("key"), "label": row.text("text")})
    spots |= {path: row.spot("what"), f"{path}.key": row.spot("key")}
    spots[f"{path}.label"] = row.spot("text")


def _take_rung(row: Row, what: str, document: dict[str, Any], spots: Spots) -> None:
    _refuse_needless(row, what, _USED[what])
    rungs = document["ladder"][RUNG]
    path = f"ladder.{RUNG}.{len(rungs)}"
    spots.setdefault(f"ladder.{RUNG}", row.spot("value"))
    chosen = row.choice("is_recognised", layout.YES_NO)
    rungs.append(
        {
            "key": row.code("key"),
            "label": row.text("text"),
            "at_least": _share(row),
            "is_recognised": None if chosen is None else chosen == layout.YES,
        }
    )
    columns = {"key": "key", "label": "text", "at_least": "value", "is_recognised": "is_recognised"}
    spots[path] = row.spot("what")
    spots |= {f"{path}.{key}": row.spot(column) for key, column in columns.items()}


def _take_condition(row: Row, what: str, document: dict[str, Any], spots: Spots) -> None:
    path = f"{CONDITION}.{len(document[CONDITION])}"
    kind = row.choice("kind", layout.CONDITIONS)
    used = _CONDITION_USED.get(kind or "", set())
    if kind is not None:
        _refuse_needless(row, what, _BASE | used)
    condition: dict[str, Any] = {"key": row.code("key"), "kind": kind, "label": row.text("text")}
    spots |= {path: row.spot("what"), f"{path}.key": row.spot("key")}
    spots |= {f"{path}.label": row.spot("text"), f"{path}.kind": row.spot("kind")}
    if "value" in used:
        condition["at_least"] = _share(row)
        spots[f"{path}.at_least"] = row.spot("value")
    about = [line.strip() for line in row.text("about").split("\n") if line.strip()]
    match kind:
        case "group_share_at_least" if about:
            condition["groups"] = about
        case "leaf_rate_at_least":
            condition["leaf"] = "\n".join(about)
        case "fact_absent":
            condition["fact"] = "\n".join(about)
            condition["present_words"] = row.text("yes_words")
            condition["absent_words"] = row.text("no_words")
        case "documents_present":
            condition["documents"] = [_paper(line) for line in about]
    spots |= {f"{path}.{key}": row.spot("about") for key in ("groups", "leaf", "fact", "documents")}
    spots |= {f"{path}.present_words": row.spot("yes_words")}
    spots |= {f"{path}.absent_words": row.spot("no_words")}
    document[CONDITION].append(condition)


def _paper(line: str) -> dict[str, str]:
    key, _, label = line.partition(BETWEEN)
    return {"key": key.strip(), "label": label.strip()}


def _share(row: Row) -> str | None:
    """A percentage; 0,97 is asked back as everywhere."""
    number = row.number("value")
    if number is None:
        return None
    if 0 < number <= 1 and not row.has_sign("value"):
        meant = number_text(number * 100)
        row.refuse(
            "value",
            f"{number_text(number)} có phải là {meant} %?",
            f"Nếu đúng, ghi {meant}; nếu không, ghi cả dấu: {number_text(number)} %.",
        )
    return plain_text(number)


def _refuse_needless(row: Row, what: str, used: set[str]) -> None:
    for key in row.values:
        if key != "what" and key not in used and not row.is_blank(key):
            row.refuse(
                key,
                f"Dòng «{WHATS[what]}» không dùng ô này.",
                "Xóa nội dung của ô, hoặc chọn lại nội dung khai.",
            )


_TAKERS: dict[str, Callable[[Row, str, dict[str, Any], Spots], None]] = {
    BONUS_CAP: _take_single,
    PENALTY_CAP: _take_single,
    PLACED: _take_single,
    FAILED_LABEL: _take_single,
    FAILED_RANK: _take_single,
    PAPER: _take_paper,
    RUNG: _take_rung,
    CONDITION: _take_condition,
}
