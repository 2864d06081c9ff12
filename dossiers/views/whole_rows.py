"""Rows, their parts and documents drawn by filling moulds: most of them look alike.

A page of 38 leaves with a document each asks the template engine for some 1,300 values; what is
drawn here is asked for once per shape. A row that has something out of the ordinary (a refusal, a
question, a remark, something from last year) is left to its template.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.utils.safestring import SafeString

from dossiers.queries import leaf_texts
from dossiers.views.mould import Marks, Mould, Shapes, slot
from scoring import plans

Row = dict[str, Any]

# What an ordinary row has none of.
_EXTRAS = ("alert", "questions", "remarks")
_NO_EXTRAS = {**dict.fromkeys(_EXTRAS), "carried": None, "drawn": None, "explanation": ""}
_FILE_VALUES = ("preview_url", "pages", "detach_url")
_FILE_ALWAYS = ("name", "href", "note", "document_url", "replace_url", "arrange_url")


def pour_files(rows: Iterable[Row], *, token: str) -> None:
    """Draw the documents of the rows (``drawn_files``)."""
    for row in rows:
        row["drawn_files"] = _files(row, token)


def pour(rows: Iterable[Row], *, criteria_set_id: int) -> None:
    """Draw rows that have everything else: whole (``drawn``) where they are ordinary."""
    shapes = _rows_of(criteria_set_id)
    for row in rows:
        if is_ordinary(row):
            row["drawn"] = shapes[row["leaf_id"]].fill(row)


def pour_score(row: Row, *, criteria_set_id: int) -> None:
    """Draw what a row was given (``drawn_score``)."""
    score, _ = _parts_of(criteria_set_id)[row["leaf_id"]]
    row["drawn_score"] = score.fill(row)


def evidence_of(row: Row, *, criteria_set_id: int) -> SafeString:
    """Return the evidence of an ordinary row, drawn."""
    _, evidence = _parts_of(criteria_set_id)[row["leaf_id"]]
    return evidence.fill(row)


@plans.kept
def _rows_of(criteria_set_id: int) -> dict[int, Shapes]:
    """Return the moulds of whole rows by leaf."""
    return {
        pk: Shapes(
            template="dossiers/desk/_row.html",
            name="row",
            flags=(
                *("can_write", "shows_inputs", "is_due", "is_done", "is_left_out"),
                *("lacks_proof", "files"),
            ),
            values=("recorded_at", "because", "figures", "before", "form", "attach"),
            always=(
                *("mark", "version", "leaf_url", "evidence_url", "tone", "points"),
                *("head", "expected_list", "drawn_files"),
            ),
            constants=texts | _NO_EXTRAS,
        )
        for pk, texts in leaf_texts.texts_of(criteria_set_id).items()
    }


@plans.kept
def _parts_of(criteria_set_id: int) -> dict[int, tuple[Shapes, Shapes]]:
    """Return the moulds of what a row was given, and of its evidence, by leaf."""
    return {
        pk: (
            Shapes(
                template="dossiers/desk/_row_score.html",
                name="row",
                flags=("is_left_out",),
                values=("because",),
                always=("tone", "points"),
                constants=texts,
            ),
            Shapes(
                template="dossiers/desk/_row_evidence.html",
                name="row",
                flags=("can_write", "lacks_proof", "files"),
                values=("attach",),
                always=("evidence_url", "expected_list", "drawn_files"),
                constants=texts | _NO_EXTRAS,
            ),
        )
        for pk, texts in leaf_texts.texts_of(criteria_set_id).items()
    }


def is_ordinary(row: Row) -> bool:
    """Say whether a row looks as most do, so that its moulds know all there is to draw."""
    carried = row["carried"]
    if any(row[name] for name in _EXTRAS) or carried["is_copied"] or carried["wanted"]:
        return False
    # Read-only words of several lines are broken up by the template.
    return bool(row["shows_inputs"] or not row["explanation"])


def _files(row: Row, token: str) -> SafeString:
    """Return the documents of a row, one after the other."""
    count = len(row["files"])
    drawn = [
        _file_mould(
            tuple(bool(file[name]) for name in _FILE_VALUES),
            file["kind"],
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
    where: tuple[bool, ...],
    tones: tuple[str, ...],
) -> Mould:
    has_others, is_first, is_last = where
    marks = Marks(kind=kind)
    marks.update(
        {name: slot(name) if known else "" for name, known in zip(_FILE_VALUES, has, strict=True)}
    )
    marks.update({name: slot(name) for name in _FILE_ALWAYS})
    marks["findings"] = [
        {"tone": tone, "sentence": slot(f"sentence {number}")} for number, tone in enumerate(tones)
    ]
    return Mould(
        "dossiers/desk/_file.html",
        {
            "file": marks,
            "row": Marks(code=slot("code"), files=range(1 + has_others)),
            "csrf_token": slot("token"),
            "forloop": {"first": is_first, "last": is_last},
        },
    )
