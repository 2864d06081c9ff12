"""Comparing with the leader, several conditions in one leaf, and what nothing arising is worth."""

from decimal import Decimal

import pytest

from scoring.rules import leaf, registry
from scoring.rules.errors import InvalidFigures, NothingArose

RATIO = {
    "measure": "ratio",
    "unit": "hồ sơ",
    "numerator_label": "Số hồ sơ trực tuyến",
    "denominator_label": "Tổng số hồ sơ",
}
RELATIVE = registry.parse("RELATIVE", {**RATIO, "floor": "30"}, max_points=Decimal(4))
VISITS = registry.parse(
    "RELATIVE",
    {"measure": "whole", "unit": "cuộc", "value_label": "Số cuộc", "among": "all"},
    max_points=Decimal(4),
)
PARTS = {
    "parts": [
        {
            "key": "plan",
            "label": "Kế hoạch",
            "kind": "YESNO",
            "max_points": "1",
            "parameters": {"statement": "Đã ban hành"},
        },
        {
            "key": "files",
            "label": "Hồ sơ",
            "kind": "PROP",
            "max_points": "3",
            "parameters": {**RATIO, "when_none": "full"},
        },
    ]
}
COMPOUND = registry.parse("COMPOUND", PARTS, max_points=Decimal(4))
STRICT = registry.parse("COMPOUND", {**PARTS, "all_or_nothing": True}, max_points=Decimal(4))
TYPED = {"plan.value": "yes", "files.numerator": "9", "files.denominator": "10"}


def judged(rule, figures, **circumstances):
    usual = {
        "is_not_applicable": False,
        "may_be_not_applicable": False,
        "evidence_required": True,
        "evidence_count": 1,
    }
    return leaf.judge_leaf(rule, figures, **{**usual, **circumstances})


def test_relative_entry_has_a_value_and_no_points_yet():
    outcome = judged(RELATIVE, {"numerator": 974, "denominator": 1000})
    assert outcome.points is None
    assert outcome.rate == Decimal("97.40")
    assert outcome.because == (
        "974 / 1.000 = 97,40 % → điểm tính khi tổng hợp, so với đơn vị dẫn đầu"
    )


def test_relative_without_evidence_is_worth_nothing_at_once():
    outcome = judged(RELATIVE, {"numerator": 974, "denominator": 1000}, evidence_count=0)
    assert outcome.points == 0
    assert outcome.because.startswith("Không có tài liệu kiểm chứng → 0,00 điểm")


def test_relative_where_nothing_arose_has_nothing_to_compare():
    with pytest.raises(NothingArose):
        RELATIVE.judge({"numerator": 0, "denominator": 0})


@pytest.mark.parametrize(
    ("value", "best", "points", "words"),
    [
        ("80", "80", "4", "80,00 %, so trong các đơn vị cùng địa bàn: cao nhất → 4,00 điểm"),
        (
            "60",
            "80",
            "3",
            (
                "60,00 %, so trong các đơn vị cùng địa bàn: cao nhất là Xã An Bình với 80,00 % "
                "→ 4 × 60,00 % ÷ 80,00 % → 3,00 điểm"
            ),
        ),
        ("30", "90", "1.33", None),
        (
            "29.99",
            "90",
            "0",
            "29,99 %, so trong các đơn vị cùng địa bàn: dưới mức sàn 30 % → 0,00 điểm",
        ),
        ("90", "80", "4", None),
    ],
)
def test_relative_points_beside_the_leader(value, best, points, words):
    found = RELATIVE.judge_against(Decimal(value), Decimal(best), leader="Xã An Bình")
    assert found.value == Decimal(points)
    assert words in (None, found.because)


def test_relative_where_nobody_has_anything():
    found = VISITS.judge_against(Decimal(0), Decimal(0), leader="Xã An Bình")
    assert found.value == 0
    assert found.because == (
        "0 cuộc, so trong toàn đợt chấm điểm: không đơn vị nào có kết quả trên 0 → 0,00 điểm"
    )


def test_relative_value_too_large_to_keep_is_refused():
    with pytest.raises(InvalidFigures) as refused:
        VISITS.read({"value": "10.000.000"})
    assert set(refused.value.problems) == {"value"}


def test_compound_adds_its_parts_and_explains_each():
    found = COMPOUND.judge(COMPOUND.read(TYPED))
    assert found.value == Decimal("3.7")
    assert found.because == (
        "Kế hoạch: Có → 1,00 điểm; Hồ sơ: 9 / 10 = 90,00 % → 3 × 90,00 % ÷ 100 % → 2,70 điểm "
        "→ cộng 3,70 điểm"
    )


def test_compound_all_or_nothing_names_what_is_short():
    found = STRICT.judge(STRICT.read(TYPED))
    assert found.value == 0
    assert found.because.endswith("→ chưa đạt đủ: Hồ sơ → 0,00 điểm")
    full = STRICT.judge(STRICT.read({**TYPED, "files.numerator": "10"}))
    assert full.value == 4
    assert full.because.endswith("→ đạt đủ mọi nội dung → 4,00 điểm")


def test_compound_names_its_inputs_by_part_and_keeps_the_plain_word():
    fields = COMPOUND.fields()
    assert [field.name for field in fields] == [
        "plan.value",
        "files.numerator",
        "files.denominator",
    ]
    assert [field.figure for field in fields] == ["value", "numerator", "denominator"]
    assert fields[1].label == "Hồ sơ: Số hồ sơ trực tuyến"


def test_compound_tells_every_wrong_field_at_once():
    with pytest.raises(InvalidFigures) as refused:
        COMPOUND.read({"files.numerator": "9"})
    assert set(refused.value.problems) == {"plan.value", "files.denominator"}


def test_compound_refuses_figures_of_another_rule():
    with pytest.raises(InvalidFigures) as refused:
        COMPOUND.judge({"numerator": 1, "denominator": 2})
    assert set(refused.value.problems) == {"plan.value"}


def test_compound_figures_in_one_phrase():
    assert COMPOUND.figures_text(COMPOUND.read(TYPED)) == ("Kế hoạch: Có; Hồ sơ: 9 / 10 = 90,00 %")


def test_compound_edges_vary_one_part_beside_the_best_of_the_others():
    found = [COMPOUND.judge(COMPOUND.read(typed)).value for typed in COMPOUND.edges()]
    assert found[:2] == [4, 3]
    assert {
        "files.numerator": "0",
        "files.denominator": "0",
        "plan.value": "yes",
    } in COMPOUND.edges()


@pytest.mark.parametrize(("when_none", "points"), [("full", "4"), ("zero", "0")])
@pytest.mark.parametrize("kind", ["PROP", "STEP"])
def test_nothing_arising_is_worth_what_the_rule_says(kind, when_none, points):
    bands = [
        {"from": "50", "below": None, "points": "4"},
        {"from": "0", "below": "50", "points": "0"},
    ]
    written = {**RATIO, "when_none": when_none, **({"bands": bands} if kind == "STEP" else {})}
    rule = registry.parse(kind, written, max_points=Decimal(4))
    found = judged(rule, {"numerator": 0, "denominator": 0})
    assert found.points == Decimal(points)
    assert found.because == f"0 / 0: không phát sinh → {points},00 điểm"
    assert {"numerator": "0", "denominator": "0"} in rule.edges()
