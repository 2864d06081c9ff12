"""The review page of one dossier as plain rows of ready words: one template loop draws them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from dossiers import gate, permissions, workflow
from dossiers.models import Dossier, Score
from dossiers.queries import differences, leaf_texts, phrases, review_sources
from dossiers.queries.refused_rows import Typed
from dossiers.windows import Window
from scoring import plans
from scoring.models import Stage


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
    _Rows(made, tied, at=at, only=only, typed=typed).fill()
    return made


class _Rows:
    """Gathers the answers of a few set questions and lays them out leaf by leaf."""

    def __init__(
        self,
        made: Sheet,
        tied: permissions.Ties,
        *,
        at: datetime,
        only: str | None,
        typed: Typed | None,
    ) -> None:
        self.made, self.only, self.typed = made, only, typed
        dossier, layers = made.dossier, made.layers
        self.plan = plans.plan_of(dossier.campaign.criteria_set_id)
        self.scores = review_sources.scores_by_leaf(dossier, layers)
        self.evidence = review_sources.evidence_by_leaf(
            dossier, self.plan, above=tied.places, today=timezone.localdate(at)
        )
        self.questions = review_sources.questions_by_leaf(dossier, layers, at=at)
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
                    "is_complete": 0 < due <= done,
                    "codes": codes,
                    "can_agree": len(codes) > 1,
                    "rows": [row for row in rows if self.only in (None, row["code"])],
                }
            )
        made.can_agree_all = any(group["codes"] for group in made.groups)
        made.totals = review_sources.totals_of(made.dossier, made.layers, self.differences)
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
                self.differences[stage.pk] += differences.apart(leaf, score, below)
            if stage.tier < own.tier and differences.says_something(score):
                below = score
        mine = held.get(own.pk)
        is_done = mine is not None and mine.is_filled_in
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
            "difference": differences.difference(mine, below),
            "alert": None,
            **_own_row(mine if can_write else None),
        }
        if self.typed and self.typed.code == leaf.code:
            row |= self.typed.values
            row["alert"] = self.typed
        return row


def _layer(
    leaf: plans.Leaf, stage: Stage, score: Score | None, below: Score | None, *, is_mine: bool
) -> dict[str, Any]:
    """Return one tier's column of a row; ``below`` is what the tier had to judge."""
    figures = ""
    if score is not None and score.figures is not None:
        figures = leaf.rule.figures_text(score.figures)
    return {
        "tier": differences.tier_name(stage),
        "is_mine": is_mine,
        "points": phrases.score_points(score),
        "difference": "" if stage.tier == 1 else differences.difference(score, below),
        "figures": figures,
        "sentence": score.because if score else "",
        "words": score.explanation if score else "",
        "when": f"{score.recorded_by.full_name}, {phrases.moment(score.recorded_at)}"
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
        # Of a leader-relative leaf the reviewer gives the value, and points come later.
        "points": "" if (given := differences.given(mine)) is None else phrases.points(given),
        "is_not_applicable": mine.is_not_applicable,
        "reason": mine.reason,
    }


def _mark(mine: Score | None, below: Score | None, asked: list[dict[str, Any]]) -> str:
    """Return the class that colours the row's edge."""
    if any(each["is_waiting"] for each in asked):
        return "review-row--questioned"
    if mine is None or not differences.says_something(mine):
        return ""
    if below is None or differences.difference(mine, below):
        return "review-row--changed"
    return "review-row--agreed"
