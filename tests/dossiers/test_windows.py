"""The window in force for a dossier, as a table an official could check."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.enums import DeadlineChangeKind
from dossiers.windows import Change, Window, effective

OPENS = datetime(2024, 10, 15, tzinfo=UTC)
CLOSES = datetime(2024, 11, 5, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("instant", "is_open"),
    [
        (OPENS - SECOND, False),
        (OPENS, True),
        (CLOSES - timedelta(microseconds=1), True),
        (CLOSES, False),
        (CLOSES + SECOND, False),
    ],
)
def test_window_holds_its_first_instant_and_not_its_last(instant, is_open):
    assert Window(OPENS, CLOSES).is_open(instant) is is_open


@pytest.mark.parametrize(
    ("change", "closes_at"),
    [
        (None, CLOSES),
        (Change(DeadlineChangeKind.EXTEND, CLOSES + DAY), CLOSES + DAY),
        # The whole stage was moved beyond an older extension: nobody loses time by it.
        (Change(DeadlineChangeKind.EXTEND, CLOSES - DAY), CLOSES),
        (Change(DeadlineChangeKind.LOCK, CLOSES - DAY), CLOSES - DAY),
        (Change(DeadlineChangeKind.LOCK, CLOSES + DAY), CLOSES + DAY),
    ],
)
def test_newest_change_sets_the_end(change, closes_at):
    assert effective(OPENS, CLOSES, change) == Window(OPENS, closes_at)


@given(days=st.integers(min_value=-100, max_value=100))
def test_extension_never_shortens(days):
    change = Change(DeadlineChangeKind.EXTEND, CLOSES + days * DAY)
    assert effective(OPENS, CLOSES, change).closes_at >= CLOSES
