"""The parts of an entry row that hardly change, moulded once for each criteria set."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dossiers.queries import leaf_texts
from dossiers.views.mould import Mould, slot
from scoring import plans

Row = dict[str, Any]


@dataclass(frozen=True)
class RowMoulds:
    """What a row says of its leaf; its form; the inputs of a group's form; adding documents."""

    head: Mould
    form: Mould
    group_inputs: Mould
    attach: Mould


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
        head=Mould(f"{desk}/_row_head.html", context),
        form=Mould(f"{desk}/_row_form.html", context),
        group_inputs=Mould(f"{desk}/_group_inputs.html", context | {"prefix": texts["prefix"]}),
        attach=Mould(f"{desk}/_row_attach.html", context),
    )


def _slots(texts: Row) -> Row:
    """Return a row whose changing values are marks."""
    names = ("url", "evidence_url", "version", "explanation", "saved_tone", "saved_words")
    marks: Row = {name: slot(name) for name in (*names, "explained", "left_out")}
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
        row["head"] = mould.head.fill({})
        if not row["shows_inputs"]:
            continue
        values = _values(row, token)
        row["form"] = (mould.group_inputs if as_group else mould.form).fill(values)
        if row["can_write"]:
            row["attach"] = mould.attach.fill(values)


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
