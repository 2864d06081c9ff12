"""Rankings of a run from its frozen rows: overall, by a group, by a criterion, within a branch.

``scoring.rules.ranking`` gives every rank: ties share one and the next is skipped.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from dossiers.models import ScoringRun, UnitResult
from dossiers.queries import phrases, result_rows
from scoring import plans
from scoring.rules import ranking

OVERALL = ""
_GROUP, _LEAF = "nhom-", "tieu-chi-"
_NOT_COUNTED = "Không có điểm"


@dataclass(frozen=True)
class View:
    """By what units are ranked: everything, a group or a leaf; and within which branch."""

    by: str = OVERALL
    branch: str = ""

    @property
    def group(self) -> str:
        """The group's code; empty when ranked by something else."""
        return self.by.removeprefix(_GROUP) if self.by.startswith(_GROUP) else ""

    @property
    def leaf(self) -> str:
        """The leaf's code; empty when ranked by something else."""
        return self.by.removeprefix(_LEAF) if self.by.startswith(_LEAF) else ""


@dataclass(frozen=True)
class Place:
    """One unit's place: ``rank`` is None where it has no value to be ranked by."""

    result_id: int
    rank: int | None
    value: Decimal | None
    words: str


@dataclass(frozen=True)
class Row:
    """One line of a ranking, in ready words; ``reasons`` say why a class is not the index's."""

    rank: str
    unit: str
    code: str
    branch: str
    value: str
    index: str
    label: str
    tone: str
    reasons: tuple[str, ...]


def choices(plan: plans.Plan) -> list[tuple[str, str]]:
    """Return what units can be ranked by: everything, each group, each leaf of the base."""
    inside = [leaf for leaf in plan.leaves if leaf.is_in_base]
    codes = {leaf.criterion.group_code for leaf in inside}
    groups = [
        (f"{_GROUP}{group.code}", f"Nhóm {group.code}. {group.name}")
        for group in plan.groups
        if group.code in codes
    ]
    leaves = [(f"{_LEAF}{leaf.code}", f"{leaf.code} {leaf.criterion.name}") for leaf in inside]
    return [(OVERALL, "Chỉ số chung"), *groups, *leaves]


def heading(view: View) -> str:
    """Return the heading of the column that is ranked by."""
    if view.group:
        return f"Nhóm {view.group}"
    return f"Tiêu chí {view.leaf}" if view.leaf else "Chỉ số"


def places(run: ScoringRun, view: View) -> list[Place]:
    """Return every unit's place, the first rank first, units without a value at the end.

    One query; units that share a rank stand in dictionary order.
    """
    valued = list(_values(run, view))
    ranks = ranking.rank((pk, value) for pk, value, _ in valued if value is not None)
    found = [Place(pk, ranks.get(pk), value, words) for pk, value, words in valued]
    # Sorting keeps the dictionary order in which the rows came.
    return sorted(found, key=lambda place: (place.rank is None, place.rank or 0))


def _values(run: ScoringRun, view: View) -> Iterator[tuple[int, Decimal | None, str]]:
    """Yield (result, value to rank by, value in words)."""
    column = "groups" if view.group else "leaves" if view.leaf else "index"
    rows = run.results.order_by("sort_key", "unit_code")
    if view.branch:
        rows = rows.filter(branch_code=view.branch)
    for pk, rank, held in rows.values_list("pk", "rank", column).iterator():
        if rank is None:
            yield pk, None, phrases.NOTHING
        elif view.group:
            yield pk, *_of_group(held, view.group)
        elif view.leaf:
            yield pk, *_of_leaf(held, view.leaf)
        else:
            # The run's own order, which may put those who fail a condition behind the others.
            yield pk, Decimal(-rank), phrases.percent(held)


def _of_group(groups: list[dict[str, str | None]], code: str) -> tuple[Decimal | None, str]:
    """Groups are compared by their share, so that what does not apply costs nobody a place."""
    for group in groups:
        if group["code"] == code and group["share"] is not None:
            share = Decimal(group["share"])
            points = phrases.points(Decimal(group["achieved"] or 0))
            most = phrases.points(Decimal(group["applicable_maximum"] or 0))
            return share, f"{phrases.percent(share)} ({points}/{most} điểm)"
    return None, phrases.NOT_APPLICABLE


def _of_leaf(leaves: list[list[str | bool | None]], code: str) -> tuple[Decimal | None, str]:
    for found, points, is_left_out, *_ in leaves:
        if found == code:
            if is_left_out:
                return None, phrases.NOT_APPLICABLE
            if points is not None:
                value = Decimal(str(points))
                return value, f"{phrases.points(value)} điểm"
    return None, _NOT_COUNTED


def rows_of(shown: list[Place]) -> list[Row]:
    """Return the lines of one page of places; one query."""
    results = UnitResult.objects.defer("leaves", "groups").in_bulk(
        [place.result_id for place in shown]
    )
    return [_row(place, results[place.result_id]) for place in shown]


def _row(place: Place, result: UnitResult) -> Row:
    failed = [verdict for verdict in result.verdicts if not verdict["holds"]]
    is_classified = result_rows.is_classified(result)
    reasons = [result.because] if is_classified and failed else [result.unranked_reason]
    return Row(
        rank=str(place.rank) if place.rank else phrases.NOTHING,
        unit=result.unit_name,
        code=result.unit_code,
        branch=result.branch_name,
        value=place.words,
        index=phrases.percent(result.index),
        label=result.class_label if is_classified else "Không xếp hạng",
        tone=result_rows.tone_of(result),
        reasons=tuple(filter(None, reasons)),
    )
