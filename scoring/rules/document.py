"""A criteria set as written in a file: groups and leaves, each rule parsed, all sums checked.

The written form is the one that every other form is made from and comes back to: rows, drafts,
workbooks. ``dump(read(data)) == data`` for data in the order and spelling that ``dump`` writes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.rules import judging
from scoring.rules.errors import InvalidParameters, Problem
from scoring.rules.judging import Judging
from scoring.rules.nodes import Group, Leaf
from scoring.rules.numbers import ZERO, number_text
from scoring.rules.parameters import Parameters
from scoring.rules.rule import Written

_MAX_KEY = 60
_FIRST_YEAR = 2000


@dataclass(frozen=True, kw_only=True)
class SetDocument:
    """A whole set, groups and leaves in printed order; ``judging`` is None where it says none."""

    code: str
    name: str
    year: int
    unit_level: str
    groups: tuple[Group, ...]
    leaves: tuple[Leaf, ...]
    judging: Judging | None = None


def read(data: Mapping[str, Any], *, total: Decimal) -> SetDocument:
    """Read a written set whose base must add up to ``total`` points.

    Keys that judge a campaign (conditions, ladder, caps, documents) may stand beside it, all or
    none of them. Raises ``InvalidParameters`` with every problem and its place.
    """
    problems: list[Problem] = []
    reader = Parameters(data, problems=problems)
    code, name = reader.text("code", at_most=_MAX_KEY), reader.text("name")
    year, unit_level = reader.whole("year", at_least=_FIRST_YEAR), reader.text("unit_level")
    groups = tuple(Group.from_parameters(entry) for entry in reader.entries("groups", at_least=1))
    written = [Leaf.from_parameters(entry) for entry in reader.entries("leaves", at_least=1)]
    placed = [(place, leaf) for place, leaf in enumerate(written) if leaf is not None]
    leaves = tuple(leaf for _, leaf in placed)
    judged = None
    if judging.is_written(data):
        try:
            judged = judging.read(data)
        except InvalidParameters as error:
            problems += error.problems
    for key in judging.KEYS:
        reader.has(key)
    reader.close()
    known = _require_groups(reader, groups)
    _require_leaves(reader, known, placed)
    # Sums over leaves that could not be read would only repeat what is already noted.
    reader.require_sound()
    _require_sums(reader, groups, leaves, total)
    reader.require_sound()
    return SetDocument(
        code=code,
        name=name,
        year=year,
        unit_level=unit_level,
        groups=tuple(_in_order(groups)),
        leaves=tuple(
            leaf for group in _in_order(groups) for leaf in leaves if leaf.group == group.code
        ),
        judging=judged,
    )


def dump(told: SetDocument) -> Written:
    """Write a set as it is read; what goes without saying is left out."""
    return {
        "code": told.code,
        "name": told.name,
        "year": told.year,
        "unit_level": told.unit_level,
        "groups": [group.dump() for group in told.groups],
        "leaves": [leaf.dump() for leaf in told.leaves],
        **(told.judging.dump() if told.judging else {}),
    }


def _in_order(groups: tuple[Group, ...], parent: str = "") -> Iterator[Group]:
    """Yield the groups as printed: each before those inside it."""
    for group in groups:
        if group.parent == parent:
            yield group
            yield from _in_order(groups, group.code)


def _require_groups(reader: Parameters, groups: tuple[Group, ...]) -> dict[str, Group]:
    """Note groups that come twice or hang on nothing written before; returns them by code."""
    known: dict[str, Group] = {}
    for place, group in enumerate(groups):
        if group.code in known:
            reader.refuse(f"groups.{place}.code", "Mã bị trùng.")
        if group.parent and group.parent not in known:
            reader.refuse(f"groups.{place}.parent", f"Chưa có nhóm {group.parent} ở phía trên.")
        above = known.get(group.parent)
        if above and above.is_outside_base != group.is_outside_base:
            reader.refuse(
                f"groups.{place}.is_outside_base",
                "Nhóm bên trong phải cùng ở trong hoặc cùng ở ngoài tổng điểm với nhóm chứa nó.",
            )
        known[group.code] = group
    return known


def _require_leaves(
    reader: Parameters, known: Mapping[str, Group], placed: list[tuple[int, Leaf]]
) -> None:
    """Note leaves whose code or key comes twice, and those in a group that they cannot be in."""
    codes, keys = set(known), set()
    for place, leaf in placed:
        if leaf.code in codes:
            reader.refuse(f"leaves.{place}.code", "Mã bị trùng.")
        if leaf.key in keys:
            reader.refuse(f"leaves.{place}.key", "Khóa so sánh bị trùng.")
        codes.add(leaf.code)
        keys.add(leaf.key)
        group_of_leaf = known.get(leaf.group)
        if group_of_leaf is None:
            reader.refuse(f"leaves.{place}.group", f"Không có nhóm {leaf.group}.")
        elif group_of_leaf.is_outside_base != leaf.kind.is_outside_base:
            reader.refuse(
                f"leaves.{place}.kind",
                "Điểm thưởng và điểm trừ phải ở nhóm riêng, ngoài tổng điểm.",
            )


def _require_sums(
    reader: Parameters, groups: tuple[Group, ...], leaves: tuple[Leaf, ...], total: Decimal
) -> None:
    """Note every group whose parts do not add up to it, and a base that is not ``total``."""
    parts: dict[str, Decimal] = {group.code: ZERO for group in groups}
    for leaf in leaves:
        parts[leaf.group] += leaf.max_points
    for group in groups:
        if group.parent:
            parts[group.parent] += group.max_points
    inhabited = {leaf.group for leaf in leaves} | {group.parent for group in groups}
    for place, group in enumerate(groups):
        if group.code not in inhabited:
            reader.refuse(f"groups.{place}", f"Nhóm {group.code} chưa có tiêu chí nào.")
        elif parts[group.code] != group.max_points:
            reader.refuse(
                f"groups.{place}.max_points",
                f"Nhóm {group.code} ghi {number_text(group.max_points)} điểm nhưng các tiêu chí "
                f"bên trong cộng lại là {number_text(parts[group.code])}.",
            )
    base = sum(
        (group.max_points for group in groups if not group.parent and not group.is_outside_base),
        ZERO,
    )
    if base != total:
        reader.refuse(
            "groups", f"Tổng điểm các nhóm là {number_text(base)}, phải là {number_text(total)}."
        )
