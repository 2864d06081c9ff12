"""Results as lists and pages show them: ready words, from the frozen columns only."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from accounts import words
from dossiers.models import LayerTotal, ScoringRun, UnitResult
from dossiers.queries import phrases
from scoring import plans
from scoring.rules import ladder
from scoring.rules.ladder import NOT_RECOGNISED, UNCLASSIFIED

# The choice among the classes that stands for "listed without a rank".
UNRANKED = "khong-xep-hang"
# Nobody judged the unit, or nothing applied to it.
_NO_CLASS = ("", UNCLASSIFIED)


@dataclass(frozen=True)
class Choice:
    """What a list is narrowed to; empty text means no narrowing."""

    words: str = ""
    branch: str = ""
    class_key: str = ""


@dataclass(frozen=True)
class Row:
    """One unit in a table of results."""

    rank: str
    unit: str
    code: str
    branch: str
    branch_rank: str
    groups: tuple[str, ...]
    beyond: str
    achieved: str
    index: str
    label: str
    tone: str
    reason: str
    failed: tuple[str, ...]
    own: str
    difference: str


@dataclass(frozen=True)
class GroupLine:
    """One group of criteria on a unit's page; ``share`` is a number for the bar, or None."""

    code: str
    name: str
    achieved: str
    maximum: str
    left_out: str
    share: Decimal | None
    share_words: str


def listed(run: ScoringRun) -> QuerySet[UnitResult]:
    """Return a run's results from the first rank down, units without a rank at the end."""
    return run.results.defer("leaves", "because").order_by(
        F("rank").asc(nulls_last=True), "sort_key", "unit_code"
    )


def narrowed(rows: QuerySet[UnitResult], choice: Choice) -> QuerySet[UnitResult]:
    """Narrow a list by name or code (accents do not matter), branch and class."""
    if choice.words:
        sought = words.search_key(choice.words)
        rows = rows.filter(Q(search_key__contains=sought) | Q(unit_code__startswith=sought))
    if choice.branch:
        rows = rows.filter(branch_code=choice.branch)
    if choice.class_key == UNRANKED:
        return rows.filter(class_key__in=_NO_CLASS)
    if choice.class_key:
        return rows.filter(class_key=choice.class_key)
    return rows


def branches(run: ScoringRun) -> list[tuple[str, str]]:
    """Return (code, name) of the units directly above those measured, in dictionary order."""
    found = run.results.order_by().values_list("branch_code", "branch_name").distinct()
    return sorted(found, key=lambda branch: words.sort_key(branch[1]))


def class_labels(run: ScoringRun) -> dict[str, str]:
    """Return class key → label, from the best down, by the run's own frozen ladder."""
    rungs = ladder.parse(run.rules["ladder"])
    labels = {rung.key: rung.label for rung in rungs.rungs}
    return {**labels, NOT_RECOGNISED: rungs.failed_label}


def tally(run: ScoringRun) -> dict[str, int]:
    """Return class key → number of units, and ``UNRANKED`` → number of the others."""
    rows = run.results.order_by().values_list("class_key").annotate(number=Count("pk"))
    counted = dict.fromkeys(class_labels(run), 0)
    counted[UNRANKED] = 0
    for class_key, number in rows:
        counted[UNRANKED if class_key in _NO_CLASS else class_key] += number
    return counted


def own_totals(results: Iterable[UnitResult]) -> dict[int, Decimal | None]:
    """Return dossier id → the index of the unit's own self assessment; one query."""
    ids = [result.dossier_id for result in results if result.rank]
    rows = LayerTotal.objects.filter(dossier__in=ids, stage__tier=1)
    return dict(rows.values_list("dossier_id", "index"))


def row_of(result: UnitResult, *, own: Decimal | None = None) -> Row:
    """Return one result as a table shows it; ``own`` is the unit's own index."""
    return Row(
        rank=str(result.rank) if result.rank else phrases.NOTHING,
        unit=result.unit_name,
        code=result.unit_code,
        branch=result.branch_name,
        branch_rank=str(result.branch_rank) if result.branch_rank else phrases.NOTHING,
        groups=tuple(_stored(group["achieved"]) for group in result.groups),
        beyond=_beyond(result),
        achieved=phrases.points(result.achieved),
        index=phrases.percent(result.index),
        label=result.class_label if is_classified(result) else "Không xếp hạng",
        tone=tone_of(result),
        reason=result.unranked_reason,
        failed=tuple(each["words"] for each in result.verdicts if not each["holds"]),
        own=phrases.percent(own),
        difference=_difference(result.index, own),
    )


def is_classified(result: UnitResult) -> bool:
    """Say whether the unit got a class; one that fails a condition may have a class and no rank."""
    return result.class_key not in _NO_CLASS


def tone_of(result: UnitResult) -> str:
    """Return how a result's class looks as a tag."""
    if not is_classified(result):
        return "neutral"
    return "good" if result.is_recognised else "bad"


def group_lines(result: UnitResult, plan: plans.Plan) -> list[GroupLine]:
    """Return a unit's groups with their names, for its page."""
    names = {node.code: node.name for node in plan.groups}
    return [_group_line(group, names[group["code"]]) for group in result.groups]


def _group_line(group: dict[str, Any], name: str) -> GroupLine:
    left_out = Decimal(group["maximum"]) - Decimal(group["applicable_maximum"])
    share = None if group["share"] is None else Decimal(group["share"])
    return GroupLine(
        code=group["code"],
        name=name,
        achieved=_stored(group["achieved"]),
        maximum=_stored(group["applicable_maximum"]),
        left_out=phrases.points(left_out) if left_out else "",
        share=share,
        share_words=phrases.percent(share),
    )


def _stored(text: str) -> str:
    return phrases.points(Decimal(text))


def _beyond(result: UnitResult) -> str:
    """Bonus less penalty, signed; a dash where neither was counted."""
    if result.bonus is None or result.penalty is None:
        return phrases.NOTHING
    return signed(result.bonus - result.penalty)


def _difference(index: Decimal | None, own: Decimal | None) -> str:
    return phrases.NOTHING if index is None or own is None else signed(index - own)


def signed(value: Decimal) -> str:
    """Return a difference with its sign: ``+1,00``, ``−0,50``, ``0,00``."""
    sign = "+" if value > 0 else "\N{MINUS SIGN}" if value < 0 else ""
    return f"{sign}{phrases.points(abs(value))}"
