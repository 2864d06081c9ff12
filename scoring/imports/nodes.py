"""The sheet «Tiêu chí» back to written groups and leaves, each value with its cell."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scoring.exports import layout
from scoring.exports.guide import EXAMPLE
from scoring.exports.nodes import BETWEEN_NAME_AND_ADDRESS
from scoring.imports.cells import Row, Spot, bare
from scoring.rules.numbers import plain_text

_GROUP_COLUMNS = {"code", "row", "parent", "name", "max_points"}
_FLAGS = ("is_critical", "may_be_not_applicable", "evidence_required")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(20\d{2})|\s+(.+))")
_YEARS = {"namdanhgia": "Y", "namtruoc": "Y-1", "namsau": "Y+1"}
_DAY_CURE = "Ghi ngày như 30/06/2024, hoặc 01/01 năm đánh giá (năm trước, năm sau)."


@dataclass
class Nodes:
    """Groups and leaves as written, and the cells behind their paths.

    ``lost`` are codes of lines that could not be taken, "" for one whose code was not read.
    """

    groups: list[dict[str, Any]] = field(default_factory=list)
    leaves: list[dict[str, Any]] = field(default_factory=list)
    spots: dict[str, Spot] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)


def read(rows: Iterable[Row]) -> Nodes:
    """Return the nodes in the order of the sheet."""
    nodes = Nodes()
    lines: dict[str, int] = {}
    for row in rows:
        _refuse_twice(row, lines, nodes)
        kind = row.choice("row", layout.ROW_KINDS)
        if kind is None:
            row.refuse("row", "Chưa chọn loại dòng.", "Chọn Nhóm hoặc Tiêu chí trong danh sách.")
            nodes.lost.add(row.code("code"))
            continue
        if row.text("name").startswith(EXAMPLE):
            row.refuse(
                "name", "Đây là dòng ví dụ của mẫu.", "Xóa dòng này và các dòng khai của nó."
            )
            nodes.lost.add(row.code("code"))
            continue
        if kind == layout.LEAF:
            _take(nodes, "leaves", _leaf(row), row)
        else:
            _refuse_needless(row)
            _take(nodes, "groups", _group(row, kind), row)
    return nodes


def _refuse_twice(row: Row, lines: dict[str, int], nodes: Nodes) -> None:
    """Note a code that an earlier line has: parameters could not be told apart."""
    code = row.code("code")
    if code and code in lines:
        row.refuse(
            "code", f"Mã {code} đã có ở dòng {lines[code]}.", "Sửa mã của một trong hai dòng."
        )
        nodes.lost.add("")
    lines.setdefault(code, row.line)


def _take(nodes: Nodes, where: str, written: dict[str, Any], row: Row) -> None:
    into: list[dict[str, Any]] = getattr(nodes, where)
    path = f"{where}.{len(into)}"
    nodes.spots[path] = row.spot("code")
    for column in layout.CRITERIA_COLUMNS:
        key = "group" if where == "leaves" and column.key == "parent" else column.key
        nodes.spots[f"{path}.{key}"] = row.spot(column.key)
    if not written["code"]:
        nodes.lost.add("")
    nodes.spots[f"{path}.is_outside_base"] = row.spot("row")
    # Problems of parameters that nobody declared point at the kind that asks for them.
    nodes.spots[f"{path}.parameters"] = row.spot("kind")
    into.append(written)


def _group(row: Row, kind: str) -> dict[str, Any]:
    group: dict[str, Any] = {
        "code": row.code("code"),
        "name": row.text("name"),
        "max_points": _points(row),
    }
    parent = row.code("parent")
    if parent:
        group["parent"] = parent
    return {**group, "is_outside_base": kind == layout.OUTSIDE_GROUP}


def _leaf(row: Row) -> dict[str, Any]:
    code = row.code("code")
    if row.is_blank("kind"):
        row.refuse("kind", "Chưa chọn cách chấm.", "Chọn cách chấm trong danh sách của ô.")
    flags = {key: row.choice(key, layout.YES_NO) == layout.YES for key in _FLAGS}
    leaf: dict[str, Any] = {
        "code": code,
        "key": row.code("key") or code,
        "group": row.code("parent"),
        "name": row.text("name"),
        "max_points": _points(row),
        "kind": row.choice("kind", layout.KINDS),
        "parameters": {},
        "scored_by": row.choice("scored_by", layout.SCORERS) or "unit",
        **flags,
        "evidence": row.text("evidence"),
        "guidance": row.text("guidance"),
    }
    extra = {
        "department": row.text("department"),
        "expected": _expected(row),
        "links": [_link(row, line) for line in _lines(row, "links")],
        "attachments": [_attachment(row, line) for line in _lines(row, "attachments")],
        "letter_items": _words(row, "letter_items"),
    }
    return leaf | {key: value for key, value in extra.items() if value}


def _points(row: Row) -> str | None:
    number = row.number("max_points")
    return None if number is None else plain_text(number)


def _refuse_needless(row: Row) -> None:
    for key in row.values:
        if key not in _GROUP_COLUMNS and not row.is_blank(key):
            row.refuse(
                key,
                "Dòng nhóm không dùng ô này.",
                "Xóa nội dung của ô, hoặc đổi loại dòng thành Tiêu chí.",
            )


def _expected(row: Row) -> dict[str, Any]:
    """What the evidence should look like, without what goes without saying."""
    known = {bare(word): key for key, word in layout.EVIDENCE_KINDS.items()}
    kinds = []
    for word in _words(row, "expected.kinds"):
        if bare(word) in known:
            kinds.append(known[bare(word)])
        else:
            row.refuse(
                "expected.kinds",
                f"Không có loại tài liệu «{word}».",
                f"Ghi một hoặc nhiều loại, cách nhau bởi dấu ;: "
                f"{'; '.join(layout.EVIDENCE_KINDS.values())}.",
            )
    at_least = row.whole("expected.at_least")
    signature = row.choice("expected.signature", layout.SIGNATURES)
    expected = {
        "kinds": kinds,
        "at_least": None if at_least == 1 else at_least,
        "issued_from": _day(row, "expected.issued_from"),
        "issued_to": _day(row, "expected.issued_to"),
        "signature": None if signature == "none" else signature,
    }
    return {key: value for key, value in expected.items() if value not in (None, "", [])}


def _day(row: Row, key: str) -> str:
    value = row.values.get(key)
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if row.is_blank(key):
        return ""
    found = _DAY.fullmatch(row.text(key))
    year = found and (found[3] or _YEARS.get(bare(found[4] or "")))
    if not found or not year:
        row.refuse(key, f"Không đọc được ngày «{row.text(key)}».", _DAY_CURE)
        return ""
    return f"{year}-{int(found[2]):02d}-{int(found[1]):02d}"


def _words(row: Row, key: str) -> list[str]:
    return [word.strip() for word in re.split(r"[;\n]", row.text(key)) if word.strip()]


def _lines(row: Row, key: str) -> list[str]:
    return [line.strip() for line in row.text(key).split("\n") if line.strip()]


def _link(row: Row, line: str) -> dict[str, str]:
    label, separator, address = line.rpartition(BETWEEN_NAME_AND_ADDRESS.strip())
    if not separator:
        row.refuse(
            "links",
            f"«{line}» chưa có tên văn bản hoặc địa chỉ.",
            "Mỗi dòng ghi: Tên văn bản | https://…",
        )
    return {"label": label.strip(), "address": address.strip()}


def _attachment(row: Row, line: str) -> dict[str, str]:
    name, separator, sha256 = line.rpartition(BETWEEN_NAME_AND_ADDRESS.strip())
    if not separator:
        row.refuse(
            "attachments",
            f"«{line}» không phải dòng do hệ thống ghi.",
            "Xóa dòng này, rồi tải tệp lên ở trang sửa tiêu chí.",
        )
    return {"name": name.strip(), "sha256": sha256.strip()}
