"""Entering figures: the unit's own, and those that only the province gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import journal
from accounts.clock import Clock, database_clock
from accounts.enums import Role
from accounts.errors import Conflict, Invalid, NotAllowed, ReasonRequired
from accounts.models import User
from dossiers import permissions
from dossiers.actions import gate, layers
from dossiers.enums import DossierState, Verb
from dossiers.models import Dossier, Score
from dossiers.workflow import UNSETTLED
from scoring import plans
from scoring.models import Stage
from scoring.rules.errors import InvalidFigures
from scoring.rules.leaf import Outcome, judge_leaf


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What one row of the entry page says: figures as the rule read them, not points.

    ``figures`` is None while nothing is filled in. ``version`` is that of the row the person
    was looking at, 0 when there was none.
    """

    figures: Mapping[str, Any] | None
    is_not_applicable: bool = False
    explanation: str = ""
    version: int = 0


def save_score(
    *, dossier: Dossier, leaf: plans.Leaf, entry: Entry, by: User, clock: Clock = database_clock
) -> Score:
    """Save one leaf of the unit's self assessment and return the stored row.

    Raises ``NotAllowed``, ``Locked``, ``NotOpen``, ``DeadlinePassed``, ``ReasonRequired`` (not
    applicable without a reason), ``Invalid`` or ``Conflict`` (somebody saved the row first).
    """
    with transaction.atomic():
        held = gate.hold(dossier, clock=clock)
        permissions.require_entry(by, held.dossier, at=held.at)
        if not leaf.is_by_unit:
            raise NotAllowed(f"Tiêu chí {leaf.code} không do đơn vị tự nhập số liệu.")
        gate.require_state(held, frozenset({DossierState.DRAFT}), doing="sửa số liệu tự chấm")
        gate.require_open(held)
        return _write(held, held.stage, leaf, entry, by=by, verb=Verb.SCORE, role=Role.ENTRY)


def save_central_figure(
    *, dossier: Dossier, leaf: plans.Leaf, entry: Entry, by: User, clock: Clock = database_clock
) -> Score:
    """Save a figure that the unit never types (survey, value of an authority).

    It belongs to the last stage's layer, and may be given from the campaign's opening until
    that stage closes, wherever the dossier itself stands.
    """
    last = Stage.objects.filter(campaign=dossier.campaign_id).latest("tier")
    with transaction.atomic():
        held = gate.hold(dossier, clock=clock, stage=last)
        permissions.require_standing(by, held.dossier.campaign, at=held.at)
        if leaf.is_by_unit:
            raise NotAllowed(f"Tiêu chí {leaf.code} do đơn vị tự nhập số liệu.")
        gate.require_state(held, UNSETTLED, doing="nhập số liệu cấp tỉnh")
        gate.require_not_closed(held)
        return _write(held, last, leaf, entry, by=by, verb=Verb.CENTRAL_FIGURE, role=Role.STANDING)


def _write(
    held: gate.Held,
    stage: Stage,
    leaf: plans.Leaf,
    entry: Entry,
    *,
    by: User,
    verb: Verb,
    role: Role,
) -> Score:
    """Check the row's version, judge it, write it, refresh the totals, record it."""
    dossier = held.dossier
    row = Score.objects.filter(dossier=dossier, stage=stage, leaf=leaf.pk).first()
    require_version(row, entry.version)
    before = told(row)
    proven = layers.proven_leaves(dossier)
    outcome = judge(leaf, entry, has_evidence=leaf.pk in proven)
    row = row or Score(dossier=dossier, stage=stage, leaf=leaf.criterion, version=0)
    row.figures = None if entry.is_not_applicable else entry.figures
    row.is_not_applicable = outcome.is_not_applicable
    row.points, row.rate, row.because = outcome.points, outcome.rate, outcome.because
    row.explanation = entry.explanation
    row.recorded_at, row.recorded_by = held.at, by
    row.version += 1
    row.save()
    layers.refresh(dossier, stage, proven=proven)
    touch(dossier, by=by, at=held.at)
    act = journal.Act(verb=verb, subject=leaf.code, before=before, after=told(row))
    journal.record(dossier, act, by=by, at=held.at, role=role, also_save=TOUCHED)
    return row


def judge(leaf: plans.Leaf, entry: Entry, *, has_evidence: bool) -> Outcome:
    """Return what the entry is worth by the leaf's rule.

    Raises ``Invalid`` with a sentence for each field at fault, or ``ReasonRequired``.
    """
    if entry.is_not_applicable and not entry.explanation.strip():
        raise ReasonRequired(
            f"Hãy nêu lý do tiêu chí {leaf.code} không áp dụng cho đơn vị.",
            problems={"explanation": "Hãy nêu lý do không áp dụng."},
        )
    try:
        return judge_leaf(
            leaf.rule,
            entry.figures,
            is_not_applicable=entry.is_not_applicable,
            may_be_not_applicable=leaf.criterion.may_be_not_applicable,
            evidence_required=leaf.criterion.evidence_required,
            evidence_count=int(has_evidence),
        )
    except InvalidFigures as error:
        raise Invalid(
            f"Số liệu của tiêu chí {leaf.code} chưa hợp lệ.", problems=error.problems
        ) from error


def require_version(row: Score | None, version: int) -> None:
    """Raise ``Conflict`` with the stored values unless the person saw the newest row."""
    current = row.version if row else 0
    if current == version:
        return
    who = row.recorded_by.full_name if row else ""
    raise Conflict(
        f"{who or 'Người khác'} đã lưu tiêu chí này trước bạn. "
        "Hãy so sánh hai giá trị rồi chọn giá trị đúng.",
        values={"stored": told(row), "version": current, "by": who},
    )


def told(row: Score | None) -> dict[str, Any] | None:
    """Return a score row as the journal tells it (Decimals as text), None for no row."""
    if row is None:
        return None
    return {
        "figures": row.figures,
        "is_not_applicable": row.is_not_applicable,
        "points": None if row.points is None else str(row.points),
        "because": row.because,
        "explanation": row.explanation,
        "reason": row.reason,
    }


# The dossier's columns that every accepted write changes, saved together with the journal's.
TOUCHED = ("version", "recorded_at", "recorded_by")


def touch(dossier: Dossier, *, by: User | None, at: datetime) -> None:
    """Mark the dossier as written on; the caller saves ``TOUCHED`` through the journal."""
    dossier.version += 1
    dossier.recorded_at, dossier.recorded_by = at, by
