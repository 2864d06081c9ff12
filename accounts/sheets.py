"""What the sheets of a workbook are made of, beside their values: size, formulas, what is hidden.

Readers of values give a formula's last result, nothing for an error, and a hidden row like any
other; and they make room for every cell between the first and the last one. So the sheets are
looked through here first, cell by cell, without keeping any.
"""

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# Safe here: ``archives`` refuses every part that declares a DOCTYPE or an entity.
from xml.parsers import expat  # nosec B407

from accounts.errors import FileCorrupt, FileTooLarge

# A list of every commune of the country has 11,000 lines; nobody fills 200 columns by hand.
MAX_ROWS = 20_000
MAX_COLUMNS = 200

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_TRUE = ("1", "true")
_CORRUPT = "Bảng tính bị hỏng. Hãy lưu lại tệp và tải lên lần nữa."


@dataclass
class Sheet:
    """One sheet; rows and columns count from 1, cells are pairs of row and column."""

    name: str
    part: str
    is_hidden: bool
    height: int = 0
    width: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)

    def hides_column(self, column: int) -> bool:
        """Whether a person who opens the sheet does not see this column."""
        return any(first <= column <= last for first, last in self.hidden_columns)


def column_name(column: int) -> str:
    """Return the letters of a column counted from 1: 1 → A, 28 → AB."""
    letters = ""
    while column > 0:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the number of a column from its letters: A → 1, AB → 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def sheets_of(parts: Mapping[str, bytes]) -> list[Sheet]:
    """Look through every sheet of a workbook whose parts were judged safe.

    Raises ``FileTooLarge`` for a sheet beyond ``MAX_ROWS`` × ``MAX_COLUMNS``, ``FileCorrupt``
    for markup that cannot be read.
    """
    try:
        sheets = _listed(parts)
        for sheet in sheets:
            _Look(sheet).through(parts[sheet.part])
    except (expat.ExpatError, KeyError, ValueError) as error:
        raise FileCorrupt(_CORRUPT) from error
    return sheets


def _listed(parts: Mapping[str, bytes]) -> list[Sheet]:
    targets: dict[str, str] = {}
    sheets: list[Sheet] = []

    def note_target(name: str, given: dict[str, str]) -> None:
        if name == "Relationship":
            targets[given["Id"]] = _part_name(given["Target"])

    def note_sheet(name: str, given: dict[str, str]) -> None:
        if name != "sheet":
            return
        part = targets[given["id"]]
        # Charts and dialogs are listed among the sheets and hold no cells.
        if "worksheets/" in part:
            state = given.get("state", "visible")
            sheets.append(Sheet(given["name"], part, is_hidden=state != "visible"))

    _read(parts[_RELATIONS], note_target)
    _read(parts[_WORKBOOK], note_sheet)
    return sheets


def _part_name(target: str) -> str:
    """Return the name in the zip of a target that is written relative to the workbook."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join("xl", target))


def _read(part: bytes, begin: Callable[[str, dict[str, str]], None]) -> None:
    """Call ``begin`` for every element with its name and attributes, namespaces left out.

    Office programs choose prefixes freely, and the two editions of the standard differ in
    their namespaces, not in their names.
    """
    parser = expat.ParserCreate()

    def told(name: str, given: dict[str, str]) -> None:
        begin(_local(name), {_local(key): value for key, value in given.items()})

    parser.StartElementHandler = told
    is_final = True
    parser.Parse(part, is_final)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Look:
    """One walk through a sheet's markup, remembering where it is."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.row = self.column = 0

    def through(self, part: bytes) -> None:
        """Note everything of one sheet."""
        _read(part, self._begin)

    def _begin(self, name: str, given: dict[str, str]) -> None:
        if name == "c":
            self._cell(given)
        elif name in ("v", "is"):
            # Programs also write down empty cells, to the last row of the sheet, for their looks.
            self._reach()
        elif name == "f":
            self.sheet.formulas.add((self.row, self.column))
        elif name == "row":
            self._row(given)
        elif name == "mergeCell":
            self.sheet.merged.append(given["ref"])
        elif name == "col" and given.get("hidden") in _TRUE:
            self.sheet.hidden_columns.append((int(given["min"]), int(given["max"])))

    def _row(self, given: dict[str, str]) -> None:
        self.row, self.column = int(given.get("r", self.row + 1)), 0
        if given.get("hidden") in _TRUE:
            self.sheet.hidden_rows.add(self.row)

    def _cell(self, given: dict[str, str]) -> None:
        reference = given.get("r")
        if reference is None:
            self.column += 1
        else:
            found = _REFERENCE.fullmatch(reference)
            if found is None:
                raise ValueError(reference)
            self.row, self.column = int(found[2]), column_number(found[1])
        if given.get("t") == "e":
            self.sheet.errors.add((self.row, self.column))

    def _reach(self) -> None:
        sheet = self.sheet
        sheet.height, sheet.width = max(sheet.height, self.row), max(sheet.width, self.column)
        if sheet.height > MAX_ROWS or sheet.width > MAX_COLUMNS:
            raise FileTooLarge(
                f"Trang «{sheet.name}» có số liệu ở quá xa (hơn {MAX_ROWS} dòng hoặc hơn "
                f"{MAX_COLUMNS} cột). Hãy xóa các dòng, cột thừa rồi tải lên lại."
            )
