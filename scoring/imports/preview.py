"""What was understood of a workbook, in words, before anything is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.exports import layout, nodes
from scoring.rules import registry
from scoring.rules.errors import InvalidParameters
from scoring.rules.numbers import points_text


@dataclass(frozen=True)
class PreviewLine:
    """One group or leaf; ``rule`` is empty while the rule cannot be used."""

    code: str
    name: str
    points: str
    is_group: bool
    kind: str
    rule: tuple[str, ...]
    giver: str
    is_critical: bool
    files: tuple[str, ...] = ()


def lines_of(document: Mapping[str, Any]) -> list[PreviewLine]:
    """Return the tree in printed order, as far as it was understood."""
    leaves = {leaf["code"]: leaf for leaf in document["leaves"]}
    return [_line(line, leaves.get(line["code"])) for line in nodes.lines_of(document)]


def _line(line: Mapping[str, Any], leaf: Mapping[str, Any] | None) -> PreviewLine:
    is_group = line["row"] != layout.ROW_KINDS[layout.LEAF]
    return PreviewLine(
        code=line["code"],
        name=line["name"],
        points=points_text(Decimal(line["max_points"])) if line["max_points"] else "",
        is_group=is_group,
        kind=line.get("kind") or "",
        rule=() if is_group or leaf is None else _rule_in_words(leaf),
        giver=line.get("department") or line.get("scored_by") or "",
        is_critical=line.get("is_critical") == layout.YES_NO[layout.YES],
        files=tuple(each["name"] for each in (leaf or {}).get("attachments", ())),
    )


def _rule_in_words(leaf: Mapping[str, Any]) -> tuple[str, ...]:
    if not leaf["kind"] or not leaf["max_points"]:
        return ()
    try:
        worth = Decimal(leaf["max_points"])
        return registry.parse(leaf["kind"], leaf["parameters"], max_points=worth).words()
    except InvalidParameters:
        # The problem stands in the list above with its cell; here the line stays empty.
        return ()
