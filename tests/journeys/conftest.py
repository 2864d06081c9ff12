"""A seeded portal once, a copy of it for whoever changes things, and people with browsers."""

import fcntl
import functools
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys import portal as portals
from tests.journeys.people import PATIENCE_MS, Person, newcomer
from tests.journeys.portal import Portal

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

People = Callable[..., Person]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder as a journey."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("journey")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the system's Chromium, quietly."""
    expect.set_options(timeout=PATIENCE_MS)
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Portal:
    """Return the portal that the others are copies of; it is seeded and never runs.

    The first process that asks for it seeds it; those beside it wait and share it.
    """
    ours = tmp_path_factory.getbasetemp()
    home = (ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours) / "model"
    home.mkdir(exist_ok=True)
    told = home / "address.json"
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            told.write_text(json.dumps(portals.seeded(home, home / "static").database_url))
    return Portal(home, home / "static", json.loads(told.read_text()))


@pytest.fixture(scope="module")
def portal(model: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Return a portal of the module's own; the web process runs, worker and beat do not."""
    with portals.copy_of(model, tmp_path_factory.mktemp("portal")) as own:
        own.start("web")
        yield own


@pytest.fixture
def somebody(portal: Portal, new_context: Callable[..., BrowserContext]) -> People:
    """Return a function that seats somebody at a browser of their own."""
    return functools.partial(newcomer, new_context, portal.url)
