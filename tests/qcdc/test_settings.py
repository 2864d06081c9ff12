"""Production refuses to be unsafe; a local machine gets a key of its own."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qcdc import safety

ROOT = Path(__file__).resolve().parents[2]
GOOD_KEY = "".join(chr(33 + (index * 7) % 90) for index in range(64))
SAFE = safety.Posture(
    debug=False,
    demo=False,
    secret_key=GOOD_KEY,
    allowed_hosts=["portal.invalid"],
    secure_cookies=True,
    database_password_missing=False,
)


def test_a_safe_posture_has_no_problems() -> None:
    assert safety.problems(SAFE) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"debug": True}, "DEBUG"),
        ({"demo": True}, "QCDC_DEMO"),
        ({"secret_key": ""}, "SECRET_KEY is not set"),
        ({"secret_key": "short"}, "SECRET_KEY is weak"),
        ({"secret_key": "a" * 64}, "SECRET_KEY is weak"),
        ({"secret_key": "django-insecure-" + GOOD_KEY}, "SECRET_KEY is weak"),
        ({"allowed_hosts": []}, "ALLOWED_HOSTS is empty"),
        ({"allowed_hosts": ["*"]}, "ALLOWED_HOSTS contains"),
        ({"secure_cookies": False}, "SECURE_COOKIES"),
        ({"database_password_missing": True}, "DATABASE_URL"),
    ],
)
def test_each_unsafe_value_is_named(change: dict[str, object], named: str) -> None:
    (problem,) = safety.problems(dataclasses.replace(SAFE, **change))
    assert problem.startswith(named)


def _manage(*words: str, scratch: Path, **values: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=kept | {"QCDC_VAR": str(scratch), **values},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_refuses_to_start_as_a_demo(tmp_path: Path) -> None:
    outcome = _manage(
        "check",
        scratch=tmp_path,
        QCDC_ENV="production",
        QCDC_DEMO="1",
        SECRET_KEY=GOOD_KEY,
        ALLOWED_HOSTS="portal.invalid",
    )
    assert outcome.returncode == 2
    assert "refuses to start" in outcome.stderr
    assert "QCDC_DEMO is on" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert GOOD_KEY not in outcome.stderr + outcome.stdout


def test_production_passes_the_deployment_check(tmp_path: Path) -> None:
    outcome = _manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        scratch=tmp_path,
        QCDC_ENV="production",
        SECRET_KEY=GOOD_KEY,
        ALLOWED_HOSTS="portal.invalid",
    )
    assert outcome.returncode == 0, outcome.stderr


def test_a_local_key_is_drawn_once_and_kept_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret_key"
    first = safety.local_secret_key(path)
    assert safety.local_secret_key(path) == first
    assert len(first) >= safety.SECRET_KEY_MIN_LENGTH
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]
