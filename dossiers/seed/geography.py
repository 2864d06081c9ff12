"""The places of the demo: a province with districts (map of 2024), and one without (2025)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from accounts import imports
from accounts.actions import units
from accounts.enums import UnitLevel
from accounts.models import Unit
from dossiers.seed.calendar import standing

_LISTS = Path(settings.BASE_DIR) / "accounts" / "data"
# "24" is Bắc Giang on the old map and Bắc Ninh on the new one.
PROVINCE = "24"
# The map of 2024 already stood in the year before, whose campaign the demo also holds.
OLD_MAP = (date(2023, 1, 1), date(2025, 6, 30))
NEW_MAP = (date(2025, 7, 1), None)
SMALL_BRANCHES = 2
SMALL_COMMUNES = 3


@dataclass(frozen=True)
class Place:
    """A province with all that lies below it, in list order."""

    area: Unit
    districts: Sequence[Unit]
    communes: Sequence[Unit]


def old_map(*, is_small: bool, at: datetime) -> Place:
    """Import Bắc Giang with its ten districts and 209 communes, or 2 × 3 of them."""
    rows = imports.only_province(imports.read_units(_read("units-2024.csv")), PROVINCE)
    if is_small:
        rows = _few(rows)
    return _imported(rows, OLD_MAP, at=at)


def new_map(*, at: datetime) -> Place:
    """Import Bắc Ninh with its 99 communes, which have no districts any more."""
    rows = imports.only_province(imports.read_units(_read("units-2025.csv")), PROVINCE)
    return _imported(rows, NEW_MAP, at=at)


def _read(name: str) -> bytes:
    return (_LISTS / name).read_bytes()


def _few(rows: Sequence[units.UnitRow]) -> list[units.UnitRow]:
    """Keep the first districts and the first communes of each."""
    districts = [row for row in rows if row.level == UnitLevel.DISTRICT][:SMALL_BRANCHES]
    kept = [row for row in rows if row.level == UnitLevel.PROVINCE] + districts
    for district in districts:
        kept += [row for row in rows if row.parent_code == district.code][:SMALL_COMMUNES]
    return kept


def _imported(
    rows: Sequence[units.UnitRow], term: tuple[date, date | None], *, at: datetime
) -> Place:
    valid_from, valid_until = term
    units.import_units(rows, valid_from=valid_from, valid_until=valid_until, clock=standing(at))
    stored = list(
        Unit.objects.filter(valid_from=valid_from)
        .select_related("parent__parent")
        .order_by("sort_key", "code")
    )
    by_level = {
        level: [unit for unit in stored if unit.level == level] for level in UnitLevel.values
    }
    return Place(
        area=by_level[UnitLevel.PROVINCE][0],
        districts=by_level[UnitLevel.DISTRICT],
        communes=by_level[UnitLevel.COMMUNE],
    )
