"""The worked examples of the domain, for officials to check against the letters."""

from decimal import Decimal

import pytest

from scoring.rules import leaf, totals
from scoring.rules.kind import RuleKind
from tests.scoring.rules.demo import LEAVES, RULES


def judged(code, typed):
    rule = RULES[code]
    return rule.judge(rule.read(typed))


def pair(numerator, denominator):
    return {"numerator": str(numerator), "denominator": str(denominator)}


@pytest.mark.parametrize(
    ("code", "typed", "points"),
    [
        ("2.3", pair(974, "1.000"), "4.00"),
        ("2.3", pair(97, 100), "4.00"),
        ("2.3", pair(9699, 10000), "3.00"),
        ("2.3", pair(99, 100), "5.00"),
        ("2.3", pair(8999, 10000), "0.00"),
        ("2.5", pair(49, 100), "2.80"),
        ("2.5", pair(18, 100), "0.00"),
        ("2.5", pair(85, 100), "4.00"),
        ("1.3", pair(23, 27), "3.41"),
        ("1.3", pair(13, 27), "0.00"),
        ("1.7", {"count": "15"}, "3.00"),
        ("1.7", {"count": "5"}, "1.25"),
        ("2.4", {"count": "3"}, "0.50"),
        ("2.4", {"count": "6"}, "0.00"),
        ("5.4", {"denominator": "120", "value": "91 %"}, "3.83"),
    ],
)
def test_worked_examples_give_the_points_of_the_domain(code, typed, points):
    assert judged(code, typed).value == Decimal(points)


@pytest.mark.parametrize("typed", [{"value": "91"}, {"numerator": "11"}])
def test_too_few_respondents_give_no_score_and_say_so(typed):
    points = judged("5.4", {"denominator": "12", **typed})
    assert points.value is None
    assert "cần ít nhất 30 phiếu hợp lệ" in points.because


def test_no_feedback_is_not_applicable_and_leaves_the_maximum():
    outcome = leaf.judge_leaf(
        RULES["3.6"],
        RULES["3.6"].read(pair(0, 0)),
        is_not_applicable=False,
        may_be_not_applicable=LEAVES["3.6"]["may_be_not_applicable"],
        evidence_required=True,
        evidence_count=0,
    )
    assert outcome.is_not_applicable
    assert outcome.points is None
    rest = totals.LeafPoints(
        code="rest",
        group="1",
        max_points=Decimal(97),
        points=Decimal(85),
        is_not_applicable=False,
        is_critical=False,
        kind=RuleKind.STEP,
    )
    without = rest._replace(code="3.6", max_points=Decimal(3), points=None, is_not_applicable=True)
    found = totals.total([rest, without], bonus_cap=Decimal(3), penalty_cap=Decimal(5))
    assert (found.maximum, found.applicable_maximum) == (100, 97)
    assert found.index == Decimal("87.63")


@pytest.mark.parametrize(
    ("code", "typed", "because"),
    [
        (
            "2.3",
            pair(974, 1000),
            "974 / 1.000 = 97,40 % → bậc từ 97 % đến dưới 99 % → 4,00 điểm",
        ),
        ("2.5", pair(49, 100), "49 / 100 = 49,00 % → 4 × 49,00 % ÷ 70 % → 2,80 điểm"),
        ("2.5", pair(18, 100), "18 / 100 = 18,00 % → dưới mức sàn 20 % → 0,00 điểm"),
        ("2.5", pair(85, 100), "85 / 100 = 85,00 % → đạt mục tiêu 70 % → 4,00 điểm"),
        ("1.7", {"count": "15"}, "15 tin, bài, buổi × 0,25 = 3,75, tối đa 3 → 3,00 điểm"),
        ("2.4", {"count": "3"}, "2 − 3 hồ sơ thiếu thư × 0,5 → 0,50 điểm"),
        ("2.10", {"value": "89,99"}, "89,99 % → bậc từ 80 % đến dưới 90 % → 1,00 điểm"),
        ("4.1", {"value": "1"}, "1 cuộc → bậc 1 cuộc → 1,50 điểm"),
        ("2.9", {"value": "yes"}, "Có → 1,00 điểm"),
        ("3.7", {"level": "fair"}, "Mức: Khá → 1,00 điểm"),
        ("1.6", {"items": ["plan", "answered"]}, "2/3 nội dung đạt (0,5 + 1) → 1,50 điểm"),
        ("P1", {"count": "2"}, "2 lần × 1 → trừ 2,00 điểm"),
        ("T1", {"count": "4"}, "4 sáng kiến, mô hình × 1 = 4, tối đa 3 → cộng 3,00 điểm"),
        (
            "5.4",
            {"denominator": "120", "value": "91"},
            "91,00 % của 120 phiếu → 4 × 91,00 % ÷ 95 % → 3,83 điểm",
        ),
    ],
)
def test_every_result_carries_its_sentence(code, typed, because):
    assert judged(code, typed).because == because
