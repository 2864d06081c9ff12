"""Conditions of recognition: which hold, with their words and on their edges."""

from decimal import Decimal

import pytest

from scoring.rules import conditions
from tests.scoring.rules.demo import SET
from tests.scoring.rules.test_totals import NOT_APPLICABLE, full_marks, points, summed

CONDITIONS = conditions.parse(SET["conditions"])
FACTS = {
    "head_disciplined": False,
    "documents": {kind["key"] for kind in SET["document_kinds"]},
}


def verdicts(facts=None, **changes):
    leaves = full_marks(**changes)
    judged = conditions.judge(CONDITIONS, summed(leaves), leaves, FACTS | (facts or {}))
    return {verdict.key: (verdict.holds, verdict.words) for verdict in judged}


def test_every_condition_holds_with_its_words():
    assert verdicts() == {
        "index": (True, "Chỉ số đạt 100,00 %, không dưới 80 %"),
        "groups": (True, "Cả 5 nhóm đều từ 50 % trở lên; thấp nhất là nhóm 1: 100,00 %"),
        "critical": (True, "Các tiêu chí ★ (1.3, 2.3, 4.4, 5.7) đều từ 50 % trở lên"),
        "satisfaction": (True, "Tiêu chí 5.7 đạt 95,00 %, không dưới 80 %"),
        "discipline": (
            True,
            "Người đứng đầu không bị kỷ luật, truy cứu trách nhiệm hình sự trong năm",
        ),
        "documents": (True, "Đủ 5 tài liệu của hồ sơ"),
    }


CRITICAL = "critical"


@pytest.mark.parametrize(
    ("key", "changes", "facts", "words"),
    [
        (
            CRITICAL,
            {"_2_3": points("1.5")},
            {},
            "Tiêu chí 2.3 đạt 1,50/5,00 điểm = 30,00 %, dưới 50 %",
        ),
        (CRITICAL, {"_2_3": {"points": None}}, {}, "Tiêu chí 2.3 chưa có điểm"),
        (
            "groups",
            {"_4_1": points("0"), "_4_3": points("0"), "_4_5": points("1")},
            {},
            "Nhóm 4 đạt 7,00/15,00 điểm = 46,67 %, dưới 50 %",
        ),
        (
            "satisfaction",
            {"_5_7": {"rate": Decimal("79.99")}},
            {},
            "Tiêu chí 5.7 đạt 79,99 %, dưới 80 %",
        ),
        (
            "satisfaction",
            {"_5_7": {"rate": None, "points": None}},
            {},
            "Tiêu chí 5.7 chưa có kết quả tính theo tỷ lệ",
        ),
        (
            "discipline",
            {},
            {"head_disciplined": True},
            "Người đứng đầu bị kỷ luật hoặc truy cứu trách nhiệm hình sự trong năm",
        ),
        (
            "documents",
            {},
            {"documents": {"report", "registration", "self_score_table"}},
            "Thiếu 2 tài liệu: Tờ trình; Văn bản của cấp trên phê duyệt đăng ký",
        ),
    ],
)
def test_failed_condition_names_its_figures(key, changes, facts, words):
    assert verdicts(facts, **changes)[key] == (False, words)


def test_index_condition_meets_its_edge_from_both_sides():
    def holds(*zeros, **changes):
        return verdicts(**{code: points("0") for code in zeros}, **changes)["index"][0]

    twenty = ("_2_1", "_2_5", "_2_7", "_3_3", "_3_5", "_4_5", "_1_1")
    assert holds(*twenty)
    assert not holds(*twenty, _1_2=points("1.99"))


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("satisfaction", {"_5_7": {"rate": Decimal("80.00")}}),
        (CRITICAL, {"_2_3": points("2.50")}),
        ("groups", {"_4_1": points("0"), "_4_3": points("0"), "_4_5": points("1.50")}),
    ],
)
def test_conditions_hold_exactly_on_their_edge(key, changes):
    assert verdicts(**changes)[key][0]


def test_fact_that_nobody_confirmed_does_not_hold():
    leaves = full_marks()
    judged = conditions.judge(CONDITIONS, summed(leaves), leaves, {"documents": ()})
    found = {verdict.key: verdict for verdict in judged}
    assert not found["discipline"].holds
    assert found["discipline"].words.startswith("Chưa có xác nhận")
    assert found["documents"].words.startswith("Thiếu 5 tài liệu")


def test_documents_are_a_collection():
    leaves = full_marks()
    with pytest.raises(TypeError):
        conditions.judge(CONDITIONS, summed(leaves), leaves, {"documents": True})


def test_not_applicable_leaf_cannot_fail_its_conditions():
    found = verdicts(_5_7={**NOT_APPLICABLE, "rate": None}, _2_3=NOT_APPLICABLE)
    assert found["satisfaction"] == (True, "Tiêu chí 5.7 không áp dụng")
    assert found[CRITICAL][0]


def test_conditions_without_anything_applicable():
    leaves = [leaf._replace(**NOT_APPLICABLE) for leaf in full_marks()]
    judged = conditions.judge(CONDITIONS, summed(leaves), leaves, FACTS)
    found = {verdict.key: verdict.holds for verdict in judged}
    assert found == {
        "index": False,
        "groups": True,
        "critical": True,
        "satisfaction": True,
        "discipline": True,
        "documents": True,
    }
