"""Taking over written criteria sets."""

import copy
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from accounts.errors import AlreadyDone, Invalid
from scoring import plans
from scoring.actions import campaigns, criteria
from scoring.models import CriteriaSet, Criterion

BUNDLED = criteria.read_file("friendly-government-2024")

pytestmark = pytest.mark.django_db


def test_load_set_stores_the_bundled_set_whole():
    stored = criteria.load_set(BUNDLED)
    plan = plans.read_plan(stored)
    base = [leaf for leaf in plan.leaves if leaf.is_in_base]
    assert len(base) == 38
    assert sum(leaf.max_points for leaf in base) == Decimal(100)
    assert [node.code for node in plan.groups] == ["1", "2", "3", "4", "5", "T", "P"]
    assert [node.code for node in plan.nodes[:3]] == ["1", "1.1", "1.2"]
    assert {node.parent.code for node in plan.nodes if node.code.startswith("2.")} == {"2"}


def test_load_set_twice_changes_nothing():
    criteria.load_set(BUNDLED)
    with pytest.raises(AlreadyDone):
        criteria.load_set(BUNDLED)
    assert CriteriaSet.objects.count() == 1


def test_load_set_of_changed_content_makes_the_next_version():
    first = criteria.load_set(BUNDLED)
    changed = copy.deepcopy(BUNDLED)
    changed["leaves"][0]["guidance"] = "Đối chiếu ngày ký."
    second = criteria.load_set(changed)
    assert (second.version, second.previous) == (2, first)


def test_load_set_for_another_year_keeps_the_keys():
    earlier = criteria.load_set({**BUNDLED, "year": 2023})
    later = criteria.load_set(BUNDLED)
    assert later.previous == earlier
    keys = [set(each.criteria.values_list("key", flat=True)) for each in (earlier, later)]
    assert keys[0] == keys[1]


def test_load_set_keeps_nested_groups():
    nested = copy.deepcopy(BUNDLED)
    nested["groups"].insert(
        1,
        {
            "code": "1A",
            "name": "Kế hoạch",
            "parent": "1",
            "max_points": "2",
            "is_outside_base": False,
        },
    )
    nested["leaves"][0]["group"] = "1A"
    stored = criteria.load_set(nested)
    leaf = stored.criteria.get(code="1.1")
    assert (leaf.parent.code, leaf.parent.parent.code, leaf.group_code) == ("1A", "1", "1")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda data: data["leaves"][0].update(max_points="3"), "leaves.0.parameters.levels"),
        (lambda data: data["leaves"][1].update(code="1.1"), "leaves.1.code"),
        (lambda data: data["leaves"][1].update(group="9"), "leaves.1.group"),
        (lambda data: data["leaves"][1].update(kind="GUESS"), "leaves.1.kind"),
        (lambda data: data["leaves"][1].update(weight="2"), "leaves.1.weight"),
        (lambda data: data["leaves"].pop(0), "groups.0.max_points"),
        (lambda data: data["groups"][0].update(max_points="21"), "groups"),
        (lambda data: data.update(unit_level="village"), "unit_level"),
        (lambda data: data["leaves"][-1].update(group="5"), "leaves.39.kind"),
    ],
)
def test_load_set_refuses_and_stores_nothing(change, place):
    data = copy.deepcopy(BUNDLED)
    change(data)
    with pytest.raises(Invalid) as refused:
        criteria.load_set(data)
    assert place in refused.value.problems
    assert not CriteriaSet.objects.exists()
    assert not Criterion.objects.exists()


def test_read_judging_reads_what_stands_beside_the_set():
    judging = campaigns.read_judging(BUNDLED)
    assert judging.caps == {"bonus": "3", "penalty": "5"}
    assert len(judging.document_kinds) == 5
    assert len(judging.conditions) == 6


def test_read_judging_names_every_wrong_place():
    data = copy.deepcopy(BUNDLED)
    data["ladder"]["rungs"].pop()
    data["conditions"][0]["at_least"] = "101"
    data["bonus_cap"] = "-1"
    with pytest.raises(Invalid) as refused:
        campaigns.read_judging(data)
    assert {"ladder.rungs", "conditions.0.at_least", "bonus_cap"} <= refused.value.problems.keys()


@pytest.mark.parametrize(
    "name",
    [
        "friendly-government-2023",
        "friendly-government-2024",
        "friendly-government-district-2024",
        "friendly-government-department-2024",
    ],
)
def test_document_of_writes_what_was_loaded(name):
    written = criteria.read_file(name)
    stored = criteria.load_set(written)
    assert criteria.document_of(stored) == written
    with pytest.raises(AlreadyDone):
        criteria.load_set(criteria.document_of(stored))


def test_another_year_of_a_bundled_set_follows_the_one_before():
    earlier = criteria.load_set(criteria.read_file("friendly-government-2023"))
    assert criteria.load_set(BUNDLED).previous == earlier


def test_changed_judging_alone_makes_the_next_version():
    criteria.load_set(BUNDLED)
    changed = copy.deepcopy(BUNDLED)
    changed["bonus_cap"] = "2"
    second = criteria.load_set(changed)
    assert second.version == 2
    assert second.judging["bonus_cap"] == "2"


def test_a_department_that_gives_figures_is_named():
    stored = criteria.load_set(criteria.read_file("friendly-government-district-2024"))
    leaf = stored.criteria.get(code="2.2")
    assert leaf.giver == "Sở Nội vụ"
    assert not plans.read_plan(stored).leaf("2.2").is_by_unit


@pytest.mark.parametrize(
    "change",
    [
        lambda criteria: criteria.update(max_points=9),
        lambda criteria: criteria.filter(is_leaf=True)._raw_delete("default"),
    ],
)
def test_the_database_itself_keeps_criteria_as_they_were_written(guarded, change):
    stored = criteria.load_set(BUNDLED)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        change(stored.criteria.all())
