#!/usr/bin/env python3
"""Run a command beside a PostgreSQL and a Redis that live exactly as long as it does.

    tools/throwaway_services.py -- .venv/bin/pytest -q
    tools/throwaway_services.py --available      # exit 0 when both servers are installed

Both listen on a free port of 127.0.0.1 with a random password and keep their data in a temporary
directory; the command finds them through DATABASE_URL and REDIS_URL. PostgreSQL refuses to run
as root, so root hands it to an account without rights. Durability is off: the data dies anyway.
"""

import argparse
import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

START_SECONDS = 60
STOP_SECONDS = 20
DATABASE = "qcdc"
UNPRIVILEGED_ACCOUNTS = ("postgres", "nobody")
# Redis holds 16 numbered databases by itself; the journeys take one for each portal of a run.
REDIS_DATABASES = 128
DEBIAN_POSTGRESQL = Path("/usr/lib/postgresql")


def main() -> int:
    """Command line: the exit code is that of the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--available", action="store_true", help="only say whether both exist")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="after --")
    options = parser.parse_args()
    missing = [
        name
        for name, found in (("PostgreSQL", postgres_binary("initdb")), ("Redis", redis_binary()))
        if found is None
    ]
    if missing:
        print(f"Not installed: {', '.join(missing)}.", file=sys.stderr)
        return 1
    if options.available:
        return 0
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        parser.error("name a command after --")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with services() as addresses:
        return subprocess.call(command, env=os.environ | addresses)


@contextlib.contextmanager
def services() -> Iterator[dict[str, str]]:
    """Start both servers; yield the environment that leads to them; stop and wipe them."""
    with tempfile.TemporaryDirectory(prefix="qcdc-services-") as name:
        home = Path(name)
        home.chmod(0o711)  # the account without rights has to walk through to its own folder
        with postgres(home / "postgres") as database_url, redis(home / "redis") as redis_url:
            yield {"DATABASE_URL": database_url, "REDIS_URL": redis_url}


@contextlib.contextmanager
def postgres(home: Path) -> Iterator[str]:
    """Run a PostgreSQL cluster in ``home``; yield its DATABASE_URL."""
    account = _unprivileged_account()
    home.mkdir(mode=0o700)
    password_file, data = home / "password", home / "data"
    password = secrets.token_hex(16)
    password_file.write_text(password, encoding="ascii")
    password_file.chmod(0o600)
    if account is not None:
        for path in (home, password_file):
            os.chown(path, account.pw_uid, account.pw_gid)
    become = _become(account)
    subprocess.run(
        [
            *become, str(postgres_binary("initdb")), "--pgdata", str(data),
            "--username", DATABASE, "--pwfile", str(password_file), "--auth", "scram-sha-256",
            "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync",
        ],
        check=True, stdout=subprocess.DEVNULL, cwd=home,
    )  # fmt: skip
    port = free_port()
    options = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_connections": 100,
    }
    server = [*become, str(postgres_binary("postgres")), "-D", str(data)]
    for key, value in options.items():
        server += ["-c", f"{key}={value}"]
    log = home / "log"
    with _running(server, cwd=home, log=log, stop=signal.SIGINT):
        _wait_for_port(port, log)
        _create_database(port, password)
        yield f"postgres://{DATABASE}:{password}@127.0.0.1:{port}/{DATABASE}"


@contextlib.contextmanager
def redis(home: Path) -> Iterator[str]:
    """Run a Redis that keeps nothing on disk; yield its REDIS_URL."""
    home.mkdir(mode=0o700)
    port, password, log = free_port(), secrets.token_hex(16), home / "log"
    configuration = home / "redis.conf"
    configuration.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\n"
        f'save ""\nappendonly no\ndir {home}\ndatabases {REDIS_DATABASES}\n',
        encoding="ascii",
    )
    command = [str(redis_binary()), str(configuration)]
    with _running(command, cwd=home, log=log, stop=signal.SIGTERM):
        _wait_for_port(port, log)
        yield f"redis://:{password}@127.0.0.1:{port}/0"


def postgres_binary(name: str) -> Path | None:
    """Return a PostgreSQL program: Debian keeps the server's out of PATH, newest version last."""
    versions = DEBIAN_POSTGRESQL.glob(f"*/bin/{name}")
    newest = max(versions, key=lambda path: int(path.parts[4]), default=None)
    found = shutil.which(name)
    return newest or (Path(found) if found else None)


def redis_binary() -> Path | None:
    found = shutil.which("redis-server")
    return Path(found) if found else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _unprivileged_account() -> pwd.struct_passwd | None:
    """Return the account to run PostgreSQL as, or None when we are not root ourselves."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED_ACCOUNTS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise SystemExit(f"None of the accounts {UNPRIVILEGED_ACCOUNTS} exists to run PostgreSQL as.")


def _become(account: pwd.struct_passwd | None) -> list[str]:
    if account is None:
        return []
    return [
        "setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups",
    ]  # fmt: skip


@contextlib.contextmanager
def _running(command: list[str], *, cwd: Path, log: Path, stop: signal.Signals) -> Iterator[None]:
    # A session of its own: Ctrl-C reaches the command first, the servers are stopped after it.
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command, cwd=cwd, stdout=stream, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        yield
    finally:
        process.send_signal(stop)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for_port(port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit(f"A server did not start:\n{log.read_text(errors='replace')}")


def _create_database(port: int, password: str) -> None:
    import psycopg

    address = f"host=127.0.0.1 port={port} user={DATABASE} password={password} dbname=postgres"
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {DATABASE}")
            return
        except psycopg.OperationalError:
            # The port answers a moment before the server has finished starting up.
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
