"""What changed leaf by leaf since an instant: the journal says how it was, the rows how it is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.models import JournalEntry
from dossiers.enums import Verb
from dossiers.models import Dossier, EvidenceUse, Score
from dossiers.queries import leaf_texts, phrases
from scoring import plans

# The acts that change what a leaf of the unit's own layer says.
CHANGING = frozenset(
    {
        Verb.SCORE,
        Verb.ATTACH,
        Verb.DETACH,
        Verb.REPLACE,
        Verb.CARRY_OVER,
        Verb.CONFIRM,
        Verb.RECOUNT,
    }
)
_TOLD = ("figures", "is_not_applicable", "points", "explanation")
State = dict[str, Any]


@dataclass(frozen=True)
class LeafChange:
    """One leaf that says something else now; ``lines`` are ready words, then who did it when."""

    code: str
    name: str
    anchor: str
    lines: tuple[str, ...]
    by: str
    when: str


def changes_since(dossier: Dossier, since: datetime) -> list[LeafChange]:
    """Return the leaves whose figures, points, words or documents differ from those at ``since``.

    What was changed and changed back does not appear. Four queries, whatever the history.
    """
    acts: dict[str, list[JournalEntry]] = defaultdict(list)
    newer = JournalEntry.objects.filter(chain=dossier.chain, verb__in=list(CHANGING), at__gt=since)
    for act in newer.order_by("seq"):
        acts[act.subject].append(act)
    plan = plans.plan_of(dossier.campaign.criteria_set_id)
    touched = [leaf for leaf in plan.leaves if leaf.code in acts]
    if not touched:
        return []
    codes = [leaf.code for leaf in touched]
    then = _states_at(dossier, codes, since)
    now = _states_now(dossier, touched)
    papers = _papers(dossier, touched, since)
    made = []
    for leaf in touched:
        lines = (*_said(leaf, then[leaf.code], now[leaf.pk]), *papers[leaf.pk])
        if lines:
            made.append(_change(leaf, lines, acts[leaf.code][-1]))
    return made


def _change(leaf: plans.Leaf, lines: tuple[str, ...], last: JournalEntry) -> LeafChange:
    return LeafChange(
        code=leaf.code,
        name=leaf.criterion.name,
        anchor=leaf_texts.anchor_of(leaf.code),
        lines=lines,
        by=last.by_name,
        when=phrases.moment(last.at),
    )


def _nothing() -> State:
    return {"figures": None, "is_not_applicable": False, "points": None, "explanation": ""}


def _states_at(dossier: Dossier, codes: Iterable[str], since: datetime) -> dict[str, State]:
    """Return what each leaf said at ``since``: its acts up to then, folded."""
    states: dict[str, State] = defaultdict(_nothing)
    older = JournalEntry.objects.filter(
        chain=dossier.chain, verb__in=list(CHANGING), subject__in=list(codes), at__lte=since
    ).order_by("seq")
    for subject, after in older.values_list("subject", "after"):
        told = after or {}
        states[subject] |= {key: told[key] for key in _TOLD if key in told}
    return states


def _states_now(dossier: Dossier, leaves: Iterable[plans.Leaf]) -> dict[int, State]:
    rows = Score.objects.filter(
        dossier=dossier, stage__tier=1, leaf__in=[leaf.pk for leaf in leaves]
    ).values("leaf_id", *_TOLD)
    states: dict[int, State] = defaultdict(_nothing)
    for row in rows:
        worth = None if row["points"] is None else str(row["points"])
        states[row["leaf_id"]] = {key: row[key] for key in _TOLD} | {"points": worth}
    return states


def _said(leaf: plans.Leaf, then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return what differs in figures, points and words, each as one line."""
    pairs = [
        ("Số liệu", _figures(leaf, then), _figures(leaf, now)),
        ("Điểm", _points(then), _points(now)),
        ("Giải thích", then["explanation"] or "không có", now["explanation"] or "không có"),
    ]
    return [f"{what}: {was} → {becomes}" for what, was, becomes in pairs if was != becomes]


def _figures(leaf: plans.Leaf, state: Mapping[str, Any]) -> str:
    if state["figures"] is not None:
        return leaf.rule.figures_text(state["figures"])
    return phrases.NOT_APPLICABLE.lower() if state["is_not_applicable"] else "chưa nhập"


def _points(state: Mapping[str, Any]) -> str:
    if state["is_not_applicable"]:
        return phrases.NOT_APPLICABLE.lower()
    return phrases.NOTHING if state["points"] is None else phrases.points(Decimal(state["points"]))


def _papers(
    dossier: Dossier, leaves: Sequence[plans.Leaf], since: datetime
) -> dict[int | None, list[str]]:
    """Return for each leaf id the documents that came and went."""
    uses = EvidenceUse.objects.filter(
        dossier=dossier, leaf__in=[leaf.pk for leaf in leaves], explanation__isnull=True
    ).select_related("version__document")
    came: dict[int | None, dict[int, EvidenceUse]] = defaultdict(dict)
    went: dict[int | None, dict[int, EvidenceUse]] = defaultdict(dict)
    for use in uses:
        stood = use.attached_at <= since and (use.detached_at is None or use.detached_at > since)
        stands = use.detached_at is None
        if stood != stands:
            moved = came if stands else went
            moved[use.leaf_id][use.version_id] = use
    return {
        leaf_id: _moved(came[leaf_id], went[leaf_id]) for leaf_id in (leaf.pk for leaf in leaves)
    }


def _moved(came: Mapping[int, EvidenceUse], went: Mapping[int, EvidenceUse]) -> list[str]:
    """Return a line for each document; what was taken off and put back says nothing."""
    new = [use.version.document for key, use in came.items() if key not in went]
    old = [use.version.document for key, use in went.items() if key not in came]
    return [
        *(f"Thay bản mới: {document.title}" for document in new if document in old),
        *(f"Thêm tài liệu: {document.title}" for document in new if document not in old),
        *(f"Gỡ tài liệu: {document.title}" for document in old if document not in new),
    ]
