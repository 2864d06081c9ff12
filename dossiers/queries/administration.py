"""What an administrator's desk shows: deadlines near, who is unsent or locked, what was moved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts import permissions as roles
from accounts import queries as accounts
from accounts import words
from accounts.enums import Role
from accounts.models import JournalEntry, Unit, User
from dossiers.enums import DeadlineChangeKind
from dossiers.models import DeadlineChange, Dossier, Notice
from dossiers.queries import deadlines, phrases
from dossiers.workflow import UNSENT, UNSETTLED
from scoring.models import Campaign, Stage

# A deadline this near stands on top of the desk.
NEAR = timedelta(days=7)
# The worker looks every minute; closings left unrecorded for longer mean that it stands still.
WORKER_LATE = timedelta(minutes=5)
_UNTIL = {DeadlineChangeKind.EXTEND: "Đến", DeadlineChangeKind.LOCK: "Khóa từ"}
# As many candidates as one reads in an error sentence.
CANDIDATES_SHOWN = 5


@dataclass(frozen=True)
class StageDesk:
    """A running stage: its last accepted second, what still stands in it, how near its end is."""

    stage: Stage
    closes: str
    left: timedelta
    here: int
    unsent: int
    locked: int
    tone: str


def campaigns_administered(by: User, *, at: datetime) -> QuerySet[Campaign]:
    """Return the opened campaigns whose area the person administers, newest first."""
    is_admin = roles.covers(by, [Role.ADMIN], unit="area_id", at=at)
    return Campaign.objects.filter(is_admin, opened_at__isnull=False).order_by("-year", "code")


def running_stages(campaigns: Iterable[Campaign], *, at: datetime) -> list[StageDesk]:
    """Return the stages of unpublished campaigns with their numbers, the nearest end first."""
    stages = (
        Stage.objects.filter(campaign__in=campaigns, campaign__published_at__isnull=True)
        .select_related("campaign")
        .annotate(
            here=Count("dossiers", filter=Q(dossiers__state__in=list(UNSETTLED))),
            unsent=Count("dossiers", filter=Q(dossiers__state__in=list(UNSENT))),
            locked=Count("dossiers", filter=Q(dossiers__locked_at__isnull=False)),
        )
        .order_by("closes_at", "campaign__code", "tier")
    )
    return [
        StageDesk(
            stage,
            phrases.last_second(stage.closes_at),
            stage.closes_at - at,
            stage.here,
            stage.unsent,
            stage.locked,
            _tone(stage, at),
        )
        for stage in stages
    ]


def _tone(stage: Stage, at: datetime) -> str:
    if at >= stage.closes_at:
        return "strong"
    if at < stage.opens_at:
        return "neutral"
    return "warn" if stage.closes_at - at <= NEAR else "info"


def unrecorded_closings(*, at: datetime) -> int:
    """Return how many closings the worker should have recorded by now and has not."""
    return sum(1 for due in deadlines.due_dossiers(at=at) if at - due.due_at > WORKER_LATE)


def unreachable_people(by: User, *, at: datetime) -> QuerySet[User]:
    """Return the people beneath whose address the mail server will not take, by name.

    ``is_in_hand`` tells those whose account ``by`` may correct.
    """
    refused = Notice.objects.filter(recipient=OuterRef("pk"), email_refused=OuterRef("email"))
    return (
        accounts.accounts_visible_to(by, at=at)
        .filter(Exists(refused), is_active=True)
        .exclude(email="")
        .annotate(is_in_hand=accounts.in_hand(by, at=at))
        .order_by("sort_key", "pk")
    )


def changes_of(campaigns: QuerySet[Campaign]) -> QuerySet[DeadlineChange]:
    """Return every extension and early lock of the campaigns, newest first."""
    return DeadlineChange.objects.filter(stage__campaign__in=campaigns).select_related(
        "stage__campaign", "unit", "granted_by"
    )


def last_moved_at(stage: Stage) -> datetime | None:
    """Return when the journal last recorded a change of the stage's deadlines; None for never."""
    acts = JournalEntry.objects.filter(chain=stage.campaign.chain, subject=stage.name)
    return acts.order_by("-seq").values_list("at", flat=True).first()


@dataclass(frozen=True)
class ChangeText:
    """One extension or early lock in words; ``is_ahead`` while its instant lies ahead."""

    change: DeadlineChange
    granted: str
    iso: str
    until: str
    is_ahead: bool


def changes_in_words(changes: Iterable[DeadlineChange], *, at: datetime) -> list[ChangeText]:
    """Return changes as their list shows them."""
    return [
        ChangeText(
            change,
            phrases.moment(change.granted_at),
            phrases.iso(change.granted_at),
            f"{_UNTIL[DeadlineChangeKind(change.kind)]} {phrases.to_the_second(change.until)}",
            change.until > at,
        )
        for change in changes
    ]


def locked_units(stage: Stage) -> QuerySet[Dossier]:
    """Return the dossiers that were locked before they were sent, in list order."""
    return (
        Dossier.objects.filter(stage=stage, locked_at__isnull=False)
        .select_related("unit")
        .order_by("unit__sort_key", "unit__code")
    )


def units_of(campaign: Campaign) -> QuerySet[Unit]:
    """Return every unit with a dossier of the campaign at or below it, in list order."""
    reached = Dossier.objects.filter(campaign=campaign).values("unit_id")
    return (
        Unit.objects.filter(
            descendant_links__descendant__in=reached, ancestor_links__ancestor=campaign.area_id
        )
        .distinct()
        .order_by("sort_key", "code")
    )


def unit_label(unit: Unit) -> str:
    """Return a unit as it is offered and typed: ``07213 – Xã An Dương``."""
    return f"{unit.code} – {unit.name}"


def units_meant(campaign: Campaign, typed: str) -> list[Unit]:
    """Return the units that typed text may mean: one by its code or full name, else several."""
    code = typed.split("–", maxsplit=1)[0].split(" ", maxsplit=1)[0].strip()
    units = units_of(campaign)
    by_code = list(units.filter(code=code))
    if by_code:
        return by_code
    key = words.search_key(typed)
    return list(units.filter(search_key=key)) or list(
        units.filter(search_key__contains=key)[:CANDIDATES_SHOWN]
    )
