"""Whose deadline comes near, asked of all dossiers of one stage at once."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from accounts import permissions as roles
from accounts.enums import OWN_SIDE, Role
from dossiers.enums import DossierState
from dossiers.models import DeadlineChange, Dossier, EvidenceUse, Explanation, LayerTotal, Reminder
from dossiers.queries import deadlines
from dossiers.workflow import HOLDERS, UNSETTLED
from scoring.models import Stage

# How long before a deadline people are reminded of it, the earliest first.
LEADS = (timedelta(days=7), timedelta(days=3), timedelta(days=1), timedelta(hours=3))


@dataclass(frozen=True)
class Near:
    """A dossier whose holder has a deadline ``closes_at`` ahead and has not heard of ``lead``."""

    dossier_id: int
    unit_id: int
    unit_name: str
    state: str
    lead: timedelta
    closes_at: datetime

    @property
    def holder(self) -> Role:
        """The role that can act now."""
        return HOLDERS[DossierState(self.state)]


@dataclass(frozen=True)
class Missing:
    """What a dossier still lacks before it can be sent whole."""

    leaves: int = 0
    evidence: int = 0
    papers: int = 0


@dataclass(frozen=True)
class Holders:
    """Who holds a role: of the units themselves, and above them in the stage."""

    own: dict[tuple[int, str], list[int]]
    above: dict[int, list[tuple[int, int, str]]]
    own_side: dict[int, set[int]]


def stages_near(*, at: datetime) -> list[Stage]:
    """Return the stages of running campaigns in which some deadline may be near: one query."""
    until = at + LEADS[0]
    ahead = {"gt": at, "lte": until}
    changes = DeadlineChange.objects.filter(stage=OuterRef("pk"), **_within("until", ahead))
    asked = Explanation.objects.filter(
        stage=OuterRef("pk"), answered_at__isnull=True, **_within("answer_until", ahead)
    )
    rows = Stage.objects.filter(
        Q(**_within("closes_at", ahead)) | Exists(changes) | Exists(asked),
        campaign__opened_at__isnull=False,
        campaign__published_at__isnull=True,
    )
    return list(rows.select_related("campaign").order_by("pk"))


def _within(name: str, bounds: dict[str, datetime]) -> dict[str, datetime]:
    return {f"{name}__{bound}": instant for bound, instant in bounds.items()}


def near(stage: Stage, *, at: datetime) -> list[Near]:
    """Return the stage's dossiers whose holder is to be reminded now: two queries.

    Of several leads that have been missed only the most urgent one counts. A lead that lies
    before the window opened, or before a question was asked, says nothing new and is left out.
    """
    asked = Explanation.objects.filter(
        dossier=OuterRef("pk"), answered_at__isnull=True, answer_until__gt=at
    ).order_by("answer_until", "pk")
    dossiers: QuerySet[Any] = Dossier.objects.filter(stage=stage, state__in=list(UNSETTLED))
    rows = deadlines.with_newest_change(
        dossiers.annotate(
            answer_until=Subquery(asked.values("answer_until")[:1]),
            asked_at=Subquery(asked.values("asked_at")[:1]),
        ),
        stage=stage,
    ).values_list(
        *("pk", "unit_id", "unit__name", "state", "answer_until", "asked_at"),
        *("change_kind", "change_until"),
    )
    told = _already_told(stage, at=at)
    found = []
    for pk, unit_id, name, state, answer_until, asked_at, kind, until in rows:
        window = deadlines.window_with(stage.opens_at, stage.closes_at, kind, until)
        opens_at, closes_at = window.opens_at, window.closes_at
        if state == DossierState.QUESTIONED:
            if answer_until is None:
                continue
            opens_at, closes_at = asked_at, answer_until
        lead = due_lead(opens_at, closes_at, at=at)
        if lead is not None and (pk, lead, closes_at) not in told:
            found.append(Near(pk, unit_id, name, state, lead, closes_at))
    return found


def due_lead(opens_at: datetime, closes_at: datetime, *, at: datetime) -> timedelta | None:
    """Return the most urgent lead that has been reached at ``at``, None for none."""
    if at >= closes_at:
        return None
    reached = [lead for lead in LEADS if opens_at <= closes_at - lead <= at]
    return min(reached, default=None)


def _already_told(stage: Stage, *, at: datetime) -> set[tuple[int, timedelta, datetime]]:
    rows = Reminder.objects.filter(stage=stage, closes_at__gt=at)
    return set(rows.values_list("dossier_id", "lead", "closes_at"))


def missing(stage: Stage, dossiers: Collection[int]) -> dict[int, Missing]:
    """Return what each dossier of the self assessment still lacks: two queries."""
    asked = len(stage.campaign.document_kinds)
    standing = dict(
        EvidenceUse.objects.filter(dossier__in=dossiers, detached_at__isnull=True)
        .exclude(document_kind="")
        .order_by()
        .values_list("dossier_id")
        .annotate(Count("document_kind", distinct=True))
    )
    rows = LayerTotal.objects.filter(stage=stage, dossier__in=dossiers).values_list(
        "dossier_id", F("leaves_due") - F("leaves_done"), "evidence_missing"
    )
    return {
        pk: Missing(leaves, evidence, asked - standing.get(pk, 0)) for pk, leaves, evidence in rows
    }


def holders(stage: Stage, units: Collection[int], *, at: datetime) -> Holders:
    """Return who works for the units, and who appraises them in this stage: two queries."""
    own: dict[tuple[int, str], list[int]] = defaultdict(list)
    own_side: dict[int, set[int]] = defaultdict(set)
    grants = roles.current_grants(at=at).filter(role__in=list(OWN_SIDE), content_object__in=units)
    for user, unit, role in grants.values_list("user_id", "content_object_id", "role").distinct():
        own[unit, role].append(user)
        own_side[unit].add(user)
    above: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    reviewers = roles.current_grants(at=at).filter(
        role=Role.REVIEWER,
        content_object__level=stage.level,
        content_object__descendant_links__descendant__in=units,
    )
    for user, place, name, unit in reviewers.values_list(
        "user_id",
        "content_object_id",
        "content_object__name",
        "content_object__descendant_links__descendant",
    ):
        above[unit].append((user, place, name))
    return Holders(own, above, own_side)
