"""What the self-assessment report says: totals, points off the maximum with their leaves, words."""

from dataclasses import dataclass
from decimal import Decimal

from dossiers.models import Dossier, LayerTotal, Report, Score
from dossiers.queries import phrases
from dossiers.queries.layer import sum_of
from scoring import plans
from scoring.models import Stage
from scoring.rules.kind import RuleKind
from scoring.rules.numbers import ZERO
from scoring.rules.totals import Totals


@dataclass(frozen=True)
class LeftOut:
    """A leaf that does not apply: its points leave the maximum, for the unit's stated reason."""

    code: str
    name: str
    maximum: str
    reason: str


@dataclass(frozen=True)
class Lost:
    """A leaf below its maximum: what it got, what is missing, and the sentence that says why."""

    code: str
    name: str
    maximum: str
    points: str
    lost: str
    because: str


@dataclass(frozen=True)
class GroupLine:
    """One group with its points and the maximum that applies to it."""

    code: str
    name: str
    maximum: str
    points: str


@dataclass(frozen=True)
class BesideLine:
    """What stands beside the groups, in words and signed points: with it their sum is the total."""

    name: str
    points: str


@dataclass(frozen=True)
class Figures:
    """Everything of the report that follows from the scores, as ready words."""

    achieved: str
    maximum: str
    applicable: str
    not_applicable: str
    index: str
    points_off: str
    groups: tuple[GroupLine, ...]
    beside: tuple[BesideLine, ...]
    left_out: tuple[LeftOut, ...]
    lost: tuple[Lost, ...]
    unfilled: tuple[str, ...]

    @property
    def summary(self) -> str:
        """The totals in one or two sentences, as every draft says them."""
        said = (
            f"Tổng điểm tự chấm: {self.achieved} điểm trên {self.applicable} điểm tối đa áp dụng; "
            f"chỉ số tự chấm {self.index}."
        )
        if self.left_out:
            codes = ", ".join(line.code for line in self.left_out)
            said += (
                f" Điểm tối đa được trừ {self.not_applicable} điểm do các tiêu chí không áp dụng: "
                f"{codes}."
            )
        if self.beside:
            lines = "; ".join(f"{line.name.lower()} {line.points}" for line in self.beside)
            said += f" Tổng điểm trên đã tính đến: {lines}."
        return said


def words_of(dossier: Dossier) -> Report:
    """Return the report as stored, or an empty one that nobody has saved."""
    return Report.objects.filter(dossier=dossier).first() or Report(dossier=dossier, version=0)


def figures_of(dossier: Dossier) -> Figures:
    """Return what the report takes from the dossier's own layer at this moment."""
    own = Stage.objects.get(campaign=dossier.campaign_id, tier=1)
    plan = plans.plan_of(dossier.campaign.criteria_set_id)
    scores = {row.leaf_id: row for row in Score.objects.filter(dossier=dossier, stage=own)}
    total = LayerTotal.objects.filter(dossier=dossier, stage=own).first() or LayerTotal()
    due = plan.due(is_last_stage=False)
    applicable = total.maximum - total.not_applicable
    return Figures(
        achieved=phrases.points(total.achieved),
        maximum=phrases.points(total.maximum),
        applicable=phrases.points(applicable),
        not_applicable=phrases.points(total.not_applicable),
        index=phrases.percent(total.index),
        points_off=phrases.points(max(applicable - total.achieved, ZERO)),
        groups=tuple(
            _group(group.code, group.name, due, scores)
            for group in plan.groups
            if any(leaf.criterion.group_code == group.code for leaf in due)
        ),
        beside=_beside(total.achieved, sum_of(plan, due, scores, caps=dossier.campaign.caps)),
        left_out=tuple(
            LeftOut(
                leaf.code,
                leaf.criterion.name,
                phrases.points(leaf.max_points),
                scores[leaf.pk].explanation or scores[leaf.pk].because,
            )
            for leaf in due
            if leaf.pk in scores and scores[leaf.pk].is_not_applicable
        ),
        lost=tuple(
            line for leaf in plan.leaves if (line := _lost(leaf, scores.get(leaf.pk))) is not None
        ),
        unfilled=tuple(
            leaf.code for leaf in due if leaf.pk not in scores or not scores[leaf.pk].is_filled_in
        ),
    )


def _group(
    code: str, name: str, due: tuple[plans.Leaf, ...], scores: dict[int, Score]
) -> GroupLine:
    leaves = [leaf for leaf in due if leaf.criterion.group_code == code]
    rows = {leaf.pk: scores[leaf.pk] for leaf in leaves if leaf.pk in scores}
    maximum = sum(
        (
            leaf.max_points
            for leaf in leaves
            if leaf.pk not in rows or not rows[leaf.pk].is_not_applicable
        ),
        ZERO,
    )
    points = sum((row.points for row in rows.values() if row.points is not None), ZERO)
    return GroupLine(code, name, phrases.points(maximum), phrases.points(points))


def _beside(achieved: Decimal, summed: Totals) -> tuple[BesideLine, ...]:
    """Return bonus, penalty and what lies beyond the bounds of a total, where there is any."""
    lines = (
        ("Điểm thưởng", summed.bonus),
        ("Điểm trừ", -summed.penalty),
        ("Phần vượt giới hạn, không tính", achieved - summed.base - summed.bonus + summed.penalty),
    )
    return tuple(BesideLine(name, _signed(value)) for name, value in lines if value)


def _signed(value: Decimal) -> str:
    return f"{'+' if value > ZERO else '−'}{phrases.points(abs(value))}"


def _lost(leaf: plans.Leaf, score: Score | None) -> Lost | None:
    """Return the leaf's line when points are missing there, or are taken off as a penalty."""
    if score is None or score.points is None or score.is_not_applicable:
        return None
    if leaf.is_in_base:
        missing = leaf.max_points - score.points
    else:
        missing = score.points if leaf.rule.kind is RuleKind.PENALTY else ZERO
    if missing <= ZERO:
        return None
    return Lost(
        code=leaf.code,
        name=leaf.criterion.name,
        maximum=phrases.points(leaf.max_points),
        points=phrases.points(score.points),
        lost=phrases.points(missing),
        because=score.because,
    )
