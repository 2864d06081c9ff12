"""The engine against the independent oracle: no difference in more than 50,000 cases."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scoring.rules import registry, totals
from scoring.rules.errors import NothingArose
from scoring.rules.kind import RuleKind
from tests.scoring.rules import oracle, strategies

# 13 kinds × 200 rules × 20 sets of figures = 52,000 cases.
RULES_PER_KIND = 200
FIGURES_PER_RULE = 20

_quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@pytest.mark.parametrize("kind", list(RuleKind))
def test_points_equal_the_oracle(kind):
    cases = 0

    @settings(
        max_examples=RULES_PER_KIND, deadline=None, database=None, suppress_health_check=_quiet
    )
    @given(st.data())
    def check(data):
        nonlocal cases
        max_points, written = data.draw(strategies.written_rules(kind.value))
        rule = registry.parse(kind, written, max_points=max_points)
        some = data.draw(
            st.lists(
                strategies.figures(kind.value, written),
                min_size=FIGURES_PER_RULE,
                max_size=FIGURES_PER_RULE,
            )
        )
        for figures in some:
            cases += 1
            expected = oracle.points(kind.value, written, max_points, figures)
            assert engine(rule, figures) == expected, (written, figures)

    check()
    assert cases >= RULES_PER_KIND * FIGURES_PER_RULE


def engine(rule, figures):
    try:
        value = rule.judge(figures).value
    except NothingArose:
        return oracle.NOTHING_AROSE
    return oracle.NO_SCORE if value is None else Fraction(value)


@settings(max_examples=400, deadline=None, database=None, suppress_health_check=_quiet)
@given(st.data())
def test_comparing_with_the_leader_equals_the_oracle(data):
    max_points, written = data.draw(strategies.written_rules("RELATIVE"))
    rule = registry.parse("RELATIVE", written, max_points=max_points)
    figures = data.draw(st.lists(strategies.figures("RELATIVE", written), min_size=1, max_size=12))
    values = [oracle.measured(written, each) for each in figures]
    measured = [
        (each, value)
        for each, value in zip(figures, values, strict=True)
        if value != oracle.NOTHING_AROSE
    ]
    assume(measured)
    rates = [rule.judge(each).rate for each, _ in measured]
    best = max(rates)
    found = [rule.judge_against(rate, best, leader="Xã An Bình") for rate in rates]
    expected = oracle.compared(written, Fraction(max_points), [value for _, value in measured])
    assert [Fraction(points.value) for points in found] == expected
    assert max(expected) in (0, max_points)


@st.composite
def leaf_points(draw):
    max_points = draw(strategies.cents(1, 500))
    return totals.LeafPoints(
        code=str(draw(st.integers(1, 999))),
        group=draw(st.sampled_from("123")),
        max_points=max_points,
        points=draw(st.none() | strategies.cents(0, int(max_points * 100))),
        is_not_applicable=draw(st.booleans()),
        is_critical=draw(st.booleans()),
        kind=draw(st.sampled_from([RuleKind.STEP, RuleKind.BONUS, RuleKind.PENALTY])),
    )


@settings(max_examples=300, deadline=None, database=None)
@given(st.lists(leaf_points(), max_size=40))
def test_totals_equal_the_oracle(leaves):
    found = totals.total(leaves, bonus_cap=Decimal(3), penalty_cap=Decimal(5))
    achieved, maximum, index = oracle.total(leaves, 3, 5)
    assert Fraction(found.achieved) == achieved
    assert Fraction(found.applicable_maximum) == maximum
    assert (None if found.index is None else Fraction(found.index)) == index
