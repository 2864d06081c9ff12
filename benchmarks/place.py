"""Where measuring happens: a throw-away database beside nobody's data."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command


@contextlib.contextmanager
def open_place(*, on_postgresql: bool) -> Iterator[None]:
    """Set Django up on an empty database of its own, and take everything away afterwards.

    A ``DATABASE_URL`` in the environment names a server: its database is not touched, a
    ``test_`` database is made beside it.
    """
    with contextlib.ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="qcdc-bench-")))
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "qcdc.settings",
            "QCDC_ENV": "local",
            "QCDC_VAR": str(home),
            "LOG_LEVEL": "ERROR",
        }
        if on_postgresql:
            from tools import throwaway_services

            home.chmod(0o711)  # the server's account has to walk through to its own folder
            os.environ["DATABASE_URL"] = stack.enter_context(
                throwaway_services.postgres(home / "postgres")
            )
        _set_up(home)
        stack.enter_context(_database(home))
        yield


def _set_up(home: Path) -> None:
    settings.ROOT_URLCONF = "benchmarks.urls"
    settings.STATIC_ROOT = home / "static"
    settings.STATIC_ROOT.mkdir()
    django.setup()


@contextlib.contextmanager
def _database(home: Path) -> Iterator[None]:
    from django.db import connection

    if connection.vendor == "sqlite":
        # A file, as in the embedded installation; the default would be memory.
        connection.settings_dict["TEST"]["NAME"] = str(home / "bench.sqlite3")
    kept_name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(kept_name, verbosity=0)


def empty() -> None:
    """Delete every row; what forbids that in earnest stands again afterwards."""
    from django.db import connection

    from accounts.append_only import JOURNAL
    from dossiers import frozen
    from scoring import plans
    from scoring.append_only import CRITERIA

    for triggers in (JOURNAL, CRITERIA, frozen):
        triggers.remove(connection)
    call_command("flush", interactive=False, verbosity=0)
    for triggers in (JOURNAL, CRITERIA, frozen):
        triggers.install(connection)
    plans.forget_plans()


def refresh_statistics() -> None:
    """Tell the planner what the tables hold now, as a server does in its quiet hours."""
    from django.db import connection

    # PostgreSQL cleans up only outside a transaction; inside one the figures alone must do.
    cleans = connection.vendor == "postgresql" and not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if cleans else "ANALYZE")


def machine() -> dict[str, object]:
    """Return what a reader of the figures should know about the run."""
    from django.db import connection

    return {
        "python": sys.version.split()[0],
        "django": django.get_version(),
        "database": connection.vendor,
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
    }
