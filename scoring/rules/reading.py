"""Typed text to figures, field by field; and stored figures taken up again for judging.

``Reading`` notes a Vietnamese sentence for each wrong field and raises them together.
"""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from scoring.rules import numbers
from scoring.rules.errors import BadNumber, InvalidFigures
from scoring.rules.numbers import HUNDRED, number_text
from scoring.rules.rule import Raw

# Ample for a year's files of any commune, and it keeps a pasted telephone number out.
MAX_COUNT = 10**9


class Reading:
    """The fields of one row as they were typed."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self._problems: dict[str, str] = {}

    def refuse(self, name: str, sentence: str) -> None:
        """Note a problem; the first one of a field stands."""
        self._problems.setdefault(name, sentence)

    def require_sound(self) -> None:
        """Raise InvalidFigures with everything noted."""
        if self._problems:
            raise InvalidFigures(self._problems)

    @property
    def has_problems(self) -> bool:
        """Whether anything was noted so far."""
        return bool(self._problems)

    def is_blank(self, name: str) -> bool:
        """Whether nothing was typed into the field."""
        return not any(self._texts(name))

    def whole(self, name: str, label: str) -> int:
        """A whole count from 0; 0 after noting a problem."""
        value = self._typed_number(name, label, is_whole=True)
        if value is None:
            return 0
        if value != value.to_integral_value():
            self.refuse(
                name,
                f"{label}: phải là số nguyên, không có phần thập phân. "
                "Nếu đây là số hàng nghìn, hãy dùng dấu chấm, ví dụ 1.234.",
            )
        elif value < 0:
            self.refuse(name, f"{label}: không được là số âm.")
        elif value > MAX_COUNT:
            self.refuse(name, f"{label}: không được vượt quá {number_text(MAX_COUNT)}.")
        else:
            return int(value)
        return 0

    def number(self, name: str, label: str) -> Decimal:
        """A number from 0; 0 after noting a problem."""
        value = self._typed_number(name, label)
        if value is None:
            return numbers.ZERO
        if value < 0:
            self.refuse(name, f"{label}: không được là số âm.")
        elif value > MAX_COUNT:
            self.refuse(name, f"{label}: không được vượt quá {number_text(MAX_COUNT)}.")
        else:
            return value
        return numbers.ZERO

    def percent(self, name: str, label: str) -> Decimal:
        """A percentage typed as ``97``, ``97,4`` or ``97,4 %``, from 0 to 100.

        A bare value above 0 and up to 1 is asked back, because 0,97 is how a spreadsheet shows
        97 %; with the sign (``0,97 %``) it is taken as written.
        """
        text = self._text(name, label)
        if text is None:
            return numbers.ZERO
        has_sign = text.endswith("%")
        value = self._number_in(text.removesuffix("%"), name, label)
        if value is None:
            return numbers.ZERO
        if not 0 <= value <= HUNDRED:
            self.refuse(name, f"{label}: phải từ 0 % đến 100 %.")
        elif 0 < value <= 1 and not has_sign:
            self.refuse(
                name,
                f"{label}: có phải là {number_text(value * HUNDRED)} %? Nếu đúng, hãy nhập "
                f"{number_text(value * HUNDRED)}. Nếu thật sự là {number_text(value)} %, "
                f"hãy nhập cả dấu: {number_text(value)} %.",
            )
        else:
            return value
        return numbers.ZERO

    def choice(self, name: str, label: str, allowed: Collection[str]) -> str:
        """One of the offered values; '' after noting a problem."""
        text = self._text(name, label, missing=f"Hãy chọn: {label}.")
        if text is None:
            return ""
        if text not in allowed:
            self.refuse(name, f"{label}: lựa chọn không có trong danh sách.")
            return ""
        return text

    def choices(self, name: str, label: str, allowed: Collection[str]) -> list[str]:
        """The ticked values in the offered order, at least one; [] after noting a problem."""
        ticked = {text for text in self._texts(name) if text}
        if not ticked:
            self.refuse(name, f"Hãy chọn: {label}.")
        elif not ticked <= set(allowed):
            self.refuse(name, f"{label}: lựa chọn không có trong danh sách.")
        else:
            return [each for each in allowed if each in ticked]
        return []

    def _texts(self, name: str) -> list[str]:
        value = self._raw.get(name)
        if value is None:
            return []
        texts = [value] if isinstance(value, str) else value
        return [" ".join(str(text).split()) for text in texts]

    def _text(self, name: str, label: str, missing: str = "") -> str | None:
        texts = [text for text in self._texts(name) if text]
        if not texts:
            self.refuse(name, missing or f"{label}: chưa nhập.")
            return None
        if len(texts) > 1:
            self.refuse(name, f"{label}: chỉ được nhập một giá trị.")
            return None
        return texts[0]

    def _typed_number(self, name: str, label: str, *, is_whole: bool = False) -> Decimal | None:
        text = self._text(name, label)
        return None if text is None else self._number_in(text, name, label, is_whole=is_whole)

    def _number_in(
        self, text: str, name: str, label: str, *, is_whole: bool = False
    ) -> Decimal | None:
        try:
            return numbers.parse_number(text, is_whole=is_whole)
        except BadNumber as bad:
            self.refuse(name, f"{label}: {bad.sentence}")
            return None


FOREIGN = "Số liệu đã lưu không khớp với cách tính điểm của tiêu chí. Hãy nhập lại."


def stored_whole(figures: Mapping[str, Any], name: str) -> int:
    """A whole count out of stored figures. Raises InvalidFigures where there is none."""
    value = figures.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InvalidFigures({name: FOREIGN})
    return value


def stored_decimal(figures: Mapping[str, Any], name: str) -> Decimal:
    """A decimal out of stored figures. Raises InvalidFigures where there is none."""
    value = figures.get(name)
    if not isinstance(value, str):
        raise InvalidFigures({name: FOREIGN})
    try:
        return numbers.parse_plain(value)
    except BadNumber as bad:
        raise InvalidFigures({name: FOREIGN}) from bad


def stored_choice(figures: Mapping[str, Any], name: str, allowed: Collection[str]) -> str:
    """A chosen value out of stored figures. Raises InvalidFigures for any other."""
    value = figures.get(name)
    if not isinstance(value, str) or value not in allowed:
        raise InvalidFigures({name: FOREIGN})
    return value


def stored_choices(
    figures: Mapping[str, Any], name: str, allowed: Collection[str]
) -> frozenset[str]:
    """The ticked values out of stored figures. Raises InvalidFigures for any other."""
    value = figures.get(name)
    if not isinstance(value, list | tuple) or not all(each in allowed for each in value):
        raise InvalidFigures({name: FOREIGN})
    return frozenset(value)
