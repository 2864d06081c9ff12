"""The demo's calendar: everything is laid around the midnight before "now"."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.clock import Clock

# Work in the demo happens in office hours, from a quarter to eight.
_MORNING = timedelta(hours=7, minutes=45)
# A working day with its noon break taken out of the end, in minutes.
OFFICE_MINUTES = 480


def standing(at: datetime) -> Clock:
    """Return a clock that stands at ``at``."""
    return lambda: at


def midnight(at: datetime) -> datetime:
    """Return the local midnight that began the day of ``at``."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass
class Diary:
    """Instants of one dossier's acts, each later than the one before.

    ``day_zero`` is a local midnight; days are counted from it and may be negative.
    """

    day_zero: datetime
    last: datetime | None = None

    def at(self, day: int, minute: int) -> datetime:
        """Return the instant ``minute`` minutes into the office hours of ``day``.

        An instant that would not be later than the last one is moved just behind it.
        """
        wanted = self.day_zero + timedelta(days=day) + _MORNING + timedelta(minutes=minute)
        if self.last is not None and wanted <= self.last:
            wanted = self.last + timedelta(minutes=3)
        self.last = wanted
        return wanted

    def clock(self, day: int, minute: int) -> Clock:
        """Return a clock that stands at ``at(day, minute)``."""
        return standing(self.at(day, minute))
