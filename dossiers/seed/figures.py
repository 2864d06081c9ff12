"""Invented figures that fit a leaf's rule: most units do well, a few do not."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from scoring.plans import Leaf
from scoring.rules.kinds.authority import Authority
from scoring.rules.kinds.choice import Checklist, Level, YesNo
from scoring.rules.kinds.compound import Compound
from scoring.rules.kinds.counting import Bonus, Deduct, Penalty, PerUnit
from scoring.rules.kinds.proportion import Prop
from scoring.rules.kinds.relative import Relative
from scoring.rules.kinds.step import Step
from scoring.rules.kinds.survey import Survey
from scoring.rules.measure import Measure
from scoring.rules.rule import Raw, Rule

# How many of each thing a commune has in a year, by the unit that the rule counts in.
_USUAL_COUNTS = {
    "hồ sơ": (700, 3600),
    "giao dịch": (300, 1900),
    "thôn, tổ dân phố": (6, 22),
    "nội dung": (27, 27),
    "ngày": (48, 48),
    "việc": (3, 14),
    "đơn": (1, 12),
    "góp ý, phản ánh": (4, 45),
}
_OTHER_COUNTS = (10, 60)
_RESPONDENTS = (48, 320)
_OFFICERS = (19, 34)
# The mean of a few draws: many units in the middle, few at either end.
_QUALITY, _QUALITY_DRAWS = (8, 90), 3
# Basis points (hundredths of a percent).
_WHOLE = 10_000


def quality(rng: Random) -> int:
    """Return how well a unit works, 0 to 100; most lie around 50 and end near 90 points."""
    return sum(rng.randint(*_QUALITY) for _ in range(_QUALITY_DRAWS)) // _QUALITY_DRAWS


def invent(leaf: Leaf, *, good: int, rng: Random) -> Mapping[str, Any]:
    """Return figures for ``leaf`` as its rule reads them from a form.

    Units take most care of the leaves that recognition hangs on.
    """
    if leaf.criterion.is_critical:
        good = 100 - (100 - good) // 3
    return leaf.rule.read(_typed(leaf.rule, good, rng))


def _typed(rule: Rule, good: int, rng: Random) -> Raw:
    """Return what an officer would type for ``rule``."""
    match rule:
        case Authority():
            return _typed(rule.way, good, rng)
        case Compound():
            typed: dict[str, str | Sequence[str]] = {}
            for part in rule.parts:
                typed |= part.prefixed(_typed(part.rule, good, rng))
            return typed
        case YesNo() | Level() | Checklist():
            return _chosen(rule, good, rng)
        case PerUnit():
            return {"count": str(_counted(rule, good, rng))}
        case Survey():
            return _survey(rule, good, rng)
        case Step() | Prop() | Relative():
            return _measured(rule.measure, good, rng)
    raise TypeError(f"no figures can be invented for {rule.kind}")


def _chosen(rule: YesNo | Level | Checklist, good: int, rng: Random) -> Raw:
    if isinstance(rule, YesNo):
        return {"value": "yes" if _is_lucky(good, rng) else "no"}
    if isinstance(rule, Level):
        return {"level": _one_of([level.key for level in rule.levels], good, rng)}
    held = [item.key for item in rule.items if _is_lucky(good, rng)]
    return {"items": held or [rule.items[0].key]}


def _counted(rule: PerUnit, good: int, rng: Random) -> int:
    if isinstance(rule, Bonus | Penalty):
        return int(rng.randint(1, 100) <= good // 4)
    if isinstance(rule, Deduct):
        return 0 if _is_lucky(good, rng) else rng.randint(1, 2)
    return _about(int(rule.max_points / rule.each), good, rng)


def _is_lucky(good: int, rng: Random) -> bool:
    """Say yes nearly always for a good unit, usually for a weak one."""
    return rng.randint(1, 100) <= 72 + good * 27 // 100


def _one_of(keys: Sequence[str], good: int, rng: Random) -> str:
    """Return the first (best) key mostly, seldom the next, hardly ever the last."""
    for key in keys[:-1]:
        if _is_lucky(good, rng):
            return key
    return keys[-1]


def _about(enough: int, good: int, rng: Random) -> int:
    if _is_lucky(good, rng):
        return enough + rng.randint(0, max(2, enough // 3))
    return max(0, enough - rng.randint(1, max(1, enough // 2)))


def _share(good: int, rng: Random) -> int:
    """Return a share in basis points: good units sit close to the whole."""
    lack = (100 - good) * rng.randint(2, 32)
    return max(4_200, _WHOLE - lack) if rng.randint(1, 100) > good - 42 else _WHOLE


def _measured(measure: Measure, good: int, rng: Random) -> Raw:
    if measure.how == "ratio":
        whole = rng.randint(*_USUAL_COUNTS.get(measure.unit, _OTHER_COUNTS))
        failed = whole * (_WHOLE - _share(good, rng)) // _WHOLE
        return {"numerator": str(whole - failed), "denominator": str(whole)}
    if measure.how == "percent":
        value = rng.randint(7_600, 8_600) + good * 10
        return {"value": f"{value // 100},{value % 100:02d}"}
    return {"value": str(2 if _is_lucky(good, rng) else 1)}


def _survey(rule: Survey, good: int, rng: Random) -> Raw:
    share = 8_350 + good * 15 + rng.randint(-350, 250)
    if rule.sample_at_least is not None:
        population = rng.randint(*_OFFICERS)
        respondents = population - rng.randint(0, population // 6)
    else:
        population, respondents = 0, rng.randint(*_RESPONDENTS)
    satisfied = min(respondents, respondents * share // _WHOLE + 1)
    typed = {"numerator": str(satisfied), "denominator": str(respondents)}
    return {**typed, "population": str(population)} if population else typed
