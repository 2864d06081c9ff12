"""A row that was refused, as the page shows it again: nothing that was typed is lost."""

from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from accounts.errors import Refused
from dossiers.queries import phrases


@dataclass(frozen=True)
class Typed:
    """A refused row: its refusal, and what was typed, so that the page can show both again.

    ``sides`` are labelled words: what was typed and, after a lost race, what is stored.
    """

    code: str
    values: dict[str, Any]
    error: str
    sentence: str
    sides: tuple[tuple[str, str], ...] = ()
    stored_version: int = 0


def typed_row(code: str, values: dict[str, Any], refusal: Refused) -> Typed:
    """Return a refused row as the page shows it again."""
    stored = refusal.values.get("stored")
    sides = []
    # Input that can be mended still stands in its fields; a closed row has lost them.
    if refusal.status != HTTPStatus.UNPROCESSABLE_ENTITY:
        sides.append(("Bạn đã nhập", _typed_words(values)))
    if isinstance(stored, dict):
        sides.insert(0, ("Đã lưu trước đó", _stored_words(stored)))
    version = refusal.values.get("version")
    return Typed(
        code,
        values,
        refusal.code,
        refusal.sentence,
        tuple(side for side in sides if side[1]),
        version if isinstance(version, int) else 0,
    )


def _typed_words(values: dict[str, Any]) -> str:
    points = phrases.NOT_APPLICABLE if values["is_not_applicable"] else values["points"]
    told = [points, values["reason"], values["question"], values["until"]]
    return "\n".join(words for words in told if words)


def _stored_words(stored: dict[str, Any]) -> str:
    points = phrases.NOT_APPLICABLE
    if stored["points"] is not None:
        points = phrases.points(Decimal(stored["points"]))
    return "\n".join(words for words in (points, stored["reason"]) if words)
