"""How one layer of scores stands to another: its name, and the points between them in words."""

from decimal import Decimal

from dossiers.models import Score
from dossiers.queries import phrases
from scoring import plans
from scoring.enums import StageKind
from scoring.models import Stage
from scoring.rules.kind import RuleKind


def tier_name(stage: Stage) -> str:
    """Return a layer's name on screen: ``Tự chấm``, ``Cấp huyện`` …"""
    if stage.kind == StageKind.SELF_ASSESSMENT:
        return "Tự chấm"
    return stage.get_level_display()


def signed(difference: Decimal) -> str:
    """Return a difference with its sign (``+1,00``, ``−0,50``), nothing for 0."""
    if not difference:
        return ""
    sign = "+" if difference > 0 else "\u2212"
    return f"{sign}{phrases.points(abs(difference))}"


def given(score: Score) -> Decimal | None:
    """Return what a layer gave: points, or the value of a leaf whose points come later."""
    return score.rate if score.points is None else score.points


def difference(score: Score | None, below: Score | None) -> str:
    """Return how a leaf's layer departs from the one below, nothing where they agree."""
    if score is None or below is None or not says_something(score):
        return ""
    if score.is_not_applicable != below.is_not_applicable:
        return "khác cấp dưới"
    if (score.points is None) != (below.points is None):
        return "khác cấp dưới"
    mine, theirs = given(score), given(below)
    return "" if mine is None or theirs is None else signed(mine - theirs)


def apart(leaf: plans.Leaf, score: Score | None, below: Score | None) -> Decimal:
    """Return what the leaf adds to the total between two layers; not applicable counts as 0."""
    if score is None or below is None or not says_something(score):
        return Decimal(0)
    points = (score.points or Decimal(0)) - (below.points or Decimal(0))
    return -points if leaf.rule.kind is RuleKind.PENALTY else points


def says_something(score: Score | None) -> bool:
    """Say whether there is a row and it holds points, a value, or "not applicable"."""
    return score is not None and score.says_something
