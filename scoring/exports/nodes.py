"""Groups and leaves as lines of the sheet «Tiêu chí», in printed order."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scoring.exports import layout
from scoring.exports.parameters import Line
from scoring.rules.expected import Day

#: Between several words in one cell, and between a paper's name and its address.
BETWEEN_WORDS, BETWEEN_NAME_AND_ADDRESS = "; ", " | "

_SAME = ("code", "name", "max_points", "key", "department", "evidence", "guidance")
_FLAGS = ("is_critical", "may_be_not_applicable", "evidence_required")


def lines_of(document: Mapping[str, Any]) -> Iterator[Line]:
    """Yield a line for each node: a group, the groups inside it, its leaves.

    Nodes of a draft that hang on nothing come last, so that none is lost.
    """
    groups: Sequence[Mapping[str, Any]] = document["groups"]
    leaves: Sequence[Mapping[str, Any]] = document["leaves"]
    told: set[int] = set()

    def inside(parent: str) -> Iterator[Line]:
        for group in groups:
            if group.get("parent", "") == parent and id(group) not in told:
                told.add(id(group))
                yield _group(group)
                yield from inside(group["code"])
                for leaf in leaves:
                    if leaf.get("group") == group["code"] and id(leaf) not in told:
                        told.add(id(leaf))
                        yield _leaf(leaf)

    yield from inside("")
    yield from (_group(group) for group in groups if id(group) not in told)
    yield from (_leaf(leaf) for leaf in leaves if id(leaf) not in told)


def _group(group: Mapping[str, Any]) -> Line:
    kind = layout.OUTSIDE_GROUP if group.get("is_outside_base") else layout.GROUP
    return {
        "code": group.get("code"),
        "row": layout.ROW_KINDS[kind],
        "parent": group.get("parent", ""),
        "name": group.get("name"),
        "max_points": group.get("max_points"),
    }


def _leaf(leaf: Mapping[str, Any]) -> Line:
    expected = leaf.get("expected") or {}
    return {
        **{key: leaf.get(key, "") for key in _SAME},
        **{key: _yes_no(leaf.get(key)) for key in _FLAGS},
        "row": layout.ROW_KINDS[layout.LEAF],
        "parent": leaf.get("group", ""),
        "kind": layout.KINDS.get(leaf.get("kind", ""), leaf.get("kind")),
        "scored_by": layout.SCORERS.get(leaf.get("scored_by", ""), leaf.get("scored_by")),
        "expected.kinds": BETWEEN_WORDS.join(
            layout.EVIDENCE_KINDS[kind] for kind in expected.get("kinds", ())
        ),
        "expected.at_least": expected.get("at_least", ""),
        "expected.issued_from": _day(expected.get("issued_from")),
        "expected.issued_to": _day(expected.get("issued_to")),
        "expected.signature": layout.SIGNATURES.get(expected.get("signature", ""), ""),
        "links": "\n".join(
            BETWEEN_NAME_AND_ADDRESS.join((link["label"], link["address"]))
            for link in leaf.get("links", ())
        ),
        "attachments": "\n".join(
            BETWEEN_NAME_AND_ADDRESS.join((each["name"], each["sha256"]))
            for each in leaf.get("attachments", ())
        ),
        "letter_items": BETWEEN_WORDS.join(leaf.get("letter_items", ())),
    }


def _yes_no(value: object) -> str:
    return layout.YES_NO[layout.YES if value else layout.NO]


def _day(written: str | None) -> str:
    return Day.parse(written).words() if written else ""
