"""Editing a written set: nodes are put in, moved and taken out, whether or not it is sound yet.

Every function takes a document and gives a new one in printed order; the old one is left alone,
so that it can be kept for undoing. A node is named by its place: ``Place("leaves", 3)`` is the
one that problems call ``leaves.3``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, Self

from scoring.rules.errors import BadNumber
from scoring.rules.kind import RuleKind
from scoring.rules.numbers import ZERO, parse_plain
from scoring.rules.rule import Written

Where = Literal["groups", "leaves"]
Way = Literal["up", "down"]

_ABOVE: Mapping[Where, str] = {"groups": "parent", "leaves": "group"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands in the document's lists."""

    where: Where
    index: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the place written as ``leaves.3``. Raises ``ValueError`` for anything else."""
        where, _, index = text.partition(".")
        if not index.isdecimal():
            raise ValueError(text)
        if where == "groups":
            return cls("groups", int(index))
        if where == "leaves":
            return cls("leaves", int(index))
        raise ValueError(text)

    def __str__(self) -> str:
        return f"{self.where}.{self.index}"


@dataclass(frozen=True, slots=True)
class Node:
    """A node met while walking the tree; ``depth`` is 0 at the top."""

    place: Place
    written: Mapping[str, Any]
    depth: int


def empty(*, code: str, name: str, year: int, unit_level: str) -> Written:
    """Return a set with nothing in it."""
    return {
        "code": code,
        "name": name,
        "year": year,
        "unit_level": unit_level,
        "groups": [],
        "leaves": [],
    }


def nodes_of(document: Mapping[str, Any], where: Where) -> list[Written]:
    """Return the groups or the leaves as they are written, whatever else stands there."""
    written = document.get(where)
    return [each for each in written if isinstance(each, dict)] if isinstance(written, list) else []


def walk(document: Mapping[str, Any]) -> Iterator[Node]:
    """Yield every node once in printed order: a group, the groups inside it, its leaves.

    Nodes that hang on nothing come last, so that none is lost from sight.
    """
    groups, leaves = nodes_of(document, "groups"), nodes_of(document, "leaves")
    met: set[Place] = set()

    def inside(parent: str, depth: int) -> Iterator[Node]:
        for index, group in enumerate(groups):
            place = Place("groups", index)
            if group.get("parent", "") == parent and place not in met:
                met.add(place)
                yield Node(place, group, depth)
                yield from inside(group.get("code", ""), depth + 1) if group.get("code") else ()
        for index, leaf in enumerate(leaves):
            place = Place("leaves", index)
            if parent and leaf.get("group") == parent and place not in met:
                met.add(place)
                yield Node(place, leaf, depth)

    yield from inside("", 0)
    for where, written in (("groups", groups), ("leaves", leaves)):
        for index, each in enumerate(written):
            place = Place.parse(f"{where}.{index}")
            if place not in met:
                yield Node(place, each, 0)


def put(document: Mapping[str, Any], place: Place | None, node: Written, where: Where) -> Written:
    """Put ``node`` at ``place``, or as the last of its siblings where ``place`` is None.

    What hangs on a group whose code changes goes on hanging on it.
    """
    written = list(nodes_of(document, where))
    changed = {**document}
    if place is None:
        written.append(node)
    else:
        before = written[place.index].get("code")
        written[place.index] = node
        if where == "groups" and before and before != node.get("code"):
            changed = _renamed(changed, before, str(node.get("code")))
            written = [_hung(each, "parent", before, str(node.get("code"))) for each in written]
    return in_order({**changed, where: written})


def remove(document: Mapping[str, Any], place: Place) -> Written:
    """Take a node out; a group goes with everything inside it. Raises ``IndexError``."""
    gone = {node.place for node in branch(document, place)}
    kept = {
        where: [
            each
            for index, each in enumerate(nodes_of(document, where))
            if Place(where, index) not in gone
        ]
        for where in ("groups", "leaves")
    }
    return in_order({**document, **kept})


def branch(document: Mapping[str, Any], place: Place) -> list[Node]:
    """Return a node and everything inside it. Raises ``IndexError`` for a place with nothing."""
    walked = list(walk(document))
    start = next((at for at, node in enumerate(walked) if node.place == place), None)
    if start is None:
        raise IndexError(str(place))
    top = walked[start]
    end = start + 1
    while place.where == "groups" and end < len(walked) and walked[end].depth > top.depth:
        end += 1
    return walked[start:end]


def move(document: Mapping[str, Any], place: Place, way: Way) -> Written:
    """Change places with the sibling before or after; the first and the last stay.

    Raises ``IndexError`` for a place with nothing.
    """
    written = list(nodes_of(document, place.where))
    above = _ABOVE[place.where]
    parent = written[place.index].get(above, "")
    siblings = [at for at, each in enumerate(written) if each.get(above, "") == parent]
    here = siblings.index(place.index)
    there = here + (-1 if way == "up" else 1)
    if not 0 <= there < len(siblings):
        return in_order(document)
    one, other = siblings[here], siblings[there]
    written[one], written[other] = written[other], written[one]
    return in_order({**document, place.where: written})


def rehang(document: Mapping[str, Any], place: Place, parent: str) -> Written:
    """Hang a node under another group ("" is the top, for groups), as the last one there.

    Raises ``IndexError`` for a place with nothing and ``ValueError`` for a group that would hang
    inside itself or on a group that is not there.
    """
    inside = branch(document, place)
    codes = {group.get("code") for group in nodes_of(document, "groups")}
    own = {node.written.get("code") for node in inside if node.place.where == "groups"}
    needs_group = bool(parent) or place.where == "leaves"
    if needs_group and (parent not in codes or parent in own):
        raise ValueError(parent)
    written = list(nodes_of(document, place.where))
    node = {**written.pop(place.index), _ABOVE[place.where]: parent}
    if not parent:
        node.pop(_ABOVE[place.where])
    return in_order({**document, place.where: [*written, node]})


def in_order(document: Mapping[str, Any]) -> Written:
    """Return the document with its nodes in printed order."""
    walked = list(walk(document))
    return {
        **document,
        "groups": [node.written for node in walked if node.place.where == "groups"],
        "leaves": [node.written for node in walked if node.place.where == "leaves"],
    }


def points(node: Mapping[str, Any]) -> Decimal | None:
    """Return a node's written maximum; None where no number stands."""
    try:
        return parse_plain(str(node.get("max_points", "")))
    except BadNumber:
        return None


def inner_sum(document: Mapping[str, Any], code: str) -> Decimal:
    """Return what the nodes directly inside a group add up to, as far as they say points."""
    return sum(
        (
            points(node) or ZERO
            for where, above in _ABOVE.items()
            for node in nodes_of(document, where)
            if node.get(above) == code
        ),
        ZERO,
    )


def base_sum(document: Mapping[str, Any]) -> Decimal:
    """Return what the top groups inside the total add up to."""
    return sum(
        (
            points(group) or ZERO
            for group in nodes_of(document, "groups")
            if not group.get("parent") and not group.get("is_outside_base")
        ),
        ZERO,
    )


def leaf_count(document: Mapping[str, Any]) -> int:
    """Return how many leaves are counted inside the total."""
    outside = {kind.value for kind in RuleKind if kind.is_outside_base}
    return sum(leaf.get("kind") not in outside for leaf in nodes_of(document, "leaves"))


def _renamed(document: Written, before: str, after: str) -> Written:
    leaves = [_hung(leaf, "group", before, after) for leaf in nodes_of(document, "leaves")]
    return {**document, "leaves": leaves}


def _hung(node: Written, above: str, before: str, after: str) -> Written:
    return {**node, above: after} if node.get(above) == before else node
