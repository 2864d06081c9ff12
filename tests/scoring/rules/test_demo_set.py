"""The demonstration set as data, and both sides of every edge of its rules."""

import json
import unicodedata
from decimal import Decimal

import pytest

from scoring.rules import conditions, document, ladder, registry
from scoring.rules.errors import NothingArose
from scoring.rules.kind import RuleKind
from tests.scoring.rules.demo import LEAVES, OTHER_RULES, PATH, RULES, SET, SETS


def test_set_has_38_leaves_that_add_up_to_their_groups_and_to_100():
    base = [leaf for leaf in LEAVES.values() if not RuleKind(leaf["kind"]).is_outside_base]
    assert len(base) == 38
    assert sum(Decimal(leaf["max_points"]) for leaf in base) == 100
    for group in SET["groups"]:
        inside = [leaf for leaf in SET["leaves"] if leaf["group"] == group["code"]]
        assert sum(Decimal(leaf["max_points"]) for leaf in inside) == Decimal(group["max_points"])
        assert {RuleKind(leaf["kind"]).is_outside_base for leaf in inside} == {
            group["is_outside_base"]
        }


def test_sets_use_every_kind_and_the_set_names_all_ten_items_of_the_letter():
    used = {leaf["kind"] for written in SETS.values() for leaf in written["leaves"]}
    assert used == {kind.value for kind in RuleKind}
    items = {item for leaf in SET["leaves"] for item in leaf.get("letter_items", [])}
    assert items == set("①②③④⑤⑥⑦⑧⑨⑩")


@pytest.mark.parametrize("name", SETS)
def test_set_is_written_in_composed_letters_as_it_is_dumped(name):
    text = PATH.with_stem(name).read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    told = document.read(SETS[name], total=Decimal(100))
    assert json.dumps(document.dump(told), ensure_ascii=False, indent=2) + "\n" == text
    assert told.judging is not None


def test_flags_follow_the_criteria_table():
    def flagged(flag):
        return [leaf["code"] for leaf in SET["leaves"] if leaf[flag]]

    assert flagged("is_critical") == ["1.3", "2.3", "4.4", "5.7"]
    assert flagged("may_be_not_applicable") == ["1.4", "2.6", "3.6", "4.2", "4.4"]
    for leaf in SET["leaves"]:
        expects = leaf["scored_by"] == "unit" and leaf["evidence"] != ""
        assert leaf["evidence_required"] is expects
        assert leaf["guidance"].endswith(".")


def test_conditions_and_ladder_parse_and_come_back():
    parsed = conditions.parse(SET["conditions"])
    assert [condition.dump() for condition in parsed] == SET["conditions"]
    assert ladder.parse(SET["ladder"]).dump() == SET["ladder"]
    named = {item["key"] for item in SET["conditions"][-1]["documents"]}
    assert named == {kind["key"] for kind in SET["document_kinds"]}


@pytest.mark.parametrize("rule", [*RULES.values(), *OTHER_RULES.values()])
def test_rule_round_trips_and_its_edges_are_acceptable(rule):
    again = registry.parse(rule.kind, rule.dump(), max_points=rule.max_points)
    assert again == rule
    assert rule.words()
    assert rule.edges()
    for typed in rule.edges():
        figures = rule.read(typed)
        assert rule.read(rule.typed(figures)) == figures
        assert rule.figures_text(figures)
        try:
            value = rule.judge(figures).value
        except NothingArose:
            continue
        assert value is None or 0 <= value <= rule.max_points


def share(percent):
    """A pair of counts that measures exactly this percentage, three decimals allowed."""
    return {"numerator": int(Decimal(percent) * 1000), "denominator": 100_000}


def index(percent):
    return {"value": percent}


def survey(percent):
    return {"denominator": 100, "value": percent, "population": 100}


# For every band edge: the value that just misses it after rounding, its points; the value that
# is rounded up to it, and the edge itself, with theirs.
BAND_EDGES = [
    ("1.5", share, "100", "1", "2"),
    ("1.5", share, "80", "0", "1"),
    ("1.8", share, "100", "1", "2"),
    ("1.8", share, "70", "0.5", "1"),
    ("1.8", share, "40", "0", "0.5"),
    ("2.3", share, "99", "4", "5"),
    ("2.3", share, "97", "3", "4"),
    ("2.3", share, "95", "1.5", "3"),
    ("2.3", share, "90", "0", "1.5"),
    ("2.10", index, "90", "1", "2"),
    ("2.10", index, "80", "0", "1"),
    ("4.4", share, "100", "3", "4"),
    ("4.4", share, "90", "1.5", "3"),
    ("4.4", share, "80", "0", "1.5"),
    ("1.3", share, "50", "0", "2"),
    ("1.3", share, "100", "4", "4"),
    ("1.4", share, "100", "3", "3"),
    ("2.5", share, "20", "0", "1.14"),
    ("2.5", share, "70", "4", "4"),
    ("2.6", share, "60", "2", "2"),
    ("3.6", share, "100", "3", "3"),
    ("4.2", share, "100", "2", "2"),
    ("4.3", share, "100", "3", "3"),
    ("5.1", survey, "60", "0", "1.26"),
    ("5.2", survey, "60", "0", "1.89"),
    ("5.3", survey, "60", "0", "1.89"),
    ("5.4", survey, "60", "0", "2.53"),
    ("5.5", survey, "60", "0", "1.89"),
    ("5.6", survey, "60", "0", "1.26"),
    ("5.7", survey, "60", "0", "1.89"),
    *((f"5.{n}", survey, "95", full, full) for n, full in zip("1234567", "2334323", strict=True)),
]


@pytest.mark.parametrize(("code", "figures", "edge", "below", "at"), BAND_EDGES)
def test_edge_from_both_sides(code, figures, edge, below, at):
    def points(percent):
        return RULES[code].judge(figures(str(percent))).value

    assert points(Decimal(edge) - Decimal("0.006")) == Decimal(below)
    assert points(Decimal(edge) - Decimal("0.005")) == Decimal(at)
    assert points(Decimal(edge)) == Decimal(at)


def test_edge_table_covers_every_band_target_and_floor_of_the_set():
    expected = set()
    for code, rule in RULES.items():
        written = rule.dump()
        if written.get("measure") == "whole":
            continue
        lows = [band["from"] for band in written.get("bands", [])]
        lows += [written[key] for key in ("target", "floor") if key in written]
        expected |= {(code, low) for low in lows if low != "0"}
    assert {(row[0], row[2]) for row in BAND_EDGES} == expected


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        ("4.1", {0: "0", 1: "1.5", 2: "3", 3: "3"}),
        ("1.2", {0: "0", 1: "0.5", 3: "1.5", 4: "2", 5: "2"}),
        ("1.7", {0: "0", 1: "0.25", 11: "2.75", 12: "3", 13: "3"}),
        ("3.5", {0: "0", 2: "2", 3: "3", 4: "3"}),
        ("2.4", {0: "2", 1: "1.5", 3: "0.5", 4: "0", 5: "0"}),
        ("3.2", {0: "3", 1: "2.5", 5: "0.5", 6: "0", 7: "0"}),
        ("3.8", {0: "2", 1: "1", 2: "0", 3: "0"}),
        ("4.5", {0: "3", 1: "1.5", 2: "0", 3: "0"}),
        ("T1", {0: "0", 1: "1", 3: "3", 4: "3"}),
        ("P1", {0: "0", 1: "1", 5: "5", 6: "5"}),
    ],
)
def test_counts_around_their_limits(code, counts):
    key = "value" if code == "4.1" else "count"
    found = {count: RULES[code].judge({key: count}).value for count in counts}
    assert found == {count: Decimal(points) for count, points in counts.items()}


@pytest.mark.parametrize("code", ["5.2", "5.3", "5.4", "5.5", "5.6", "5.7"])
def test_surveys_need_thirty_answers(code):
    assert RULES[code].judge({"denominator": 29, "value": "95"}).value is None
    assert RULES[code].judge({"denominator": 30, "value": "95"}).value == RULES[code].max_points


def test_staff_survey_needs_seventy_percent_of_the_staff():
    def points(answers):
        return RULES["5.1"].judge({"denominator": answers, "value": "95", "population": 20}).value

    assert points(13) is None
    assert points(14) == 2


def other(name, code, figures):
    return OTHER_RULES[f"friendly-government-{name} {code}"].judge(figures).value


# The value that just misses the edge after rounding, the one that is rounded onto it, the edge,
# and the one just above it, with their points.
OTHER_EDGES = [
    ("2023", "2.3", "98", "4", "5", "5", "5"),
    ("2023", "2.3", "95", "2", "4", "4", "4"),
    ("2023", "2.3", "90", "0", "2", "2", "2"),
    ("2023", "4.4", "95", "2.5", "4", "4", "4"),
    ("2023", "4.4", "85", "0", "2.5", "2.5", "2.5"),
    ("2023", "1.3", "90", "4", "4", "4", "4"),
    ("2023", "1.3", "40", "0", "1.78", "1.78", "1.78"),
    ("district-2024", "1.2", "50", "7", "7", "7", "10"),
    ("district-2024", "1.2", "30", "3", "7", "7", "7"),
    ("district-2024", "1.2", "10", "0", "3", "3", "3"),
    ("district-2024", "2.1", "99", "9", "12", "12", "12"),
    ("district-2024", "2.1", "97", "5", "9", "9", "9"),
    ("district-2024", "2.1", "95", "0", "5", "5", "5"),
    ("district-2024", "3.2", "80", "0", "8", "8", "8"),
    ("district-2024", "3.2", "100", "10", "10", "10", None),
    ("department-2024", "1A.1", "99", "15", "15", "15", "15"),
    ("department-2024", "1A.1", "80", "0", "12.12", "12.12", "12.12"),
]


@pytest.mark.parametrize(("name", "code", "edge", "below", "onto", "at", "above"), OTHER_EDGES)
def test_edge_of_the_other_sets_from_both_sides(name, code, edge, below, onto, at, above):
    beside = {"-0.006": below, "-0.005": onto, "0": at, "0.005": above}
    for step, points in beside.items():
        if points is not None:
            figures = share(Decimal(edge) + Decimal(step))
            assert other(name, code, figures) == Decimal(points), step


def test_nothing_arising_is_worth_what_the_other_sets_say():
    nothing = {"numerator": 0, "denominator": 0}
    assert other("district-2024", "3.2", nothing) == 10
    assert other("district-2024", "1.1", {"plan": {"level": "late"}, "tasks": nothing}) == 2


def test_last_years_set_has_one_leaf_less_and_one_more():
    keys = [
        {leaf["key"] for leaf in SETS[f"friendly-government-{y}"]["leaves"]} for y in (2023, 2024)
    ]
    assert keys[0] - keys[1] == {"3.4-signs"}
    assert keys[1] - keys[0] == {"3.4"}
