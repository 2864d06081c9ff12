"""The parts of an entry row that hardly change, moulded once for each criteria set."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dossiers.queries import leaf_texts
from dossiers.queries.checklist import MET, MISSING, UNSURE
from dossiers.views.mould import Mould, slot
from scoring import plans

Row = dict[str, Any]


@dataclass(frozen=True)
class RowMoulds:
    """What a row says of its leaf; its form, or its part of a group's; documents to have."""

    head: SafeString
    form: Mould
    group_inputs: Mould
    expected: Mould
    attach: Mould


# The form of a whole group, which the inputs of its rows name as theirs.
GROUP_FORM = "nhom"


@plans.kept
def moulds_of(criteria_set_id: int) -> dict[int, RowMoulds]:
    """Return the moulds of every leaf by its id."""
    texts = leaf_texts.texts_of(criteria_set_id)
    return {pk: _moulds(told) for pk, told in texts.items()}


def _moulds(texts: Row) -> RowMoulds:
    row = {**texts, **_slots(texts)}
    context = {"row": row, "csrf_token": slot("token")}
    desk = "dossiers/desk"
    return RowMoulds(
        head=Mould(f"{desk}/_row_head.html", context).fill({}),
        form=Mould(f"{desk}/_row_form.html", context),
        group_inputs=Mould(
            f"{desk}/_group_inputs.html",
            context | {"prefix": texts["prefix"], "of_form": format_html(' form="{}"', GROUP_FORM)},
        ),
        expected=Mould(f"{desk}/_expected.html", context),
        attach=Mould(f"{desk}/_row_attach.html", context),
    )


_MARKS = ("explained", "left_out", "before", "opened", "typed_link", "typed_title")


def _slots(texts: Row) -> Row:
    """Return a row whose changing values are marks."""
    names = ("url", "evidence_url", "version", "explanation", "saved_tone", "saved_words")
    marks: Row = {name: slot(name) for name in (*names, *_MARKS)}
    marks["expected_slots"] = [
        {part: slot(f"{part} {key}") for part in ("state", "words", "note")}
        for key in texts["expected_keys"]
    ]
    marks["fields"] = [
        {
            **each,
            "value": slot(f"value {each['name']}"),
            "invalid": slot(f"invalid {each['name']}"),
            "options": [
                {**choice, "checked": slot(f"checked {each['name']} {choice['value']}")}
                for choice in each["choices"]
            ],
        }
        for each in texts["inputs"]
    ]
    return marks


def pour(rows: Iterable[Row], *, criteria_set_id: int, token: str, as_group: bool = False) -> None:
    """Put the finished pieces into the rows that show them."""
    moulds = moulds_of(criteria_set_id)
    for row in rows:
        mould = moulds[row["leaf_id"]]
        row["head"] = mould.head
        row["form"] = row["attach"] = ""
        row["form_id"] = GROUP_FORM if as_group else f"{row['anchor']}-form"
        row["before"] = _before(row)
        row["expected_list"] = _expected(mould, row)
        if not row["shows_inputs"]:
            continue
        values = _values(row, token)
        row["form"] = (mould.group_inputs if as_group else mould.form).fill(values)
        if row["can_write"]:
            row["attach"] = mould.attach.fill(values)


def _before(row: Row) -> str:
    """Return what last year's row said, in one line."""
    return f"Năm trước: {' · '.join(row['last_year'])}" if row["last_year"] else ""


# How an item of the evidence to have stands, where nothing closer is known of it.
_STATE_WORDS = {MET: "đã có", MISSING: "còn thiếu", UNSURE: "cần xem lại"}


def _expected(mould: RowMoulds, row: Row) -> SafeString:
    """Return the list of evidence to have; a leaf that does not apply asks for none."""
    if row["is_left_out"]:
        return SafeString("")
    values = {}
    for key, (state, words, note) in row["expected_items"].items():
        values[f"state {key}"] = state
        values[f"words {key}"] = words
        values[f"note {key}"] = note or _STATE_WORDS[state]
    return mould.expected.fill(values)


def _values(row: Row, token: str) -> dict[str, str]:
    """Return what stands in a row's slots."""
    values = {
        "token": token,
        "url": row["url"],
        "evidence_url": row["evidence_url"],
        "version": str(row["version"]),
        "explanation": row["explanation"],
        "explained": " open" if row["explanation"] or row["is_not_applicable"] else "",
        "left_out": " checked" if row["is_not_applicable"] else "",
        "before": row["before"],
        "opened": " open" if row["attaching"] else "",
        "typed_link": row["attaching"].get("link", ""),
        "typed_title": row["attaching"].get("title", ""),
        "saved_tone": row["saved_tone"],
        "saved_words": row["saved_words"],
    }
    for each in row["inputs"]:
        name = each["name"]
        typed = row["typed"].get(name, "")
        chosen = [typed] if isinstance(typed, str) else typed
        values[f"value {name}"] = next(iter(chosen), "")
        values[f"invalid {name}"] = "true" if name in row["problems"] else "false"
        for choice in each["choices"]:
            is_chosen = choice["value"] in chosen
            values[f"checked {name} {choice['value']}"] = " checked" if is_chosen else ""
    return values
