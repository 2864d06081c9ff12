"""docs/permissions.csv says who may do what; here every door is tried by everybody."""

import csv
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from qcdc.management.commands.list_endpoints import ANY_METHOD, endpoints
from tests.factories import Cast
from tests.rights import doors
from tests.rights.world import PLAYERS, STATES, World, make_world

TABLE = Path(__file__).resolve().parents[2] / "docs" / "permissions.csv"
COLUMNS = ["action", "method", "role", "scope", "state", "answer"]
Row = tuple[str, str, str, str, str]


def table() -> dict[Row, str]:
    """Return the written table: (action, method, role, scope, state) → answer."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS
        return {_row(told): told["answer"] for told in reader}


def _row(told: dict[str, str]) -> Row:
    return told["action"], told["method"], told["role"], told["scope"], told["state"]


class _Undo(Exception):
    """Raised to take back what a door's request has done."""


def tried(world: World, door: doors.Door) -> Iterator[tuple[Row, str]]:
    """Try one door as everybody, each time as if nobody had been there before."""
    url = reverse(door.name, args=door.args(world))
    for (role, scope), client in world.clients.items():
        try:
            with transaction.atomic():
                answer = _asked(client, door, url, world)
                raise _Undo
        except _Undo:
            yield (door.name, door.method, role, scope, door.state), _word(answer)


def _asked(client: Client, door: doors.Door, url: str, world: World) -> HttpResponseBase:
    # A client forgets its session with the transaction that it signed out in.
    cookies = client.cookies.copy()
    send = client.get if door.method == "GET" else client.post
    answer = send(url, door.data(world), headers=dict(door.headers))
    client.cookies = cookies
    return answer


def _word(answer: HttpResponseBase) -> str:
    if answer.status_code < HTTPStatus.BAD_REQUEST:
        is_to_login = answer.headers.get("Location", "").startswith(f"{reverse('accounts:login')}?")
        return "login" if is_to_login else "allow"
    return str(answer.status_code)


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
def test_every_door_answers_as_the_table_says(cast_today: Cast, state: str) -> None:
    world = make_world(cast_today)
    STATES[state](world)
    written = table()
    seen = {
        row: answer
        for door in doors.DOORS
        if door.state == state
        for row, answer in tried(world, door)
    }
    unwritten = [",".join((*row, answer)) for row, answer in seen.items() if row not in written]
    assert not unwritten, "Judge each line, then add it to docs/permissions.csv:\n" + "\n".join(
        unwritten
    )
    assert seen == {row: written[row] for row in seen}


def test_every_address_has_its_door() -> None:
    asked = {
        (row["name"], method)
        for row in endpoints()
        for method in ("GET", "POST")
        if method in row["methods"] and row["name"] not in doors.PERSONAL
        if row["methods"] != ANY_METHOD or method == "GET"
    }
    tried_doors = {door.key for door in doors.DOORS}
    open_forms = {"accounts:login", "accounts:password", "accounts:choose_role"}
    assert {key for key in asked - tried_doors if key[0] not in open_forms} == set()


def test_the_table_holds_nothing_that_is_never_tried() -> None:
    known = {
        (door.name, door.method, role, scope, door.state)
        for door in doors.DOORS
        for role, scope in PLAYERS
    }
    assert table().keys() - known == set()
