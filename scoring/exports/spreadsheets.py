"""What all workbooks of the portal share: paper, type, and text that must not become a formula."""

from collections.abc import Iterable
from decimal import Decimal
from math import ceil

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FONT = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
# Text that a spreadsheet would take for a formula if it were typed in again.
FORMULA_MARKS = ("=", "+", "-", "@")
# As the format counts papers.
A4 = 9
MARGIN_INCHES = Decimal("0.4")
# Points: one line of text, two of a heading; a spreadsheet shows no row above 409.
HEADING_HEIGHT = 34
_LINE_HEIGHT, _MOST_LINES = 15, 27
# A longer header is dropped as a whole, its signs for position and weight counted.
_LONGEST_HEADER = 254
_CENTRED_AND_BOLD = "&C&B"


def page_header(title: str) -> str:
    """Return the header of printed pages: the title as far as there is room, centred and bold."""
    room = _LONGEST_HEADER - len(_CENTRED_AND_BOLD)
    escaped = title.replace("&", "&&")
    while len(escaped) > room:
        title = title[:-1]
        escaped = title.replace("&", "&&")
    return _CENTRED_AND_BOLD + escaped


def row_height(cells: Iterable[tuple[object, int]]) -> int:
    """Return the height that a row needs: of each cell its value, and its width in characters."""
    lines = max(
        sum(ceil(len(part) / width) if part else 1 for part in str(value or "").split("\n"))
        for value, width in cells
    )
    return _LINE_HEIGHT * min(lines, _MOST_LINES)
