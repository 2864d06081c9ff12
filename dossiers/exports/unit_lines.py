"""What every line of a unit's workbook says, as plain values: no cell knows its looks here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.template.defaultfilters import capfirst

from dossiers.exports import unit_layout
from dossiers.exports.unit_layout import APPLICABLE, ITEM_MARK, NO, READ_ONLY, YES
from dossiers.models import Dossier, Score
from dossiers.queries import leaf_texts, previous
from dossiers.queries.previous import LastYear
from scoring import plans
from scoring.models import Stage
from scoring.rules import numbers
from scoring.rules.kinds.choice import NONE_OF_THESE
from scoring.rules.rule import Field, Option

#: What an entry cell takes; "none" is a cell that nobody fills in.
Entry = Literal["choice", "whole", "number", "percent", "none"]
Value = str | Decimal | int | None


@dataclass(frozen=True)
class Line:
    """One line of the entry sheet, its values by the column's key."""

    values: Mapping[str, Value]
    entry: Entry = "none"
    choices: tuple[str, ...] = ()
    is_first: bool = False
    is_group: bool = False


def lines_of(dossier: Dossier) -> list[Line]:
    """Return the sheet from top to bottom: each group, its leaves, a line for each figure."""
    own = Stage.objects.get(campaign=dossier.campaign_id, tier=1)
    plan = plans.plan_of(dossier.campaign.criteria_set_id)
    scores = {row.leaf_id: row for row in Score.objects.filter(dossier=dossier, stage=own)}
    before = previous.leaves_before(previous.dossiers_before(dossier))
    token = unit_layout.token_of(dossier.pk)
    made = []
    for group in plan.groups:
        head: dict[str, Value] = {
            "code": group.code,
            "name": group.name,
            "maximum": group.max_points,
        }
        made.append(Line(head, is_group=True))
        for leaf in plan.leaves_of(group.code):
            last = before.get(leaf.criterion.key, LastYear())
            made += _leaf_lines(leaf, scores.get(leaf.pk), last, token)
    return made


def _leaf_lines(
    leaf: plans.Leaf, score: Score | None, last: LastYear, token: str
) -> Iterator[Line]:
    """Yield a leaf's lines; what is told once stands on the first of them."""
    texts = leaf_texts.texts_of(leaf.criterion.criteria_set_id)[leaf.pk]
    first: dict[str, Value] = {
        "name": f"{leaf.criterion.name}{' ★' if leaf.criterion.is_critical else ''}",
        "maximum": leaf.max_points,
        "explanation": score.explanation if score else "",
        "rule": capfirst(texts["rule"]),
        "guidance": "\n".join(
            part for part in (texts["guidance"], _asked(texts["evidence_asked"])) if part
        ),
        "last_figures": last.figures,
        "last_points": last.points,
        "points": score.points if score else None,
        "version": str(score.version) if score else "0",
        "base": unit_layout.base_of(
            score.figures if score else None,
            is_not_applicable=bool(score and score.is_not_applicable),
            explanation=score.explanation if score else "",
        ),
    }
    common: dict[str, Value] = {"code": leaf.code, "key": leaf.criterion.key, "token": token}
    if not leaf.is_by_unit:
        said = {"label": f"{texts['giver']}: đơn vị không nhập", "field": READ_ONLY}
        yield Line({**first, **common, **said}, is_first=True)
        return
    for place, line in enumerate(_entry_lines(leaf, score)):
        values = {**common, **line.values}
        if place == 0:
            values = {**first, **values}
        yield Line(values, line.entry, line.choices, is_first=place == 0)


def _asked(evidence: str) -> str:
    return f"Tài liệu: {evidence}" if evidence else ""


def _entry_lines(leaf: plans.Leaf, score: Score | None) -> Iterator[Line]:
    typed = leaf.rule.typed(score.figures) if score and score.figures is not None else {}
    for field in leaf.rule.fields():
        value = typed.get(field.name, "")
        if field.widget == "checkboxes":
            yield from _item_lines(field, value)
            continue
        text = value if isinstance(value, str) else next(iter(value), "")
        yield _field_line(field, text)
    if leaf.criterion.may_be_not_applicable:
        claimed = bool(score and score.is_not_applicable and score.figures is None)
        said = {
            "label": "Không áp dụng cho đơn vị (ghi lý do ở cột Giải thích)",
            "field": APPLICABLE,
            "value": YES if claimed else "",
        }
        yield Line(said, "choice", (YES, NO))


def _item_lines(field: Field, ticked: str | list[str]) -> Iterator[Line]:
    """A box to tick becomes a line of its own: yes or no."""
    for option in field.options:
        if option.value == NONE_OF_THESE:
            continue
        answer = ""
        if ticked:
            answer = YES if option.value in ticked else NO
        said = {
            "label": f"{option.label} ({option.points})",
            "field": f"{field.name}{ITEM_MARK}{option.value}",
            "value": answer,
        }
        yield Line(said, "choice", (YES, NO))


def _field_line(field: Field, text: str) -> Line:
    said: dict[str, Any] = {"label": field.label, "unit": field.unit, "field": field.name}
    if field.widget == "radios":
        words = {option.value: choice_words(option) for option in field.options}
        return Line({**said, "value": words.get(text, "")}, "choice", tuple(words.values()))
    if field.widget == "percent":
        return Line({**said, "value": text}, "percent")
    entry: Entry = "whole" if field.widget == "whole" else "number"
    return Line({**said, "value": numbers.parse_number(text) if text else None}, entry)


def choice_words(option: Option) -> str:
    """Return a choice as the list of its cell offers it: ``Có``, ``Ban hành muộn (1 điểm)``."""
    if option.label in (YES, NO) or not option.points:
        return option.label
    return f"{option.label} ({option.points})"
