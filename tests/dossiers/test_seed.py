"""The demo seed: the same for the same number, every state reached, a manifest that leads."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from accounts import audit
from accounts.models import User
from dossiers.actions import layer_totals
from dossiers.models import LayerTotal
from scoring import plans

SEED = 11


class _Undo(Exception):
    """Raised to roll a whole seed back."""


def seed(folder: Path, number: int = SEED) -> dict[str, Any]:
    target = folder / f"{number}.json"
    call_command("demo_seed", seed=number, size="small", manifest=target)
    return json.loads(target.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def demos(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Any:
    """Seed twice with the same number; the second demo stays for the module, then is undone."""
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                first = seed(folder)
                raise _Undo
        except _Undo:
            plans.forget_plans()
        try:
            with transaction.atomic():
                yield first, seed(folder)
                raise _Undo
        except _Undo:
            plans.forget_plans()


@pytest.fixture
def demo(demos: Any) -> dict[str, Any]:
    return demos[1]


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demos")]


def without_addresses(manifest: dict[str, Any]) -> dict[str, Any]:
    """Leave out what holds row numbers: a database may count on after an undone seed."""
    numbered = ("url", "dossier")
    return {
        part: [{key: value for key, value in row.items() if key not in numbered} for row in rows]
        for part, rows in manifest.items()
        if isinstance(rows, list)
    }


def test_the_same_number_gives_the_same_demo(demos: Any) -> None:
    first, second = demos
    assert without_addresses(first) == without_addresses(second)


def test_small_is_two_branches_of_three_communes_with_every_leaf(demo: dict[str, Any]) -> None:
    parents = Counter(unit["parent"] for unit in demo["units"] if unit["level"] == "commune")
    leaves = [row for row in demo["criteria"] if row["campaign"] == "cqtt-2024"]
    assert list(parents.values()) == [3, 3]
    assert len(leaves) == 40


def test_dossiers_stand_in_many_states_and_last_year_is_decided(demo: dict[str, Any]) -> None:
    states = {code: Counter() for code in ("cqtt-2023", "cqtt-2024")}
    for row in demo["dossiers"]:
        states[row["campaign"]][row["state"]] += 1
    assert set(states["cqtt-2023"]) <= {"recognised", "not_recognised"}
    assert set(states["cqtt-2024"]) == {"draft", "awaiting_leader", "sent", "appraising"}


def test_every_account_signs_in_with_its_password(demo: dict[str, Any]) -> None:
    for account in demo["accounts"]:
        person = User.objects.get(username=account["username"])
        assert person.check_password(account["password"])
        assert person.is_active == account["active"]


def test_people_cover_the_odd_cases(demo: dict[str, Any]) -> None:
    accounts = demo["accounts"]
    held = Counter(
        (role["role"], role["unit"])
        for account in accounts
        for role in account["roles"]
        if account["active"]
    )
    reviewers = [count for (role, unit), count in held.items() if role == "reviewer"]
    assert min(reviewers) >= 2
    assert any(len(account["roles"]) > 1 for account in accounts)
    assert any(not account["active"] for account in accounts)
    assert any(account["must_change_password"] for account in accounts)


def test_addresses_of_the_manifest_answer(demo: dict[str, Any]) -> None:
    client = Client()
    assert client.get(demo["urls"]["login"]).status_code == 200
    assert client.get(demo["urls"]["results"]).status_code == 200
    assert client.get(demo["urls"]["exports"]["cqtt-2023"]).status_code == 200
    officer = next(
        account
        for account in demo["accounts"]
        if account["active"]
        and not account["must_change_password"]
        and account["roles"][0]["role"] == "entry"
    )
    client.force_login(
        User.objects.get(username=officer["username"]),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    own = next(
        row
        for row in demo["dossiers"]
        if row["unit"] == officer["roles"][0]["unit"] and row["campaign"] == "cqtt-2023"
    )
    assert client.get(own["url"]).status_code == 200
    paper = next(row for row in demo["evidence"] if row["dossier"] == own["url"] and row["sha256"])
    assert client.get(paper["url"]).status_code == 200


def test_journal_of_the_demo_is_sound(demo: dict[str, Any]) -> None:
    read, faults = audit.verify()
    assert read > 1000
    assert faults == []


def test_stored_totals_equal_those_counted_again(demo: dict[str, Any]) -> None:
    shown = ("leaves_due", "leaves_done", "evidence_missing", "achieved", "maximum", "index")
    for stored in LayerTotal.objects.select_related("dossier__campaign", "stage"):
        before = [getattr(stored, name) for name in shown]
        again = layer_totals.refresh(stored.dossier, stage=stored.stage)
        assert [getattr(again, name) for name in shown] == before


def test_a_second_seed_needs_an_empty_database(demo: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as refused:
        seed(tmp_path)
    assert refused.value.code == 1


def test_outside_the_demo_it_refuses(tmp_path: Path, settings: Any) -> None:
    settings.QCDC_DEMO = False
    with pytest.raises(SystemExit) as refused:
        seed(tmp_path)
    assert refused.value.code == 3
