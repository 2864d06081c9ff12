"""A running portal of one's own: web, worker and beat as real processes on throw-away data.

By default it stands on a SQLite file and the embedded broker; with DATABASE_URL (PostgreSQL) and
REDIS_URL in the environment it makes a database of its own there and takes a Redis number.
"""

import contextlib
import itertools
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis
from psycopg import sql

from tests.journeys.people import Account
from tools.throwaway_services import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = Path(sys.executable).parent
START_SECONDS = 40
STOP_SECONDS = 30
SEED = 7
_numbers = itertools.count()

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "web": (str(TOOLS / "gunicorn"), "-c", "deploy/gunicorn.conf.py"),
    "worker": (
        *(str(TOOLS / "celery"), "-A", "qcdc", "worker", "--concurrency", "1"),
        *("--without-gossip", "--without-mingle", "--loglevel", "INFO"),
    ),
    "beat": (str(TOOLS / "celery"), "-A", "qcdc", "beat", "--loglevel", "INFO", "--pidfile="),
}


@dataclass
class Portal:
    """One portal: its folder, its environment, and the processes that run on them."""

    home: Path
    static: Path
    database_url: str
    redis_url: str = ""
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        """The portal's address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the seed says of itself (contract C3)."""
        return json.loads((self.home / "manifest.json").read_text(encoding="utf-8"))

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every process and command: nothing else configures them."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "REDIS_URL", "MEDIA_ROOT")
        }
        return inherited | {
            "DJANGO_SETTINGS_MODULE": "qcdc.settings",
            "QCDC_ENV": "local",
            "QCDC_DEMO": "1",
            "QCDC_VAR": str(self.home),
            "STATIC_ROOT": str(self.static),
            "STATIC_MANIFEST": "1",
            "SECRET_KEY": "a key for journeys only, long enough to be taken",
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "BIND": f"127.0.0.1:{self.port}",
            "WEB_CONCURRENCY": "2",
        }

    def start(self, *names: str) -> None:
        """Start processes by name; the web process is waited for."""
        for name in names:
            with (self.home / f"{name}.log").open("ab") as log:
                self.running[name] = subprocess.Popen(
                    COMMANDS[name],
                    cwd=ROOT,
                    env=self.environment,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
        if "web" in names:
            self._wait_for_web()

    def stop(self, *names: str) -> None:
        """End processes by name, all of them when none is named."""
        ending = [self.running.pop(name) for name in names or list(self.running)]
        for child in ending:
            child.terminate()
        for child in ending:
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()

    def manage(self, *words: str) -> str:
        """Run a management command; returns what it printed, fails with what it complained of."""
        return self._python("manage.py", *words)

    def run(self, module: str, *words: str) -> Any:
        """Run a module of the tests inside the portal; returns the JSON that it printed."""
        return json.loads(self._python("-m", module, *words))

    def log(self, name: str) -> str:
        """Return what a process has written so far."""
        return (self.home / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def account(self, role: str, unit: str = "", *, nth: int = 0) -> Account:
        """Return the ``nth`` usable account that holds just ``role`` (at ``unit``, if named)."""
        found = [
            row
            for row in self.manifest["accounts"]
            if row["active"]
            and not row["must_change_password"]
            and len(row["roles"]) == 1
            and row["roles"][0]["role"] == role
            and unit in ("", row["roles"][0]["unit"])
        ]
        return Account.of(found[nth])

    def dossier(self, *, campaign: str, unit: str) -> dict[str, Any]:
        """Return the manifest's entry of a unit's dossier."""
        return next(
            row
            for row in self.manifest["dossiers"]
            if (row["campaign"], row["unit"]) == (campaign, unit)
        )

    def _python(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"{words} ended with {done.returncode}:\n{done.stderr}")
        return done.stdout

    def _wait_for_web(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.running["web"].poll() is None:
            with (
                contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError),
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2),
            ):
                return
            time.sleep(0.1)
        raise AssertionError(f"The portal did not start:\n{self.log('web')}")


def seeded(home: Path, static: Path) -> Portal:
    """Return a portal with the small demo in it; nothing runs yet."""
    portal = _at(home, static)
    portal.manage("collectstatic", "--no-input", "--verbosity", "0")
    portal.manage("migrate", "--no-input", "--verbosity", "0")
    manifest = str(home / "manifest.json")
    portal.manage("demo_seed", "--seed", str(SEED), "--size", "small", "--manifest", manifest)
    return portal


@contextlib.contextmanager
def copy_of(model: Portal, home: Path) -> Iterator[Portal]:
    """Give a portal of one's own with all that ``model`` holds, and clear it away afterwards."""
    portal = _at(home, model.static, model=model)
    shutil.copy(model.home / "manifest.json", home)
    if (model.home / "media").exists():
        shutil.copytree(model.home / "media", home / "media")
    try:
        yield portal
    finally:
        portal.stop()


def _at(home: Path, static: Path, model: Portal | None = None) -> Portal:
    """Make the database, as a copy of the model's where there is one."""
    home.mkdir(exist_ok=True)
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        file = home / "db.sqlite3"
        if model is not None:
            source = sqlite3.connect(model.home / "db.sqlite3")
            with contextlib.closing(source), contextlib.closing(sqlite3.connect(file)) as copy:
                source.backup(copy)
        return Portal(home, static, f"sqlite:///{file}", _redis_url())
    # Journeys walk side by side, each process with numbers of its own.
    name = re.sub(r"\W", "_", f"journey_{os.getpid()}_{home.name}_{next(_numbers)}")
    template = urlsplit(model.database_url).path.strip("/") if model else "template1"
    with psycopg.connect(_named(server, "postgres"), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    return Portal(home, static, _named(server, name), _redis_url())


def _named(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def _redis_url() -> str:
    """Return a Redis number that no other portal of this run has, in whichever process it stands.

    Two portals with one number would take each other's tasks: the worker of the one carries out
    what the other asked for, on its own database. So the server itself counts them.
    """
    server = os.environ.get("REDIS_URL", "")
    if not server:
        return ""
    with redis.Redis.from_url(server) as shared:
        held = int(shared.config_get("databases")["databases"])
        taken = int(shared.incr("journeys:portals")) - 1
    # Number 0 is the server's own and the tests' without a portal; a small Redis begins again at 1.
    return _named(server, str(1 + taken % (held - 1)))
