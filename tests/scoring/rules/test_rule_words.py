"""What a parsed rule says of itself, line by line."""

from decimal import Decimal

import pytest

from scoring.rules import registry
from tests.scoring.rules.test_parameters import (
    COUNTING,
    GOOD_BANDS,
    RATIO,
    YES,
    bands,
    edged,
    parts,
)


@pytest.mark.parametrize(
    ("kind", "written", "words"),
    [
        ("STEP", bands(*GOOD_BANDS), ("từ 90 % trở lên: 4 điểm", "dưới 90 %: 0 điểm")),
        (
            "STEP",
            bands(("100", None, "4"), ("97.5", "100", "2.5"), ("0", "97.5", "0")),
            ("đủ 100 %: 4 điểm", "từ 97,5 % đến dưới 100 %: 2,5 điểm", "dưới 97,5 %: 0 điểm"),
        ),
        (
            "PROP",
            RATIO,
            ("đủ 100 %: 4 điểm", "dưới 100 %: tính theo tỷ lệ (kết quả ÷ 100 % × 4 điểm)"),
        ),
        ("COUNT", COUNTING, ("mỗi cuộc: 0,5 điểm", "tối đa 4 điểm")),
        (
            "STEP",
            edged(
                ("90", None, "4", {"from_in": False}),
                ("50", "90", "2", {"from_in": False, "below_in": True}),
                ("0", "50", "0", {"below_in": True}),
            ),
            (
                "trên 90 %: 4 điểm",
                "trên 50 % đến 90 %: 2 điểm",
                "từ 50 % trở xuống: 0 điểm",
            ),
        ),
        (
            "STEP",
            edged(
                ("50", None, "4", {"from_in": False}),
                ("50", "50", "2", {"below_in": True}),
                ("0", "50", "0", {}),
            ),
            ("trên 50 %: 4 điểm", "50 %: 2 điểm", "dưới 50 %: 0 điểm"),
        ),
        (
            "PROP",
            {**RATIO, "target": "70", "floor": "20", "when_none": "full"},
            (
                "từ 70 % trở lên: 4 điểm",
                "dưới 70 %: tính theo tỷ lệ (kết quả ÷ 70 % × 4 điểm)",
                "dưới 20 %: 0 điểm",
                "không phát sinh: 4 điểm",
            ),
        ),
        (
            "RELATIVE",
            {**RATIO, "floor": "50"},
            (
                "đơn vị có kết quả cao nhất trong các đơn vị cùng địa bàn: 4 điểm",
                "đơn vị khác: kết quả ÷ kết quả cao nhất × 4 điểm, tính khi tổng hợp",
                "dưới 50 %: 0 điểm",
            ),
        ),
        (
            "COMPOUND",
            {**parts(("a", "YESNO", "1", YES), ("b", "YESNO", "3", YES)), "all_or_nothing": True},
            (
                "a: Có kế hoạch: 1 điểm, Không: 0 điểm",
                "b: Có kế hoạch: 3 điểm, Không: 0 điểm",
                "đạt tối đa ở mọi nội dung mới được 4 điểm, nếu không: 0 điểm",
            ),
        ),
    ],
)
def test_rules_are_shown_in_words(kind, written, words):
    assert registry.parse(kind, written, max_points=Decimal(4)).words() == words
