"""Whose window in a stage has ended, asked of all dossiers at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from dossiers.enums import DeadlineChangeKind
from dossiers.models import ClosingRecord, DeadlineChange, Dossier
from dossiers.windows import Change, Window, effective
from dossiers.workflow import UNSETTLED
from scoring.models import Stage


@dataclass(frozen=True)
class Due:
    """A dossier whose window in its present stage has ended and has not been recorded."""

    dossier_id: int
    stage_id: int
    due_at: datetime


def with_newest_change(dossiers: QuerySet[Dossier], *, stage: str | Stage) -> QuerySet[Any]:
    """Add ``change_kind`` and ``change_until`` of the newest change that covers each unit.

    ``stage`` is a stage, or the path to each dossier's own (``"stage_id"``).
    """
    changes = DeadlineChange.objects.filter(
        stage=OuterRef(stage) if isinstance(stage, str) else stage,
        unit__descendant_links__descendant=OuterRef("unit_id"),
    ).order_by("-granted_at", "-pk")
    return dossiers.annotate(
        change_kind=Subquery(changes.values("kind")[:1]),
        change_until=Subquery(changes.values("until")[:1]),
    )


def window_with(
    opens_at: datetime, closes_at: datetime, kind: str | None, until: datetime | None
) -> Window:
    """Return the window in force, from what ``with_newest_change`` added to a row."""
    newest = Change(kind, until) if kind and until else None
    return effective(opens_at, closes_at, newest)


def due_dossiers(*, at: datetime) -> Iterator[Due]:
    """Yield every dossier at a stage whose window has ended at ``at`` without a closing record.

    One set question whatever the number of dossiers. The database narrows it to stages that
    are past, and to units with an early lock; ``dossiers.windows`` decides.
    """
    recorded = ClosingRecord.objects.filter(
        dossier=OuterRef("pk"), stage=OuterRef("stage_id"), superseded_at__isnull=True
    )
    rows = (
        with_newest_change(Dossier.objects.all(), stage="stage_id")
        .filter(
            ~Exists(recorded),
            Q(stage__closes_at__lte=at) | Q(change_kind=DeadlineChangeKind.LOCK),
            state__in=list(UNSETTLED),
        )
        .order_by("pk")
        .values_list(
            "pk",
            "stage_id",
            "stage__opens_at",
            "stage__closes_at",
            "change_kind",
            "change_until",
        )
    )
    for pk, stage_id, opens_at, closes_at, kind, until in rows.iterator():
        window = window_with(opens_at, closes_at, kind, until)
        if window.closes_at <= at:
            yield Due(pk, stage_id, window.closes_at)
