"""Rows and documents of the entry page drawn by filling moulds: most of them look alike.

A page of 38 leaves with a document each asks the template engine for some 1,300 values; what is
drawn here is asked for once per shape. A row that has something out of the ordinary (a refusal, a
question, a remark, something from last year) is left to its template.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.utils.safestring import SafeString

from dossiers.queries import leaf_texts
from dossiers.views.mould import Mould, slot
from scoring import plans

Row = dict[str, Any]

_ROW, _FILE = "dossiers/desk/_row.html", "dossiers/desk/_file.html"
# What decides how a row looks beside its leaf; values among them are drawn where there are any.
_FLAGS = ("can_write", "shows_inputs", "is_due", "is_done", "is_left_out", "lacks_proof", "files")
_VALUES = ("recorded_at", "because", "figures", "before", "form", "attach")
_ALWAYS = ("mark", "version", "leaf_url", "evidence_url", "tone", "points")
_PIECES = ("head", "expected_list")
# What an ordinary row has none of.
_EXTRAS = ("alert", "questions", "remarks")
_FILE_VALUES = ("preview_url", "pages", "detach_url")
_FILE_ALWAYS = ("name", "href", "note", "document_url", "replace_url", "arrange_url")


class _Marks(dict[str, Any]):
    """What a template may ask of a row that is moulded: anything else is a fault, not nothing."""

    def __missing__(self, name: str) -> Any:
        raise LookupError(f"a moulded row has no room for {name!r}")


def pour_files(rows: Iterable[Row], *, token: str) -> None:
    """Draw the documents of the rows (``drawn_files``)."""
    for row in rows:
        row["drawn_files"] = _files(row, token)


def pour(rows: Iterable[Row], *, criteria_set_id: int) -> None:
    """Draw rows that have everything else: whole (``drawn``) where they are ordinary."""
    texts = leaf_texts.texts_of(criteria_set_id)
    moulds = _moulds_of(criteria_set_id)
    for row in rows:
        if not _is_ordinary(row):
            continue
        shape = tuple(bool(row.get(name)) for name in (*_FLAGS, *_VALUES))
        key = (row["leaf_id"], shape)
        if key not in moulds:
            moulds[key] = Mould(_ROW, {"row": _row_marks(texts[row["leaf_id"]], shape)})
        values = {name: row[name] for name in (*_ALWAYS, *_PIECES)}
        values |= {name: row.get(name, "") for name in _VALUES}
        row["drawn"] = moulds[key].fill(values | {"drawn_files": row["drawn_files"]})


@plans.kept
def _moulds_of(criteria_set_id: int) -> dict[tuple[int, tuple[bool, ...]], Mould]:
    """Return the moulds of whole rows by leaf and shape, made as they are needed."""
    return {}


def _is_ordinary(row: Row) -> bool:
    carried = row["carried"]
    if any(row.get(name) for name in _EXTRAS) or carried["is_copied"] or carried["wanted"]:
        return False
    # Read-only words of several lines are broken up by the template.
    return bool(row["shows_inputs"] or not row["explanation"])


def _row_marks(texts: Row, shape: tuple[bool, ...]) -> Row:
    has = dict(zip((*_FLAGS, *_VALUES), shape, strict=True))
    marks = _Marks({**texts, **{name: has[name] for name in _FLAGS}})
    marks.update({name: slot(name) if has[name] else "" for name in _VALUES})
    marks.update({name: slot(name) for name in (*_ALWAYS, *_PIECES, "drawn_files")})
    marks.update(dict.fromkeys(_EXTRAS), carried=None, drawn=None, explanation="")
    return marks


def _files(row: Row, token: str) -> SafeString:
    """Return the documents of a row, one after the other."""
    count = len(row["files"])
    drawn = [
        _file_mould(
            tuple(bool(file[name]) for name in _FILE_VALUES),
            file["kind"],
            file["is_answer"],
            (count > 1, place == 0, place == count - 1),
            tuple(told.tone for told in file["findings"]),
        ).fill(
            {name: str(file[name]) for name in (*_FILE_VALUES, *_FILE_ALWAYS)}
            | {f"sentence {number}": told.sentence for number, told in enumerate(file["findings"])}
            | {"code": row["code"], "token": token}
        )
        for place, file in enumerate(row["files"])
    ]
    # Each of them comes from a mould, which has escaped its values.
    return SafeString("".join(drawn))  # nosec B703


@cache
def _file_mould(
    has: tuple[bool, ...],
    kind: str,
    is_answer: bool,
    where: tuple[bool, ...],
    tones: tuple[str, ...],
) -> Mould:
    has_others, is_first, is_last = where
    marks = _Marks(kind=kind, is_answer=is_answer)
    marks.update(
        {name: slot(name) if known else "" for name, known in zip(_FILE_VALUES, has, strict=True)}
    )
    marks.update({name: slot(name) for name in _FILE_ALWAYS})
    marks["findings"] = [
        {"tone": tone, "sentence": slot(f"sentence {number}")} for number, tone in enumerate(tones)
    ]
    return Mould(
        _FILE,
        {
            "file": marks,
            "row": _Marks(code=slot("code"), files=range(1 + has_others)),
            "csrf_token": slot("token"),
            "forloop": {"first": is_first, "last": is_last},
        },
    )
