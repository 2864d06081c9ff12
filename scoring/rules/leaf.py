"""From declared figures to the outcome of one leaf: applicability and evidence come in here."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.rules.errors import InvalidFigures, NothingArose
from scoring.rules.kind import RuleKind
from scoring.rules.numbers import ZERO, half_up, points_text
from scoring.rules.rule import Points, Rule


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one leaf got: points (two decimals), or not applicable, or nothing yet (None).

    ``rate`` is the percentage that the figures gave, whatever became of the points; of a
    RELATIVE rule the measured value.
    """

    points: Decimal | None
    is_not_applicable: bool
    because: str
    rate: Decimal | None = None


def judge_leaf(
    rule: Rule,
    figures: Mapping[str, Any] | None,
    *,
    is_not_applicable: bool,
    may_be_not_applicable: bool,
    evidence_required: bool,
    evidence_count: int,
) -> Outcome:
    """Judge one leaf; ``figures`` is None while nothing has been declared.

    Not applicable, claimed or because nothing arose, is accepted only where the criterion allows
    it. Evidence asked for and none attached gives 0 ("không có tài liệu kiểm chứng thì không
    được tính điểm"), and the sentence still says what the figures alone would give. A penalty is
    never lifted by missing evidence.

    Raises InvalidFigures where "not applicable" is not allowed, or figures are of another rule.
    """
    if is_not_applicable:
        if not may_be_not_applicable:
            raise InvalidFigures(
                {"applicable": "Tiêu chí này áp dụng cho mọi đơn vị, không được bỏ qua."}
            )
        return _left_out("Không áp dụng")
    if figures is None:
        return Outcome(None, is_not_applicable=False, because="Chưa nhập số liệu")
    try:
        points = rule.judge(figures)
    except NothingArose as nothing:
        if may_be_not_applicable:
            return _left_out(f"{nothing.sentence} Không áp dụng")
        raise InvalidFigures(
            {
                "denominator": f"{nothing.sentence} Tiêu chí này không được bỏ qua: "
                "hãy kiểm tra lại số liệu."
            }
        ) from nothing
    if evidence_required and evidence_count == 0 and rule.kind is not RuleKind.PENALTY:
        return _unproved(points, is_pending=rule.kind is RuleKind.RELATIVE)
    value = None if points.value is None else half_up(points.value)
    return Outcome(value, is_not_applicable=False, because=points.because, rate=points.rate)


def _left_out(reason: str) -> Outcome:
    return Outcome(None, is_not_applicable=True, because=f"{reason} → không tính vào điểm tối đa")


def _unproved(points: Points, *, is_pending: bool) -> Outcome:
    """Points lost for want of evidence; nothing is lost where the figures gave none.

    ``is_pending``: points would come from comparing units; unproved, they are 0 at once.
    """
    if not points.value and not is_pending:
        return Outcome(
            points.value, is_not_applicable=False, because=points.because, rate=points.rate
        )
    because = (
        f"Không có tài liệu kiểm chứng → {points_text(ZERO)} điểm "
        f"(theo số liệu kê khai: {points.because})"
    )
    return Outcome(half_up(ZERO), is_not_applicable=False, because=because, rate=points.rate)
