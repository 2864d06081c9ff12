"""Editing a written set as a tree, whatever state it is in."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rules import outline
from scoring.rules.outline import Place


def document(*nodes: str) -> dict[str, Any]:
    """Return a document of groups ("A", "B<A": B in A) and leaves ("1@A": 1 in A)."""
    groups, leaves = [], []
    for node in nodes:
        if "@" in node:
            code, group = node.split("@")
            leaves.append({"code": code, "key": code, "group": group, "max_points": "2"})
        else:
            code, _, parent = node.partition("<")
            group = {"code": code, "name": code, "max_points": "4", "is_outside_base": False}
            groups.append({**group, "parent": parent} if parent else group)
    return {"groups": groups, "leaves": leaves}


TREE = document("A", "B", "C<A", "D<C", "1@A", "2@A", "3@B", "4@D")


def told(written: dict[str, Any]) -> list[str]:
    return [node.written["code"] for node in outline.walk(written)]


def test_walk_prints_inner_groups_before_leaves() -> None:
    assert told(TREE) == ["A", "C", "D", "4", "1", "2", "B", "3"]
    assert [node.depth for node in outline.walk(TREE)] == [0, 1, 2, 3, 1, 1, 0, 1]


def test_nodes_that_hang_on_nothing_stay_in_sight() -> None:
    lost = document("A", "E<nowhere", "1@A", "9@nowhere")
    assert told(lost) == ["A", "1", "E", "9"]
    circle = document("A<B", "B<A", "1@A")
    assert sorted(told(circle)) == ["1", "A", "B"]


def test_move_changes_places_among_siblings_only() -> None:
    assert told(outline.move(TREE, Place("groups", 1), "up"))[0] == "B"
    assert told(outline.move(TREE, Place("leaves", 1), "up"))[4:6] == ["2", "1"]
    assert told(outline.move(TREE, Place("leaves", 0), "up")) == told(TREE)
    assert told(outline.move(TREE, Place("leaves", 2), "down")) == told(TREE)


def test_rehang_takes_everything_inside_along() -> None:
    moved = outline.rehang(TREE, Place("groups", 2), "B")
    assert told(moved) == ["A", "1", "2", "B", "C", "D", "4", "3"]
    assert told(outline.rehang(moved, Place("groups", 2), ""))[-3:] == ["C", "D", "4"]


@pytest.mark.parametrize(
    ("place", "parent"),
    [
        (Place("groups", 0), "D"),
        (Place("groups", 0), "A"),
        (Place("leaves", 0), ""),
        (Place("leaves", 0), "nowhere"),
    ],
)
def test_rehang_refuses_what_would_be_lost(place: Place, parent: str) -> None:
    with pytest.raises(ValueError, match=f"^{parent}$"):
        outline.rehang(TREE, place, parent)


def test_remove_takes_the_whole_branch() -> None:
    assert told(outline.remove(TREE, Place("groups", 0))) == ["B", "3"]
    assert told(outline.remove(TREE, Place("leaves", 0))) == ["A", "C", "D", "4", "2", "B", "3"]
    with pytest.raises(IndexError):
        outline.remove(TREE, Place("leaves", 9))


def test_a_renamed_group_keeps_what_hangs_on_it() -> None:
    group = {**TREE["groups"][0], "code": "Z"}
    assert told(outline.put(TREE, Place("groups", 0), group, "groups")) == [
        *("Z", "C", "D", "4", "1", "2", "B", "3"),
    ]


def test_sums_pass_over_what_is_no_number() -> None:
    odd = document("A", "1@A", "2@A")
    odd["leaves"][0]["max_points"] = "hai"
    assert outline.inner_sum(odd, "A") == 2
    assert outline.points(odd["leaves"][0]) is None
    assert outline.base_sum(TREE) == 8


@pytest.mark.parametrize("text", ["", "leaves", "leaves.x", "leaves.-1", "papers.1"])
def test_only_places_are_places(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        Place.parse(text)


@given(st.data())
def test_no_act_loses_or_doubles_a_node(data: st.DataObject) -> None:
    written: dict[str, Any] = outline.in_order(TREE)
    for _ in range(data.draw(st.integers(1, 6))):
        nodes = list(outline.walk(written))
        place = data.draw(st.sampled_from([node.place for node in nodes]))
        way = data.draw(st.sampled_from(["up", "down", "A", "B", "C", "D"]))
        try:
            written = (
                outline.move(written, place, way)
                if way in ("up", "down")
                else outline.rehang(written, place, way)
            )
        except ValueError:
            continue
    assert sorted(told(written)) == sorted(told(TREE))
    assert outline.in_order(written) == written
