"""A table of ready words that a draft holds, the same for PDF and DOCX."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column of a table; ``name`` is its class in the style sheet of paper, ``width`` in mm."""

    name: str
    heading: str
    width: int
    is_figure: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell of a table; figures are right-aligned."""

    text: str
    is_figure: bool


@dataclass(frozen=True)
class Row:
    """One row of a table; sums are bold."""

    cells: tuple[Cell, ...]
    is_bold: bool = False


@dataclass(frozen=True)
class Table:
    """A table of text, its heading repeated on every page."""

    columns: tuple[Column, ...]
    lines: tuple[Row, ...] = ()

    def with_rows(self, *rows: tuple[str, ...], is_bold: bool = False) -> "Table":
        """Return the table with further rows."""
        made = tuple(
            Row(
                tuple(
                    Cell(text, column.is_figure)
                    for text, column in zip(row, self.columns, strict=True)
                ),
                is_bold,
            )
            for row in rows
        )
        return Table(self.columns, (*self.lines, *made))
