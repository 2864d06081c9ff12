"""Reading written parameters: every value is checked and every problem is noted with its place.

A reader never stops at the first problem. A wrong value is noted and replaced by a harmless one,
so that the person who writes a rule sees everything that is wrong at once.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from scoring.rules.errors import BadNumber, InvalidParameters, Problem
from scoring.rules.numbers import HUNDRED, ZERO, half_up, number_text, parse_plain

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MAX_TEXT = 300


class Parameters:
    """One mapping of written parameters, read key by key; sub-mappings share the problems."""

    def __init__(
        self, data: object, *, path: str = "", problems: list[Problem] | None = None
    ) -> None:
        self._path = path
        self._problems = [] if problems is None else problems
        self._read: set[str] = set()
        self._data: dict[str, Any] = {}
        if isinstance(data, Mapping):
            self._data = {str(key): value for key, value in data.items()}
        else:
            self.refuse("", "Phải là một nhóm tham số có tên.")

    def refuse(self, key: str, sentence: str) -> None:
        """Note one problem at ``key`` ('' = this mapping as a whole)."""
        path = ".".join(part for part in (self._path, key) if part)
        self._problems.append(Problem(path, sentence))

    def require_sound(self) -> None:
        """Raise InvalidParameters with everything noted so far, in here and in sub-mappings."""
        if self._problems:
            raise InvalidParameters(self._problems)

    def close(self) -> None:
        """Note every key that nobody read: a misspelt parameter must not be lost silently."""
        for key in self._data:
            if key not in self._read:
                self.refuse(key, "Tham số này không có trong cách tính điểm đã chọn.")

    def has(self, key: str) -> bool:
        """Whether a value other than null is written at ``key``."""
        self._read.add(key)
        return self._data.get(key) is not None

    def mapping(self, key: str) -> Mapping[str, Any]:
        """The sub-mapping at ``key`` as it is written; another reader judges it."""
        value = self._value(key)
        if not isinstance(value, Mapping):
            self.refuse(key, "Phải là một nhóm tham số có tên.")
            return {}
        return value

    def section(self, key: str) -> "Parameters":
        """The sub-mapping at ``key`` to read on from here; its problems are noted here too."""
        here = f"{self._path}.{key}" if self._path else key
        return Parameters(self._value(key), path=here, problems=self._problems)

    def text(self, key: str, default: str | None = None, *, at_most: int = _MAX_TEXT) -> str:
        """A text in NFC of ``at_most`` characters; required unless there is a ``default``."""
        value = self._value(key)
        if value in (None, "") and default is not None:
            return default
        if not isinstance(value, str) or not value.strip():
            self.refuse(key, "Cần ghi nội dung bằng chữ.")
            return default or ""
        text = unicodedata.normalize("NFC", value).strip()
        if len(text) > at_most:
            self.refuse(key, f"Dài quá {at_most} ký tự.")
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts in NFC, each once; empty when nothing is written."""
        if not self.has(key):
            return ()
        value = self._value(key)
        if not isinstance(value, list | tuple) or not all(
            isinstance(each, str) and each.strip() for each in value
        ):
            self.refuse(key, "Phải là một danh sách các dòng chữ.")
            return ()
        texts = tuple(unicodedata.normalize("NFC", each).strip() for each in value)
        if len(set(texts)) != len(texts):
            self.refuse(key, "Có nội dung bị trùng.")
        if any(len(each) > _MAX_TEXT for each in texts):
            self.refuse(key, f"Dài quá {_MAX_TEXT} ký tự.")
        return texts

    def key(self, key: str) -> str:
        """A stable key: lower-case Latin letters, digits, underscore, beginning with a letter."""
        value = self._value(key)
        if not isinstance(value, str) or not _KEY.fullmatch(value):
            self.refuse(key, "Mã chỉ gồm chữ thường không dấu, chữ số và dấu gạch dưới.")
            return ""
        return value

    def choice(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        """One of ``allowed``."""
        value = self._value(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or value not in allowed:
            self.refuse(key, f"Chỉ được là một trong: {', '.join(allowed)}.")
            return next(iter(allowed))
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false; required unless there is a ``default``."""
        value = self._value(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, bool):
            self.refuse(key, "Phải là có hoặc không.")
            return False
        return value

    def points(self, key: str, *, at_most: Decimal) -> Decimal:
        """Points from 0 to ``at_most``, at most two decimals."""
        return self._between(key, at_most=at_most, noun="Điểm")

    def percent(self, key: str) -> Decimal:
        """A percentage from 0 to 100, at most two decimals."""
        return self._between(key, at_most=HUNDRED, noun="Tỷ lệ")

    def amount(self, key: str) -> Decimal:
        """A number from 0 up, at most two decimals."""
        return self._between(key, at_most=None, noun="Số")

    def whole(self, key: str, *, at_least: int) -> int:
        """A whole number from ``at_least`` up."""
        value = self._number(key)
        if value is None:
            return at_least
        if value != value.to_integral_value() or value < at_least:
            self.refuse(key, f"Phải là số nguyên từ {at_least} trở lên.")
            return at_least
        return int(value)

    def entries(self, key: str, *, at_least: int) -> list["Parameters"]:
        """A list of sub-mappings, ``at_least`` of them."""
        value = self._value(key)
        if not isinstance(value, list | tuple):
            self.refuse(key, "Phải là một danh sách.")
            return []
        if len(value) < at_least:
            self.refuse(key, f"Cần ít nhất {at_least} dòng.")
        here = f"{self._path}.{key}" if self._path else key
        return [
            Parameters(entry, path=f"{here}.{position}", problems=self._problems)
            for position, entry in enumerate(value)
        ]

    def _value(self, key: str) -> Any:
        self._read.add(key)
        return self._data.get(key)

    def _number(self, key: str) -> Decimal | None:
        value = self._value(key)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            value = str(value)
        try:
            return parse_plain(value if isinstance(value, str) else "")
        except BadNumber:
            self.refuse(key, "Phải là một số.")
            return None

    def _between(self, key: str, *, at_most: Decimal | None, noun: str) -> Decimal:
        value = self._number(key)
        if value is None:
            return ZERO
        if value < 0:
            self.refuse(key, f"{noun} không được âm.")
        elif at_most is not None and value > at_most:
            self.refuse(key, f"{noun} không được vượt quá {number_text(at_most)}.")
        elif value != half_up(value):
            self.refuse(key, f"{noun} chỉ được có tối đa hai chữ số thập phân.")
        else:
            return value
        return ZERO
