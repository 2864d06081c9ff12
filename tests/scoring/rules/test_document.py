"""Written sets: every problem by its place, and writing again what was read."""

import copy
from datetime import date
from decimal import Decimal

import pytest

from scoring.rules import conditions, document
from scoring.rules.errors import InvalidParameters
from scoring.rules.expected import Day, Expected
from scoring.rules.parameters import Parameters
from scoring.rules.totals import GroupTotal, Totals
from tests.scoring.rules.demo import SETS

DEPARTMENT = SETS["friendly-government-department-2024"]
DISTRICT = SETS["friendly-government-district-2024"]


def problems_of(change, data=DEPARTMENT):
    written = copy.deepcopy(data)
    change(written)
    with pytest.raises(InvalidParameters) as refused:
        document.read(written, total=Decimal(100))
    return [problem.path for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda d: d.update(colour="red"), "colour"),
        (lambda d: d["groups"][1].update(parent="9"), "groups.1.parent"),
        (lambda d: d["groups"][1].update(is_outside_base=True), "groups.1.is_outside_base"),
        (
            lambda d: d["groups"].append(
                {"code": "9", "name": "Trống", "max_points": "0", "is_outside_base": False}
            ),
            "groups.6",
        ),
        (lambda d: d["leaves"][0].update(key="2.1"), "leaves.4.key"),
        (lambda d: d["leaves"][6].pop("department"), "leaves.6.department"),
        (lambda d: d["leaves"][0].update(department="Sở Nội vụ"), "leaves.0.department"),
        (lambda d: d["leaves"][0].update(expected={"kinds": ["exe"]}), "leaves.0.expected.kinds"),
        (lambda d: d["leaves"][0].update(expected={"at_least": 0}), "leaves.0.expected.at_least"),
        (
            lambda d: d["leaves"][0].update(expected={"issued_from": "Y-02-30"}),
            "leaves.0.expected.issued_from",
        ),
        (
            lambda d: d["leaves"][0].update(
                expected={"issued_from": "Y-06-01", "issued_to": "Y-1-12-31"}
            ),
            "leaves.0.expected.issued_to",
        ),
        (lambda d: d["leaves"][0].update(expected={"colour": 1}), "leaves.0.expected.colour"),
        (
            lambda d: d["leaves"][0].update(links=[{"label": "Mẫu", "address": "javascript:x"}]),
            "leaves.0.links.0.address",
        ),
        (lambda d: d["leaves"][0].update(letter_items=["①", "①"]), "leaves.0.letter_items"),
        (lambda d: d.pop("bonus_cap"), "bonus_cap"),
        (lambda d: d["document_kinds"][1].update(key="submission"), "document_kinds"),
        (lambda d: d["ladder"].update(placed="nowhere"), "ladder.placed"),
        (lambda d: d["conditions"][0].update(at_least="x"), "conditions.0.at_least"),
    ],
)
def test_wrong_places_are_named(change, place):
    assert place in problems_of(change)


def test_a_broken_leaf_does_not_shift_the_places_of_the_others():
    def change(written):
        written["leaves"][0]["parameters"] = {}
        written["leaves"][2]["group"] = "9"

    assert "leaves.2.group" in problems_of(change)


def test_a_set_may_say_nothing_about_judging():
    bare = {
        key: DISTRICT[key] for key in ("code", "name", "year", "unit_level", "groups", "leaves")
    }
    told = document.read(bare, total=Decimal(100))
    assert told.judging is None
    assert document.dump(told) == bare


def test_nodes_are_told_in_printed_order_however_they_are_written():
    mixed = copy.deepcopy(DEPARTMENT)
    mixed["leaves"].reverse()
    told = document.read(mixed, total=Decimal(100))
    assert [leaf.group for leaf in told.leaves] == [leaf["group"] for leaf in DEPARTMENT["leaves"]]


def expected(**written):
    return Expected.from_parameters(Parameters(written))


def test_expectations_are_shown_in_words():
    told = expected(
        kinds=["pdf", "image"],
        at_least=2,
        issued_from="Y-1-12-15",
        issued_to="2024-06-30",
        signature="scan",
    )
    assert told.words() == (
        "tệp PDF hoặc ảnh",
        "ít nhất 2 tài liệu",
        "ban hành từ 15/12 năm trước đến 30/06/2024",
        "bản quét văn bản đã ký, đóng dấu",
    )
    assert expected().words() == ()
    assert expected(**told.dump()) == told


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Y-01-01", date(2023, 1, 1)),
        ("Y-1-12-15", date(2022, 12, 15)),
        ("Y+1-01-31", date(2024, 1, 31)),
        ("Y-02-29", date(2023, 2, 28)),
        ("2024-06-30", date(2024, 6, 30)),
    ],
)
def test_days_stand_in_the_assessed_year_or_beside_it(text, day):
    told = Day.parse(text)
    assert told.on(2023) == day
    assert told.dump() == text


@pytest.mark.parametrize("text", ["", "Y-13-01", "2024-02-30", "Y+2-01-01", "01/01/2024", "Y"])
def test_days_that_are_none_are_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the text itself
        Day.parse(text)


def test_a_group_may_have_a_minimum_of_its_own():
    (rule,) = conditions.parse(
        [
            {
                "key": "core",
                "kind": "group_share_at_least",
                "label": "Nhóm 1 từ 60 %",
                "at_least": "60",
                "groups": ["1"],
            }
        ]
    )
    groups = [
        GroupTotal("1", Decimal(6), Decimal(10), Decimal(10), Decimal("60.00")),
        GroupTotal("2", Decimal(1), Decimal(10), Decimal(10), Decimal("10.00")),
    ]
    totals = Totals(*(Decimal(0),) * 7, Decimal(35), tuple(groups), ())
    assert rule.finding(totals, [], {})[0]
    assert rule.dump()["groups"] == ["1"]
