"""A wrong parameter cannot be saved: the place and the sentence of each problem."""

from decimal import Decimal

import pytest

from scoring.rules import registry
from scoring.rules.errors import InvalidParameters

PERCENT = {"measure": "percent", "value_label": "Chỉ số"}
WHOLE = {"measure": "whole", "value_label": "Số cuộc"}
RATIO = {"measure": "ratio", "numerator_label": "Số xong", "denominator_label": "Tổng số"}
COUNTING = {"each": "0.5", "unit": "cuộc", "count_label": "Số cuộc"}


def bands(*rows, measure=PERCENT):
    return {
        **measure,
        "bands": [{"from": low, "below": below, "points": points} for low, below, points in rows],
    }


def edged(*rows):
    written = bands(*(row[:3] for row in rows))
    for band, row in zip(written["bands"], rows, strict=True):
        band.update(row[3])
    return written


YES = {"statement": "Có kế hoạch"}


def parts(*rows):
    return {
        "parts": [
            {"key": key, "label": key, "kind": kind, "max_points": worth, "parameters": inner}
            for key, kind, worth, inner in rows
        ]
    }


def items(*rows, key="items"):
    return {key: [{"key": name, "label": name, "points": points} for name, points in rows]}


GOOD_BANDS = (("90", None, "4"), ("0", "90", "0"))

CASES = {
    "unknown kind": ("SUM", {}, "kind"),
    "empty": ("COUNT", {}, "each"),
    "not a mapping": ("COUNT", ["each"], ""),
    "unknown key": ("COUNT", {**COUNTING, "eech": "1"}, "eech"),
    "float": ("COUNT", {**COUNTING, "each": 0.5}, "each"),
    "boolean for a number": ("COUNT", {**COUNTING, "each": True}, "each"),
    "words for a number": ("COUNT", {**COUNTING, "each": "nửa điểm"}, "each"),
    "decimal comma": ("COUNT", {**COUNTING, "each": "0,5"}, "each"),
    "exponent": ("COUNT", {**COUNTING, "each": "1e2"}, "each"),
    "not a number": ("COUNT", {**COUNTING, "each": "NaN"}, "each"),
    "nothing for each": ("COUNT", {**COUNTING, "each": "0"}, "each"),
    "negative": ("DEDUCT", {**COUNTING, "each": "-0.5"}, "each"),
    "each above the maximum": ("COUNT", {**COUNTING, "each": "5"}, "each"),
    "three decimals": ("COUNT", {**COUNTING, "each": "0.125"}, "each"),
    "blank label": ("COUNT", {**COUNTING, "unit": "  "}, "unit"),
    "number for a label": ("COUNT", {**COUNTING, "unit": 5}, "unit"),
    "label too long": ("COUNT", {**COUNTING, "unit": "x" * 301}, "unit"),
    "no statement": ("YESNO", {}, "statement"),
    "levels not a list": ("LEVEL", {"levels": "cao"}, "levels"),
    "one level": ("LEVEL", items(("a", "4"), key="levels"), "levels"),
    "best level below": ("LEVEL", items(("a", "3"), ("b", "0"), key="levels"), "levels"),
    "level above": ("LEVEL", items(("a", "5"), ("b", "4"), key="levels"), "levels.0.points"),
    "same key": ("LEVEL", items(("a", "4"), ("a", "0"), key="levels"), "levels.1.key"),
    "key with accents": ("LEVEL", items(("cao", "4"), ("thấp", "0"), key="levels"), "levels.1.key"),
    "sum too small": ("CHECKLIST", items(("a", "1"), ("b", "2")), "items"),
    "sum too large": ("CHECKLIST", items(("a", "3"), ("b", "2")), "items"),
    "reserved key": ("CHECKLIST", items(("none", "2"), ("b", "2")), "items.0.key"),
    "item not a mapping": ("CHECKLIST", {"items": ["a", "b"]}, "items.0"),
    "unknown measure": ("STEP", bands(*GOOD_BANDS, measure={"measure": "ratios"}), "measure"),
    "no labels": ("STEP", bands(*GOOD_BANDS, measure={"measure": "ratio"}), "numerator_label"),
    "label of another measure": (
        "STEP",
        bands(*GOOD_BANDS, measure={**RATIO, "value_label": "Chỉ số"}),
        "value_label",
    ),
    "one band": ("STEP", bands(("0", None, "4")), "bands"),
    "gap": ("STEP", bands(("90", None, "4"), ("0", "80", "0")), "bands"),
    "overlap": ("STEP", bands(("90", None, "4"), ("0", "95", "0")), "bands"),
    "overlap by a hair": ("STEP", bands(("90", None, "4"), ("0", "90.01", "0")), "bands"),
    "gap by a hair": ("STEP", bands(("90", None, "4"), ("0", "89.99", "0")), "bands"),
    "same band twice": ("STEP", bands(*GOOD_BANDS, ("0", "90", "0")), "bands"),
    "closed at the top": ("STEP", bands(("90", "100", "4"), ("0", "90", "0")), "bands"),
    "open at the bottom": ("STEP", bands(("90", None, "4"), ("50", "90", "0")), "bands"),
    "two open tops": ("STEP", bands(("90", None, "4"), ("0", None, "0")), "bands"),
    "upside down": ("STEP", bands(("90", None, "4"), ("90", "0", "0")), "bands.1.below"),
    "edge above 100": ("STEP", bands(("101", None, "4"), ("0", "101", "0")), "bands.0.from"),
    "edge too fine": (
        "STEP",
        bands(("90.005", None, "4"), ("0", "90.005", "0")),
        "bands.0.from",
    ),
    "half a meeting": (
        "STEP",
        bands(("1.5", None, "4"), ("0", "1.5", "0"), measure=WHOLE),
        "bands.0.from",
    ),
    "half a target": ("PROP", {**WHOLE, "target": "1.5"}, "target"),
    "band above": ("STEP", bands(("90", None, "4.01"), ("0", "90", "4")), "bands.0.points"),
    "negative band": ("STEP", bands(("90", None, "4"), ("0", "90", "-1")), "bands.1.points"),
    "best band below": ("STEP", bands(("90", None, "3"), ("0", "90", "0")), "bands"),
    "no target for a number": ("PROP", WHOLE, "target"),
    "target zero": ("PROP", {**RATIO, "target": "0"}, "target"),
    "target above 100": ("PROP", {**RATIO, "target": "120"}, "target"),
    "floor on the target": ("PROP", {**RATIO, "target": "70", "floor": "70"}, "floor"),
    "nobody is enough": ("SURVEY", {"target": "95", "floor": "60"}, ""),
    "two ways of enough": (
        "SURVEY",
        {"respondents_at_least": 30, "sample_at_least": "70", "population_label": "tổng số"},
        "",
    ),
    "no respondents": ("SURVEY", {"respondents_at_least": 0}, "respondents_at_least"),
    "half a respondent": ("SURVEY", {"respondents_at_least": "1.5"}, "respondents_at_least"),
    "sample of nothing": (
        "SURVEY",
        {"sample_at_least": "0", "population_label": "tổng số"},
        "sample_at_least",
    ),
    "population unnamed": ("SURVEY", {"sample_at_least": "70"}, "population_label"),
    "as what": ("AUTHORITY", {**PERCENT, "as": "COUNT"}, "as"),
    "edge in both bands": (
        "STEP",
        edged(("90", None, "4", {}), ("0", "90", "0", {"below_in": True})),
        "bands",
    ),
    "edge in no band": (
        "STEP",
        edged(("90", None, "4", {"from_in": False}), ("0", "90", "0", {})),
        "bands",
    ),
    "zero in no band": (
        "STEP",
        edged(("90", None, "4", {}), ("0", "90", "0", {"from_in": False})),
        "bands",
    ),
    "no upper edge to be in": (
        "STEP",
        edged(("90", None, "4", {"below_in": True}), ("0", "90", "0", {})),
        "bands.0.below_in",
    ),
    "one value, half of it": (
        "STEP",
        edged(("90", None, "4", {"from_in": False}), ("90", "90", "2", {}), ("0", "90", "0", {})),
        "bands.1.below",
    ),
    "edge neither in nor out": (
        "STEP",
        edged(("90", None, "4", {"from_in": "no"}), ("0", "90", "0", {})),
        "bands.0.from_in",
    ),
    "nothing arises somehow": ("PROP", {**RATIO, "when_none": "half"}, "when_none"),
    "nothing arises in a percentage": ("PROP", {**PERCENT, "when_none": "full"}, "when_none"),
    "nothing arises beside a leader": ("RELATIVE", {**RATIO, "when_none": "full"}, "when_none"),
    "compared with whom": ("RELATIVE", {**RATIO, "among": "village"}, "among"),
    "floor above all": ("RELATIVE", {**RATIO, "floor": "101"}, "floor"),
    "one part": ("COMPOUND", parts(("a", "YESNO", "4", YES)), "parts"),
    "parts too small": (
        "COMPOUND",
        parts(("a", "YESNO", "1", YES), ("b", "YESNO", "2", YES)),
        "parts",
    ),
    "part above": (
        "COMPOUND",
        parts(("a", "YESNO", "5", YES), ("b", "YESNO", "1", YES)),
        "parts.0.max_points",
    ),
    "part of nothing": (
        "COMPOUND",
        parts(("a", "YESNO", "4", YES), ("b", "YESNO", "0", YES)),
        "parts.1.max_points",
    ),
    "same part": (
        "COMPOUND",
        parts(("a", "YESNO", "2", YES), ("a", "YESNO", "2", YES)),
        "parts.1.key",
    ),
    "part of parts": (
        "COMPOUND",
        parts(("a", "YESNO", "2", YES), ("b", "COMPOUND", "2", {})),
        "parts.1.kind",
    ),
    "part beside the leader": (
        "COMPOUND",
        parts(("a", "YESNO", "2", YES), ("b", "RELATIVE", "2", RATIO)),
        "parts.1.kind",
    ),
    "fault in a part": (
        "COMPOUND",
        parts(
            ("a", "YESNO", "2", YES),
            ("b", "PROP", "2", {**RATIO, "target": "0", "when_none": "full"}),
        ),
        "parts.1.parameters.target",
    ),
    "stranger in a part": (
        "COMPOUND",
        parts(("a", "YESNO", "2", {**YES, "x": "1"}), ("b", "YESNO", "2", YES)),
        "parts.0.parameters.x",
    ),
    "part that may come to nothing": (
        "COMPOUND",
        parts(("a", "YESNO", "2", YES), ("b", "PROP", "2", RATIO)),
        "parts.1.parameters.when_none",
    ),
    "inner problem": ("AUTHORITY", {"as": "STEP", **bands(("0", None, "4"))}, "bands"),
}


@pytest.mark.parametrize(("kind", "written", "place"), CASES.values(), ids=CASES)
def test_wrong_parameters_are_refused_at_their_place(kind, written, place):
    with pytest.raises(InvalidParameters) as refused:
        registry.parse(kind, written, max_points=Decimal(4))
    assert place in [problem.path for problem in refused.value.problems]
    assert all(problem.sentence.endswith(".") for problem in refused.value.problems)
    assert str(refused.value)


@pytest.mark.parametrize("max_points", ["0", "-1", "1001", "1.005", "NaN", "Infinity", "1e40"])
def test_wrong_maximum_is_refused(max_points):
    with pytest.raises(InvalidParameters) as refused:
        registry.parse("COUNT", COUNTING, max_points=Decimal(max_points))
    assert [problem.path for problem in refused.value.problems] == ["max_points"]


def test_all_problems_are_told_at_once():
    written = {"levels": [{"key": "A", "label": "", "points": "9"}, {"key": "b", "points": "x"}]}
    with pytest.raises(InvalidParameters) as refused:
        registry.parse("LEVEL", written, max_points=Decimal(4))
    assert {problem.path for problem in refused.value.problems} >= {
        "levels.0.key",
        "levels.0.label",
        "levels.0.points",
        "levels.1.label",
        "levels.1.points",
    }


def test_gap_and_overlap_are_named_with_their_edges():
    def sentences(*rows):
        with pytest.raises(InvalidParameters) as refused:
            registry.parse("STEP", bands(*rows), max_points=Decimal(4))
        return [problem.sentence for problem in refused.value.problems]

    assert sentences(("90", None, "4"), ("0", "80", "0")) == ["Có khoảng trống giữa 80 % và 90 %."]
    assert sentences(("90", None, "4"), ("0", "95", "0")) == ["Hai bậc chồng lên nhau tại 90 %."]


def test_bands_may_be_written_in_any_order():
    forth = registry.parse("STEP", bands(*GOOD_BANDS), max_points=Decimal(4))
    back = registry.parse("STEP", bands(*reversed(GOOD_BANDS)), max_points=Decimal(4))
    assert forth == back
