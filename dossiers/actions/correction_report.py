"""What a corrected criteria set would change in a round: scores, totals, classes, obstacles."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from accounts.errors import Invalid
from dossiers.actions import rejudging
from dossiers.actions.rejudging import Rejudged, Source, Verdict
from dossiers.enums import DossierState
from dossiers.models import Dossier, EvidenceUse, LayerTotal, Score
from dossiers.queries import finals
from dossiers.queries.layer import sum_of
from dossiers.workflow import UNSENT
from scoring import plans
from scoring.models import Campaign, CriteriaSet
from scoring.rules.conditions import LeafRateAtLeast, parse
from scoring.rules.kind import RuleKind
from scoring.rules.verdicts import DOCUMENTS, Facts


@dataclass(frozen=True, kw_only=True)
class Change:
    """One stored score and what the correction makes of it."""

    unit_code: str
    unit: str
    is_sent: bool
    tier: int
    leaf: str
    source: Source
    old_points: Decimal | None
    new_points: Decimal | None
    old_because: str
    new_because: str
    problem: str


@dataclass(frozen=True, kw_only=True)
class TotalChange:
    """One layer's stored total and index, and what they become.

    The classes are those of a finished dossier's last layer; empty elsewhere, and in a round
    whose points come from comparing units, where only an aggregation can tell.
    """

    unit_code: str
    unit: str
    is_sent: bool
    tier: int
    old_achieved: Decimal
    new_achieved: Decimal
    old_index: Decimal | None
    new_index: Decimal | None
    old_class: str = ""
    new_class: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a correction changes; ``kept`` are the points that reviewers gave by judgement.

    ``problems`` are scores that the new version cannot judge: while there are any, the
    correction cannot be applied.
    """

    changes: tuple[Change, ...]
    kept: tuple[Change, ...]
    totals: tuple[TotalChange, ...]
    problems: tuple[Change, ...]

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of all that is said of sent dossiers: two equal ones tell the same.

        What a unit is still typing changes by the minute and is nobody's yet to decide on.
        """
        told: list[Change | TotalChange] = [*self.changes, *self.kept, *self.totals]
        lines = sorted(repr(each) for each in told if each.is_sent)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True)
class Work:
    """All rows of a round, judged again, dossier by dossier."""

    rows: Mapping[int, list[Rejudged]]
    dossiers: Mapping[int, Dossier]
    twins: Mapping[int, plans.Leaf]
    plan: plans.Plan


def work_of(campaign: Campaign, criteria_set: CriteriaSet, dossiers: Sequence[Dossier]) -> Work:
    """Judge every row of the round by ``criteria_set``, in memory.

    Raises ``Invalid`` naming every leaf by which the two versions do not fit together.
    """
    old, new = plans.plan_of(campaign.criteria_set_id), plans.read_plan(criteria_set)
    twins = _twins(campaign, old, new)
    stored: dict[int, list[Score]] = defaultdict(list)
    for row in Score.objects.filter(dossier__campaign=campaign).select_related("stage"):
        stored[row.dossier_id].append(row)
    proven: dict[int, set[int]] = defaultdict(set)
    uses = EvidenceUse.objects.filter(
        dossier__campaign=campaign, detached_at__isnull=True, leaf__isnull=False
    )
    for dossier_id, leaf_id in uses.values_list("dossier_id", "leaf_id"):
        proven[dossier_id].add(leaf_id)
    rows = {
        dossier.pk: rejudging.rejudge(stored[dossier.pk], twins, proven=proven[dossier.pk])
        for dossier in dossiers
    }
    return Work(rows, {dossier.pk: dossier for dossier in dossiers}, twins, new)


def _twins(campaign: Campaign, old: plans.Plan, new: plans.Plan) -> dict[int, plans.Leaf]:
    """Return old leaf id → the new leaf of the same key. Raises ``Invalid``."""
    by_key = {leaf.criterion.key: leaf for leaf in new.leaves}
    problems = {}
    if (old.criteria_set.key, old.criteria_set.unit_level) != (
        new.criteria_set.key,
        new.criteria_set.unit_level,
    ):
        problems["criteria_set"] = "Đây không phải là phiên bản khác của cùng bộ tiêu chí."
    for leaf in old.leaves:
        twin = by_key.pop(leaf.criterion.key, None)
        if twin is None:
            problems[leaf.code] = f"Phiên bản mới không có tiêu chí {leaf.code}."
        elif _part_played(leaf) != _part_played(twin):
            problems[leaf.code] = (
                f"Tiêu chí {leaf.code} đổi người nhập số liệu hoặc đổi phần điểm; "
                "chỉ áp dụng được cho đợt chấm điểm mới."
            )
    for leaf in by_key.values():
        added = f"Phiên bản mới thêm tiêu chí {leaf.code}."
        # Another question under the printed code of one that is gone: both are said.
        problems[leaf.code] = f"{problems.get(leaf.code, '')} {added}".strip()
    codes = {leaf.code for leaf in new.leaves}
    for condition in parse(campaign.conditions):
        if isinstance(condition, LeafRateAtLeast) and condition.leaf not in codes:
            problems[condition.key] = f"Điều kiện “{condition.label}” nêu tiêu chí không còn mã."
    if problems:
        raise Invalid(
            f"Không thể sửa đợt “{campaign.title}” theo phiên bản này. "
            + " ".join(problems.values()),
            problems=problems,
        )
    keys = {leaf.criterion.key: leaf for leaf in new.leaves}
    return {leaf.pk: keys[leaf.criterion.key] for leaf in old.leaves}


def _part_played(leaf: plans.Leaf) -> tuple[bool, bool, bool]:
    """What a leaf is to the layers: a correction cannot change it under stored rows."""
    return leaf.is_by_unit, leaf.is_in_base, leaf.rule.kind is RuleKind.RELATIVE


def report_of(work: Work, campaign: Campaign) -> Report:
    """Return what the judging changes."""
    told = [
        (_change(work.dossiers[dossier_id], each), each)
        for dossier_id, rows in work.rows.items()
        for each in rows
    ]
    return Report(
        changes=tuple(change for change, each in told if each.is_changed),
        kept=tuple(change for change, each in told if each.source == "judged"),
        totals=tuple(_total_changes(work, campaign)),
        problems=tuple(change for change, each in told if each.problem),
    )


def _change(dossier: Dossier, each: Rejudged) -> Change:
    return Change(
        unit_code=dossier.unit.code,
        unit=dossier.unit.name,
        is_sent=dossier.state not in UNSENT,
        tier=each.row.stage.tier,
        leaf=each.leaf.code,
        source=each.source,
        old_points=each.old.points,
        new_points=each.new.points,
        old_because=each.old.because,
        new_because=each.new.because,
        problem=each.problem,
    )


def _total_changes(work: Work, campaign: Campaign) -> list[TotalChange]:
    """Return the stored totals that change, by unit and tier."""
    stored = LayerTotal.objects.filter(dossier__campaign=campaign).select_related("stage")
    last = campaign.stages.latest("tier")
    classes = _classes(work, campaign)
    changes = []
    for total in stored.order_by("dossier__unit__sort_key", "stage__tier"):
        rows = {
            each.leaf.pk: each.new
            for each in work.rows[total.dossier_id]
            if each.row.stage_id == total.stage_id
        }
        due = work.plan.due(is_last_stage=total.stage_id == last.pk)
        summed = sum_of(work.plan, due, rows, caps=campaign.caps)
        is_last = total.stage_id == last.pk
        old, new = classes.get(total.dossier_id, ("", "")) if is_last else ("", "")
        if (summed.achieved, summed.index, new) != (total.achieved, total.index, old):
            dossier = work.dossiers[total.dossier_id]
            changes.append(
                TotalChange(
                    unit_code=dossier.unit.code,
                    unit=dossier.unit.name,
                    is_sent=dossier.state not in UNSENT,
                    tier=total.stage.tier,
                    old_achieved=total.achieved,
                    new_achieved=summed.achieved,
                    old_index=total.index,
                    new_index=summed.index,
                    old_class=old,
                    new_class=new,
                )
            )
    return changes


def _classes(work: Work, campaign: Campaign) -> dict[int, tuple[str, str]]:
    """Return dossier id → its class before and after, for those whose appraisal is over."""
    if any(leaf.rule.kind is RuleKind.RELATIVE for leaf in work.plan.leaves):
        return {}
    before = finals.Yardstick.of(campaign)
    after = replace(before, plan=work.plan)
    last = campaign.stages.latest("tier")
    papers: dict[int, set[str]] = defaultdict(set)
    uses = EvidenceUse.objects.filter(
        dossier__campaign=campaign, leaf__isnull=True, detached_at__isnull=True
    )
    for dossier_id, kind in uses.values_list("dossier_id", "document_kind"):
        papers[dossier_id].add(kind)
    found = {}
    for pk, dossier in work.dossiers.items():
        if dossier.state != DossierState.AWAITING_DECISION:
            continue
        rows = [each for each in work.rows[pk] if each.row.stage_id == last.pk]
        facts: Facts = {
            "head_disciplined": dossier.is_head_disciplined,
            DOCUMENTS: papers[pk],
        }
        old = _final(pk, {each.row.leaf_id: each.old for each in rows})
        new = _final(pk, {each.leaf.pk: each.new for each in rows})
        found[pk] = (
            before.judge(old, facts).classification.label,
            after.judge(new, facts).classification.label,
        )
    return found


def _final(dossier_id: int, said: Mapping[int, Verdict]) -> finals.FinalRows:
    return finals.FinalRows(
        dossier_id,
        points={str(leaf): each.points for leaf, each in said.items()},
        left_out=[str(leaf) for leaf, each in said.items() if each.is_not_applicable],
        rates={str(leaf): each.rate for leaf, each in said.items() if each.rate is not None},
    )
