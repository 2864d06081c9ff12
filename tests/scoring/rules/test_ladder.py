"""From index and verdicts to class and rank."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rules import ladder, ranking
from scoring.rules.verdicts import Verdict
from tests.scoring.rules.test_totals import LADDER


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
