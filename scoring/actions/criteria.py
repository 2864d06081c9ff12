"""Taking over a written criteria set: all of it, or nothing with every problem by its place."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.enums import UnitLevel
from accounts.errors import AlreadyDone, Invalid
from scoring.models import CriteriaSet, Criterion
from scoring.queries import guidance
from scoring.rules import document
from scoring.rules.errors import InvalidParameters, Problem
from scoring.rules.kind import RuleKind
from scoring.rules.nodes import Group, Leaf

# Every set is written on 100 points; bonus and penalty stand beside them.
TOTAL_POINTS = Decimal(100)
# What a leaf's row and its writing call alike.
_SAME_IN_WRITING = (
    "code",
    "key",
    "name",
    "kind",
    "parameters",
    "scored_by",
    "department",
    "is_critical",
    "may_be_not_applicable",
    "evidence",
    "evidence_required",
    "expected",
    "guidance",
    "links",
    "attachments",
    "letter_items",
)
BUNDLED = Path(settings.BASE_DIR) / "scoring" / "data"


def read_file(name: str) -> dict[str, Any]:
    """Return the written set of a JSON file, or of a bundled one by its bare name.

    Raises ``Invalid`` when there is no such file or it is not JSON.
    """
    bundled = BUNDLED / f"{name}.json"
    path = bundled if bundled.is_file() else Path(name)
    try:
        written = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as error:
        raise Invalid(f"Không đọc được tệp bộ tiêu chí {path}.") from error
    except ValueError as error:
        raise Invalid(f"Tệp {path} không đúng dạng JSON: {error}.") from error
    if not isinstance(written, dict):
        raise Invalid(f"Tệp {path} không phải là một bộ tiêu chí.")
    return written


def load_set(data: Mapping[str, Any]) -> CriteriaSet:
    """Store a written set as the next version of its code and year, and return it.

    Raises ``Invalid`` with every problem by its place, ``AlreadyDone`` when the newest version
    says exactly the same.
    """
    try:
        told = document.read(data, total=TOTAL_POINTS)
    except InvalidParameters as error:
        raise invalid(error, "Bộ tiêu chí") from error
    if told.unit_level not in UnitLevel.values:
        problem = Problem("unit_level", f"Chỉ được là một trong: {', '.join(UnitLevel.values)}.")
        raise invalid(InvalidParameters([problem]), "Bộ tiêu chí")
    lost = guidance.missing(data)
    if lost:
        raise invalid(InvalidParameters(lost), "Bộ tiêu chí")
    with transaction.atomic():
        versions = CriteriaSet.objects.select_for_update().filter(key=told.code, year=told.year)
        newest = versions.order_by("-version").first()
        if newest is not None and document_of(newest) == document.dump(told):
            raise AlreadyDone(f"{newest} đã có đúng nội dung này. Không cần nhập lại.")
        created = CriteriaSet.objects.create(
            key=told.code,
            name=told.name,
            year=told.year,
            version=newest.version + 1 if newest else 1,
            unit_level=told.unit_level,
            previous=newest or _year_before(told.code, told.year),
            judging=told.judging.dump() if told.judging else {},
        )
        _store(created, _nodes(told))
    return created


def document_of(criteria_set: CriteriaSet) -> dict[str, Any]:
    """Return a stored set as it is written: loading that again gives the same rows."""
    nodes = list(criteria_set.criteria.select_related("parent").order_by("position"))
    written = {
        "code": criteria_set.key,
        "name": criteria_set.name,
        "year": criteria_set.year,
        "unit_level": criteria_set.unit_level,
        "groups": [_written_group(node, nodes) for node in nodes if not node.is_leaf],
        "leaves": [_written_leaf(node) for node in nodes if node.is_leaf],
        **criteria_set.judging,
    }
    return document.dump(document.read(written, total=TOTAL_POINTS))


def invalid(error: InvalidParameters, what: str) -> Invalid:
    """Return the refusal that lists an error's problems by their places."""
    problems = {problem.path: problem.sentence for problem in error.problems}
    return Invalid(
        f"{what} có {len(error.problems)} chỗ cần sửa; chưa nội dung nào được ghi nhận.",
        problems=problems,
    )


def _year_before(key: str, year: int) -> CriteriaSet | None:
    """Return the newest set of the same code from an earlier year."""
    return CriteriaSet.objects.filter(key=key, year__lt=year).order_by("-year", "-version").first()


def _nodes(told: document.SetDocument) -> list[tuple[Criterion, str]]:
    """Return unsaved nodes with their parent's code, in printed order: each group, then inside."""
    nodes: list[tuple[Criterion, str]] = []

    def add(group: Group, top: str) -> None:
        node = Criterion(
            code=group.code,
            key=group.code,
            group_code=top,
            name=group.name,
            max_points=group.max_points,
            is_leaf=False,
        )
        nodes.append((node, group.parent))
        for inner in told.groups:
            if inner.parent == group.code:
                add(inner, top)
        nodes.extend(
            (_leaf(leaf, top), leaf.group) for leaf in told.leaves if leaf.group == group.code
        )

    for group in told.groups:
        if not group.parent:
            add(group, group.code)
    for position, (node, _) in enumerate(nodes, start=1):
        node.position = position
    return nodes


def _leaf(leaf: Leaf, top: str) -> Criterion:
    return Criterion(
        code=leaf.code,
        key=leaf.key,
        group_code=top,
        name=leaf.name,
        guidance=leaf.guidance,
        max_points=leaf.max_points,
        is_leaf=True,
        kind=leaf.kind,
        parameters=leaf.parameters,
        evidence=leaf.evidence,
        evidence_required=leaf.evidence_required,
        expected=leaf.expected.dump(),
        links=[link.dump() for link in leaf.links],
        attachments=[each.dump() for each in leaf.attachments],
        letter_items=list(leaf.letter_items),
        scored_by=leaf.scored_by,
        department=leaf.department,
        is_critical=leaf.is_critical,
        may_be_not_applicable=leaf.may_be_not_applicable,
    )


def _store(created: CriteriaSet, nodes: Iterable[tuple[Criterion, str]]) -> None:
    """Save the groups one by one, since each may be a parent, then all leaves at once."""
    groups: dict[str, Criterion] = {}
    leaves = []
    for node, parent_code in nodes:
        node.criteria_set = created
        node.parent = groups.get(parent_code)
        if node.is_leaf:
            leaves.append(node)
        else:
            node.save(force_insert=True)
            groups[node.code] = node
    Criterion.objects.bulk_create(leaves)


def _written_group(node: Criterion, nodes: Iterable[Criterion]) -> dict[str, Any]:
    leaves = [each for each in nodes if each.is_leaf and each.group_code == node.group_code]
    return {
        "code": node.code,
        "name": node.name,
        "max_points": str(node.max_points),
        "parent": node.parent.code if node.parent else "",
        "is_outside_base": any(RuleKind(leaf.kind).is_outside_base for leaf in leaves),
    }


def _written_leaf(node: Criterion) -> dict[str, Any]:
    return {
        "group": node.parent.code if node.parent else "",
        "max_points": str(node.max_points),
        **{name: getattr(node, name) for name in _SAME_IN_WRITING},
    }
