"""Entering figures of a layer: judged, stored and recorded row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import journal
from accounts.clock import Clock, database_clock
from accounts.enums import Role
from accounts.errors import Conflict, Invalid, NotAllowed, ReasonRequired, Refused
from accounts.models import User
from accounts.prepared import Given, PreparedUpdate
from dossiers import gate, permissions
from dossiers.actions import layer_totals
from dossiers.enums import DossierState, Verb
from dossiers.models import Dossier, Score
from dossiers.queries.layer import Layer, layer_of
from scoring import plans
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


@dataclass(frozen=True)
class Saved:
    """What became of several rows: those stored, and those refused with their refusals.

    ``held`` is the dossier as it was locked for them, ``layer`` what its layer holds now.
    ``redrawn`` are the codes of rows beside which something else is to be said than before: that
    evidence is asked for, or that last year's words wait to be confirmed.
    """

    rows: dict[str, Score]
    refused: dict[str, Refused]
    held: gate.Held
    layer: Layer
    redrawn: set[str] = field(default_factory=set)

    def require_all(self) -> None:
        """Raise the first refusal, if there is one."""
        for refusal in self.refused.values():
            raise refusal


def save_score(
    *, dossier: Dossier, leaf: plans.Leaf, entry: Entry, by: User, clock: Clock = database_clock
) -> Score:
    """Save one leaf of the unit's self assessment and return the stored row.

    Raises ``NotAllowed``, ``Locked``, ``NotOpen``, ``DeadlinePassed``, ``ReasonRequired`` (not
    applicable without a reason), ``Invalid`` or ``Conflict`` (somebody saved the row first).
    Saving what the row already says changes nothing, so a repeated request is harmless.
    """
    saved = save_scores(dossier=dossier, entries=[(leaf, entry)], by=by, clock=clock)
    return only_row(saved, leaf)


def save_scores(
    *,
    dossier: Dossier,
    entries: Sequence[tuple[plans.Leaf, Entry]],
    by: User,
    clock: Clock = database_clock,
) -> Saved:
    """Save several leaves of the unit's self assessment under one lock.

    Each row is judged by itself: those at fault come back as refusals by code and the others
    are stored. What concerns the whole dossier (right, state, window) is raised.
    """
    with transaction.atomic():
        held = gate.hold(dossier, clock=clock)
        permissions.require_entry(by, held.dossier, at=held.at)
        gate.require_state(held, frozenset({DossierState.DRAFT}), doing="sửa số liệu tự chấm")
        gate.require_open(held)
        return put(held, entries, by=by, verb=Verb.SCORE, role=Role.ENTRY)


def only_row(saved: Saved, leaf: plans.Leaf) -> Score:
    """Return the row of the one leaf that was saved; raises its refusal."""
    saved.require_all()
    return saved.rows[leaf.code]


def put(
    held: gate.Held,
    entries: Sequence[tuple[plans.Leaf, Entry]],
    *,
    by: User,
    verb: Verb,
    role: Role,
) -> Saved:
    """Judge and write rows of ``held.stage``'s layer, refresh its totals, record each row."""
    dossier, stage = held.dossier, held.stage
    only = entries[0][0].pk if len(entries) == 1 else None
    layer = layer_of(dossier, stage, only=only)
    saved = Saved({}, {}, held, layer)
    changed: list[tuple[str, Score, dict[str, Any] | None]] = []
    for leaf, entry in entries:
        row = layer.scores.get(leaf.pk)
        if row is not None and _says_already(row, entry):
            saved.rows[leaf.code] = row
            continue
        before, beside = told(row), _said_beside(row)
        row = row or Score(dossier=dossier, stage=stage, leaf=leaf.criterion, version=0)
        try:
            _require_giver(leaf, verb)
            require_version(row, entry.version, by=by)
            _fill(row, leaf, entry, has_evidence=leaf.pk in layer.proven)
        except Refused as refusal:
            saved.refused[leaf.code] = refusal
            continue
        row.recorded_at, row.recorded_by = held.at, by
        row.version += 1
        saved.rows[leaf.code] = layer.scores[leaf.pk] = row
        if _said_beside(row) != beside:
            saved.redrawn.add(leaf.code)
        changed.append((leaf.code, row, before))
    if changed:
        _store([row for _, row, _ in changed])
        acts = [
            journal.Act(verb=verb, subject=code, before=before, after=told(row))
            for code, row, before in changed
        ]
        layer_totals.refresh(dossier, stage, held=layer)
        touch(dossier, by=by, at=held.at)
        journal.record_all(dossier, acts, by=by, at=held.at, role=role, also_save=TOUCHED)
    return saved


def _store(rows: Sequence[Score]) -> None:
    """Write new rows in one statement; a changed row is one statement of its own."""
    Score.objects.bulk_create(row for row in rows if row.version == 1)
    for row in rows:
        if row.version > 1:
            _CHANGED.write(row, pk=row.pk)


_CHANGED = PreparedUpdate(
    lambda: Score.objects.filter(pk=Given("pk")),
    (
        "figures",
        "is_not_applicable",
        "points",
        "rate",
        "because",
        "explanation",
        "copied_at",
        "version",
        "recorded_at",
        "recorded_by",
    ),
)


def _require_giver(leaf: plans.Leaf, verb: Verb) -> None:
    """Raise ``NotAllowed`` when the unit types what others measure, or the other way round."""
    if leaf.is_by_unit == (verb == Verb.SCORE):
        return
    said = "đơn vị tự nhập. Nếu chưa đúng, hãy điều chỉnh khi thẩm định."
    if not leaf.is_by_unit:
        said = "cơ quan khác nhập, đơn vị không phải nhập. Hãy để trống tiêu chí này."
    raise NotAllowed(f"Số liệu của tiêu chí {leaf.code} do {said}")


def _said_beside(row: Score | None) -> tuple[bool, bool]:
    """Say whether there is anything to prove, and whether the words are still last year's."""
    if row is None:
        return False, False
    return row.is_filled_in and not row.is_not_applicable, row.copied_at is not None


def _says_already(row: Score, entry: Entry) -> bool:
    """Say whether the stored row holds exactly what is being saved."""
    claimed = row.is_not_applicable and row.figures is None
    figures = None if entry.is_not_applicable else entry.figures
    return (row.figures, claimed, row.explanation) == (
        figures,
        entry.is_not_applicable,
        entry.explanation,
    )


def _fill(row: Score, leaf: plans.Leaf, entry: Entry, *, has_evidence: bool) -> None:
    outcome = judge(leaf, entry, has_evidence=has_evidence)
    row.figures = None if entry.is_not_applicable else entry.figures
    row.is_not_applicable = outcome.is_not_applicable
    row.points, row.rate, row.because = outcome.points, outcome.rate, outcome.because
    if row.explanation != entry.explanation:
        # Whoever writes their own words has no need to confirm last year's.
        row.explanation, row.copied_at = entry.explanation, None


def rejudge(held: gate.Held, leaves: Sequence[plans.Leaf]) -> list[Score]:
    """Judge stored rows of ``held.stage`` again after their evidence changed; return them.

    A row's version stays: its figures are what the person on the page still sees. Leaves for
    which nothing was entered have no row.
    """
    layer = layer_of(held.dossier, held.stage)
    by_id = {leaf.pk: leaf for leaf in leaves}
    rows = [row for leaf_id, row in layer.scores.items() if leaf_id in by_id]
    for row in rows:
        entry = Entry(
            figures=row.figures,
            is_not_applicable=row.is_not_applicable and row.figures is None,
            explanation=row.explanation,
        )
        _fill(row, by_id[row.leaf_id], entry, has_evidence=row.leaf_id in layer.proven)
        row.save(update_fields=["is_not_applicable", "points", "rate", "because"])
    # Without a row there is nothing that the evidence could have changed.
    if rows:
        layer_totals.refresh(held.dossier, held.stage, held=layer)
    return rows


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
        raise unreadable(leaf, error) from error


def unreadable(leaf: plans.Leaf, error: InvalidFigures) -> Invalid:
    """Return the refusal of figures that the leaf's rule does not take."""
    return Invalid(
        f"Số liệu của tiêu chí {leaf.code} chưa hợp lệ. Hãy sửa theo lý do ghi tại ô số liệu.",
        problems=error.problems,
    )


def require_version(row: Score | None, version: int, *, by: User) -> None:
    """Raise ``Conflict`` with the stored values unless the person saw the newest row."""
    current = row.version if row else 0
    if current == version:
        return
    who = row.recorded_by.full_name if row and row.pk else ""
    won = f"{who or 'Người khác'} đã lưu tiêu chí này trước bạn."
    if row and row.recorded_by_id == by.pk:
        won = "Bạn đã lưu tiêu chí này ở một cửa sổ khác."
    raise Conflict(
        f"{won} Hãy so sánh hai giá trị rồi chọn giá trị đúng.",
        values={"stored": told(row), "version": current, "by": who},
    )


def told(row: Score | None) -> dict[str, Any] | None:
    """Return a score row as the journal tells it (Decimals as text), None for no row."""
    if row is None or row.pk is None:
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
