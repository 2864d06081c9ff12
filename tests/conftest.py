"""What every test stands on: settings fit for tests, and a clock that tests can move."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.append_only import JOURNAL
from dossiers import frozen
from scoring import plans
from scoring.append_only import CRITERIA
from tests import factories
from tests.factories import Cast

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
# The morning of the last day before the 2024 commune entry closed.
LAST_MORNING = datetime(2024, 11, 4, 9, 0, tzinfo=HANOI)

_scratch: list[Path] = []


def pytest_configure(config: pytest.Config) -> None:
    """Keep tests out of var/, make passwords cheap, and run tasks where they are called."""
    scratch = Path(tempfile.mkdtemp(prefix="qcdc-test-"))
    _scratch.append(scratch)
    settings.STATIC_ROOT = scratch / "static"
    settings.STATIC_ROOT.mkdir()
    settings.MEDIA_ROOT = scratch / "media"
    settings.QCDC_UPLOADS_DIR = scratch / "uploads"
    settings.VAR_DIR = scratch
    settings.SENDFILE_ROOT = str(settings.MEDIA_ROOT)
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        # Drawn secrets are always kept with this one; see accounts.passwords.
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    settings.QCDC_DEMO = True
    settings.CELERY_TASK_ALWAYS_EAGER = True
    settings.CELERY_TASK_EAGER_PROPAGATES = True


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what the tests stored."""
    while _scratch:
        shutil.rmtree(_scratch.pop(), ignore_errors=True)


@dataclass
class MovableClock:
    """A clock for actions: stands still until a test moves it."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **parts: float) -> datetime:
        """Move on by ``timedelta(**parts)`` and return the new instant."""
        self.now += timedelta(**parts)
        return self.now


@pytest.fixture
def clock() -> MovableClock:
    """Return a clock that stands at 09:00 on 04/11/2024 in Hà Nội."""
    return MovableClock(LAST_MORNING)


@pytest.fixture(autouse=True)
def _no_kept_plans() -> Iterator[None]:
    """Row numbers begin anew in each test, so plans kept by number would lie."""
    plans.forget_plans()
    yield
    plans.forget_plans()


@pytest.fixture
def cast(db: None, clock: MovableClock) -> Cast:
    """Return the small world on the last morning before the commune stage closes."""
    return factories.make_cast(clock())


@pytest.fixture
def cast_today(db: None) -> Cast:
    """Return the small world around the present, for pages (they read the database's clock)."""
    return factories.make_cast(timezone.now())


@pytest.fixture(autouse=True)
def _what_is_kept_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a transactional test's database be emptied afterwards.

    The flush deletes every row, which the triggers of the journal, of criteria and of published
    runs forbid; they are taken away after the test's own last line and stand again before the
    next transactional test begins.
    """
    marker = request.node.get_closest_marker("django_db")
    flushes = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not flushes and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    for triggers in (JOURNAL, CRITERIA, frozen):
        triggers.remove(connection)
        triggers.install(connection)
    yield
    for triggers in (JOURNAL, CRITERIA, frozen):
        triggers.remove(connection)


@pytest.fixture
def guarded(db: None) -> None:
    """Let the triggers stand, whatever a transactional test before has taken away."""
    for triggers in (JOURNAL, CRITERIA, frozen):
        triggers.remove(connection)
        triggers.install(connection)
