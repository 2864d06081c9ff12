"""How a round turns points into a verdict, as written beside a criteria set."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.rules import conditions, ladder
from scoring.rules.errors import InvalidParameters, Problem
from scoring.rules.ladder import Ladder
from scoring.rules.numbers import plain_text
from scoring.rules.parameters import Parameters
from scoring.rules.rule import Written
from scoring.rules.verdicts import Condition

#: What of a written set is about judging; a set may say nothing about it.
KEYS = ("bonus_cap", "penalty_cap", "document_kinds", "conditions", "ladder")

_MOST_POINTS = Decimal(1000)


@dataclass(frozen=True, kw_only=True)
class Judging:
    """Caps of bonus and penalty, papers (key, label) of the dossier, conditions and ladder."""

    bonus_cap: Decimal
    penalty_cap: Decimal
    document_kinds: tuple[tuple[str, str], ...]
    conditions: tuple[Condition, ...]
    ladder: Ladder

    def dump(self) -> Written:
        """As written beside a set."""
        return {
            "bonus_cap": plain_text(self.bonus_cap),
            "penalty_cap": plain_text(self.penalty_cap),
            "document_kinds": [{"key": key, "label": label} for key, label in self.document_kinds],
            "conditions": [condition.dump() for condition in self.conditions],
            "ladder": self.ladder.dump(),
        }


def is_written(data: Mapping[str, Any]) -> bool:
    """Whether the data say anything about judging."""
    return any(data.get(key) is not None for key in KEYS)


def read(data: Mapping[str, Any]) -> Judging:
    """Read the judging keys of ``data``. Raises ``InvalidParameters`` with every problem."""
    problems: list[Problem] = []
    reader = Parameters(data, problems=problems)
    bonus_cap, penalty_cap = _caps(reader)
    papers = _papers(reader)
    judged: tuple[Condition, ...] = ()
    rungs = None
    try:
        judged = conditions.parse(data.get("conditions") or [])
    except InvalidParameters as error:
        problems += error.problems
    try:
        rungs = ladder.parse(reader.mapping("ladder"))
    except InvalidParameters as error:
        problems += [Problem(f"ladder.{each.path}", each.sentence) for each in error.problems]
    if problems or rungs is None:
        raise InvalidParameters(problems)
    return Judging(
        bonus_cap=bonus_cap,
        penalty_cap=penalty_cap,
        document_kinds=papers,
        conditions=judged,
        ladder=rungs,
    )


def read_caps_and_papers(data: Mapping[str, Any]) -> None:
    """Judge only caps and papers. Raises ``InvalidParameters`` with every problem."""
    reader = Parameters(data)
    _caps(reader)
    _papers(reader)
    reader.require_sound()


def _caps(reader: Parameters) -> tuple[Decimal, Decimal]:
    """The caps of bonus and penalty."""
    return (
        reader.points("bonus_cap", at_most=_MOST_POINTS),
        reader.points("penalty_cap", at_most=_MOST_POINTS),
    )


def _papers(reader: Parameters) -> tuple[tuple[str, str], ...]:
    """The papers of a dossier as (key, label)."""
    papers = []
    for entry in reader.entries("document_kinds", at_least=0):
        papers.append((entry.key("key"), entry.text("label")))
        entry.close()
    if len({key for key, _ in papers}) != len(papers):
        reader.refuse("document_kinds", "Mã tài liệu bị trùng.")
    return tuple(papers)
