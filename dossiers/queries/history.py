"""A chain of the journal as people read it: what was done, by whom, when, with what change."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from accounts.enums import Role
from accounts.models import JournalEntry
from dossiers.enums import Verb
from dossiers.models import Dossier
from dossiers.queries import phrases
from scoring import plans
from scoring.models import Campaign

# What appraisers do to single leaves is closed to those below until the results are published.
APPRAISERS_ONLY = frozenset({Verb.APPRAISE, Verb.CENTRAL_FIGURE, Verb.FACT, Verb.RECOUNT_ABOVE})
# Acts that all may know of, with a layer's total that is closed just as long.
TOTALLED = frozenset({Verb.SEND_UP, Verb.CLOSE})
# What the unit types is closed to those above until it has been sent.
UNITS_ONLY = frozenset({Verb.CARRY_OVER, Verb.CONFIRM}) | frozenset(
    {Verb.SCORE, Verb.ATTACH, Verb.DETACH, Verb.REPLACE, Verb.ARRANGE, Verb.RECOUNT, Verb.REPORT}
)
# What the unit did with its own dossier: read by itself on its first page.
UNITS_ACTS = UNITS_ONLY | frozenset(
    {Verb.HAND_OVER, Verb.RETURN, Verb.SEND, Verb.RECALL, Verb.ANSWER, Verb.REGISTER}
)
# What leader and officer tell each other before sending concerns nobody above, then or later.
INSIDE_THE_UNIT = frozenset({Verb.RETURN, Verb.COMMENT, Verb.SETTLE})

# Two acts take hardly more room than the line that would stand for them.
_FEWEST_FOLDED = 3
_TONES = {
    Verb.SEND: "good",
    Verb.SEND_UP: "good",
    Verb.RECOGNISE: "good",
    Verb.RETURN: "warn",
    Verb.RECALL: "warn",
    Verb.ASK: "warn",
    Verb.EXTEND: "warn",
    Verb.CLOSE: "bad",
    Verb.LOCK: "bad",
    Verb.REFUSE: "bad",
}


def of_dossier(
    dossier: Dossier, *, is_own: bool, shows_unit: bool, shows_appraisal: bool
) -> QuerySet[JournalEntry]:
    """Return the dossier's acts that a viewer may know of, newest first.

    ``is_own`` says that the viewer works for the unit.
    """
    acts = JournalEntry.objects.filter(chain=dossier.chain)
    if not is_own:
        acts = acts.exclude(verb__in=list(INSIDE_THE_UNIT))
    if not shows_unit:
        acts = acts.exclude(verb__in=list(UNITS_ONLY))
    if not shows_appraisal:
        acts = acts.exclude(verb__in=list(APPRAISERS_ONLY))
    return acts.order_by("-seq")


def lines(acts: Iterable[JournalEntry], dossier: Dossier) -> list[dict[str, str]]:
    """Return acts as the timeline draws them."""
    named = places(dossier.campaign)
    return [_line(act, named) for act in acts]


def runs(acts: QuerySet[JournalEntry]) -> list[list[int]]:
    """Return the ids of acts, neighbours of one kind, person and day together, in their order."""
    told = acts.values_list("verb", "by_id", "by_role", "at", "pk")
    alike = groupby(told, key=lambda row: (*row[:3], phrases.local(row[3]).date()))
    return [[row[4] for row in rows] for _, rows in alike]


def folded(shown: Sequence[Sequence[int]], dossier: Dossier) -> list[dict[str, Any]]:
    """Return runs as the timeline draws them: a long one as one line with its acts as parts."""
    acts = JournalEntry.objects.in_bulk([pk for run in shown for pk in run])
    named = places(dossier.campaign)
    drawn: list[dict[str, Any]] = []
    for run in shown:
        parts = [_line(acts[pk], named) for pk in run]
        if len(run) < _FEWEST_FOLDED:
            drawn += parts
        else:
            drawn.append(_fold(parts, newest=acts[run[0]], oldest=acts[run[-1]]))
    return drawn


def _fold(
    parts: list[dict[str, str]], *, newest: JournalEntry, oldest: JournalEntry
) -> dict[str, Any]:
    begun = f"{phrases.local(oldest.at):%H:%M:%S}"
    ended = phrases.to_the_second(newest.at)
    return parts[0] | {
        "title": f"{_label(newest)} – {len(parts)} lần ghi",
        "when": ended if ended.startswith(begun) else f"{begun} – {ended}",
        "text": "",
        "parts": parts,
    }


def _label(act: JournalEntry) -> str:
    return str(Verb(act.verb).label) if act.verb in Verb.values else act.verb


def places(campaign: Campaign) -> dict[str, str]:
    """Return the words for the leaves and papers that acts on a campaign's dossiers name."""
    plan = plans.plan_of(campaign.criteria_set_id)
    leaves = {leaf.code: f"tiêu chí {leaf.code}" for leaf in plan.leaves}
    papers = {kind["key"]: str(kind["label"]).lower() for kind in campaign.document_kinds}
    return leaves | papers


def _line(act: JournalEntry, places: Mapping[str, str]) -> dict[str, str]:
    """Return one act; ``places`` names leaves and papers, other subjects are for programs."""
    label = _label(act)
    place = places.get(act.subject, "")
    title = f"{label} – {place}" if place else label
    role = Role(act.by_role).label.lower() if act.by_role in Role.values else ""
    return {
        "title": title,
        "by": f"{act.by_name} ({role})" if role else act.by_name,
        "when": phrases.to_the_second(act.at),
        "iso": phrases.iso(act.at),
        "text": _change(act),
        "tone": _TONES.get(Verb(act.verb), "") if act.verb in Verb.values else "",
    }


def _change(act: JournalEntry) -> str:
    """Return what changed, in words; before and after where both are known."""
    said = [_state(act.after)]
    if act.before and _state(act.before) not in ("", said[0]):
        said.append(f"trước đó: {_state(act.before)}")
    if act.reason:
        said.append(f"lý do: {act.reason}")
    words = "; ".join(part for part in said if part)
    # A document is called what it is called.
    return words if (act.after or {}).get("title") else words[:1].upper() + words[1:]


def _state(told: dict[str, Any] | None) -> str:
    """Return the part of a recorded side that people ask about."""
    if not told:
        return ""
    for key in ("because", "title", "answer", "question", "receipt", "text", "registration"):
        if told.get(key):
            return str(told[key])
    if told.get("receipts"):
        return "biên nhận " + ", ".join(told["receipts"])
    return ""
