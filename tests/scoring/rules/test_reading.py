"""What people type, what is made of it, and the sentence for each field that cannot be used."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.rules import registry
from scoring.rules.errors import InvalidFigures
from tests.scoring.rules.demo import RULES


def pair(numerator, denominator):
    return {"numerator": numerator, "denominator": denominator}


@pytest.mark.parametrize(
    ("code", "typed", "figures"),
    [
        ("2.3", pair("974", "1.000"), {"numerator": 974, "denominator": 1000}),
        ("2.3", pair(" 36.525 ", "36 525"), {"numerator": 36525, "denominator": 36525}),
        ("2.3", pair(["5"], ["5"]), {"numerator": 5, "denominator": 5}),
        ("3.6", pair("0", "0"), {"numerator": 0, "denominator": 0}),
        ("2.10", {"value": "97"}, {"value": "97"}),
        ("2.10", {"value": "97,4"}, {"value": "97.4"}),
        ("2.10", {"value": "97.4"}, {"value": "97.4"}),
        ("2.10", {"value": "97,40 %"}, {"value": "97.4"}),
        ("2.10", {"value": "97,4%"}, {"value": "97.4"}),
        ("2.10", {"value": "0,97 %"}, {"value": "0.97"}),
        ("2.10", {"value": "1 %"}, {"value": "1"}),
        ("2.10", {"value": "0"}, {"value": "0"}),
        ("2.10", {"value": "100"}, {"value": "100"}),
        ("4.1", {"value": "2"}, {"value": 2}),
        ("4.1", {"value": "2,0"}, {"value": 2}),
        ("1.7", {"count": "1.234"}, {"count": 1234}),
        ("2.9", {"value": "no"}, {"value": "no"}),
        ("3.7", {"level": "good"}, {"level": "good"}),
        ("2.2", {"items": ["portal", "office"]}, {"items": ["office", "portal"]}),
        ("2.2", {"items": "portal"}, {"items": ["portal"]}),
        ("2.2", {"items": ["", "none"]}, {"items": []}),
        (
            "5.1",
            {**pair("13", "14"), "population": "20", "value": ""},
            {"numerator": 13, "denominator": 14, "population": 20},
        ),
        ("5.4", {"denominator": "120", "value": "91"}, {"denominator": 120, "value": "91"}),
        (
            "5.4",
            {**pair("109", "120"), "value": "90,83 %"},
            {"numerator": 109, "denominator": 120},
        ),
    ],
)
def test_typed_text_becomes_figures(code, typed, figures):
    assert RULES[code].read(typed) == figures
    assert json.loads(json.dumps(figures)) == figures


@pytest.mark.parametrize(
    ("code", "typed", "field", "part"),
    [
        ("2.3", pair("1.001", "1.000"), "numerator", "không được lớn hơn"),
        ("2.3", pair("974", ""), "denominator", "còn thiếu “Tổng số hồ sơ đã giải quyết”"),
        ("2.3", pair("", "1.000"), "numerator", "còn thiếu"),
        ("2.3", {"denominator": "1.000"}, "numerator", "còn thiếu"),
        ("2.3", {}, "numerator", "chưa nhập"),
        ("2.3", pair("97,4", "100"), "numerator", "số nguyên"),
        ("2.3", pair("97 %", "100"), "numerator", "Không đọc được số"),
        ("2.3", pair("-1", "100"), "numerator", "số âm"),
        ("2.3", pair("1", "9999999999"), "denominator", "vượt quá"),
        ("2.3", pair(["1", "2"], "3"), "numerator", "chỉ được nhập một giá trị"),
        ("2.10", {"value": "0,97"}, "value", "có phải là 97 %?"),
        ("2.10", {"value": "0.974"}, "value", "hãy nhập cả dấu: 0,974 %"),
        ("2.10", {"value": "1"}, "value", "có phải là 100 %?"),
        ("2.10", {"value": "100,01"}, "value", "từ 0 % đến 100 %"),
        ("2.10", {"value": "97.400"}, "value", "từ 0 % đến 100 %"),
        ("2.10", {"value": "-1 %"}, "value", "từ 0 % đến 100 %"),
        ("2.10", {"value": "%"}, "value", "Không đọc được số"),
        ("2.10", {"value": "khá"}, "value", "Không đọc được số"),
        ("4.1", {"value": "1,5"}, "value", "số nguyên"),
        ("1.7", {"count": "2,5"}, "count", "số nguyên"),
        ("1.7", {"count": " "}, "count", "chưa nhập"),
        ("2.9", {}, "value", "Hãy chọn"),
        ("2.9", {"value": "maybe"}, "value", "không có trong danh sách"),
        ("3.7", {"level": "best"}, "level", "không có trong danh sách"),
        ("2.2", {}, "items", "Hãy chọn"),
        ("2.2", {"items": []}, "items", "Hãy chọn"),
        ("2.2", {"items": ["office", "none"]}, "items", "cùng lúc"),
        ("2.2", {"items": ["office", "roof"]}, "items", "không có trong danh sách"),
        ("5.4", {"numerator": "100"}, "denominator", "còn thiếu “Số phiếu hợp lệ”"),
        ("5.4", {**pair("109", "120"), "value": "91"}, "value", "không khớp"),
        ("5.4", {"denominator": "120", "value": "0,91"}, "value", "có phải là 91 %?"),
        ("5.1", {**pair("13", "14"), "population": "13"}, "population", "không nhỏ hơn"),
        ("5.1", {**pair("0", "0"), "population": "0"}, "population", "lớn hơn 0"),
        ("5.1", pair("13", "14"), "population", "chưa nhập"),
    ],
)
def test_wrong_typing_is_refused_at_its_field(code, typed, field, part):
    with pytest.raises(InvalidFigures) as refused:
        RULES[code].read(typed)
    assert part in refused.value.problems[field]
    assert str(refused.value)


def test_every_wrong_field_is_told_at_once():
    with pytest.raises(InvalidFigures) as refused:
        RULES["5.1"].read({"numerator": "x", "denominator": "y", "population": "z"})
    assert set(refused.value.problems) == {"numerator", "denominator", "population"}


def test_a_number_may_have_decimals_and_is_rounded_before_its_band():
    written = {
        "measure": "number",
        "value_label": "Diện tích cây xanh",
        "unit": "m²",
        "bands": [
            {"from": "7.5", "below": None, "points": "2"},
            {"from": "0", "below": "7.5", "points": "0"},
        ],
    }
    rule = registry.parse("STEP", written, max_points=Decimal(2))
    assert rule.judge(rule.read({"value": "7,495"})).value == 2
    assert rule.judge(rule.read({"value": "7,494"})).value == 0
    assert rule.judge({"value": "7.5"}).because == "7,5 m² → bậc từ 7,5 m² trở lên → 2,00 điểm"
    assert rule.judge({"value": "7.5"}).rate is None
    for typed in ("-1", "9999999999"):
        with pytest.raises(InvalidFigures):
            rule.read({"value": typed})
    with pytest.raises(InvalidFigures):
        rule.read({})


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("2.3", "974 / 1.000 = 97,40 %"),
        ("3.6", "0 / 0"),
        ("2.10", "97,40 %"),
        ("4.1", "2 cuộc"),
        ("1.7", "1.234 tin, bài, buổi"),
        ("2.9", "Có"),
        ("3.7", "Khá"),
        ("2.2", "Công bố tại trụ sở; Công bố tại bộ phận Một cửa"),
        ("2.7", "Không có nội dung nào đạt"),
        ("5.1", "13 / 14 phiếu = 92,86 %; mẫu 14 / 20 = 70,00 %"),
        ("5.2", "0 / 0 phiếu"),
        ("5.4", "91,00 % của 120 phiếu"),
    ],
)
def test_declared_figures_read_as_one_phrase(code, text):
    figures = {
        "2.3": {"numerator": 974, "denominator": 1000},
        "3.6": {"numerator": 0, "denominator": 0},
        "2.10": {"value": "97.4"},
        "4.1": {"value": 2},
        "1.7": {"count": 1234},
        "2.9": {"value": "yes"},
        "3.7": {"level": "fair"},
        "2.2": {"items": ["one_stop", "office"]},
        "2.7": {"items": []},
        "5.1": {"numerator": 13, "denominator": 14, "population": 20},
        "5.2": {"numerator": 0, "denominator": 0},
        "5.4": {"denominator": 120, "value": "91"},
    }[code]
    assert RULES[code].figures_text(figures) == text


@pytest.mark.parametrize(
    ("code", "figures"),
    [
        ("2.3", {"count": 3}),
        ("2.3", {"numerator": 5, "denominator": 4}),
        ("2.3", {"numerator": True, "denominator": 4}),
        ("2.3", {"numerator": "5", "denominator": "9"}),
        ("2.10", {"value": 97}),
        ("2.10", {"value": "97,4"}),
        ("2.10", {"value": "101"}),
        ("1.7", {"count": -1}),
        ("2.9", {"value": True}),
        ("3.7", {"level": "best"}),
        ("2.2", {"items": "office"}),
        ("2.2", {"items": ["roof"]}),
        ("5.1", {"numerator": 5, "denominator": 9, "population": 8}),
        ("5.4", {"denominator": 40, "value": "-1"}),
        ("5.4", {}),
    ],
)
def test_figures_of_another_rule_are_refused_when_judged(code, figures):
    with pytest.raises(InvalidFigures):
        RULES[code].judge(figures)


texts = st.text(max_size=12) | st.sampled_from(["0", "1", "7,5", "1.234", "97 %", "none", "yes"])
FIELDS = ["value", "numerator", "denominator", "count", "level", "items", "population"]


@settings(max_examples=300, deadline=None, database=None)
@given(
    st.sampled_from(sorted(RULES)),
    st.dictionaries(st.sampled_from(FIELDS), texts | st.lists(texts, max_size=3)),
)
def test_read_never_crashes_and_what_it_takes_can_be_judged(code, typed):
    rule = RULES[code]
    problems = refusal(rule, typed)
    assert set(problems) <= {field.name for field in rule.fields()}
    if not problems:
        figures = rule.read(typed)
        assert rule.read(rule.typed(figures)) == figures
        assert rule.figures_text(figures)


def refusal(rule, typed):
    try:
        rule.read(typed)
    except InvalidFigures as refused:
        return refused.problems
    return {}


def test_fields_tell_how_to_ask():
    numerator, denominator = RULES["2.3"].fields()
    assert (numerator.name, numerator.widget, numerator.unit) == ("numerator", "whole", "hồ sơ")
    assert denominator.label == "Tổng số hồ sơ đã giải quyết"
    (level,) = RULES["3.7"].fields()
    assert level.widget == "radios"
    assert [option.points for option in level.options] == ["2 điểm", "1 điểm", "0 điểm"]
    (checks,) = RULES["2.2"].fields()
    assert checks.widget == "checkboxes"
    assert checks.options[-1].value == "none"
    assert [field.name for field in RULES["5.1"].fields()] == [
        "population",
        "denominator",
        "numerator",
        "value",
    ]
    assert RULES["5.1"].fields()[0].label == "Tổng số cán bộ, công chức của đơn vị"
    assert [field.widget for field in RULES["2.10"].fields()] == ["percent"]
