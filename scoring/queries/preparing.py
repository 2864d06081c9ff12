"""A campaign as those who set it up see it: its state, its stages, what to look at twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import JournalEntry
from scoring.models import Campaign, Stage
from scoring.queries import looking
from scoring.rules import holidays

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class State:
    """Where a campaign stands, as a tag."""

    key: str
    label: str
    tone: str


DRAFT = State("draft", "Đang chuẩn bị", "neutral")
OPEN = State("open", "Đang thực hiện", "info")
PUBLISHED = State("published", "Đã công bố kết quả", "good")


def state_of(campaign: Campaign) -> State:
    """Return where a campaign stands."""
    if campaign.opened_at is None:
        return DRAFT
    return PUBLISHED if campaign.published_at else OPEN


@dataclass(frozen=True)
class StageNote:
    """A stage's window in words, and the days of rest at its ends."""

    stage: Stage
    kind: str
    opens: str
    closes: str
    warnings: tuple[str, ...]


def stage_notes(stages: Iterable[Stage]) -> list[StageNote]:
    """Return each stage with its first and last accepted second and what to look at twice."""
    return [
        StageNote(
            stage,
            stage.get_kind_display(),
            looking.moment(stage.opens_at),
            looking.moment(stage.closes_at - _SECOND),
            rest_warnings(stage),
        )
        for stage in stages
    ]


def rest_warnings(stage: Stage) -> tuple[str, ...]:
    """Say which end of a stage falls on a day on which offices rest."""
    ends = (("Ngày mở", stage.opens_at), ("Ngày cuối nhận hồ sơ", stage.closes_at - _SECOND))
    return tuple(
        f"{what} {_day(instant)} là {reason}."
        for what, instant in ends
        if (reason := _rest(instant))
    )


def _rest(instant: datetime) -> str:
    return holidays.rest(timezone.localtime(instant).date())


def _day(instant: datetime) -> str:
    return timezone.localtime(instant).strftime("%d/%m/%Y")


def rounds_before(campaign: Campaign | None, among: QuerySet[Campaign]) -> QuerySet[Campaign]:
    """Return the opened campaigns of the person's areas that a round may be compared with."""
    rounds = among.filter(opened_at__isnull=False).order_by("-year", "code")
    return rounds.exclude(pk=campaign.pk) if campaign else rounds


def recorded_at(campaign: Campaign) -> str:
    """Return the instant of the newest act on a campaign, ISO 8601; empty before the first."""
    newest = JournalEntry.objects.filter(chain=campaign.chain, seq=campaign.journal_seq).first()
    return timezone.localtime(newest.at).isoformat(timespec="milliseconds") if newest else ""
