"""A read workbook beside what is stored: unchanged, changed, in conflict, refused – by cell."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from accounts.errors import Invalid
from dossiers.actions import entry as entering
from dossiers.exports import unit_layout
from dossiers.exports.unit_layout import APPLICABLE, ITEM_MARK, NO, YES
from dossiers.exports.unit_lines import choice_words
from dossiers.forms import desk
from dossiers.imports import unit_cells
from dossiers.imports.unit_cells import RefusedCell
from dossiers.imports.unit_workbook import Read, ReadLeaf
from dossiers.models import Dossier, Score
from scoring import plans
from scoring.models import Stage
from scoring.rules.rule import Field

State = Literal["unchanged", "changed", "conflict", "refused"]
_BLANK = "(để trống)"


@dataclass(frozen=True)
class Touched:
    """Which halves of a leaf were changed in the workbook; the other half stays as stored."""

    figures: bool = True
    words: bool = True


@dataclass(frozen=True)
class CellChange:
    """One entry cell: its name, what it asks for, what is stored and what the workbook says."""

    cell: str
    label: str
    stored: str
    given: str

    @property
    def is_changed(self) -> bool:
        """Whether the workbook says something else than what is stored."""
        return self.stored != self.given


@dataclass(frozen=True)
class LeafChange:
    """One leaf of the workbook. ``entry`` is what would be saved (its version: as stored now).

    ``stored`` is the row that is there now, with who saved it; of a leaf that nobody touched in
    the workbook while others saved it, ``state`` is ``unchanged``.
    """

    leaf: plans.Leaf
    state: State
    cells: tuple[CellChange, ...]
    entry: entering.Entry | None
    stored: Score | None

    @property
    def code(self) -> str:
        return self.leaf.code

    @property
    def changed_cells(self) -> list[CellChange]:
        """The cells that differ from what is stored."""
        return [cell for cell in self.cells if cell.is_changed]


@dataclass(frozen=True)
class Sorted:
    """The whole workbook, leaf by leaf in printed order, and the cells that cannot be taken."""

    leaves: tuple[LeafChange, ...]
    refused: tuple[RefusedCell, ...]

    def of(self, state: State) -> list[LeafChange]:
        """Return the leaves in one state."""
        return [change for change in self.leaves if change.state == state]


def sort(read: Read, dossier: Dossier, own: Stage) -> Sorted:
    """Return the workbook beside what ``own``, the unit's stage, holds at this moment."""
    plan = plans.plan_of(dossier.campaign.criteria_set_id)
    rows = Score.objects.filter(dossier=dossier, stage=own).select_related("recorded_by")
    stored = {row.leaf_id: row for row in rows}
    refused = list(read.refused)
    changes = []
    for leaf in plan.leaves:
        found = read.leaves.get(leaf.code)
        if found is not None:
            changes.append(_change(leaf, found, stored.get(leaf.pk), refused))
    return Sorted(tuple(changes), tuple(refused))


def _change(
    leaf: plans.Leaf, found: ReadLeaf, row: Score | None, refused: list[RefusedCell]
) -> LeafChange:
    if any(cell.code == leaf.code for cell in refused):
        return LeafChange(leaf, "refused", tuple(_cells(leaf, found, row)), None, row)
    stored = _stored(row)
    try:
        typed = _typed(leaf, found, stored.version)
        touched = _touched(found, typed)
        entry = _put_together(typed, stored, touched)
        # Evidence changes points, never whether figures can be taken.
        entering.judge(leaf, entry, has_evidence=True)
    except Invalid as refusal:
        refused += _refused(leaf, found, refusal)
        return LeafChange(leaf, "refused", tuple(_cells(leaf, found, row)), None, row)
    state = _state(found, entry, stored, touched)
    return LeafChange(leaf, state, tuple(_cells(leaf, found, row, touched)), entry, row)


def _stored(row: Score | None) -> entering.Entry:
    """Return what is stored as if it had been typed."""
    if row is None:
        return entering.Entry(figures=None)
    return entering.Entry(
        figures=row.figures,
        is_not_applicable=row.is_not_applicable and row.figures is None,
        explanation=row.explanation,
        version=row.version,
    )


def _typed(leaf: plans.Leaf, found: ReadLeaf, version: int) -> entering.Entry:
    """Return what the workbook says of a leaf; raises ``Invalid``."""
    names = [*(asked.name for asked in leaf.rule.fields()), APPLICABLE, "explanation"]
    raw = {name: found.raw.get(name, []) for name in names}
    return desk.TypedRow(leaf, raw, version).entry()


def _touched(found: ReadLeaf, typed: entering.Entry) -> Touched:
    """Return what was changed in the workbook since it was handed out."""
    figures, words = unit_layout.parts_of(found.base)
    now_figures, now_words = unit_layout.parts_of(_base(typed))
    return Touched(figures=now_figures != figures, words=now_words != words)


def _put_together(
    typed: entering.Entry, stored: entering.Entry, touched: Touched
) -> entering.Entry:
    """Return what is stored with what was changed in the workbook."""
    figures = typed if touched.figures else stored
    words = typed if touched.words else stored
    return entering.Entry(
        figures=figures.figures,
        is_not_applicable=figures.is_not_applicable,
        explanation=words.explanation,
        version=stored.version,
    )


def _state(
    found: ReadLeaf, entry: entering.Entry, stored: entering.Entry, touched: Touched
) -> State:
    """Return how a leaf stands: in conflict is what was changed here and there since."""
    if _base(entry) == _base(stored):
        return "unchanged"
    figures, words = unit_layout.parts_of(found.base)
    now_figures, now_words = unit_layout.parts_of(_base(stored))
    is_lost = (touched.figures and now_figures != figures) or (touched.words and now_words != words)
    return "conflict" if is_lost and found.version != stored.version else "changed"


def _base(entry: entering.Entry) -> str:
    return unit_layout.base_of(
        entry.figures, is_not_applicable=entry.is_not_applicable, explanation=entry.explanation
    )


def _refused(leaf: plans.Leaf, found: ReadLeaf, refusal: Invalid) -> list[RefusedCell]:
    """Return a leaf's refusal by cell; what no cell of its own explains stands on the first."""
    fields = {asked.name: asked for asked in leaf.rule.fields()}
    first = next(iter(found.cells.values()))
    problems = refusal.problems or {"": refusal.sentence}
    return [
        RefusedCell(
            leaf.code,
            _cell_of(found, name) or first,
            said,
            _cure(fields, found, name),
            _given(fields, found, name),
        )
        for name, said in problems.items()
    ]


def _cell_of(found: ReadLeaf, name: str) -> str:
    exact = found.cells.get(name)
    items = (cell for place, cell in found.cells.items() if place.startswith(f"{name}{ITEM_MARK}"))
    return exact or next(items, "")


def _given(fields: Mapping[str, Field], found: ReadLeaf, name: str) -> str:
    """Return what was typed in a problem's cell; choices are told in the sentence itself."""
    is_choice = name in fields and bool(fields[name].options)
    return "" if is_choice else unit_cells.shown(_one(found.raw.get(name, [])))


def _cure(fields: Mapping[str, Field], found: ReadLeaf, name: str) -> str:
    if name == APPLICABLE:
        return "Xóa lựa chọn “Có” ở dòng Không áp dụng rồi nhập số liệu."
    return unit_cells.cure_for(fields.get(name), _one(found.raw.get(name, [])))


def _cells(
    leaf: plans.Leaf, found: ReadLeaf, row: Score | None, touched: Touched | None = None
) -> list[CellChange]:
    """Return every entry cell of a leaf with both its values in words."""
    touched = touched or Touched()
    made = _figure_cells(leaf, found, row)
    if not touched.figures:
        made = [replace(each, given=each.stored) for each in made]
    said = (row.explanation if row else "") or _BLANK
    given_text = _one(found.raw.get("explanation", [])) or _BLANK
    cell = CellChange(found.cells.get("explanation", ""), "Giải thích", said, given_text)
    return [*made, cell if touched.words else replace(cell, given=said)]


def _figure_cells(leaf: plans.Leaf, found: ReadLeaf, row: Score | None) -> list[CellChange]:
    typed = leaf.rule.typed(row.figures) if row and row.figures is not None else {}
    made = []
    for asked in leaf.rule.fields():
        stored, given = typed.get(asked.name, ""), found.raw.get(asked.name, [])
        if asked.widget == "checkboxes":
            made += _item_cells(asked, found, stored, given)
            continue
        pair = (_words(asked, _one(stored)), _words(asked, _one(given)))
        made.append(CellChange(found.cells.get(asked.name, ""), asked.label, *pair))
    if APPLICABLE in found.cells:
        claimed = bool(row and row.is_not_applicable and row.figures is None)
        pair = (YES if claimed else _BLANK, YES if found.raw.get(APPLICABLE) else _BLANK)
        made.append(CellChange(found.cells[APPLICABLE], "Không áp dụng", *pair))
    return made


def _one(value: str | list[str]) -> str:
    return value if isinstance(value, str) else next(iter(value), "")


def _words(asked: Field, text: str) -> str:
    words = {option.value: choice_words(option) for option in asked.options}
    return words.get(text, text) or _BLANK


def _item_cells(
    asked: Field, found: ReadLeaf, stored: str | list[str], given: list[str]
) -> list[CellChange]:
    made = []
    for option in asked.options:
        cell = found.cells.get(f"{asked.name}{ITEM_MARK}{option.value}")
        if cell is None:
            continue
        pair = [
            _BLANK if not side else YES if option.value in side else NO for side in (stored, given)
        ]
        made.append(CellChange(cell, option.label, *pair))
    return made
