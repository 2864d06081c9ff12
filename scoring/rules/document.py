"""A criteria set as written in a file: groups and leaves, each rule parsed, all sums checked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from scoring.rules import registry
from scoring.rules.errors import InvalidParameters
from scoring.rules.kind import RuleKind
from scoring.rules.numbers import ZERO, number_text
from scoring.rules.parameters import Parameters
from scoring.rules.rule import Written

#: Who gives a leaf's figures: the measured unit, a survey, or the province.
SCORERS = ("unit", "survey", "province")

_MAX_NAME = 500
_MAX_EVIDENCE = 500
_MAX_GUIDANCE = 4000
_MAX_CODE = 20
_MAX_KEY = 60
_FIRST_YEAR = 2000


@dataclass(frozen=True, kw_only=True)
class Group:
    """A node that is not scored itself; ``parent`` is the code of the node above, or empty.

    ``is_outside_base`` marks bonus and penalty, whose points stand beside the 100.
    """

    code: str
    name: str
    max_points: Decimal
    parent: str = ""
    is_outside_base: bool = False


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """A scored criterion; ``parameters`` are written as the parsed rule writes them."""

    code: str
    key: str
    group: str
    name: str
    max_points: Decimal
    kind: RuleKind
    parameters: Written
    scored_by: str
    is_critical: bool
    may_be_not_applicable: bool
    evidence: str
    evidence_required: bool
    guidance: str


@dataclass(frozen=True, kw_only=True)
class SetDocument:
    """A whole set, groups and leaves in printed order."""

    code: str
    name: str
    year: int
    unit_level: str
    groups: tuple[Group, ...]
    leaves: tuple[Leaf, ...]


def read(data: Mapping[str, Any], *, total: Decimal) -> SetDocument:
    """Read a written set whose base must add up to ``total`` points.

    Keys that judge a campaign (conditions, ladder, caps, documents) may stand beside it; they
    are read by the campaign. Raises ``InvalidParameters`` with every problem and its place.
    """
    reader = Parameters(data)
    code, name = reader.text("code", at_most=_MAX_KEY), reader.text("name")
    year, unit_level = reader.whole("year", at_least=_FIRST_YEAR), reader.text("unit_level")
    groups = tuple(_group(entry) for entry in reader.entries("groups", at_least=1))
    leaves = tuple(
        leaf for entry in reader.entries("leaves", at_least=1) if (leaf := _leaf(entry)) is not None
    )
    _require_tree(reader, groups, leaves)
    # Sums over leaves that could not be read would only repeat what is already noted.
    reader.require_sound()
    _require_sums(reader, groups, leaves, total)
    reader.require_sound()
    return SetDocument(
        code=code, name=name, year=year, unit_level=unit_level, groups=groups, leaves=leaves
    )


def _group(entry: Parameters) -> Group:
    group = Group(
        code=entry.text("code", at_most=_MAX_CODE),
        name=entry.text("name", at_most=_MAX_NAME),
        max_points=entry.points("max_points", at_most=registry.MAX_POINTS),
        parent=entry.text("parent", "", at_most=_MAX_CODE),
        is_outside_base=entry.flag("is_outside_base"),
    )
    entry.close()
    return group


def _leaf(entry: Parameters) -> Leaf | None:
    """Read one leaf; None when its rule cannot be used (the problems are noted)."""
    leaf = Leaf(
        max_points=entry.points("max_points", at_most=registry.MAX_POINTS),
        kind=RuleKind(entry.choice("kind", list(RuleKind))),
        parameters=dict(entry.mapping("parameters")),
        code=entry.text("code", at_most=_MAX_CODE),
        key=entry.text("key", at_most=_MAX_KEY),
        group=entry.text("group", at_most=_MAX_CODE),
        name=entry.text("name", at_most=_MAX_NAME),
        scored_by=entry.choice("scored_by", SCORERS),
        evidence=entry.text("evidence", "", at_most=_MAX_EVIDENCE),
        guidance=entry.text("guidance", "", at_most=_MAX_GUIDANCE),
        is_critical=entry.flag("is_critical"),
        may_be_not_applicable=entry.flag("may_be_not_applicable"),
        evidence_required=entry.flag("evidence_required"),
    )
    entry.has("letter_items")  # a cross-reference for people; it decides nothing
    entry.close()
    try:
        rule = registry.parse(leaf.kind, leaf.parameters, max_points=leaf.max_points)
    except InvalidParameters as error:
        for problem in error.problems:
            is_own = problem.path == "max_points"
            place = problem.path if is_own else f"parameters.{problem.path}".rstrip(".")
            entry.refuse(place, problem.sentence)
        return None
    return replace(leaf, parameters=rule.dump())


def _require_tree(reader: Parameters, groups: tuple[Group, ...], leaves: tuple[Leaf, ...]) -> None:
    """Note codes and keys that come twice, and nodes that hang on nothing written before."""
    known: dict[str, Group] = {}
    for place, group in enumerate(groups):
        if group.code in known:
            reader.refuse(f"groups.{place}.code", "Mã bị trùng.")
        if group.parent and group.parent not in known:
            reader.refuse(f"groups.{place}.parent", f"Chưa có nhóm {group.parent} ở phía trên.")
        known[group.code] = group
    codes, keys = set(known), set()
    for place, leaf in enumerate(leaves):
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
    for place, group in enumerate(groups):
        if parts[group.code] != group.max_points:
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
