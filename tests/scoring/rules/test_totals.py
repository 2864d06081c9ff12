"""From leaves to total, index, verdicts, class and rank."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rules import conditions, ladder, ranking, totals
from scoring.rules.kind import RuleKind
from scoring.rules.verdicts import Verdict
from tests.scoring.rules.demo import LEAVES, SET

CONDITIONS = conditions.parse(SET["conditions"])
LADDER = ladder.parse(SET["ladder"])
FACTS = {
    "head_disciplined": False,
    "documents": {kind["key"] for kind in SET["document_kinds"]},
}


def full_marks(**changes):
    """The demonstration set with every leaf at its maximum, apart from ``changes`` by code.

    Bonus and penalty stand at 0; codes are written with underscores (``_2_3``).
    """
    changed = {code.strip("_").replace("_", "."): change for code, change in changes.items()}
    leaves = []
    for code, leaf in LEAVES.items():
        kind = RuleKind(leaf["kind"])
        points = totals.LeafPoints(
            code=code,
            group=leaf["group"],
            max_points=Decimal(leaf["max_points"]),
            points=Decimal(0) if kind.is_outside_base else Decimal(leaf["max_points"]),
            is_not_applicable=False,
            is_critical=leaf["is_critical"],
            kind=kind,
            rate=Decimal(95) if kind is RuleKind.SURVEY else None,
        )
        leaves.append(points._replace(**changed.get(code, {})))
    return leaves


def points(value):
    return {"points": Decimal(value)}


NOT_APPLICABLE = {"points": None, "is_not_applicable": True}


def summed(leaves):
    return totals.total(
        leaves,
        bonus_cap=Decimal(SET["bonus_cap"]),
        penalty_cap=Decimal(SET["penalty_cap"]),
    )


def test_full_marks_are_one_hundred():
    found = summed(full_marks())
    assert (found.achieved, found.base, found.maximum, found.index) == (100, 100, 100, 100)
    assert [(group.code, group.maximum) for group in found.groups] == [
        ("1", 20),
        ("2", 25),
        ("3", 20),
        ("4", 15),
        ("5", 20),
    ]
    assert found.missing == ()


def test_bonus_and_penalty_stand_outside_and_are_capped():
    found = summed(full_marks(_2_3=points("0"), T1=points("9"), P1=points("7")))
    assert (found.base, found.bonus, found.penalty) == (95, 3, 5)
    assert found.achieved == 93
    assert found.maximum == 100


def test_total_is_at_most_the_applicable_maximum():
    found = summed(full_marks(_3_6=NOT_APPLICABLE, T1=points("3")))
    assert (found.achieved, found.applicable_maximum, found.not_applicable) == (97, 97, 3)
    assert found.index == 100


def test_total_is_never_below_zero():
    leaves = [
        leaf._replace(points=Decimal(5) if leaf.kind is RuleKind.PENALTY else Decimal(0))
        for leaf in full_marks()
    ]
    assert summed(leaves).achieved == 0


def test_without_caps_everything_counts():
    leaves = full_marks(_2_3=points("0"), T1=points("4"))
    assert totals.total(leaves, bonus_cap=None, penalty_cap=None).achieved == 99


def test_missing_leaf_counts_nothing_and_stays_in_the_maximum():
    found = summed(full_marks(_5_4={"points": None}))
    assert found.missing == ("5.4",)
    assert (found.achieved, found.applicable_maximum) == (96, 100)


def test_group_that_does_not_apply_has_no_share():
    changes = {
        f"_{code.replace('.', '_')}": NOT_APPLICABLE
        for code, leaf in LEAVES.items()
        if leaf["group"] == "4"
    }
    found = summed(full_marks(**changes))
    assert found.groups[3].share is None
    assert found.index == 100


def test_nothing_applicable_has_no_index_and_no_class():
    found = summed([leaf._replace(**NOT_APPLICABLE) for leaf in full_marks()])
    assert found.index is None
    assert found.achieved == 0
    placed = ladder.classify(found.index, (), LADDER)
    assert (placed.key, placed.is_recognised) == ("unclassified", False)


def test_combining_group_sums_gives_the_same_total():
    leaves = full_marks(_2_3=points("1.5"), _3_6=NOT_APPLICABLE, T1=points("2"), P1=points("1"))
    found = summed(leaves)
    sums = [
        totals.GroupSum(group.code, group.achieved, group.maximum, group.applicable_maximum)
        for group in found.groups
    ]
    again = totals.combine(
        sums,
        bonus=Decimal(2),
        penalty=Decimal(1),
        bonus_cap=Decimal(3),
        penalty_cap=Decimal(5),
    )
    assert again == found


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


@pytest.mark.parametrize(
    ("index", "label", "is_recognised"),
    [
        ("100", "Xuất sắc", True),
        ("95.00", "Xuất sắc", True),
        ("94.99", "Tốt", True),
        ("90.00", "Tốt", True),
        ("89.99", "Khá", True),
        ("85.00", "Khá", True),
        ("84.99", "Đạt", True),
        ("80.00", "Đạt", True),
        ("79.99", "Chưa đạt", False),
        ("0", "Chưa đạt", False),
    ],
)
def test_ladder_edges_from_both_sides(index, label, is_recognised):
    placed = ladder.classify(Decimal(index), (), LADDER)
    assert (placed.label, placed.is_recognised) == (label, is_recognised)


def test_class_carries_its_sentence():
    def because(index):
        return ladder.classify(Decimal(index), (), LADDER).because

    assert because("97.5") == "Chỉ số 97,50 % → Xuất sắc (từ 95 % trở lên)"
    assert because("87.63") == "Chỉ số 87,63 % → Khá (từ 85 % đến dưới 90 %)"
    assert because("12") == "Chỉ số 12,00 % → Chưa đạt (dưới 80 %)"


FAILED = Verdict("groups", holds=False, words="Nhóm 4 đạt 46,67 %", label="Nhóm")
HELD = Verdict("index", holds=True, words="Chỉ số đạt 97,00 %", label="Chỉ số")


@pytest.mark.parametrize(
    ("placed", "lowest_passes", "key", "label", "is_recognised"),
    [
        ("not_recognised", False, "not_recognised", "Không công nhận", False),
        ("not_recognised", True, "not_recognised", "Không công nhận", False),
        ("own_rung", False, "high", "Ba sao", False),
        ("lowest", False, "low", "Một sao", False),
        ("lowest", True, "low", "Một sao", True),
    ],
)
def test_failed_condition_places_as_the_data_says(placed, lowest_passes, key, label, is_recognised):
    rungs = [
        {"key": "high", "label": "Ba sao", "at_least": "90", "is_recognised": True},
        {"key": "low", "label": "Một sao", "at_least": "0", "is_recognised": lowest_passes},
    ]
    chosen = ladder.parse({"rungs": rungs, "placed": placed, "failed_label": "Không công nhận"})
    found = ladder.classify(Decimal(97), [HELD, FAILED], chosen)
    assert (found.key, found.label, found.is_recognised) == (key, label, is_recognised)
    assert "Nhóm 4 đạt 46,67 %" in found.because
    assert HELD.words not in found.because


@pytest.mark.parametrize(
    ("failed_rank", "ranks"),
    [
        (None, {"fails": 1, "meets": 2, "low": 3}),
        ("with_all", {"fails": 1, "meets": 2, "low": 3}),
        ("after_all", {"meets": 1, "low": 2, "fails": 3}),
        ("unranked", {"meets": 1, "low": 2}),
    ],
)
def test_failed_condition_ranks_as_the_data_says(failed_rank, ranks):
    written = LADDER.dump() | ({} if failed_rank is None else {"failed_rank": failed_rank})
    chosen = ladder.parse(written)
    assert ladder.parse(chosen.dump()) == chosen
    units = {
        "fails": ladder.standing(Decimal(97), [HELD, FAILED], chosen),
        "meets": ladder.standing(Decimal(90), [HELD], chosen),
        "low": ladder.standing(Decimal(12), [HELD], chosen),
        "nothing": ladder.standing(None, [HELD], chosen),
    }
    assert ranking.rank((key, by) for key, by in units.items() if by is not None) == ranks


def test_lowest_rung_passes_when_the_data_says_so():
    rungs = [
        {"key": "high", "label": "Ba sao", "at_least": "90", "is_recognised": True},
        {"key": "low", "label": "Một sao", "at_least": "0", "is_recognised": True},
    ]
    chosen = ladder.parse({"rungs": rungs, "placed": "lowest", "failed_label": "Không đạt"})
    assert ladder.classify(Decimal(1), (), chosen).is_recognised


def test_ties_share_a_rank_and_the_next_is_skipped():
    pairs = [
        ("c", Decimal(80)),
        ("a", Decimal("92.18")),
        ("b", Decimal("92.180")),
        ("d", Decimal(1)),
    ]
    assert ranking.rank(pairs) == {"a": 1, "b": 1, "c": 3, "d": 4}
    assert ranking.rank([]) == {}


@given(st.dictionaries(st.integers(), st.integers(0, 50).map(Decimal), max_size=60))
def test_rank_is_one_more_than_the_number_of_better_ones(values):
    found = ranking.rank(values.items())
    assert found == {
        key: 1 + sum(other > value for other in values.values()) for key, value in values.items()
    }
