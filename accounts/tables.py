"""Reading the lists that offices send: CSV in any usual encoding, or XLSX.

A reader gives plain lines with their number in the file; what the columns mean is decided by
the caller, so that every refusal can name the line a person has to mend.
"""

import csv
import io
import subprocess
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import charset_normalizer
import python_calamine

from accounts import archives, sheets, words
from accounts.errors import FileCorrupt, FileTooLarge, FileTypeRefused, RowsInvalid

MAX_BYTES = 5 * 1024 * 1024
MAX_LINES = 20_000
# The font-bound encoding of older office machines; nothing in the bytes betrays it, so it is
# only ever used when a person chooses it and looks at the preview.
TCVN3 = "tcvn3"
_TCVN3_ICONV_NAME = "TCVN5712-1"
# What Vietnamese offices save besides Unicode.
_LEGACY_ENCODINGS = ["cp1258", "cp1252"]


@dataclass(frozen=True)
class Line:
    """One data line: its number in the file (the header is 1) and its cells by column key."""

    number: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """Return the cell in normal form; an absent column reads as empty."""
        return words.normal(self.cells.get(column, ""))


def read_lines(
    content: bytes,
    *,
    columns: Mapping[str, Sequence[str]],
    required: Sequence[str],
    encoding: str = "",
) -> list[Line]:
    """Return the non-empty lines under the header of a CSV or XLSX file.

    ``columns`` maps a key to the header texts that mean it (compared without accents and
    case); unknown columns are left out. Raises ``RowsInvalid`` without a required column, and
    a ``FileRefused`` for bytes that are no such list.
    """
    if len(content) > MAX_BYTES:
        raise FileTooLarge("Danh sách lớn hơn 5 MB. Hãy chia thành nhiều tệp nhỏ hơn.")
    if content.startswith(b"PK\x03\x04"):
        table = _xlsx_table(content)
    else:
        table = _csv_table(decode(content, encoding=encoding))
    if not table:
        raise RowsInvalid("Tệp không có dòng nào. Hãy tải tệp mẫu và điền theo các cột có sẵn.")
    if len(table) > MAX_LINES:
        raise FileTooLarge("Danh sách có hơn 20.000 dòng. Hãy chia thành nhiều tệp nhỏ hơn.")
    (_, header), *body = table
    keys = _column_keys(header, columns)
    missing = [columns[key][0] for key in required if key not in keys]
    if missing:
        raise RowsInvalid(
            f"Dòng tiêu đề thiếu cột: {', '.join(missing)}. "
            "Hãy dùng đúng tên cột như trong tệp mẫu.",
            problems={"1": f"Thiếu cột: {', '.join(missing)}."},
        )
    return [
        Line(number, {key: cell for key, cell in zip(keys, cells, strict=False) if key})
        for number, cells in body
        if any(cell.strip() for cell in cells)
    ]


def decode(content: bytes, *, encoding: str = "") -> str:
    """Return the text of a CSV file in NFC: by its mark, as UTF-8, else by its letters."""
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileTypeRefused(
            "Tệp không phải danh sách CSV hoặc XLSX. Hãy lưu danh sách ở một trong hai dạng đó."
        )
    if encoding == TCVN3:
        return unicodedata.normalize("NFC", _decode_tcvn3(content))
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        text = _decode_eight_bit(content)
    return unicodedata.normalize("NFC", text)


def _decode_eight_bit(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = charset_normalizer.from_bytes(content, cp_isolation=_LEGACY_ENCODINGS).best()
        if best is None:
            raise FileTypeRefused(
                "Không đọc được chữ trong tệp. Hãy lưu lại dạng “CSV UTF-8” hoặc XLSX."
            ) from None
        return str(best)


def _decode_tcvn3(content: bytes) -> str:
    """Let the system's iconv turn TCVN3 bytes into text; Python has no such codec."""
    done = subprocess.run(  # noqa: S603 - fixed command, the bytes go through standard input
        ["/usr/bin/iconv", "-f", _TCVN3_ICONV_NAME, "-t", "UTF-8"],
        input=content,
        capture_output=True,
        check=False,
        timeout=10,
    )
    if done.returncode:
        raise FileTypeRefused("Tệp không dùng bảng mã TCVN3. Hãy chọn “Tự nhận biết”.")
    return done.stdout.decode("utf-8")


def _csv_table(text: str) -> list[tuple[int, list[str]]]:
    """Split CSV text; a comma, semicolon (the Vietnamese Excel) or tab parts the cells."""
    first_line = text.lstrip("\n\r").split("\n", 1)[0]
    delimiter = max(",;\t", key=first_line.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    table, began = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                table.append((began, cells))
            began = reader.line_num + 1
    except csv.Error as error:
        raise FileCorrupt(
            f"Không tách được các cột ở dòng {began}. Hãy kiểm tra dấu ngoặc kép ở dòng này."
        ) from error
    return table


def _xlsx_table(content: bytes) -> list[tuple[int, list[str]]]:
    parts = archives.parts_of_workbook(content)
    sheets.sheets_of(parts)  # refuses a cell so far out that reading would fill the memory
    safe = archives.repacked(parts)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(safe))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, ValueError) as error:
        raise FileCorrupt("Không mở được bảng tính. Hãy lưu lại tệp và tải lên lần nữa.") from error
    table = [(number, [_cell_text(cell) for cell in row]) for number, row in enumerate(rows, 1)]
    return [(number, cells) for number, cells in table if any(cells)]


def _cell_text(cell: object) -> str:
    """Return a spreadsheet cell as a person sees it: a whole number without ".0"."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    return str(cell).strip()


def _column_keys(header: Sequence[str], columns: Mapping[str, Sequence[str]]) -> list[str]:
    """Name each column of the header by its key, "" for one that nobody asked for."""
    known = {_bare(text): key for key, texts in columns.items() for text in (key, *texts)}
    return [known.get(_bare(text), "") for text in header]


def _bare(header: str) -> str:
    """Fold a header to letters and digits without accents: "Mã đơn vị" → "madonvi"."""
    return "".join(filter(str.isalnum, words.search_key(header)))
