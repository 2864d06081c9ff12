"""Numbers as Vietnamese offices type and print them, and the one place that rounds.

Screen and paper use a decimal comma and a dot for thousands (``36.525`` files, ``92,18 %``).
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from scoring.rules.errors import BadNumber

ZERO = Decimal(0)
HUNDRED = Decimal(100)
CENT = Decimal("0.01")

# Twelve digits hold any count or amount of a province; with them a quotient is exact far beyond
# its second place within Decimal's 28 digits, so rounding can never happen twice.
MAX_WHOLE_DIGITS = 12
MAX_DECIMAL_PLACES = 6

_MINUS = "\u2212"
_DOT_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_SPACE_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?:,[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_STORED = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
_UNREAD = "Không đọc được số. Hãy nhập chữ số, dấu phẩy cho phần thập phân, ví dụ 7,5 hoặc 1.234,5."
_UNREAD_WHOLE = "Không đọc được số. Hãy nhập số nguyên bằng chữ số, ví dụ 12 hoặc 1.234."
_SWAP_SEPARATORS = str.maketrans(",.", ".,")


def half_up(value: Decimal, places: int = 2) -> Decimal:
    """Round half-up (2,345 → 2,35), away from zero for negative values, to ``places`` decimals."""
    step = CENT if places == 2 else Decimal(1).scaleb(-places)
    return value.quantize(step, ROUND_HALF_UP)


def percent_of(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """``part ÷ whole × 100`` rounded half-up to two places, as it is printed.

    ``whole`` must not be 0: the caller says what "nothing arose" means for it.
    """
    return half_up(Decimal(part) * HUNDRED / Decimal(whole))


def parse_number(text: str, *, is_whole: bool = False) -> Decimal:
    """The number in ``text``: ``"7,5"``, ``"7.5"``, ``"36.525"``, ``"1.234,5"``, ``"1 234"``.

    A comma is always the decimal sign. Dots are thousands when every group after the first has
    exactly three digits and the number does not begin with 0, so ``"1.234"`` is one thousand two
    hundred and thirty-four (counts of that size are typed daily, three decimals never), while
    ``"7.5"``, ``"12.34"`` and ``"0.974"`` are decimals.

    Raises BadNumber with a sentence for anything else, including ``"1,234.5"``; with ``is_whole``
    its examples are whole numbers, nothing else is judged differently.
    """
    compact = " ".join(unicodedata.normalize("NFKC", text).split())
    sign = -1 if compact[:1] in ("-", _MINUS) else 1
    digits = compact[1:].lstrip() if compact[:1] in ("-", _MINUS, "+") else compact
    if _DOT_GROUPS.fullmatch(digits):
        plain = digits.replace(".", "").replace(",", ".")
    elif _SPACE_GROUPS.fullmatch(digits):
        plain = digits.replace(" ", "").replace(",", ".")
    elif _PLAIN.fullmatch(digits):
        plain = digits.replace(",", ".")
    else:
        raise BadNumber(_UNREAD_WHOLE if is_whole else _UNREAD)
    whole, _, decimals = plain.partition(".")
    if len(whole.lstrip("0")) > MAX_WHOLE_DIGITS or len(decimals) > MAX_DECIMAL_PLACES:
        raise BadNumber(
            f"Số quá dài: tối đa {MAX_WHOLE_DIGITS} chữ số phần nguyên "
            f"và {MAX_DECIMAL_PLACES} chữ số phần thập phân."
        )
    return Decimal(plain) * sign


def points_text(value: Decimal) -> str:
    """Points as printed, always two decimals: ``4`` → ``"4,00"``."""
    return _signed(f"{half_up(value):,.2f}")


def percent_text(value: Decimal) -> str:
    """A percentage as printed, always two decimals: ``97.4`` → ``"97,40 %"``."""
    return f"{points_text(value)} %"


def number_text(value: Decimal | int) -> str:
    """A number without needless zeros: ``36525`` → ``"36.525"``, ``1.50`` → ``"1,5"``."""
    return _signed(f"{Decimal(value).normalize():,f}")


def plain_text(value: Decimal) -> str:
    """A decimal for JSON: a dot, no exponent, no needless zeros (``"0.5"``, ``"100"``)."""
    return f"{value.normalize():f}" if value else "0"


def parse_plain(text: str) -> Decimal:
    """The decimal that ``plain_text`` wrote. Raises BadNumber for any other text."""
    if not _STORED.fullmatch(text):
        raise BadNumber("Không đọc được số đã lưu.")
    return Decimal(text)


def _signed(formatted: str) -> str:
    swapped = formatted.translate(_SWAP_SEPARATORS)
    return _MINUS + swapped[1:] if swapped.startswith("-") else swapped
