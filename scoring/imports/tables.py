"""A workbook's sheets as tables: found by name, columns by title, nothing hidden taken unseen."""

import io
from collections.abc import Iterator, Sequence

import python_calamine

from accounts import archives, sheets
from accounts.errors import FileCorrupt, FileTooLarge
from accounts.sheets import Sheet
from scoring.exports.layout import Column
from scoring.imports.cells import Problems, Row, Spot, Value, bare, clean, closest

MAX_BYTES = 5 * 1024 * 1024
# A set of a few hundred criteria with every band and level stays far below.
MAX_LINES = 5_000


class Book:
    """A workbook whose zip and sheets were judged; sheets are found by name, however spelt."""

    def __init__(self, content: bytes) -> None:
        """Open the file. Raises a ``FileRefused`` for anything that is no safe workbook."""
        if len(content) > MAX_BYTES:
            raise FileTooLarge("Bảng tính lớn hơn 5 MB. Hãy chỉ giữ lại các trang của mẫu.")
        parts = archives.parts_of_workbook(content)
        self._sheets = {bare(sheet.name): sheet for sheet in sheets.sheets_of(parts)}
        try:
            self._values = python_calamine.CalamineWorkbook.from_filelike(
                io.BytesIO(archives.repacked(parts))
            )
        except (python_calamine.CalamineError, ValueError) as error:
            raise FileCorrupt("Không mở được bảng tính. Hãy lưu lại tệp rồi tải lên.") from error

    @property
    def names(self) -> list[str]:
        """The sheets' names as written."""
        return [sheet.name for sheet in self._sheets.values()]

    def sheet(self, name: str) -> Sheet | None:
        """Return what is known of a sheet beside its values; None when it is missing."""
        return self._sheets.get(bare(name))

    def values(self, sheet: Sheet) -> Sequence[Sequence[Value]]:
        """Return the sheet's cells, row by row from A1."""
        try:
            found = self._values.get_sheet_by_name(sheet.name)
        except (python_calamine.CalamineError, ValueError) as error:
            raise FileCorrupt("Không mở được bảng tính. Hãy lưu lại tệp rồi tải lên.") from error
        return found.to_python(skip_empty_area=False)


def table(
    book: Book, name: str, columns: Sequence[Column], problems: Problems, *, is_needed: bool
) -> Iterator[Row]:
    """Yield the filled lines under a sheet's header; without a usable header there are none."""
    sheet = book.sheet(name)
    if sheet is None:
        if is_needed:
            meant = closest(name, book.names)
            hint = f"Đổi tên trang «{meant}» thành" if meant else "Thêm trang"
            problems.note(
                Spot(name, "A1"), f"Thiếu trang «{name}».", f"{hint} «{name}» như tệp mẫu."
            )
        return
    values = book.values(sheet)
    found = _columns(name, values[0] if values else [], columns, problems)
    if found is None:
        return
    if len(values) > MAX_LINES:
        raise FileTooLarge(f"Trang «{name}» có hơn 5.000 dòng. Hãy xóa các dòng thừa.")
    _note_what_is_hidden(name, sheet, values, found, problems)
    for number, cells in enumerate(values[1:], start=2):
        by_key = {key: cells[column - 1] for key, column in found.items() if column <= len(cells)}
        row = Row(name, number, by_key, found, problems)
        if any(not row.is_blank(key) for key in by_key):
            yield row


def _columns(
    name: str, header: Sequence[Value], columns: Sequence[Column], problems: Problems
) -> dict[str, int] | None:
    """Return the columns' places by key, None when a required one cannot be found."""
    known = {bare(column.title): column.key for column in columns}
    found: dict[str, int] = {}
    strange: dict[int, str] = {}
    for place, cell in enumerate(header, start=1):
        title = clean(cell) if isinstance(cell, str) else str(cell)
        key = known.get(bare(title))
        if key is not None and key not in found:
            found[key] = place
        elif title:
            strange[place] = title
    missing = {column.title: column for column in columns if column.key not in found}
    for place, title in strange.items():
        meant = closest(title, missing)
        missing.pop(meant, None)
        twice = known.get(bare(title)) is not None
        problems.note(
            Spot(name, f"{sheets.column_name(place)}1"),
            f"Cột «{title}» bị lặp lại." if twice else f"Không có cột «{title}» trong mẫu.",
            f"Đổi tên cột thành «{meant}»." if meant else "Xóa cột này hoặc dùng lại tệp mẫu.",
        )
    lacking = [column for column in missing.values() if column.is_required]
    for column in lacking:
        problems.note(
            Spot(name, f"{sheets.column_name(columns.index(column) + 1)}1"),
            f"Thiếu cột «{column.title}».",
            "Thêm lại cột với đúng tên như trong tệp mẫu.",
        )
    is_usable = all(column.key in found for column in columns if column.is_required)
    return found if is_usable else None


def _note_what_is_hidden(
    name: str,
    sheet: Sheet,
    values: Sequence[Sequence[Value]],
    columns: dict[str, int],
    problems: Problems,
) -> None:
    """Note what a person does not see or a reader would take for something else."""
    used = set(columns.values())
    if sheet.is_hidden:
        problems.note(Spot(name, "A1"), "Trang đang bị ẩn.", "Cho hiện trang rồi tải lên lại.")
    for row, column in sorted(sheet.formulas | sheet.errors):
        if column in used:
            problems.note(
                Spot(name, f"{sheets.column_name(column)}{row}"),
                "Ô chứa công thức hoặc báo lỗi.",
                "Dán lại dưới dạng giá trị (Paste Special – Values).",
            )
    for merged in sheet.merged:
        problems.note(
            Spot(name, merged.partition(":")[0]),
            f"Các ô {merged} bị gộp.",
            "Bỏ gộp ô và ghi đủ từng dòng.",
        )
    for row in sorted(sheet.hidden_rows):
        if row <= len(values) and any(cell not in ("", None) for cell in values[row - 1]):
            problems.note(
                Spot(name, f"A{row}"), f"Dòng {row} đang bị ẩn.", "Bỏ lọc, cho hiện hoặc xóa dòng."
            )
    for column in sorted(used):
        if sheet.hides_column(column):
            problems.note(
                Spot(name, f"{sheets.column_name(column)}1"),
                "Cột đang bị ẩn.",
                "Cho hiện cột rồi tải lên lại.",
            )
