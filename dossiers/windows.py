"""When a dossier's window in a stage is open: plain values in, plain values out."""

from dataclasses import dataclass
from datetime import datetime

from dossiers.enums import DeadlineChangeKind


@dataclass(frozen=True)
class Change:
    """A unit's own deadline: an extension, or an early lock."""

    kind: str
    until: datetime


@dataclass(frozen=True)
class Window:
    """The half-open interval ``[opens_at, closes_at)`` in which writes are accepted."""

    opens_at: datetime
    closes_at: datetime

    def is_open(self, at: datetime) -> bool:
        """Say whether ``at`` lies in the window: its first instant does, its last does not."""
        return self.opens_at <= at < self.closes_at


def effective(opens_at: datetime, closes_at: datetime, newest: Change | None) -> Window:
    """Return the window after a unit's newest deadline change.

    An extension never shortens: if the whole stage moved past it later, the stage's instant
    holds. An early lock holds until a newer change replaces it.
    """
    if newest is None:
        return Window(opens_at, closes_at)
    if newest.kind == DeadlineChangeKind.EXTEND:
        return Window(opens_at, max(closes_at, newest.until))
    return Window(opens_at, newest.until)
