"""A filled workbook of a unit, read cell by cell: nothing is judged against what is stored.

Only the entry cells and the machine's columns are read. What cannot be read is refused by cell
and the reading goes on; a workbook of another dossier is refused as a whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from accounts import posted
from accounts.errors import Invalid
from dossiers.exports import unit_layout
from dossiers.exports.unit_layout import APPLICABLE, COLUMNS, ENTRY, ITEM_MARK, NO, READ_ONLY, YES
from dossiers.exports.unit_lines import choice_words
from dossiers.imports import unit_cells
from dossiers.imports.unit_cells import DOWNLOAD_AGAIN, Fault, Line, RefusedCell
from dossiers.models import Dossier
from scoring import plans
from scoring.imports.cells import bare
from scoring.imports.tables import Book
from scoring.rules.kinds.choice import NONE_OF_THESE
from scoring.rules.rule import Field

_NEEDED = ("code", "value", "explanation", "key", "field", "version", "base", "token")
_UNKNOWN = Fault(
    "Không nhận ra dòng này: cột ẩn đã bị sửa, hoặc bộ tiêu chí đã đổi.", DOWNLOAD_AGAIN
)


@dataclass
class ReadLeaf:
    """One leaf of the workbook: typed texts by field, where they stand, what it was based on.

    ``cells`` names the cell of each place (``count``, ``items/office``, ``applicable``,
    ``explanation``); ``version`` and ``base`` say which row the workbook was made from.
    """

    code: str
    raw: dict[str, list[str]] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    version: int = 0
    base: str = ""


@dataclass
class Read:
    """Every leaf found, by code, and the cells that could not be read."""

    leaves: dict[str, ReadLeaf] = field(default_factory=dict)
    refused: list[RefusedCell] = field(default_factory=list)


def read(content: bytes, dossier: Dossier) -> Read:
    """Return what a workbook says. Raises a ``FileRefused``, or ``Invalid`` for a foreign one."""
    book = Book(content)
    sheet = book.sheet(ENTRY)
    if sheet is None:
        raise Invalid(
            f"Bảng tính không có trang “{ENTRY}”. Hãy tải bảng tính của đơn vị từ cổng và điền "
            "vào đúng tệp đó."
        )
    values = book.values(sheet)
    places = _places(values[0] if values else [])
    lines = []
    for number, cells in enumerate(values[1:], start=2):
        told = {key: cells[place] for key, place in places.items() if place < len(cells)}
        line = Line(number, told, places, sheet)
        if line.machine("key") or line.machine("token"):
            lines.append(line)
    _require_own(lines, dossier)
    reader = _Reader(plans.plan_of(dossier.campaign.criteria_set_id))
    return reader.through(lines)


def _places(header: Sequence[object]) -> dict[str, int]:
    """Return the place of every column, counted from 0, found by its title."""
    titles = {bare(str(cell)): place for place, cell in reversed(list(enumerate(header)))}
    found = {
        column.key: titles[bare(column.title)] for column in COLUMNS if bare(column.title) in titles
    }
    lacking = [
        column.title for column in COLUMNS if column.key in _NEEDED and column.key not in found
    ]
    if lacking:
        raise Invalid(
            f"Trang “{ENTRY}” thiếu cột “{'”, “'.join(lacking)}”. Hãy tải lại bảng tính của đơn "
            "vị từ cổng; không xóa hay đổi tên cột, kể cả cột ẩn."
        )
    return found


def _require_own(lines: Sequence[Line], dossier: Dossier) -> None:
    """Raise ``Invalid`` unless every line was made for this very dossier."""
    if not lines:
        raise Invalid(f"Trang “{ENTRY}” không có dòng nào. {DOWNLOAD_AGAIN}")
    owners = {unit_layout.dossier_of(line.machine("token")) for line in lines}
    if owners == {dossier.pk}:
        return
    foreign = Dossier.objects.select_related("unit", "campaign").filter(
        pk__in=[owner for owner in owners if owner not in (None, dossier.pk)]
    )
    whose = "; ".join(f"{each.unit.name}, {each.campaign.title}" for each in foreign)
    if not whose:
        raise Invalid(
            f"Không nhận ra bảng tính này: các cột ẩn đã bị xóa hoặc bị sửa. {DOWNLOAD_AGAIN}"
        )
    raise Invalid(
        f"Bảng tính có số liệu của hồ sơ khác ({whose}). Hồ sơ đang mở là của "
        f"{dossier.unit.name}, {dossier.campaign.title}. "
        "Hãy chọn đúng tệp, hoặc tải lại bảng tính của hồ sơ này."
    )


class _Reader:
    """One walk through the lines, remembering which leaf each belongs to."""

    def __init__(self, plan: plans.Plan) -> None:
        self._by_key = {leaf.criterion.key: leaf for leaf in plan.leaves}
        self._by_code = {leaf.code: leaf for leaf in plan.leaves}
        self._read = Read()
        # What was chosen for each item to tick: (code, field) → item → yes, no or nothing.
        self._answers: dict[tuple[str, str], dict[str, str]] = {}

    def through(self, lines: Sequence[Line]) -> Read:
        """Read every line, then see that no leaf lacks one."""
        for line in lines:
            leaf = self._by_key.get(line.machine("key"))
            if leaf is None:
                self._refuse(line, "value", line.machine("code"), _UNKNOWN)
            elif not leaf.is_by_unit or line.machine("field") == READ_ONLY:
                self._locked(line, leaf)
            else:
                self._line(line, leaf)
        for found in self._read.leaves.values():
            self._settle(found, self._by_code[found.code])
        return self._read

    def _refuse(self, line: Line, key: str, code: str, fault: Fault) -> None:
        self._read.refused.append(line.refusal(key, code, fault))

    def _typed(self, line: Line, key: str, code: str) -> str:
        """Return a cell's typed text; nothing after refusing it."""
        said = line.typed(key)
        if isinstance(said, Fault):
            self._refuse(line, key, code, said)
            return ""
        return said

    def _locked(self, line: Line, leaf: plans.Leaf) -> None:
        """A leaf that others score: whatever was typed there is told and left alone."""
        if line.typed("value") or line.typed("explanation"):
            key = "value" if line.typed("value") else "explanation"
            said = f"Tiêu chí {leaf.code} do {leaf.criterion.giver} nhập, đơn vị không sửa được."
            self._refuse(line, key, leaf.code, Fault(said, "Xóa nội dung của ô này."))

    def _line(self, line: Line, leaf: plans.Leaf) -> None:
        place = line.machine("field")
        if place not in _expected(leaf):
            self._refuse(line, "value", leaf.code, _UNKNOWN)
            return
        found = self._read.leaves.setdefault(leaf.code, ReadLeaf(leaf.code))
        if place in found.cells:
            fault = Fault("Dòng này bị lặp lại.", "Xóa một trong hai dòng, hoặc tải lại bảng tính.")
            self._refuse(line, "value", leaf.code, fault)
            return
        found.cells[place] = line.cell("value")
        self._base(line, found)
        name, _, item = place.partition(ITEM_MARK)
        text = self._typed(line, "value", leaf.code)
        asked = next((each for each in leaf.rule.fields() if each.name == name), None)
        if asked is None:
            found.raw[APPLICABLE] = ["no"] if self._answer(line, found, text) == YES else []
        elif asked.widget == "checkboxes":
            answers = self._answers.setdefault((leaf.code, name), {})
            answers[item] = self._answer(line, found, text)
        elif asked.widget == "radios":
            found.raw[name] = self._choice(line, found, asked, text)
        else:
            found.raw[name] = [text]

    def _base(self, line: Line, found: ReadLeaf) -> None:
        """Take what stands on a leaf's first line: version, base, explanation."""
        version = line.machine("version").replace(".", "")
        explanation = self._typed(line, "explanation", found.code)
        number = posted.number(version)
        if number is not None:
            found.version, found.base = number, line.machine("base")
            found.cells["explanation"] = line.cell("explanation")
            found.raw["explanation"] = [explanation]
        elif version:
            fault = Fault("Cột ẩn “Phiên bản” đã bị sửa.", DOWNLOAD_AGAIN)
            self._refuse(line, "version", found.code, fault)
        elif explanation:
            fault = Fault(
                "Lời giải thích phải ghi ở dòng đầu của tiêu chí.",
                f"Chuyển nội dung lên dòng đầu của tiêu chí {found.code}.",
            )
            self._refuse(line, "explanation", found.code, fault)

    def _answer(self, line: Line, found: ReadLeaf, text: str) -> str:
        said = unit_cells.answer(text)
        if said is None:
            self._refuse(line, "value", found.code, unit_cells.not_offered(text, (YES, NO)))
        return said or ""

    def _choice(self, line: Line, found: ReadLeaf, asked: Field, text: str) -> list[str]:
        if not text:
            return []
        # Full words first: two levels may share a label and differ in their points.
        for words in (choice_words, lambda option: option.label):
            for option in asked.options:
                if bare(text) == bare(words(option)):
                    return [option.value]
        offered = [choice_words(option) for option in asked.options]
        self._refuse(line, "value", found.code, unit_cells.not_offered(text, offered))
        return []

    def _settle(self, found: ReadLeaf, leaf: plans.Leaf) -> None:
        """Refuse a leaf that lost a line; make one answer of its items to tick."""
        missing = set(_expected(leaf)) | {"explanation"}
        missing -= found.cells.keys()
        if missing:
            cell = next(iter(found.cells.values()))
            said = f"Tiêu chí {found.code} thiếu {len(missing)} dòng hoặc ô so với tệp đã tải."
            self._read.refused.append(RefusedCell(found.code, cell, said, DOWNLOAD_AGAIN))
        for (code, name), answers in self._answers.items():
            if code == found.code:
                found.raw[name] = self._ticked(found, name, answers)

    def _ticked(self, found: ReadLeaf, name: str, answers: dict[str, str]) -> list[str]:
        ticked = [item for item, said in answers.items() if said == YES]
        blank = [item for item, said in answers.items() if not said]
        if ticked or not any(answers.values()):
            return ticked
        if blank:
            cell = found.cells[f"{name}{ITEM_MARK}{blank[0]}"]
            said = "Chưa chọn Có hoặc Không cho nội dung này."
            cure = "Chọn Có hoặc Không cho mọi nội dung của tiêu chí."
            self._read.refused.append(RefusedCell(found.code, cell, said, cure))
        return [NONE_OF_THESE]


def _expected(leaf: plans.Leaf) -> list[str]:
    """Return the places of a leaf's entry cells, as its lines name them."""
    return list(_places_of(leaf))


def _places_of(leaf: plans.Leaf) -> Iterator[str]:
    for asked in leaf.rule.fields():
        if asked.widget != "checkboxes":
            yield asked.name
            continue
        for option in asked.options:
            if option.value != NONE_OF_THESE:
                yield f"{asked.name}{ITEM_MARK}{option.value}"
    if leaf.criterion.may_be_not_applicable:
        yield APPLICABLE
