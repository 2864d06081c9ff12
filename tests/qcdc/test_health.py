"""Contract C10: alive, ready, and what is wrong."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from accounts import clock as clocks
from qcdc import tasks
from qcdc.models import Pulse
from tests import clamd


@pytest.fixture
def storage(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BROKER_DIR = tmp_path / "broker"
    settings.REDIS_URL = ""
    (settings.BROKER_DIR / "queue").mkdir(parents=True)
    return tmp_path


def test_healthz_touches_no_dependency(client: Client) -> None:
    # No database mark on this test: a query would fail it.
    client.cookies["sessionid"] = "a" * 32
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.text == "ok\n"


@pytest.mark.django_db
def test_readyz_reports_every_dependency(client: Client, storage: Path) -> None:
    tasks.heartbeat()
    response = client.get("/readyz")
    report = response.json()
    assert response.status_code == 200
    assert report["ready"] is True
    assert set(report) == {
        "database", "broker", "storage", "journal", "worker", "ready", "server_time", "demo",
    }  # fmt: skip
    assert report["worker"]["ok"] is True
    assert 0 <= report["worker"]["age_seconds"] <= 5
    assert report["server_time"].endswith("+07:00")


@pytest.mark.django_db
def test_readyz_tells_of_a_silent_worker_without_closing_the_portal(
    client: Client, storage: Path
) -> None:
    Pulse.objects.create(
        name=tasks.WORKER, beaten_at=clocks.database_clock() - timedelta(seconds=600)
    )
    response = client.get("/readyz")
    worker = response.json()["worker"]
    assert response.status_code == 200
    assert worker["ok"] is False
    assert 599 <= worker["age_seconds"] <= 605


@pytest.mark.django_db
def test_readyz_answers_503_without_a_broker(client: Client, storage: Path) -> None:
    (storage / "broker" / "queue").rmdir()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["broker"]["ok"] is False


@pytest.mark.django_db
def test_readyz_answers_503_when_the_disk_is_nearly_full(
    client: Client, storage: Path, settings: Settings
) -> None:
    settings.QCDC_MAX_BODY_BYTES = 10**18
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["storage"]["ok"] is False


@pytest.mark.django_db
def test_readyz_tells_of_the_scanner_where_there_is_one(
    client: Client, storage: Path, settings: Settings
) -> None:
    settings.CLAMD_ADDR = "127.0.0.1:1"
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["scanner"] == {"ok": False}
    with clamd.serving() as server:
        settings.CLAMD_ADDR = server.address
        assert client.get("/readyz").json()["scanner"] == {"ok": True, "kind": "clamd"}
