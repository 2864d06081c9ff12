"""A second, slow and obvious reading of the scoring rules, to hold the engine against.

It works from the written parameters (not from parsed rules), in fractions, with whole-number
rounding, and shares nothing with the engine.
"""

from fractions import Fraction
from math import floor

NO_SCORE = "no score"
NOTHING_AROSE = "nothing arose"


def cents(value):
    """Half-up to two decimals for values from 0 up."""
    return Fraction(floor(value * 100 + Fraction(1, 2)), 100)


def points(kind, written, max_points, figures):
    """A Fraction, NO_SCORE or NOTHING_AROSE."""
    full = Fraction(max_points)
    if kind == "AUTHORITY":
        return points(written["as"], written, max_points, figures)
    by_kind = {
        "YESNO": yes_no,
        "LEVEL": level,
        "CHECKLIST": checklist,
        "COUNT": counted,
        "BONUS": counted,
        "PENALTY": counted,
        "DEDUCT": deducted,
        "SURVEY": survey,
        "STEP": banded,
        "PROP": proportional,
        "RELATIVE": compared_later,
        "COMPOUND": compound,
    }
    return by_kind[kind](written, full, figures)


def yes_no(written, full, figures):
    return full if figures["value"] == "yes" else Fraction(0)


def level(written, full, figures):
    (chosen,) = [each for each in written["levels"] if each["key"] == figures["level"]]
    return Fraction(chosen["points"])


def checklist(written, full, figures):
    held = [each for each in written["items"] if each["key"] in figures["items"]]
    return sum((Fraction(each["points"]) for each in held), Fraction(0))


def counted(written, full, figures):
    result = Fraction(0)
    for _ in range(figures["count"]):
        result = result + Fraction(written["each"])
        if result >= full:
            return full
    return result


def deducted(written, full, figures):
    result = full
    for _ in range(figures["count"]):
        result = result - Fraction(written["each"])
        if result <= 0:
            return Fraction(0)
    return result


def banded(written, full, figures):
    value = measured(written, figures)
    if value == NOTHING_AROSE:
        return nothing(written, full)
    (band,) = [each for each in written["bands"] if lies_in(value, each)]
    return Fraction(band["points"])


def lies_in(value, band):
    low = Fraction(band["from"])
    if value < low or (value == low and not band.get("from_in", True)):
        return False
    if band["below"] is None:
        return True
    high = Fraction(band["below"])
    return value < high or (value == high and band.get("below_in", False))


def proportional(written, full, figures):
    value = measured(written, figures)
    return nothing(written, full) if value == NOTHING_AROSE else proportion(written, full, value)


def nothing(written, full):
    return {"full": full, "zero": Fraction(0)}.get(written.get("when_none"), NOTHING_AROSE)


def compared_later(written, full, figures):
    return NOTHING_AROSE if measured(written, figures) == NOTHING_AROSE else NO_SCORE


def compared(written, full, values):
    """Points of each unit beside the best of them; values as measured, two decimals."""
    best, floor = max(values), Fraction(written.get("floor", "0"))
    return [
        cents(full * value / best) if best > 0 and value >= floor else Fraction(0)
        for value in values
    ]


def compound(written, full, figures):
    whole = [
        (
            points(part["kind"], part["parameters"], part["max_points"], figures[part["key"]]),
            Fraction(part["max_points"]),
        )
        for part in written["parts"]
    ]
    if written["all_or_nothing"]:
        return full if all(got == most for got, most in whole) else Fraction(0)
    return sum((got for got, _ in whole), Fraction(0))


def measured(written, figures):
    if written["measure"] == "ratio":
        if figures["denominator"] == 0:
            return NOTHING_AROSE
        return cents(Fraction(figures["numerator"] * 100, figures["denominator"]))
    return cents(Fraction(figures["value"]))


def proportion(written, full, value):
    if value < Fraction(written.get("floor", "0")):
        return Fraction(0)
    part = value / Fraction(written.get("target", "100"))
    return cents(full * min(1, part))


def survey(written, full, figures):
    answers = figures["denominator"]
    if "sample_at_least" in written:
        share = cents(Fraction(answers * 100, figures["population"]))
        if share < Fraction(written["sample_at_least"]):
            return NO_SCORE
    elif answers < written["respondents_at_least"]:
        return NO_SCORE
    if "numerator" in figures:
        happy = Fraction(figures["numerator"] * 100, answers) if answers else Fraction(0)
    else:
        happy = Fraction(figures["value"])
    return proportion(written, full, cents(happy))


def total(leaves, bonus_cap, penalty_cap):
    """Achieved, applicable maximum and index (None where nothing applies)."""
    base = [leaf for leaf in leaves if leaf.kind not in ("BONUS", "PENALTY")]
    counted = [leaf for leaf in base if not leaf.is_not_applicable]
    maximum = sum(Fraction(leaf.max_points) for leaf in counted)

    def outside(kind, cap):
        given = [
            Fraction(leaf.points)
            for leaf in leaves
            if leaf.kind == kind and leaf.points is not None and not leaf.is_not_applicable
        ]
        return min(sum(given, Fraction(0)), Fraction(cap))

    achieved = sum((Fraction(leaf.points or 0) for leaf in counted), Fraction(0))
    achieved = achieved + outside("BONUS", bonus_cap) - outside("PENALTY", penalty_cap)
    achieved = min(max(achieved, Fraction(0)), maximum)
    return achieved, maximum, (cents(achieved / maximum * 100) if maximum else None)
