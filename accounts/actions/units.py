"""Taking over the official list of administrative units."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from accounts import journal, words
from accounts.clock import Clock, database_clock
from accounts.enums import UnitLevel
from accounts.errors import RowsInvalid
from accounts.models import Unit, UnitAncestry, User

# A unit stands directly or indirectly under a unit of a smaller rank.
_RANK = {
    UnitLevel.PROVINCE: 0,
    UnitLevel.DEPARTMENT: 1,
    UnitLevel.DISTRICT: 1,
    UnitLevel.COMMUNE: 2,
}
# Enough lines to see the pattern of what is wrong; the rest is counted.
_SHOWN_PROBLEMS = 20
_BATCH = 2_000


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """One line of a unit list; ``parent_code`` is empty for a province."""

    line: int
    code: str
    name: str
    level: str
    parent_code: str = ""


@dataclass(frozen=True, kw_only=True)
class Imported:
    """How many units a list added, and how many of its lines were there already."""

    added: int
    unchanged: int


def import_units(
    rows: Sequence[UnitRow],
    *,
    valid_from: date,
    valid_until: date | None = None,
    by: User | None = None,
    clock: Clock = database_clock,
) -> Imported:
    """Add every unit of ``rows`` with its place in the tree, or nothing at all.

    ``valid_until`` is the last day, None for units that still exist. The same list may come
    again: lines already taken over are left alone. Raises ``RowsInvalid`` with the sentences
    by line.
    """
    with transaction.atomic():
        standing = _standing(rows, valid_from=valid_from, valid_until=valid_until)
        _require_sound(rows, standing, valid_from=valid_from)
        known = {unit.code: unit for unit in standing if unit.valid_from == valid_from}
        new_rows = [row for row in rows if row.code not in known]
        added = _create(new_rows, known, valid_from=valid_from, valid_until=valid_until)
        _link(added)
        at = clock()
        fresh = {unit.pk for unit in added}
        for top in (unit for unit in added if unit.parent_id not in fresh):
            act = journal.Act(
                verb="units_imported",
                subject=top.code,
                after={
                    "name": top.name,
                    "valid_from": valid_from.isoformat(),
                    "units": len(added),
                },
            )
            journal.record(top, act, by=by, at=at)
    return Imported(added=len(added), unchanged=len(rows) - len(new_rows))


def _standing(rows: Sequence[UnitRow], *, valid_from: date, valid_until: date | None) -> list[Unit]:
    """Return the units that hold one of the list's codes on any day of its term."""
    overlapping = Unit.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=valid_from))
    if valid_until is not None:
        overlapping = overlapping.filter(valid_from__lte=valid_until)
    codes = {row.code for row in rows} | {row.parent_code for row in rows}
    return [unit for unit in overlapping.select_related("parent") if unit.code in codes]


def _require_sound(rows: Sequence[UnitRow], standing: Iterable[Unit], *, valid_from: date) -> None:
    by_code = {row.code: row for row in rows}
    units = {unit.code: unit for unit in standing}
    problems: dict[str, str] = {}
    first_line: dict[str, int] = {}
    for row in rows:
        sentences = [*_row_problems(row, by_code, units), *_clash(row, units, valid_from)]
        if first_line.setdefault(row.code, row.line) != row.line:
            sentences.append(f"Mã {row.code} đã có ở dòng {first_line[row.code]}.")
        if sentences:
            problems[str(row.line)] = " ".join(sentences)
    if problems:
        raise RowsInvalid(
            f"Danh sách có {len(problems)} dòng cần sửa; chưa đơn vị nào được ghi nhận. "
            "Hãy sửa các dòng đó rồi tải lên lại.",
            problems=dict(list(problems.items())[:_SHOWN_PROBLEMS]),
        )


def _row_problems(row: UnitRow, rows: dict[str, UnitRow], units: dict[str, Unit]) -> list[str]:
    """Judge a line by itself and against its parent."""
    sentences = []
    if not row.code.isascii() or not row.code.isalnum():
        sentences.append("Mã đơn vị phải gồm các chữ số.")
    if not row.name:
        sentences.append("Thiếu tên đơn vị.")
    if row.level not in UnitLevel.values:
        return [*sentences, f"Cấp “{row.level}” không có; hãy ghi {', '.join(UnitLevel.values)}."]
    rank = _RANK[UnitLevel(row.level)]
    if not row.parent_code:
        if rank:
            sentences.append("Thiếu mã đơn vị cấp trên.")
        return sentences
    parent = rows.get(row.parent_code) or units.get(row.parent_code)
    if parent is None:
        sentences.append(f"Không có đơn vị cấp trên mã {row.parent_code}.")
    elif parent.level in UnitLevel.values and _RANK[UnitLevel(parent.level)] >= rank:
        sentences.append(f"Đơn vị mã {row.parent_code} không thể là cấp trên.")
    return sentences


def _clash(row: UnitRow, units: dict[str, Unit], valid_from: date) -> list[str]:
    """Say so when the code means something else on a day of the list's term."""
    unit = units.get(row.code)
    if unit is None:
        return []
    told = (unit.name, unit.level, unit.parent.code if unit.parent else "", unit.valid_from)
    if told == (words.normal(row.name), row.level, row.parent_code, valid_from):
        return []
    return [f"Mã {row.code} đang là của {unit.name} từ ngày {unit.valid_from:%d/%m/%Y}."]


def _create(
    rows: Iterable[UnitRow],
    known: dict[str, Unit],
    *,
    valid_from: date,
    valid_until: date | None,
) -> list[Unit]:
    """Create the units, upper ranks first, each with its parent set."""
    units = dict(known)
    added: list[Unit] = []
    by_rank: dict[int, list[UnitRow]] = {}
    for row in rows:
        by_rank.setdefault(_RANK[UnitLevel(row.level)], []).append(row)
    for _, same_rank in sorted(by_rank.items()):
        fresh = []
        for row in same_rank:
            unit = Unit(
                code=row.code,
                level=row.level,
                parent=units.get(row.parent_code),
                valid_from=valid_from,
                valid_until=valid_until,
            )
            unit.set_name(row.name)
            fresh.append(unit)
        Unit.objects.bulk_create(fresh, batch_size=_BATCH)
        units.update((unit.code, unit) for unit in fresh)
        added += fresh
    return added


def _link(added: Iterable[Unit]) -> None:
    """Write the closure rows of new units: themselves and everything above them."""
    links = []
    for unit in added:
        depth = 0
        above: Unit | None = unit
        while above is not None:
            links.append(UnitAncestry(ancestor=above, descendant=unit, depth=depth))
            depth, above = depth + 1, above.parent
    UnitAncestry.objects.bulk_create(links, batch_size=_BATCH)
