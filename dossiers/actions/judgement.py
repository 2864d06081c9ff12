"""What a reviewer says of one leaf: whether it can stand, and the sentence that tells it."""

from dataclasses import dataclass
from decimal import Decimal

from accounts.errors import Invalid, ReasonRequired
from dossiers.models import Score
from scoring import plans
from scoring.enums import StageKind
from scoring.models import Stage
from scoring.rules.kinds.relative import LARGEST_VALUE, Relative
from scoring.rules.numbers import HUNDRED, half_up, number_text, points_text


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a reviewer says of one leaf: points, or that it does not apply, and why.

    Of a leader-relative leaf ``rate`` is said instead of points: the measured value, from which
    the aggregation makes the points. ``version`` is that of the reviewer's own row on the page,
    0 when there was none.
    """

    points: Decimal | None
    is_not_applicable: bool = False
    reason: str = ""
    version: int = 0
    rate: Decimal | None = None


def same_as(leaf: plans.Leaf, below: Score) -> Judgement:
    """Return the judgement that agrees with the layer below."""
    return Judgement(
        points=below.points,
        is_not_applicable=below.is_not_applicable,
        rate=below.rate if isinstance(leaf.rule, Relative) else None,
    )


def require_sound(leaf: plans.Leaf, judgement: Judgement) -> None:
    """Raise ``Invalid`` unless the points, or their absence, can stand for this leaf."""
    problems = {}
    points = judgement.points
    if judgement.is_not_applicable:
        if not leaf.criterion.may_be_not_applicable:
            problems["applicable"] = "Tiêu chí này áp dụng cho mọi đơn vị."
        if points is not None:
            problems["points"] = "Tiêu chí không áp dụng thì không nhập điểm."
    elif isinstance(leaf.rule, Relative):
        problems = _value_problems(leaf.rule, judgement)
    elif points is None:
        problems["points"] = "Hãy nhập điểm thẩm định."
    elif points != half_up(points):
        problems["points"] = "Điểm có tối đa hai chữ số thập phân."
    elif not 0 <= points <= leaf.criterion.bound:
        problems["points"] = f"Điểm phải từ 0 đến {points_text(leaf.criterion.bound)}."
    if problems:
        raise Invalid(
            f"Điểm thẩm định tiêu chí {leaf.code} chưa hợp lệ. {' '.join(problems.values())}",
            problems=problems,
        )


def _value_problems(rule: Relative, judgement: Judgement) -> dict[str, str]:
    """Return what is wrong with the value of a leader-relative leaf."""
    most = HUNDRED if rule.measure.is_percentage else LARGEST_VALUE
    value = judgement.rate
    if judgement.points:
        return {"points": "Điểm của tiêu chí này tính khi tổng hợp: hãy nhập kết quả."}
    if value is None:
        return {"value": "Hãy nhập kết quả thẩm định; điểm được tính khi tổng hợp."}
    if value != half_up(value):
        return {"value": "Kết quả có tối đa hai chữ số thập phân."}
    if not 0 <= value <= most:
        return {"value": f"Kết quả phải từ 0 đến {number_text(most)}."}
    return {}


def because(leaf: plans.Leaf, judgement: Judgement, below: Score | None, stage: Stage) -> str:
    """Say how the judgement relates to the layer below. Raises ``ReasonRequired``."""
    if below is not None and says_the_same(judgement, below):
        return f"Thống nhất với {_layer_name(below.stage)}"
    if not judgement.reason.strip():
        raise ReasonRequired(
            f"Điểm tiêu chí {leaf.code} khác với cấp dưới: hãy ghi lý do để đơn vị được biết.",
            problems={"reason": "Hãy ghi lý do chấm khác với cấp dưới."},
        )
    given = "xác định không áp dụng"
    if not judgement.is_not_applicable:
        verb = "xác định" if isinstance(leaf.rule, Relative) else "chấm"
        given = f"{verb} {_told(leaf, judgement.points, judgement.rate)}"
    base = "cấp dưới chưa chấm"
    if below:
        base = f"{_short_name(below.stage)} {_told(leaf, below.points, below.rate)}"
    return f"{stage.get_level_display()} {given} ({base}): {judgement.reason.strip()}"


def says_the_same(judgement: Judgement, below: Score) -> bool:
    """Say whether the judgement agrees with the row below."""
    if judgement.rate is not None and judgement.rate != below.rate:
        return False
    return (judgement.points, judgement.is_not_applicable) == (
        below.points,
        below.is_not_applicable,
    )


def _told(leaf: plans.Leaf, points: Decimal | None, rate: Decimal | None) -> str:
    if points is not None:
        return points_text(points)
    if isinstance(leaf.rule, Relative) and rate is not None:
        return leaf.rule.measure.printed(rate)
    return "không áp dụng"


def _layer_name(stage: Stage) -> str:
    if stage.kind == StageKind.SELF_ASSESSMENT:
        return "điểm tự chấm"
    return f"điểm thẩm định {stage.get_level_display().lower()}"


def _short_name(stage: Stage) -> str:
    if stage.kind == StageKind.SELF_ASSESSMENT:
        return "tự chấm"
    return f"{stage.get_level_display().lower()} chấm"
