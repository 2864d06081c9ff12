"""The review page of one dossier as plain rows of ready words: one template loop draws them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from accounts.errors import Refused
from dossiers import gate, permissions, workflow
from dossiers.models import Dossier, EvidenceUse, Explanation, LayerTotal, Score, Submission
from dossiers.queries import leaf_texts, phrases
from dossiers.windows import Window
from scoring import plans
from scoring.enums import StageKind
from scoring.models import Stage
from scoring.rules.kind import RuleKind


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
    sides = [("Bạn đã nhập", _typed_words(values))]
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


@dataclass
class Sheet:
    """Everything that the review page shows of a dossier, with what the person may do."""

    dossier: Dossier
    stages: list[Stage]
    window: Window
    can_appraise: bool
    layers: list[Stage]
    can_agree_all: bool = False
    groups: list[dict[str, Any]] = field(default_factory=list)
    totals: list[dict[str, Any]] = field(default_factory=list)
    done: int = 0
    due: int = 0
    waiting: int = 0
    answered: int = 0

    @property
    def left(self) -> int:
        """How many leaves this tier must still score."""
        return self.due - self.done

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Every row, in printed order."""
        return [row for group in self.groups for row in group["rows"]]


def sheet(
    *,
    dossier: Dossier,
    tied: permissions.Ties,
    at: datetime,
    only: str | None = None,
    typed: Typed | None = None,
) -> Sheet:
    """Return the page's rows; ``only`` narrows them to one leaf, totals stay those of all."""
    stages = list(Stage.objects.filter(campaign=dossier.campaign_id).order_by("tier"))
    window = gate.window_of(dossier, dossier.stage)
    is_open = dossier.state in workflow.UNDER_APPRAISAL and window.is_open(at)
    can_appraise = is_open and tied.appraises_at(dossier.stage.level)
    readable = tied.readable_tiers(dossier, stages)
    made = Sheet(
        dossier=dossier,
        stages=stages,
        window=window,
        can_appraise=can_appraise,
        layers=[stage for stage in stages if stage.tier in readable],
    )
    _Rows(made, at=at, only=only, typed=typed).fill()
    return made


class _Rows:
    """Gathers the answers of a few set questions and lays them out leaf by leaf."""

    def __init__(
        self,
        made: Sheet,
        *,
        at: datetime,
        only: str | None,
        typed: Typed | None,
    ) -> None:
        self.made, self.only, self.typed = made, only, typed
        dossier, layers = made.dossier, made.layers
        self.plan = plans.plan_of(dossier.campaign.criteria_set_id)
        self.scores = _by_leaf_and_stage(dossier, layers)
        self.evidence = _evidence(dossier)
        self.questions = _questions(dossier, layers, at=at)
        # Whose work the counts are about: the present stage, else the highest the person reads.
        self.counted = max(
            (stage for stage in layers if stage.tier <= dossier.stage.tier),
            key=lambda stage: stage.tier,
        )
        is_last = self.counted.pk == made.stages[-1].pk
        # Per stage: the sum of its differences, over the leaves that it and a tier below scored.
        self.differences: dict[int, Decimal] = defaultdict(Decimal)
        self.due = {leaf.pk for leaf in self.plan.due(is_last_stage=is_last)}

    def fill(self) -> None:
        """Put groups, rows, totals and counts into the sheet."""
        made, leaves = self.made, defaultdict(list)
        for leaf in self.plan.leaves:
            leaves[leaf.criterion.group_code].append(leaf)
        texts = leaf_texts.texts_of(self.plan.criteria_set.pk)
        for group in self.plan.groups:
            rows = [self._row(leaf, texts[leaf.pk]) for leaf in leaves[group.code]]
            done = sum(row["is_due"] and row["is_done"] for row in rows)
            due = sum(row["is_due"] for row in rows)
            codes = [row["code"] for row in rows if row["can_agree"]]
            made.due += due
            made.done += done
            made.groups.append(
                {
                    "code": group.code,
                    "name": group.name,
                    "words": f"{done}/{due}" if due else "",
                    "is_complete": done >= due,
                    "codes": codes,
                    "can_agree": len(codes) > 1,
                    "rows": [row for row in rows if self.only in (None, row["code"])],
                }
            )
        made.can_agree_all = any(group["codes"] for group in made.groups)
        made.totals = _totals(made.dossier, made.layers, self.differences)
        for question in [each for asked in self.questions.values() for each in asked]:
            made.waiting += question["is_waiting"]
            made.answered += question["is_answered"]

    def _row(self, leaf: plans.Leaf, texts: dict[str, Any]) -> dict[str, Any]:
        made, own = self.made, self.counted
        held = self.scores.get(leaf.pk, {})
        layers, below = [], None
        for stage in self.made.layers:
            score = held.get(stage.pk)
            is_mine = stage.pk == own.pk and made.can_appraise and leaf.is_by_unit
            if score is not None or is_mine or (leaf.is_by_unit and stage.tier < own.tier):
                layers.append(_layer(leaf, stage, score, below, is_mine=is_mine))
            if stage.tier > 1:
                self.differences[stage.pk] += _apart(leaf, score, below)
            if stage.tier < own.tier and _says_something(score):
                below = score
        mine = held.get(own.pk)
        is_done = mine is not None and (_says_something(mine) or mine.figures is not None)
        asked = self.questions.get(leaf.pk, [])
        can_write = made.can_appraise and leaf.is_by_unit
        row = {
            **texts,
            "layers": layers,
            "files": self.evidence.get(leaf.pk, []),
            "asked": asked,
            "is_due": leaf.pk in self.due or (below is not None and not leaf.is_in_base),
            "is_done": is_done,
            "can_write": can_write,
            "can_agree": can_write and mine is None and below is not None,
            "can_ask": can_write and not any(each["is_waiting"] for each in asked),
            "mark": _mark(mine, below, asked),
            "difference": _difference(mine, below),
            "alert": None,
            **_own_row(mine if can_write else None),
        }
        if self.typed and self.typed.code == leaf.code:
            row |= self.typed.values
            row["alert"] = self.typed
        return row


def _by_leaf_and_stage(dossier: Dossier, layers: list[Stage]) -> dict[int, dict[int, Score]]:
    found: dict[int, dict[int, Score]] = defaultdict(dict)
    rows = Score.objects.filter(dossier=dossier, stage__in=layers).annotate(
        recorder=F("recorded_by__full_name")
    )
    for row in rows:
        found[row.leaf_id][row.stage_id] = row
    return found


def _evidence(dossier: Dossier) -> dict[int, list[dict[str, str]]]:
    found = defaultdict(list)
    for use in evidence_uses(dossier):
        version = use.version
        found[use.leaf_id].append(
            {
                "name": version.document.title,
                "href": version.link or reverse("dossiers:evidence", args=[use.pk]),
                "kind": phrases.file_kind(version),
                "note": phrases.file_note(version),
            }
        )
    return found


def evidence_uses(dossier: Dossier) -> QuerySet[EvidenceUse]:
    """Return the standing evidence of the dossier's leaves with documents, oldest first."""
    return (
        EvidenceUse.objects.filter(dossier=dossier, leaf__isnull=False, detached_at__isnull=True)
        .select_related("version__document")
        .only(
            "leaf",
            "version__link",
            "version__media_type",
            "version__size",
            "version__document__title",
        )
    )


def _questions(
    dossier: Dossier, layers: Iterable[Stage], *, at: datetime
) -> dict[int, list[dict[str, Any]]]:
    found = defaultdict(list)
    rows = Explanation.objects.filter(dossier=dossier, stage__in=list(layers)).select_related(
        "asked_by", "answered_by"
    )
    for row in rows:
        is_answered = row.answered_at is not None
        is_waiting = not is_answered and row.answer_until > at
        found[row.leaf_id].append(
            {
                "question": row.question,
                "asked": f"{row.asked_by.full_name} hỏi lúc {phrases.moment(row.asked_at)}",
                "until": f"Trả lời đến hết {phrases.last_second(row.answer_until)}",
                "answer": row.answer,
                "answered": _answered(row),
                "is_answered": is_answered,
                "is_waiting": is_waiting,
                "is_expired": not is_answered and not is_waiting,
            }
        )
    return found


def _answered(row: Explanation) -> str:
    if row.answered_by is None or row.answered_at is None:
        return ""
    return f"{row.answered_by.full_name} trả lời lúc {phrases.moment(row.answered_at)}"


def receipts(dossier: Dossier, stages: Iterable[Stage]) -> list[dict[str, str]]:
    """Return the covering records of what has left these stages, oldest first."""
    rows = Submission.objects.filter(
        dossier=dossier, stage__in=list(stages), recalled_at__isnull=True
    ).select_related("stage", "sent_by")
    return [
        {
            "number": row.receipt,
            "words": f"{tier_name(row.stage)} gửi {gate.in_words(row.sent_at)}",
            "by": row.sent_by.full_name,
        }
        for row in rows
    ]


def _layer(
    leaf: plans.Leaf, stage: Stage, score: Score | None, below: Score | None, *, is_mine: bool
) -> dict[str, Any]:
    """Return one tier's column of a row; ``below`` is what the tier had to judge."""
    figures = ""
    if score is not None and score.figures is not None:
        figures = leaf.rule.figures_text(score.figures)
    return {
        "tier": tier_name(stage),
        "is_mine": is_mine,
        "points": phrases.score_points(score),
        "difference": "" if stage.tier == 1 else _difference(score, below),
        "figures": figures,
        "sentence": score.because if score else "",
        "words": score.explanation if score else "",
        "when": f"{score.recorder}, {phrases.moment(score.recorded_at)}"
        if score
        else "",
    }


def _own_row(mine: Score | None) -> dict[str, Any]:
    """Return what the form of the present stage holds."""
    if mine is None:
        return {
            "version": 0,
            "recorded_at": "",
            "saved": "",
            "points": "",
            "is_not_applicable": False,
            "reason": "",
        }
    return {
        "version": mine.version,
        "recorded_at": phrases.iso(mine.recorded_at),
        "saved": f"Đã lưu lúc {phrases.moment(mine.recorded_at)}",
        "points": "" if mine.points is None else phrases.points(mine.points),
        "is_not_applicable": mine.is_not_applicable,
        "reason": mine.reason,
    }


def _mark(mine: Score | None, below: Score | None, asked: list[dict[str, Any]]) -> str:
    """Return the class that colours the row's edge."""
    if any(each["is_waiting"] for each in asked):
        return "review-row--questioned"
    if mine is None or not _says_something(mine):
        return ""
    if below is None or _difference(mine, below):
        return "review-row--changed"
    return "review-row--agreed"


def _totals(
    dossier: Dossier, layers: list[Stage], differences: dict[int, Decimal]
) -> list[dict[str, Any]]:
    """Return each layer's stored total, and how far its leaves stand from the layer below."""
    stored = {
        row.stage_id: row for row in LayerTotal.objects.filter(dossier=dossier, stage__in=layers)
    }
    made = []
    for stage in layers:
        row = stored.get(stage.pk)
        if row is None and stage.pk != dossier.stage_id:
            continue
        is_complete = row is not None and row.leaves_done >= row.leaves_due
        made.append(
            {
                "tier": tier_name(stage),
                "is_current": stage.pk == dossier.stage_id,
                "achieved": phrases.points(row.achieved if row else None),
                "maximum": phrases.points(row.maximum - row.not_applicable)
                if row
                else phrases.NOTHING,
                # The index of a layer that is still being filled in would say nothing.
                "index": phrases.percent(row.index) if row and is_complete else "",
                "left_out": phrases.points(row.not_applicable)
                if row and row.not_applicable
                else "",
                "done": row.leaves_done if row else 0,
                "due": row.leaves_due if row else 0,
                "difference": signed(differences[stage.pk]),
            }
        )
    return made


def tier_name(stage: Stage) -> str:
    """Return a layer's name on screen: ``Tự chấm``, ``Cấp huyện`` …"""
    if stage.kind == StageKind.SELF_ASSESSMENT:
        return "Tự chấm"
    return stage.get_level_display()


def signed(difference: Decimal) -> str:
    """Return a difference with its sign (``+1,00``, ``−0,50``), nothing for 0."""
    if not difference:
        return ""
    sign = "+" if difference > 0 else "\u2212"
    return f"{sign}{phrases.points(abs(difference))}"


def _difference(score: Score | None, below: Score | None) -> str:
    if score is None or below is None or not _says_something(score):
        return ""
    if score.is_not_applicable != below.is_not_applicable:
        return "khác cấp dưới"
    if score.points is None or below.points is None:
        return ""
    return signed(score.points - below.points)


def _apart(leaf: plans.Leaf, score: Score | None, below: Score | None) -> Decimal:
    """Return what the leaf adds to the total between two layers; not applicable counts as 0."""
    if score is None or below is None or not _says_something(score):
        return Decimal(0)
    apart = (score.points or Decimal(0)) - (below.points or Decimal(0))
    return -apart if leaf.rule.kind is RuleKind.PENALTY else apart


def _says_something(score: Score | None) -> bool:
    return score is not None and (score.points is not None or score.is_not_applicable)
