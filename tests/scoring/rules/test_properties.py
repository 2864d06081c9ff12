"""What must be true of every rule that can be written, not only of the demonstration set."""

import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.rules import numbers, registry, totals
from scoring.rules.errors import NothingArose
from scoring.rules.kind import RuleKind
from tests.scoring.rules import strategies
from tests.scoring.rules.test_oracle import leaf_points

_settings = settings(
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
KINDS = list(RuleKind)


def drawn_rule(data, kind):
    max_points, written = data.draw(strategies.written_rules(kind.value))
    return registry.parse(kind, written, max_points=max_points), written


def value_of(rule, figures):
    try:
        return rule.judge(figures).value
    except NothingArose:
        return None


@pytest.mark.parametrize("kind", KINDS)
def test_points_stay_within_bounds_with_two_decimals_and_a_sentence(kind):
    @_settings
    @given(st.data())
    def check(data):
        rule, written = drawn_rule(data, kind)
        figures = data.draw(strategies.figures(kind.value, written))
        value = value_of(rule, figures)
        assert value is None or (0 <= value <= rule.max_points and value == numbers.half_up(value))
        if value is not None:
            assert rule.judge(figures).because.endswith(f"{numbers.points_text(value)} điểm")

    check()


@pytest.mark.parametrize("kind", KINDS)
def test_dump_and_figures_come_back_equal(kind):
    @_settings
    @given(st.data())
    def check(data):
        rule, written = drawn_rule(data, kind)
        stored = json.loads(json.dumps(rule.dump()))
        assert registry.parse(kind, stored, max_points=rule.max_points) == rule
        figures = data.draw(strategies.figures(kind.value, written))
        again = rule.read(rule.typed(figures))
        assert value_of(rule, again) == value_of(rule, figures)
        assert rule.figures_text(again) == rule.figures_text(figures)
        assert rule.read(rule.typed(again)) == again
        assert all(rule.words())

    check()


@pytest.mark.parametrize("kind", KINDS)
def test_edges_can_be_typed(kind):
    @_settings
    @given(st.data())
    def check(data):
        rule, _ = drawn_rule(data, kind)
        for typed in rule.edges():
            figures = rule.read(typed)
            assert set(rule.typed(figures)) <= {field.name for field in rule.fields()}
            value_of(rule, figures)

    check()


@pytest.mark.parametrize("kind", [RuleKind.COUNT, RuleKind.BONUS, RuleKind.PENALTY])
def test_more_counted_is_never_fewer_points(kind):
    @_settings
    @given(st.data(), st.integers(0, 500), st.integers(0, 500))
    def check(data, one, other):
        rule, _ = drawn_rule(data, kind)
        less, more = sorted((one, other))
        assert value_of(rule, {"count": less}) <= value_of(rule, {"count": more})

    check()


@_settings
@given(st.data(), st.integers(0, 500), st.integers(0, 500))
def test_more_violations_are_never_more_points(data, one, other):
    rule, _ = drawn_rule(data, RuleKind.DEDUCT)
    less, more = sorted((one, other))
    assert value_of(rule, {"count": less}) >= value_of(rule, {"count": more})


@_settings
@given(st.data(), st.integers(1, 5000))
def test_a_larger_part_is_never_fewer_points(data, whole):
    target = data.draw(strategies.slopes())
    ratio = {"measure": "ratio", **strategies.LABELS["ratio"]}
    prop = registry.parse("PROP", {**ratio, **target}, max_points=Decimal(4))
    survey = registry.parse("SURVEY", {**target, "respondents_at_least": 1}, max_points=Decimal(4))
    less, more = sorted((data.draw(st.integers(0, whole)), data.draw(st.integers(0, whole))))
    for rule in (prop, survey):
        low = value_of(rule, {"numerator": less, "denominator": whole})
        high = value_of(rule, {"numerator": more, "denominator": whole})
        assert low <= high


@_settings
@given(st.data())
def test_one_more_item_is_never_fewer_points(data):
    rule, written = drawn_rule(data, RuleKind.CHECKLIST)
    figures = data.draw(strategies.figures("CHECKLIST", written))
    key = data.draw(st.sampled_from([item["key"] for item in written["items"]]))
    more = {"items": [*figures["items"], key]}
    assert value_of(rule, figures) <= value_of(rule, more)


@_settings
@given(st.lists(leaf_points(), min_size=1, max_size=30), st.data())
def test_not_applicable_takes_exactly_its_own_maximum(leaves, data):
    place = data.draw(st.integers(0, len(leaves) - 1))
    chosen = leaves[place]._replace(kind=RuleKind.STEP, is_not_applicable=False)
    without = chosen._replace(is_not_applicable=True, points=None)
    caps = {"bonus_cap": Decimal(3), "penalty_cap": Decimal(5)}
    before = totals.total([*leaves[:place], chosen, *leaves[place + 1 :]], **caps)
    after = totals.total([*leaves[:place], without, *leaves[place + 1 :]], **caps)
    assert before.applicable_maximum - after.applicable_maximum == chosen.max_points
    assert before.maximum == after.maximum
    assert before.base - after.base == (chosen.points or 0)


@_settings
@given(st.lists(leaf_points(), max_size=40))
def test_sums_are_exact_and_within_the_maximum(leaves):
    found = totals.total(leaves, bonus_cap=Decimal(3), penalty_cap=Decimal(5))
    assert sum(group.achieved for group in found.groups) == found.base
    assert sum(group.maximum for group in found.groups) == found.maximum
    assert found.maximum == found.applicable_maximum + found.not_applicable
    assert 0 <= found.achieved <= found.applicable_maximum
    assert found.index is None or 0 <= found.index <= 100
