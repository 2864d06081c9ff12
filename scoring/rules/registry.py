"""The way in: a stored kind and its written parameters become a validated rule.

A new kind is one dataclass in ``kinds`` and one line here.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scoring.rules.errors import InvalidParameters, Problem
from scoring.rules.kind import RuleKind
from scoring.rules.kinds.authority import Authority
from scoring.rules.kinds.choice import Checklist, Level, YesNo
from scoring.rules.kinds.compound import Compound
from scoring.rules.kinds.counting import Bonus, Count, Deduct, Penalty
from scoring.rules.kinds.proportion import Prop
from scoring.rules.kinds.relative import Relative
from scoring.rules.kinds.step import Step
from scoring.rules.kinds.survey import Survey
from scoring.rules.numbers import half_up, number_text
from scoring.rules.parameters import Parameters
from scoring.rules.rule import Rule

# Criteria sets are written on 100 points; a leaf of more than ten sets is a typing mistake.
MAX_POINTS = Decimal(1000)

KINDS: dict[RuleKind, type[Rule]] = {
    kind.kind: kind
    for kind in (
        YesNo,
        Level,
        Checklist,
        Count,
        Step,
        Prop,
        Deduct,
        Survey,
        Authority,
        Bonus,
        Penalty,
        Relative,
        Compound,
    )
}


def parse(kind: str, parameters: Mapping[str, Any], *, max_points: Decimal) -> Rule:
    """The rule of ``kind`` with these parameters, worth ``max_points`` (above 0, two decimals).

    Raises InvalidParameters with every problem, each with its place and a Vietnamese sentence.
    """
    try:
        chosen = KINDS[RuleKind(kind)]
    except ValueError as unknown:
        raise InvalidParameters([Problem("kind", "Cách tính điểm không có.")]) from unknown
    is_sound = max_points.is_finite() and 0 < max_points <= MAX_POINTS
    if not is_sound or max_points != half_up(max_points):
        sentence = (
            f"Điểm tối đa phải lớn hơn 0, không quá {number_text(MAX_POINTS)} "
            "và có tối đa hai chữ số thập phân."
        )
        raise InvalidParameters([Problem("max_points", sentence)])
    reader = Parameters(parameters)
    rule = chosen.from_parameters(reader, max_points=max_points)
    reader.close()
    reader.require_sound()
    return rule
