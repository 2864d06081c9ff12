#!/usr/bin/env python3
"""Run the demo: data once, then web, worker and beat under one foreground command.

    tools/run_demo.py            keep the data of the last time
    tools/run_demo.py --reset    throw it away first

Everything it writes lives in ``var/``. Ctrl-C or TERM ends all three processes; should one of
them end by itself the others are stopped too and its last lines are shown: nothing is restarted
behind anybody's back.
"""

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SEED = 2024
START_SECONDS = 60
STOP_SECONDS = 30
PEOPLE_PER_KIND = 2
DECIDED = ("recognised", "not_recognised")
# States of a dossier in which its own side has something to do: one person is shown for each.
AT_WORK = {"entry": ("draft", "questioned"), "leader": ("awaiting_leader", "sent")}
LOG_TAIL_LINES = 25
# One worker alone has no neighbours to gossip with; without it starts and stops are quicker.
QUIET = ("--without-gossip", "--without-mingle")


def main() -> int:
    """Command line: 0 after a stop that was asked for, 1 when the demo cannot run."""
    parser = argparse.ArgumentParser(description="Run the demo of the portal.")
    parser.add_argument("--reset", action="store_true", help="throw the demo's data away first")
    options = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ |= {"QCDC_DEMO": "1", "STATIC_MANIFEST": "1"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qcdc.settings")
    os.environ.setdefault("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")

    import django
    from django.conf import settings

    host, port = os.environ["BIND"].rsplit(":", 1)
    if port_is_taken(host, int(port)):
        print(f"Port {port} is taken. Choose another: make demo PORT={int(port) + 1}")
        return 1
    if options.reset:
        reset(settings.VAR_DIR, os.environ.get("DATABASE_URL", ""))
    django.setup()
    manifest = settings.VAR_DIR / "demo.json"
    prepare_static(settings.VAR_DIR)
    if not prepare_data(manifest):
        return 1
    return run(f"http://{host}:{port}/", manifest, settings.VAR_DIR / "log")


def port_is_taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def reset(var: Path, database_url: str) -> None:
    """Remove what the demo has written; a database that was named from outside is not ours."""
    if database_url:
        raise SystemExit("DATABASE_URL is set: empty that database yourself, then `make demo`.")
    for name in ("db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm", "demo.json", "beat-schedule"):
        (var / name).unlink(missing_ok=True)
    for name in ("media", "previews", "broker/queue", "broker/taken", "broker/control", "log"):
        shutil.rmtree(var / name, ignore_errors=True)
    for name in ("queue", "taken", "control"):
        (var / "broker" / name).mkdir(parents=True, exist_ok=True)


def prepare_static(var: Path) -> None:
    """Collect and compress the static files, unless nothing has changed since the last time."""
    from django.core.management import call_command

    seen = hashlib.sha256((ROOT / "constraints" / "runtime.txt").read_bytes())
    for path in sorted((ROOT / "static").rglob("*")):
        if path.is_file():
            state = path.stat()
            seen.update(f"{path} {state.st_size} {state.st_mtime_ns}".encode())
    stamp = var / "static.stamp"
    if stamp.exists() and stamp.read_text(encoding="ascii") == seen.hexdigest():
        return
    print("Preparing the static files …", flush=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(seen.hexdigest(), encoding="ascii")


def prepare_data(manifest: Path) -> bool:
    """Migrate, and seed an empty database; False when an earlier seeding was interrupted."""
    from django.core.management import call_command

    from accounts.models import Unit

    call_command("migrate", interactive=False, verbosity=0)
    if not Unit.objects.exists():
        manifest.unlink(missing_ok=True)
        print("Filling the demo with a province: this takes a moment, once …", flush=True)
        call_command(
            "demo_seed", seed=SEED, size=os.environ.get("DEMO_SIZE", "province"), manifest=manifest
        )
    if not manifest.exists():
        print("The demo data is incomplete. Start afresh: make demo-reset")
        return False
    return True


def run(address: str, manifest: Path, logs: Path) -> int:
    """Start the three processes, say hello, and stay until asked to stop or one of them ends."""
    logs.mkdir(parents=True, exist_ok=True)
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        asked.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask)
    with processes(logs) as running:
        greeted = False
        deadline = time.monotonic() + START_SECONDS
        while not asked:
            ended = next((name for name, child in running.items() if child.poll() is not None), "")
            if ended:
                print(f"\nThe {ended} process ended by itself. Its last lines:\n")
                print(tail(logs / f"{ended}.log"))
                return 1
            if not greeted and answers(f"{address}healthz"):
                greet(address, manifest, logs)
                greeted = True
            if not greeted and time.monotonic() > deadline:
                print(f"The portal did not answer in {START_SECONDS} s.\n{tail(logs / 'web.log')}")
                return 1
            time.sleep(0.2)
        print("\nStopping …", flush=True)
    return 0


@contextlib.contextmanager
def processes(logs: Path) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Run web, worker and beat, each in a session of its own; end them all on the way out."""
    tools = ROOT / ".venv" / "bin" if (ROOT / ".venv").exists() else Path(sys.executable).parent
    celery = [str(tools / "celery"), "-A", "qcdc"]
    commands = {
        "web": [str(tools / "gunicorn"), "-c", "deploy/gunicorn.conf.py"],
        # One process: SQLite takes one writer at a time anyway.
        "worker": [*celery, "worker", "--concurrency", "1", *QUIET, "--loglevel", "INFO"],
        "beat": [*celery, "beat", "--loglevel", "INFO", "--pidfile="],
    }
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            with (logs / f"{name}.log").open("wb") as log:
                running[name] = subprocess.Popen(
                    command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
                )
        yield running
    finally:
        for child in running.values():
            if child.poll() is None:
                child.terminate()
        end = time.monotonic() + STOP_SECONDS
        for child in running.values():
            try:
                child.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def greet(address: str, manifest: Path, logs: Path) -> None:
    """Print the address and whom to log in as; open a browser if this machine has one."""
    print(f"\n  Cổng đánh giá chính quyền thân thiện:  {address}\n")
    print_table(people(json.loads(manifest.read_text(encoding="utf-8"))))
    print(f"\n  All accounts: {manifest}   Logs: {logs}\n  Ctrl-C stops everything.", flush=True)
    opener = shutil.which("xdg-open")
    if opener and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        subprocess.Popen(
            [opener, address],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def people(manifest: dict[str, Any]) -> list[tuple[str, ...]]:
    """Pick a few accounts of every role and tier, for a unit's own side by what there is to do.

    Returns role, unit, user name, password and the state of the unit's dossier under way.
    """
    from accounts.enums import Role
    from dossiers.enums import DossierState

    states = states_of(manifest)
    shown: Counter[tuple[str, str, str]] = Counter()
    rows = []
    for account in manifest["accounts"]:
        if not account["active"] or not account["password"]:
            continue
        for held in account["roles"]:
            role, state = held["role"], states.get(held["unit"], "")
            works = AT_WORK.get(role)
            # Who holds one role alone is easier to be.
            is_wanted = works is None or (state in works and len(account["roles"]) == 1)
            kind = (role, held["level"], state if works else "")
            shown[kind] += is_wanted
            if is_wanted and shown[kind] <= (1 if works else PEOPLE_PER_KIND):
                who = (Role(role).label, held["unit_name"])
                stands = DossierState(state).label if works else ""
                rows.append((*who, account["username"], account["password"], stands))
    return rows


def states_of(manifest: dict[str, Any]) -> dict[str, str]:
    """Return the state of each unit's dossier under way, by the unit's code.

    A code that two units bear, one after the other, and a draft locked unsent are left out.
    """
    found: dict[str, list[str]] = {}
    for row in manifest["dossiers"]:
        if row["state"] not in DECIDED:
            found.setdefault(row["unit"], []).append("" if row["locked"] else row["state"])
    return {unit: states[0] for unit, states in found.items() if len(states) == 1}


def print_table(rows: list[tuple[str, ...]]) -> None:
    table = [("Vai trò", "Đơn vị", "Tên đăng nhập", "Mật khẩu", "Hồ sơ"), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    for index, row in enumerate(table):
        cells = zip(row, widths, strict=True)
        print("  " + "   ".join(cell.ljust(width) for cell, width in cells).rstrip())
        if index == 0:
            print("  " + "   ".join("─" * width for width in widths))


def tail(path: Path) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(lines[-LOG_TAIL_LINES:])


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # while still preparing; nothing is running yet
        print("\nStopped before the start.")
        sys.exit(130)
