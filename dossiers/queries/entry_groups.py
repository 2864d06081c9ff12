"""The groups of the entry page: their rows, their sums and how far each has come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from accounts.addresses import address
from dossiers.models import Dossier
from dossiers.queries import entry_rows, leaf_texts, phrases
from dossiers.queries.answers import Answers
from dossiers.queries.entry_rows import Refusal, Rights
from scoring import plans
from scoring.models import Criterion
from scoring.rules import totals
from scoring.rules.numbers import ZERO


@dataclass(frozen=True)
class Wanted:
    """Which rows a page draws: those of one group, one leaf alone, only what is unfinished."""

    group: str = ""
    leaf: str = ""
    only_open: bool = False

    def has(self, leaf: plans.Leaf) -> bool:
        """Say whether a leaf's row is drawn, whether finished or not."""
        return self.group in ("", leaf.criterion.group_code) and self.leaf in ("", leaf.code)


def groups_of(
    dossier: Dossier,
    said: Answers,
    rights: Rights,
    *,
    at: datetime,
    refusals: Mapping[str, Refusal] | None = None,
    wanted: Wanted = Wanted(),
) -> list[dict[str, Any]]:
    """Return all groups with their sums and states; ``rows`` holds the wanted ones, in order.

    A refused row is always among them: what was typed must not get lost.
    """
    return [
        group_of(dossier, group, said, rights, at=at, refusals=refusals, wanted=wanted)
        for group in said.plan.groups
    ]


def group_of(
    dossier: Dossier,
    group: Criterion,
    said: Answers,
    rights: Rights,
    *,
    at: datetime,
    refusals: Mapping[str, Refusal] | None = None,
    wanted: Wanted = Wanted(),
) -> dict[str, Any]:
    """Return one group as ``groups_of`` does."""
    leaves = said.plan.leaves_of(group.code)
    rows = [
        entry_rows.row_of(
            dossier, leaf, said, rights, at=at, refusal=(refusals or {}).get(leaf.code)
        )
        for leaf in leaves
        if wanted.has(leaf)
    ]
    return {
        "code": group.code,
        "name": group.name,
        "rows": [row for row in rows if row["is_unfinished"] or not wanted.only_open],
        "hidden": sum(not row["is_unfinished"] for row in rows) * wanted.only_open,
        "url": address("dossiers:entry_group", dossier.pk, group.code),
        **_state(said, leaves, at=at),
        **_group_points(said, leaves, said.points_of_groups.get(group.code)),
    }


def _state(said: Answers, leaves: Sequence[plans.Leaf], *, at: datetime) -> dict[str, Any]:
    """Return how far a group has come: leaves done of those due, and what is amiss."""
    due = [leaf for leaf in leaves if leaf.is_by_unit and leaf.is_in_base]
    done = sum(entry_rows.is_done(said.counts.get(leaf.pk)) for leaf in due)
    lacking = sum(entry_rows.is_unproven(leaf, said) for leaf in leaves)
    asked = sum(is_asked(leaf, said, at=at) for leaf in leaves)
    is_finished = bool(due) and done == len(due) and not lacking and not asked
    return {
        "done": done,
        "due": len(due),
        "no_due_words": _no_due_words(leaves),
        "lacking_count": lacking,
        "asked_count": asked,
        "state": "asked"
        if asked
        else "lacking"
        if lacking
        else "finished"
        if is_finished
        else "open",
    }


def _no_due_words(leaves: Sequence[plans.Leaf]) -> str:
    """Return why nothing of a group is due: claimed where it happened, or given by others."""
    return "nếu có" if any(leaf.is_by_unit for leaf in leaves) else "cấp trên nhập"


def is_asked(leaf: plans.Leaf, said: Answers, *, at: datetime) -> bool:
    """Say whether a question on the leaf waits for its answer."""
    return any(
        asked.answered_at is None and at < asked.answer_until
        for asked in said.questions.get(leaf.pk, ())
    )


def _group_points(
    said: Answers, leaves: Iterable[plans.Leaf], total: totals.GroupTotal | None
) -> dict[str, str]:
    """Return a group's points in words; bonus and penalty stand outside every group's sum."""
    if total is not None:
        return {
            "achieved": phrases.points(total.achieved),
            "maximum": phrases.points(total.applicable_maximum),
        }
    claimed = [said.counts[leaf.pk].points for leaf in leaves if leaf.pk in said.counts]
    return {
        "achieved": phrases.points(sum((each for each in claimed if each), start=ZERO)),
        "maximum": "",
    }


STOP_WORDS = {
    "asked": "cần giải trình",
    "lacking": "thiếu tài liệu",
    "done": "đã xong",
    "todo": "chưa nhập",
    "free": "không bắt buộc",
}


class Stop(NamedTuple):
    """One leaf on the way through all of them, one at a time."""

    code: str
    name: str
    group: str
    anchor: str
    url: str
    state: str

    @property
    def words(self) -> str:
        """How it stands, in words."""
        return STOP_WORDS[self.state]

    @property
    def is_open(self) -> bool:
        """Whether something is left to do at it."""
        return self.state in ("todo", "lacking", "asked")


def stops_of(dossier: Dossier, said: Answers, *, at: datetime) -> list[Stop]:
    """Return every leaf in printed order with where it is entered alone and how it stands."""
    return [
        Stop(
            code=leaf.code,
            name=leaf.criterion.name,
            group=leaf.criterion.group_code,
            anchor=leaf_texts.anchor_of(leaf.code),
            url=address("dossiers:entry_leaf", dossier.pk, leaf.code),
            state=entry_rows.state_of(leaf, said, is_asked=is_asked(leaf, said, at=at)),
        )
        for leaf in said.plan.leaves
    ]
