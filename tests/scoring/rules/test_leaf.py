"""One leaf: applicability and evidence around the rule."""

from decimal import Decimal

import pytest

from scoring.rules import leaf
from scoring.rules.errors import InvalidFigures
from tests.scoring.rules.demo import RULES

NOTHING = {"numerator": 0, "denominator": 0}


def judged(code, figures, **circumstances):
    usual = {
        "is_not_applicable": False,
        "may_be_not_applicable": False,
        "evidence_required": True,
        "evidence_count": 1,
    }
    return leaf.judge_leaf(RULES[code], figures, **{**usual, **circumstances})


def test_points_have_two_decimals_and_keep_the_rate():
    outcome = judged("2.3", {"numerator": 974, "denominator": 1000})
    assert str(outcome.points) == "4.00"
    assert outcome.rate == Decimal("97.40")
    assert not outcome.is_not_applicable


def test_nothing_declared_is_neither_zero_nor_not_applicable():
    outcome = judged("2.3", None)
    assert outcome.points is None
    assert not outcome.is_not_applicable
    assert outcome.because == "Chưa nhập số liệu"


def test_no_evidence_gives_zero_and_says_what_the_figures_would_give():
    outcome = judged("2.3", {"numerator": 974, "denominator": 1000}, evidence_count=0)
    assert outcome.points == 0
    assert outcome.because == (
        "Không có tài liệu kiểm chứng → 0,00 điểm (theo số liệu kê khai: "
        "974 / 1.000 = 97,40 % → bậc từ 97 % đến dưới 99 % → 4,00 điểm)"
    )
    assert outcome.rate == Decimal("97.40")


def test_no_evidence_asked_for_keeps_the_points():
    assert judged("1.7", {"count": 4}, evidence_required=False, evidence_count=0).points == 1


def test_zero_by_the_figures_stays_explained_by_the_figures():
    outcome = judged("1.7", {"count": 0}, evidence_count=0)
    assert outcome.points == 0
    assert outcome.because == "0 tin, bài, buổi × 0,25 → 0,00 điểm"


def test_no_score_stays_no_score_without_evidence():
    outcome = judged("5.4", {"numerator": 9, "denominator": 10}, evidence_count=0)
    assert outcome.points is None
    assert "chưa chấm điểm" in outcome.because


def test_a_penalty_is_never_lifted_by_missing_evidence():
    assert judged("P1", {"count": 2}, evidence_count=0).points == 2


def test_claimed_not_applicable_leaves_the_maximum_where_allowed():
    outcome = judged("3.6", None, is_not_applicable=True, may_be_not_applicable=True)
    assert outcome.is_not_applicable
    assert outcome.points is None
    assert outcome.because == "Không áp dụng → không tính vào điểm tối đa"


def test_claimed_not_applicable_is_refused_where_not_allowed():
    with pytest.raises(InvalidFigures) as refused:
        judged("2.3", None, is_not_applicable=True)
    assert set(refused.value.problems) == {"applicable"}


def test_nothing_arose_is_not_applicable_where_allowed():
    outcome = judged("3.6", NOTHING, may_be_not_applicable=True, evidence_count=0)
    assert outcome.is_not_applicable
    assert outcome.because == (
        "Số góp ý, phản ánh đã tiếp nhận bằng 0: không phát sinh nội dung để tính. "
        "Không áp dụng → không tính vào điểm tối đa"
    )


def test_nothing_arose_is_refused_where_not_allowed():
    with pytest.raises(InvalidFigures) as refused:
        judged("2.3", NOTHING)
    assert "bằng 0" in refused.value.problems["denominator"]
