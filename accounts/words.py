"""Vietnamese text as keys: one normal form, one search form, one sort order.

Databases disagree on Vietnamese order and on what "accent-free" means, so both forms are
computed here once and stored beside the name.
"""

import re
import unicodedata
from datetime import date

# The Vietnamese alphabet; a letter's place here is its place in every list.
_ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
_LETTER_ORDER = {letter: f"{place:02d}" for place, letter in enumerate(_ALPHABET, start=10)}
# Tone marks in dictionary order: none, huyền, hỏi, ngã, sắc, nặng.
_TONE_ORDER = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}

_PADDED_MONTHS = (1, 2)

# Vertical tab and form feed: how word processors break a line or a page.
_BREAKS = re.compile("[\x0b\x0c]")
# What XML has no place for (XML 1.0, 2.2), and so no Word document; among it NUL, which PostgreSQL
# cannot keep in a text.
_HELD_NOWHERE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def normal(text: str) -> str:
    """Return ``text`` in NFC with runs of white space folded to one space."""
    return " ".join(_clean(text).split())


def paragraphs(text: str) -> str:
    """Return a longer text in NFC with its line breaks kept and blank ends cut off."""
    lines = _clean(text).replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _clean(text: str) -> str:
    """Return ``text`` in NFC without signs that no paper and no database can hold."""
    return unicodedata.normalize("NFC", _HELD_NOWHERE.sub("", _BREAKS.sub("\n", text)))


def search_key(text: str) -> str:
    """Return the accent-free lower-case form that searches compare.

    đ never decomposes, so it is mapped by hand: "Đồng Hoà" and "đồng hòa" → "dong hoa".
    """
    decomposed = unicodedata.normalize("NFD", normal(text).lower())
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return bare.replace("đ", "d")


def sort_key(text: str) -> str:
    """Return an ASCII key that sorts as a Vietnamese dictionary does, letters before tones."""
    letters: list[str] = []
    tones: list[str] = []
    for character in normal(text).lower():
        letter, tone = _split_tone(character)
        letters.append(_LETTER_ORDER.get(letter, f"0{letter}" if letter.isascii() else "99"))
        tones.append(tone)
    return f"{''.join(letters)} {''.join(tones)}"


def paper_date(day: date) -> str:
    """Return a date as official papers write it: "ngày 05 tháng 02 năm 2026".

    Days below 10 and the months 1 and 2 take a leading zero (Nghị định 30/2020/NĐ-CP), so
    that nobody can write a figure in front.
    """
    month = f"{day.month:02d}" if day.month in _PADDED_MONTHS else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _split_tone(character: str) -> tuple[str, str]:
    """Part a composed letter into its base (â, ư, d …) and its tone's rank."""
    tone = "0"
    kept = []
    for mark in unicodedata.normalize("NFD", character):
        if mark in _TONE_ORDER:
            tone = _TONE_ORDER[mark]
        else:
            kept.append(mark)
    return unicodedata.normalize("NFC", "".join(kept)), tone
