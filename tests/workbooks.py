"""A unit's workbook as tests fill it in: cells by leaf and field, saved by openpyxl."""

import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
from django.utils import timezone
from openpyxl.cell.cell import Cell

from dossiers.exports import unit_workbook
from dossiers.exports.unit_layout import COLUMNS, ENTRY
from dossiers.models import Dossier

TITLES = {column.key: column.title for column in COLUMNS}


class Filled:
    """A dossier's workbook to type into."""

    def __init__(self, dossier: Dossier | None = None, content: bytes | None = None) -> None:
        if content is None and dossier is not None:
            content = unit_workbook.workbook(dossier, at=timezone.now(), can_write=True)
        self.book = openpyxl.load_workbook(io.BytesIO(content or b""))
        self.sheet = self.book[ENTRY]
        self.titles = [cell.value for cell in self.sheet[1]]

    def row(self, code: str, field: str) -> tuple[Cell, ...]:
        """Return the line of one field of a leaf."""
        for row in self.sheet.iter_rows(min_row=2):
            if (self._of(row, "code").value, self._of(row, "field").value) == (code, field):
                return row
        raise LookupError(code, field)

    def cell(self, code: str, field: str, key: str = "value") -> Cell:
        """Return one cell of that line, its entry cell unless another column is named."""
        return self._of(self.row(code, field), key)

    def put(self, code: str, field: str, value: object, key: str = "value") -> str:
        """Type a value; returns the name of the cell."""
        cell = self.cell(code, field, key)
        cell.value = value
        return str(cell.coordinate)

    def _of(self, row: tuple[Cell, ...], key: str) -> Cell:
        return row[self.titles.index(TITLES[key])]

    def saved(self) -> bytes:
        """Return the bytes."""
        made = io.BytesIO()
        self.book.save(made)
        return made.getvalue()


def resaved_by_libreoffice(content: bytes, folder: Path) -> bytes:
    """Return a workbook as LibreOffice writes it after opening it."""
    came, left = folder / "came.xlsx", folder / "left"
    came.write_bytes(content)
    subprocess.run(
        [
            shutil.which("soffice") or "libreoffice",
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(left),
            str(came),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (left / "came.xlsx").read_bytes()
