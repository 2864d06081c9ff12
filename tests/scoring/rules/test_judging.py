"""Ladders and conditions as they are written: what is wrong is refused at its place."""

import pytest

from scoring.rules import conditions, ladder
from scoring.rules.errors import InvalidParameters

RUNGS = [
    {"key": "pass", "label": "Đạt", "at_least": "80", "is_recognised": True},
    {"key": "below", "label": "Chưa đạt", "at_least": "0", "is_recognised": False},
]
LADDER = {"rungs": RUNGS, "placed": "not_recognised", "failed_label": "Không công nhận"}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"rungs": RUNGS[:1]}, "rungs"),
        ({"rungs": RUNGS[::-1]}, "rungs"),
        ({"rungs": [RUNGS[0], {**RUNGS[1], "key": "pass"}]}, "rungs"),
        ({"rungs": [RUNGS[0], {**RUNGS[1], "key": "not_recognised"}]}, "rungs"),
        ({"rungs": [{**RUNGS[0], "at_least": "0"}, RUNGS[1]]}, "rungs"),
        ({"rungs": [RUNGS[0], {**RUNGS[1], "at_least": "10"}]}, "rungs"),
        ({"rungs": [RUNGS[0], {**RUNGS[1], "is_recognised": "no"}]}, "rungs.1.is_recognised"),
        ({"rungs": [RUNGS[0], {**RUNGS[1], "star": True}]}, "rungs.1.star"),
        ({"placed": "first"}, "placed"),
        ({"failed_label": ""}, "failed_label"),
    ],
)
def test_wrong_ladders_are_refused(change, place):
    with pytest.raises(InvalidParameters) as refused:
        ladder.parse({**LADDER, **change})
    assert place in [problem.path for problem in refused.value.problems]


INDEX = {"key": "index", "kind": "index_at_least", "label": "Chỉ số", "at_least": "80"}


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ([{**INDEX, "kind": "index"}], "conditions.0.kind"),
        ([{**INDEX, "at_least": "101"}], "conditions.0.at_least"),
        ([INDEX, INDEX], "conditions.1.key"),
        ([{**INDEX, "leaf": "5.7"}], "conditions.0.leaf"),
        ([{**INDEX, "kind": "leaf_rate_at_least"}], "conditions.0.leaf"),
        ([{**INDEX, "kind": "fact_absent"}], "conditions.0.fact"),
        ([{**INDEX, "kind": "documents_present"}], "conditions.0.documents"),
        (["index"], "conditions.0"),
        ("index", "conditions"),
    ],
)
def test_wrong_conditions_are_refused(written, place):
    with pytest.raises(InvalidParameters) as refused:
        conditions.parse(written)
    assert place in [problem.path for problem in refused.value.problems]
