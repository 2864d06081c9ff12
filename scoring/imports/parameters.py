"""The sheet «Tham số» back to written parameters, each value with the cell it came from."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scoring.exports import layout
from scoring.exports.parameters import ENTRIES, PART, WHATS, Cell, Entry, measures_percent
from scoring.imports.cells import Row, Spot, closest
from scoring.rules.kind import RuleKind
from scoring.rules.numbers import number_text, plain_text

_ENTRIES = {entry.key: entry for entry in ENTRIES}
_ALWAYS = ("code", "part", "what")
#: How keys of levels and items begin where nobody wrote one.
_KEY_STEMS = {"levels": "m", "items": "n"}


@dataclass
class Declared:
    """The parameters declared for one leaf, or for one part of it.

    ``spots`` names the cell behind each path (``bands.1.from``); ``shares`` are the numbers that
    mean percentages if the measure does.
    """

    first: Spot
    written: dict[str, Any] = field(default_factory=dict)
    spots: dict[str, Spot] = field(default_factory=dict)
    shares: list[tuple[Row, str, Decimal]] = field(default_factory=list)
    parts: dict[str, "Declared"] = field(default_factory=dict)

    def all_spots(self) -> dict[str, Spot]:
        """The cells behind every path, those of parts included."""
        spots = {"": self.first, **self.spots}
        for place, part in enumerate(self.parts.values()):
            start = f"parts.{place}.parameters"
            for path, spot in part.all_spots().items():
                spots[f"{start}.{path}".rstrip(".")] = spot
        return spots


def declared(
    rows: Iterable[Row], leaf_codes: Mapping[str, str], *, lost: Collection[str]
) -> dict[str, Declared]:
    """Return leaf code → its declared parameters; ``leaf_codes`` are code → kind.

    Lines of a leaf that was ``lost`` are passed over: its own line says what to mend. Where a
    code was not read ("" is among the lost), no unknown code is held against its line.
    """
    found: dict[str, Declared] = {}
    for row in rows:
        code = row.code("code")
        if code not in leaf_codes:
            if not code or not {code, ""} & set(lost):
                _refuse_code(row, code, leaf_codes)
            continue
        leaf = found.setdefault(code, Declared(row.spot("code")))
        what = row.choice("what", WHATS)
        if what is None:
            row.refuse("what", "Chưa chọn nội dung khai.", "Chọn trong danh sách của ô.")
            continue
        entry, part = _ENTRIES[what], row.code("part")
        _refuse_needless(row, entry)
        if entry is PART:
            _take_part(row, leaf, part)
        elif not part:
            _take(row, entry, leaf)
        elif part in leaf.parts:
            _take(row, entry, leaf.parts[part])
        else:
            row.refuse(
                "part",
                f"Chưa khai thành phần «{part}» của tiêu chí {code} ở phía trên.",
                "Thêm dòng «Thành phần» trước các dòng khai của nó, hoặc sửa mã thành phần.",
            )
    for code, leaf in found.items():
        _ask_back(leaf, is_survey=leaf_codes[code] == RuleKind.SURVEY)
    return found


def _refuse_code(row: Row, code: str, leaf_codes: Mapping[str, str]) -> None:
    if not code:
        row.refuse("code", "Chưa ghi mã tiêu chí.", "Ghi mã của tiêu chí mà dòng này khai cho.")
        return
    meant = closest(code, leaf_codes)
    hint = f"Có phải {meant}? " if meant else ""
    row.refuse(
        "code",
        f"Không có tiêu chí {code} ở trang «{layout.CRITERIA}».",
        f"{hint}Sửa mã, hoặc thêm tiêu chí này ở trang «{layout.CRITERIA}».",
    )


def _refuse_needless(row: Row, entry: Entry) -> None:
    """Note what was typed where this kind of line has nothing: it would be lost."""
    used = {*_ALWAYS, *(cell.column for cell in entry.cells)}
    for key in row.values:
        if key not in used and not row.is_blank(key):
            row.refuse(
                key,
                f"Dòng «{entry.what}» không dùng ô này.",
                "Xóa nội dung của ô, hoặc chọn lại nội dung khai.",
            )


def _take(row: Row, entry: Entry, into: Declared) -> None:
    """Put one line's values where they belong, and remember their cells."""
    if not entry.is_list:
        if entry.key in into.written:
            row.refuse("what", f"«{entry.what}» đã khai ở dòng trên.", "Xóa một trong hai dòng.")
            return
        (cell,) = entry.cells
        into.written[entry.key] = _value(row, cell, into)
        into.spots[entry.key] = row.spot(cell.column)
        return
    elements = into.written.setdefault(entry.key, [])
    path = f"{entry.key}.{len(elements)}"
    into.spots.setdefault(entry.key, row.spot("what"))
    into.spots[path] = row.spot("what")
    element = {}
    for cell in entry.cells:
        value = _value(row, cell, into)
        into.spots[f"{path}.{cell.key}"] = row.spot(cell.column)
        if cell.usual is None or value is not cell.usual:
            element[cell.key] = value
    if entry.key in _KEY_STEMS and not element["key"]:
        element["key"] = _free_key(_KEY_STEMS[entry.key], elements)
    elements.append(element)


def _take_part(row: Row, leaf: Declared, key: str) -> None:
    if key in leaf.parts:
        row.refuse("part", f"Thành phần «{key}» đã khai ở dòng trên.", "Đặt mã thành phần khác.")
        return
    _take(row, PART, leaf)
    part = leaf.parts[key] = Declared(row.spot("kind"))
    # The same mapping: lines of the part that follow fill it.
    leaf.written["parts"][-1]["parameters"] = part.written


def _value(row: Row, cell: Cell, into: Declared) -> Any:
    match cell.form:
        case "code":
            return row.code(cell.column)
        case "whole":
            return row.whole(cell.column)
        case "number":
            number = row.number(cell.column)
            if number is None:
                return None
            if cell.may_be_percent:
                into.shares.append((row, cell.column, number))
            return plain_text(number)
        case "choice":
            chosen = row.choice(cell.column, cell.choices or {})
            if cell.usual is None:
                return chosen
            return cell.usual if chosen is None else chosen == layout.YES
        case _:
            return row.text(cell.column)


def _free_key(stem: str, elements: Iterable[Mapping[str, Any]]) -> str:
    taken = {element["key"] for element in elements}
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def _ask_back(declared_here: Declared, *, is_survey: bool) -> None:
    """Ask for 97 where 0,97 stands and a percentage is meant, as the entry page does."""
    is_percentage = is_survey or (
        "measure" in declared_here.written and measures_percent(declared_here.written)
    )
    for row, column, number in declared_here.shares if is_percentage else ():
        if 0 < number <= 1 and not row.has_sign(column):
            row.refuse(
                column,
                f"{number_text(number)} có phải là {number_text(number * 100)} %?",
                f"Nếu đúng, ghi {number_text(number * 100)}; nếu thật sự là "
                f"{number_text(number)} %, ghi cả dấu: {number_text(number)} %.",
            )
    for part in declared_here.parts.values():
        _ask_back(part, is_survey=False)
