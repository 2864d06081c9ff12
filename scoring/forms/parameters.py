"""Typed parameters of a rule to written ones and back, along the shape of the rule's kind.

Texts are kept flat by the place of their value: ``parameters.bands.1.points``.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from accounts import posted
from scoring.exports import layout
from scoring.exports.parameters import PERCENT_MEASURES, measures_percent
from scoring.forms.shapes import DECIDING, Input, Rows, deciders, shape
from scoring.rules.errors import BadNumber, InvalidFigures
from scoring.rules.kind import RuleKind
from scoring.rules.numbers import number_text, parse_number, parse_plain, plain_text
from scoring.rules.reading import Reading
from scoring.rules.rule import Written

Texts = Mapping[str, str]
#: How keys of levels, items and parts begin where nobody wrote one.
_KEY_STEMS = {"levels": "m", "items": "n", "parts": "p"}
_PARTS = "parts"


def texts_of(kind: RuleKind, written: Mapping[str, Any], *, prefix: str) -> dict[str, str]:
    """Return written parameters as inputs show them, whatever is wrong with them."""
    texts: dict[str, str] = {}
    is_percentage = measures_percent(written)
    for asked in shape(kind, {key: str(written.get(key, "")) for key in DECIDING}):
        if isinstance(asked, Input):
            texts[prefix + asked.key] = text_of(asked, written, is_percentage=is_percentage)
            continue
        for index, row in enumerate(_mappings(written.get(asked.key))):
            start = f"{prefix}{asked.key}.{index}."
            for cell in asked.cells:
                texts[start + cell.key] = text_of(cell, row, is_percentage=is_percentage)
            if asked.key == _PARTS and row.get("kind") in set(RuleKind):
                inner = row.get("parameters")
                texts |= texts_of(
                    RuleKind(row["kind"]),
                    inner if isinstance(inner, Mapping) else {},
                    prefix=f"{start}parameters.",
                )
    return texts


def text_of(asked: Input, written: Mapping[str, Any], *, is_percentage: bool = False) -> str:
    """Return one written value as its input shows it."""
    value = written.get(asked.key, asked.usual)
    if value is None:
        return ""
    if isinstance(value, bool):
        return layout.YES if value else layout.NO
    if asked.form not in ("number", "whole"):
        return str(value)
    if is_percentage and asked.may_be_percent and "%" in str(layout.share(value)):
        return str(layout.share(value))
    try:
        return number_text(parse_plain(str(value)))
    except BadNumber:
        return str(value)


def compact(kind: RuleKind, texts: Texts, *, prefix: str) -> dict[str, str]:
    """Return the texts that belong to ``kind``, with rows left blank taken out."""
    kept: dict[str, str] = {}
    for asked in shape(kind, deciders(texts, prefix)):
        if isinstance(asked, Input):
            kept[prefix + asked.key] = texts.get(prefix + asked.key, "").strip()
            continue
        filled = [
            start for start in _starts(texts, prefix + asked.key) if _fills(asked, texts, start)
        ]
        for index, start in enumerate(filled):
            here = f"{prefix}{asked.key}.{index}."
            for cell in asked.cells:
                kept[here + cell.key] = texts.get(start + cell.key, "").strip()
            chosen = texts.get(f"{start}kind", "")
            if asked.key == _PARTS and chosen in set(RuleKind):
                inner = compact(RuleKind(chosen), texts, prefix=f"{start}parameters.")
                kept |= {here + name.removeprefix(start): text for name, text in inner.items()}
    return kept


def written_of(kind: RuleKind, texts: Texts, problems: dict[str, str], *, prefix: str) -> Written:
    """Return compact texts as written parameters, noting by name what cannot be read."""
    written: Written = {}
    is_percentage = kind is RuleKind.SURVEY or texts.get(f"{prefix}measure") in PERCENT_MEASURES
    for asked in shape(kind, deciders(texts, prefix)):
        if isinstance(asked, Input):
            _write(written, asked, texts, prefix, problems, is_percentage)
            continue
        rows: list[Written] = []
        for start in _starts(texts, prefix + asked.key):
            row: Written = {}
            for cell in asked.cells:
                _write(row, cell, texts, start, problems, is_percentage)
            if asked.key in _KEY_STEMS and "key" not in row:
                taken = {text for name, text in texts.items() if name.endswith(".key")}
                row["key"] = _free_key(_KEY_STEMS[asked.key], {*taken, *_keys(rows)})
            if asked.key == _PARTS:
                chosen = texts.get(f"{start}kind", "")
                row["parameters"] = (
                    written_of(RuleKind(chosen), texts, problems, prefix=f"{start}parameters.")
                    if chosen in set(RuleKind)
                    else {}
                )
            rows.append(row)
        written[asked.key] = rows
    return written


def _write(
    written: Written,
    asked: Input,
    texts: Texts,
    prefix: str,
    problems: dict[str, str],
    is_percentage: bool,
) -> None:
    """Write one value where one is typed; what goes without saying is left out."""
    name = prefix + asked.key
    text = texts.get(name, "")
    if not text:
        return
    if asked.usual is not None:
        if (text == layout.YES) is not asked.usual:
            written[asked.key] = text == layout.YES
        return
    if asked.form in ("number", "whole"):
        number = read_number(
            name, asked.label, text, problems, is_percent=asked.may_be_percent and is_percentage
        )
        if number is not None:
            written[asked.key] = number
        return
    written[asked.key] = text


def read_number(
    name: str, label: str, text: str, problems: dict[str, str], *, is_percent: bool = False
) -> str | None:
    """Return a typed number as it is written; None after noting what is wrong with it."""
    try:
        if not is_percent:
            return plain_text(parse_number(text))
        reading = Reading({name: text})
        value = reading.percent(name, label)
        reading.require_sound()
        return plain_text(value)
    except BadNumber as bad:
        problems.setdefault(name, bad.sentence)
    except InvalidFigures as wrong:
        for at, sentence in wrong.problems.items():
            problems.setdefault(at, sentence)
    return None


def row_count(texts: Texts, name: str) -> int:
    """Return how many rows the texts hold of the list called ``name``."""
    return len(_starts(texts, name))


def _starts(texts: Texts, name: str) -> list[str]:
    """Return what stands before the names of each row's inputs, in order."""
    start = f"{name}."
    found = {text[len(start) :].partition(".")[0] for text in texts if text.startswith(start)}
    numbered = sorted(row for row in map(posted.number, found) if row is not None)
    return [f"{start}{row}." for row in numbered]


def _fills(rows: Rows, texts: Texts, start: str) -> bool:
    return any(
        texts.get(start + cell.key, "").strip()
        for cell in rows.cells
        if cell.form != "choice" and cell.key != "key"
    )


def _mappings(written: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(written, list):
        yield from (each for each in written if isinstance(each, Mapping))


def _keys(rows: Iterable[Written]) -> set[str]:
    return {row["key"] for row in rows}


def _free_key(stem: str, taken: set[str]) -> str:
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"
