"""What a correction of a running round may choose from, has done, and may tell to whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accounts import permissions as roles
from accounts.enums import OWN_SIDE
from accounts.models import JournalEntry, User
from dossiers.enums import Verb
from dossiers.models import Dossier
from dossiers.permissions import Ties
from dossiers.queries import journal, phrases
from dossiers.workflow import UNSENT
from scoring.models import Campaign, CriteriaSet


def versions_from(campaign: Campaign) -> QuerySet[CriteriaSet]:
    """Return the round's own version of its set and all published after it, newest first."""
    used = campaign.criteria_set
    return CriteriaSet.objects.filter(
        key=used.key,
        year=used.year,
        unit_level=used.unit_level,
        version__gte=used.version,
    ).order_by("-version")


def leaf_names(criteria_set: CriteriaSet) -> dict[str, str]:
    """Return the names of a version's leaves by their printed codes."""
    return dict(criteria_set.criteria.filter(is_leaf=True).values_list("code", "name"))


@dataclass(frozen=True)
class Applied:
    """One correction that was applied, in words; ``changes`` counts the scores it changed."""

    number: str
    reason: str
    before: str
    after: str
    changes: str
    by: str
    when: str
    iso: str


def applied_to(campaign: Campaign) -> list[Applied]:
    """Return the corrections that a round has seen, newest first: one query."""
    acts = JournalEntry.objects.filter(chain=campaign.chain, verb=Verb.CORRECT).order_by("-seq")
    return [_applied(act) for act in acts]


def _applied(act: JournalEntry) -> Applied:
    before, after = act.before or {}, act.after or {}
    return Applied(
        number=act.subject,
        reason=act.reason,
        before=before["criteria_set"],
        after=after["criteria_set"],
        changes=phrases.count(after["changes"]),
        by=act.by_name,
        when=phrases.to_the_second(act.at),
        iso=phrases.iso(act.at),
    )


def closed_layers(campaign: Campaign, by: User, *, at: datetime) -> Mapping[tuple[str, int], str]:
    """Return (unit code, tier) → why its scores are closed to this person; no key: open.

    The same rule as on the pages of one dossier (``permissions.Ties``), asked for all dossiers
    of the round in four queries.
    """
    held = roles.roles_over(by, campaign.area, at=at).values_list("role", "content_object__level")
    above = frozenset(held)
    own = set(
        roles.current_grants(at=at)
        .filter(user=by, role__in=list(OWN_SIDE))
        .values_list("content_object_id", "role")
    )
    stages = list(campaign.stages.all())
    closed = {}
    for dossier in Dossier.objects.filter(campaign=campaign).select_related("unit", "stage"):
        dossier.campaign = campaign
        mine = frozenset(role for unit, role in own if unit == dossier.unit_id)
        ties = Ties(own_side=mine, above=above)
        is_open = ties.can_read_content(dossier)
        readable = ties.readable_tiers(dossier, stages) if is_open else frozenset()
        words = journal.UNSENT_WORDS if dossier.state in UNSENT else journal.UNPUBLISHED_WORDS
        for stage in stages:
            if stage.tier not in readable:
                closed[dossier.unit.code, stage.tier] = words
    return closed
