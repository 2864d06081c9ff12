"""One clock for the whole portal: the database's.

Several web and worker processes must agree on whether a deadline has passed, so the instant
is asked of the one machine that they share. Actions take a ``Clock`` and read it after taking
their lock; seeds and tests hand in a fixed one.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection

Clock = Callable[[], datetime]


def database_clock() -> datetime:
    """Return the database server's current instant, aware, in UTC.

    ``clock_timestamp()`` moves on inside a transaction, where ``CURRENT_TIMESTAMP`` would stay
    at its beginning and let a save that waited for a lock count as made before the wait.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            instant: datetime = cursor.fetchone()[0]
            return instant.astimezone(UTC)
        cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")
        return datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC)
