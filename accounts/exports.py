"""Files that the account pages hand out."""

import csv
import io

from accounts import imports

TEMPLATE_NAME = "mau-danh-sach-tai-khoan.csv"


def people_template() -> bytes:
    """Return the empty list to fill in: CSV with the mark by which Excel knows UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerow(titles[0] for titles in imports.PEOPLE_COLUMNS.values())
    return text.getvalue().encode("utf-8-sig")
