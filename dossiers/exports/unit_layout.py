"""The form of a unit's workbook: its sheets and columns, shared by writing and reading.

What the machine needs stands in hidden columns on every line, so that lines may be sorted or
filtered without losing what they belong to.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing

ENTRY, GUIDE, LISTS = "Nhập số liệu", "Hướng dẫn", "Danh mục"
YES, NO = "Có", "Không"
#: The field of a line that says whether a leaf applies, and what parts an item from its field.
APPLICABLE, ITEM_MARK = "applicable", "/"
#: The field of a line without an entry cell: a leaf that others score.
READ_ONLY = "-"
_SALT = "dossiers.unit_workbook"
# Sixteen signs tell what one leaf ever said apart beyond any doubt and stay short in a cell.
_BASE_SIGNS = 16
_BETWEEN = "-"


@dataclass(frozen=True)
class Column:
    """One column of the entry sheet; the machine's own ones are hidden."""

    key: str
    title: str
    width: int
    is_hidden: bool = False


COLUMNS = (
    Column("code", "Mã", 7),
    Column("name", "Tiêu chí", 38),
    Column("maximum", "Điểm tối đa", 8),
    Column("label", "Nội dung cần nhập", 34),
    Column("value", "Giá trị", 20),
    Column("unit", "Đơn vị tính", 10),
    Column("explanation", "Giải thích", 36),
    Column("rule", "Cách tính điểm", 42),
    Column("guidance", "Hướng dẫn, tài liệu cần có", 42),
    Column("last_figures", "Số liệu năm trước", 24),
    Column("last_points", "Điểm năm trước", 9),
    Column("points", "Điểm hiện tại", 9),
    Column("key", "Khóa tiêu chí", 10, is_hidden=True),
    Column("field", "Khóa ô", 10, is_hidden=True),
    Column("version", "Phiên bản", 10, is_hidden=True),
    Column("base", "Mã số liệu gốc", 10, is_hidden=True),
    Column("token", "Mã tệp", 10, is_hidden=True),
)
PLACES = {column.key: place for place, column in enumerate(COLUMNS)}


def base_of(figures: Mapping[str, Any] | None, *, is_not_applicable: bool, explanation: str) -> str:
    """Return short signs of a leaf's figures and of its words: by each a change of it is known."""
    claimed = is_not_applicable and figures is None
    return _BETWEEN.join((_sign([figures, claimed]), _sign(explanation)))


def _sign(said: object) -> str:
    told = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:_BASE_SIGNS]


def parts_of(base: str) -> tuple[str, str]:
    """Return the sign of the figures and the sign of the words of a base."""
    figures, _, words = base.partition(_BETWEEN)
    return figures, words


def token_of(dossier_pk: int) -> str:
    """Return the sign by which a workbook of this dossier is known again."""
    return signing.Signer(salt=_SALT).sign(str(dossier_pk))


def dossier_of(token: str) -> int | None:
    """Return which dossier a sign was made for; None when no portal of ours made it."""
    try:
        return int(signing.Signer(salt=_SALT).unsign(token))
    except signing.BadSignature:
        return None
