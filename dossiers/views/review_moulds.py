"""The parts of a review row that hardly change, moulded once for each criteria set."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dossiers.queries import leaf_texts
from dossiers.views.mould import Mould, slot
from scoring import plans

Row = dict[str, Any]

# What changes in a row's forms from dossier to dossier; everything else is the leaf's.
_FORM = ("version", "points", "reason", "saved", "left_out", "difference")
_ASK = ("opened", "question", "until")


@dataclass(frozen=True)
class ReviewMoulds:
    """What a row says of its leaf; the reviewer's form, with and without agreeing; asking."""

    head: Mould
    form: Mould
    form_to_agree: Mould
    ask: Mould


@dataclass(frozen=True)
class Addresses:
    """Where the forms of one dossier's rows post to, and the token that they carry."""

    token: str
    row: str
    agree: str


@plans.kept
def moulds_of(criteria_set_id: int) -> dict[int, ReviewMoulds]:
    """Return the moulds of every leaf by its id."""
    return {pk: _moulds(texts) for pk, texts in leaf_texts.texts_of(criteria_set_id).items()}


def _moulds(texts: Row) -> ReviewMoulds:
    row = {**texts, **{name: slot(name) for name in (*_FORM, *_ASK)}}
    context = {
        "row": row,
        "csrf_token": slot("token"),
        "row_url": slot("row_url"),
        "agree_url": slot("agree_url"),
    }
    folder = "dossiers/review"
    to_agree = {**context, "row": {**row, "can_agree": True}}
    return ReviewMoulds(
        head=Mould(f"{folder}/_row_head.html", context),
        form=Mould(f"{folder}/_row_form.html", context),
        form_to_agree=Mould(f"{folder}/_row_form.html", to_agree),
        ask=Mould(f"{folder}/_row_ask.html", context),
    )


def pour(
    rows: Iterable[Row], *, criteria_set_id: int, addresses: Addresses, answer_by: str
) -> None:
    """Put the finished pieces into the rows that show them; ``answer_by`` is offered to ask."""
    moulds = moulds_of(criteria_set_id)
    shared = {
        "token": addresses.token,
        "row_url": addresses.row,
        "agree_url": addresses.agree,
    }
    for row in rows:
        mould = moulds[row["leaf_id"]]
        row["head"] = mould.head.fill({})
        if row["can_write"]:
            form = mould.form_to_agree if row["can_agree"] else mould.form
            row["form"] = form.fill({**shared, **_values(row)})
        if row["can_ask"]:
            row["ask"] = mould.ask.fill({**shared, **_question(row, answer_by)})


def _values(row: Row) -> dict[str, str]:
    return {
        "version": str(row["version"]),
        "points": row["points"],
        "reason": row["reason"],
        "saved": row["saved"],
        "left_out": " checked" if row["is_not_applicable"] else "",
        "difference": row["difference"],
    }


def _question(row: Row, answer_by: str) -> dict[str, str]:
    question = row.get("question", "")
    return {
        "opened": " open" if question else "",
        "question": question,
        "until": row.get("until") or answer_by,
    }
