"""Statements written once ask, write and lock as the ORM's own do."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, models, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from accounts.models import JournalEntry, Unit
from accounts.prepared import Given, Prepared, PreparedInsert, PreparedUpdate

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 4, 5, 6, 7, 890000, tzinfo=UTC)


@pytest.fixture
def units() -> list[Unit]:
    """Return a province and two communes of it."""
    province = Unit.objects.create(code="24", name="Tỉnh", level="province", valid_from=NOON.date())
    return [province] + [
        Unit.objects.create(
            code=code, name=f"Xã {code}", level="commune", parent=province, valid_from=NOON.date()
        )
        for code in ("01", "02")
    ]


def test_rows_are_those_of_the_query_set_for_each_value(units: list[Unit]) -> None:
    beneath = Prepared(
        lambda: (
            Unit.objects.filter(parent=Given("parent"))
            .select_related("parent")
            .annotate(above=F("parent__name"))
            .order_by("code")
        )
    )
    province = units[0]
    for parent, expected in ((province.pk, units[1:]), (units[1].pk, []), (province.pk, units[1:])):
        assert beneath.rows(parent=parent) == expected
    with CaptureQueriesContext(connection) as asked:
        first = beneath.first(parent=province.pk)
        assert (first.parent.name, first.above, first.valid_from) == ("Tỉnh", "Tỉnh", NOON.date())
    assert len(asked) == 1
    assert beneath.first(parent=0) is None


def test_values_take_the_type_of_their_field(units: list[Unit]) -> None:
    valid = Prepared(
        lambda: Unit.objects.filter(
            valid_from__lte=Given("day", models.DateField()),
            name__startswith=Given("start", models.CharField()),
        ).values_list("code", flat=True)
    )
    assert sorted(valid.rows(day=NOON.date(), start="Xã")) == ["01", "02"]
    assert valid.rows(day=NOON.date() - timedelta(days=1), start="Xã") == []


def test_value_that_is_not_said_fails_at_once(units: list[Unit]) -> None:
    one = Prepared(lambda: Unit.objects.filter(pk=Given("pk")))
    with pytest.raises(KeyError, match="pk"):
        one.rows()


def test_update_writes_only_what_it_names(units: list[Unit]) -> None:
    renamed = PreparedUpdate(lambda: Unit.objects.filter(pk=Given("pk")), ("name", "parent"))
    unit = units[1]
    unit.name, unit.code, unit.parent = "Xã mới", "99", None
    assert renamed.write(unit, pk=unit.pk) == 1
    unit.refresh_from_db()
    assert (unit.name, unit.code, unit.parent) == ("Xã mới", "01", None)
    assert renamed.write(unit, pk=0) == 0


def test_inserted_row_is_the_one_that_was_given() -> None:
    entry = JournalEntry(
        chain="test:1", seq=1, verb="score", before=None, after={"a": [1, "á"]}, at=NOON,
        by_name="Đỗ Thị Mây", previous_hash="", hash="x" * 64,
    )  # fmt: skip
    PreparedInsert(JournalEntry).write(entry)
    stored = JournalEntry.objects.get(pk=entry.pk)
    assert (stored.after, stored.before, stored.at) == ({"a": [1, "á"]}, None, NOON)
    assert not entry._state.adding


def test_rows_are_share_locked_where_the_database_locks(units: list[Unit]) -> None:
    shared = Prepared(lambda: Unit.objects.filter(pk=Given("pk")), shares=True)
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        assert shared.first(pk=units[0].pk) == units[0]
    locks = connection.features.has_select_for_update
    assert ("FOR SHARE OF" in asked[0]["sql"]) == locks
    assert units[0]._state.db == DEFAULT_DB_ALIAS
