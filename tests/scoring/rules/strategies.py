"""Hypothesis strategies: written parameters of every kind, and figures that fit them."""

from decimal import Decimal

from hypothesis import strategies as st

LABELS = {
    "ratio": {"numerator_label": "Số việc xong", "denominator_label": "Tổng số việc"},
    "percent": {"value_label": "Chỉ số"},
    "whole": {"value_label": "Số cuộc"},
    "number": {"value_label": "Giá trị"},
}


def cents(low, high):
    """Decimals with two places, bounds given in cents."""
    return st.integers(low, high).map(lambda value: Decimal(value) / 100)


@st.composite
def choices(draw, max_points, *, must_add_up):
    size = draw(st.integers(2, 5))
    if must_add_up:
        top = int(max_points * 100)
        cuts = sorted(draw(st.lists(st.integers(0, top), min_size=size - 1, max_size=size - 1)))
        worth = [Decimal(b - a) / 100 for a, b in zip([0, *cuts], [*cuts, top], strict=True)]
    else:
        worth = [max_points] + [draw(cents(0, int(max_points * 100))) for _ in range(size - 1)]
    return [
        {"key": f"k{place}", "label": f"Nội dung {place}", "points": str(points)}
        for place, points in enumerate(worth)
    ]


@st.composite
def measures(draw):
    how = draw(st.sampled_from(sorted(LABELS)))
    written = {"measure": how, "unit": "việc", **LABELS[how]}
    if how == "ratio":
        written["when_none"] = draw(st.sampled_from(["leave_out", "full", "zero"]))
    return written


@st.composite
def step_parameters(draw, max_points):
    written = draw(measures())
    edge = st.integers(1, 50).map(Decimal) if written["measure"] == "whole" else cents(1, 10_000)
    edges = sorted(draw(st.sets(edge, min_size=1, max_size=5)), reverse=True)
    bands, below, is_below_in = [], None, False
    for place, low in enumerate([*edges, Decimal(0)]):
        points = max_points if place == 0 else draw(cents(0, int(max_points * 100)))
        band = {
            "from": str(low),
            "below": None if below is None else str(below),
            "points": str(points),
        }
        if is_below_in:
            band["below_in"] = True
        # An edge belongs to the band above it, or to the one below it.
        if low and draw(st.booleans()):
            band["from_in"] = False
        bands.append(band)
        below, is_below_in = low, "from_in" in band
    return {**written, "bands": draw(st.permutations(bands))}


@st.composite
def slopes(draw, how="percent"):
    if how == "whole":
        target = draw(st.integers(1, 100))
        floor = draw(st.integers(0, target - 1))
    else:
        target = draw(cents(1, 10_000))
        floor = draw(cents(0, int(target * 100) - 1))
    return {"target": str(target), "floor": str(floor)}


@st.composite
def prop_parameters(draw, _max_points):
    written = draw(measures())
    return {**written, **draw(slopes(written["measure"]))}


@st.composite
def survey_parameters(draw, _max_points):
    if draw(st.booleans()):
        enough = {"respondents_at_least": draw(st.integers(1, 60))}
    else:
        share = draw(cents(1, 10_000))
        enough = {"sample_at_least": str(share), "population_label": "tổng số người"}
    return {**draw(slopes()), **enough}


@st.composite
def counting_parameters(draw, max_points):
    each = draw(cents(1, int(max_points * 100)))
    return {"each": str(each), "unit": "lần", "count_label": "Số lần"}


@st.composite
def authority_parameters(draw, max_points):
    way = draw(st.sampled_from(["STEP", "PROP"]))
    inner = step_parameters if way == "STEP" else prop_parameters
    return {"as": way, **draw(inner(max_points))}


@st.composite
def relative_parameters(draw, _max_points):
    written = {**draw(measures()), "among": draw(st.sampled_from(["branch", "all"]))}
    written.pop("when_none", None)
    if draw(st.booleans()):
        is_whole = written["measure"] == "whole"
        floor = st.integers(0, 60).map(Decimal) if is_whole else cents(0, 9_000)
        written["floor"] = str(draw(floor))
    return written


PART_KINDS = ["YESNO", "LEVEL", "CHECKLIST", "COUNT", "STEP", "PROP", "DEDUCT"]


@st.composite
def compound_parameters(draw, max_points):
    top = int(max_points * 100)
    cuts = sorted(draw(st.sets(st.integers(1, top - 1), min_size=1, max_size=3)))
    parts = []
    for place, (low, high) in enumerate(zip([0, *cuts], [*cuts, top], strict=True)):
        kind, worth = draw(st.sampled_from(PART_KINDS)), Decimal(high - low) / 100
        inner = draw(parameters(kind, worth))
        if inner.get("measure") == "ratio" and inner["when_none"] == "leave_out":
            inner = {**inner, "when_none": "zero"}
        parts.append(
            {
                "key": f"p{place}",
                "label": f"Nội dung {place}",
                "kind": kind,
                "max_points": str(worth),
                "parameters": inner,
            }
        )
    return {"parts": parts, "all_or_nothing": draw(st.booleans())}


def parameters(kind, max_points):
    """Valid written parameters of one kind."""
    if kind == "YESNO":
        return st.just({"statement": "Có kế hoạch"})
    if kind in ("LEVEL", "CHECKLIST"):
        key = "levels" if kind == "LEVEL" else "items"
        return choices(max_points, must_add_up=kind == "CHECKLIST").map(lambda some: {key: some})
    return {
        "STEP": step_parameters,
        "PROP": prop_parameters,
        "SURVEY": survey_parameters,
        "AUTHORITY": authority_parameters,
        "RELATIVE": relative_parameters,
        "COMPOUND": compound_parameters,
    }.get(kind, counting_parameters)(max_points)


@st.composite
def pairs(draw):
    whole = draw(st.one_of(st.integers(0, 40), st.integers(0, 20_000)))
    return {"numerator": draw(st.integers(0, whole)), "denominator": whole}


def percents():
    """Percentages with up to three places, as JSON text."""
    return st.integers(0, 100_000).map(lambda value: str(Decimal(value) / 1000))


@st.composite
def survey_figures(draw, written):
    if draw(st.booleans()):
        figures = draw(pairs())
    else:
        figures = {"denominator": draw(st.integers(0, 200)), "value": draw(percents())}
    if "sample_at_least" in written:
        least = max(figures["denominator"], 1)
        figures["population"] = draw(st.integers(least, 2 * least))
    return figures


def figures(kind, written):
    """Figures as ``read`` makes them, for rules with these parameters."""
    if kind == "YESNO":
        return st.sampled_from([{"value": "yes"}, {"value": "no"}])
    if kind == "LEVEL":
        return st.sampled_from([{"level": each["key"]} for each in written["levels"]])
    if kind == "CHECKLIST":
        keys = [each["key"] for each in written["items"]]
        subsets = st.sets(st.sampled_from(keys))
        return subsets.map(lambda some: {"items": [key for key in keys if key in some]})
    if kind == "SURVEY":
        return survey_figures(written)
    if kind == "COMPOUND":
        return st.fixed_dictionaries(
            {part["key"]: figures(part["kind"], part["parameters"]) for part in written["parts"]}
        )
    if "measure" not in written:
        return st.integers(0, 300).map(lambda count: {"count": count})
    return {
        "ratio": pairs(),
        "percent": percents().map(lambda value: {"value": value}),
        "number": percents().map(lambda value: {"value": value}),
        "whole": st.integers(0, 120).map(lambda value: {"value": value}),
    }[written["measure"]]


@st.composite
def written_rules(draw, kind):
    """Maximum points and written parameters."""
    # Two cents at least, so that a compound rule can be cut into parts.
    max_points = draw(cents(2, 2_000))
    return max_points, draw(parameters(kind, max_points))
