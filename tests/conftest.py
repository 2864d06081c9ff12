"""What every test stands on: settings fit for tests, and a clock that tests can move."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

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
    settings.SENDFILE_ROOT = str(settings.MEDIA_ROOT)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
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
