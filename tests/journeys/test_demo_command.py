"""The first of the README's two commands, with the small data: start, look, stop, start again."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# The demo always stands on files of its own, whatever the suite runs on.
pytestmark = pytest.mark.looks

ROOT = Path(__file__).resolve().parents[2]
# Seeding six communes and collecting the static files on a busy machine.
PATIENCE_SECONDS = 180


@contextmanager
def demo(var: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """Run the demo on data of its own, whatever database the suite itself runs on."""
    own = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
    own |= {"QCDC_VAR": str(var), "PORT": str(port), "DEMO_SIZE": "small", "BROWSER": "true"}
    for name in ("MEDIA_ROOT", "STATIC_ROOT", "BIND", "DISPLAY", "SECRET_KEY"):
        own.pop(name, None)
    process = subprocess.Popen(
        [sys.executable, "tools/run_demo.py"],
        cwd=ROOT,
        env=own,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def wait_until_it_answers(process: subprocess.Popen[str], port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, process.stdout and process.stdout.read()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.5)
    pytest.fail("the demo did not answer in time")


def stopped(process: subprocess.Popen[str]) -> str:
    """End the demo as Ctrl-C does and return all that it said."""
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    return said


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_demo_fills_itself_once_and_tells_whom_to_be(tmp_path):
    port = a_free_port()
    with demo(tmp_path, port) as process:
        wait_until_it_answers(process, port)
        first = stopped(process)
    with demo(tmp_path, port) as process:
        wait_until_it_answers(process, port)
        second = stopped(process)
    assert "Filling the demo" in first
    assert "Filling the demo" not in second
    for said in (first, second):
        assert f"http://127.0.0.1:{port}/" in said
        assert re.search(r"Cán bộ nhập liệu .*nhaplieu\.\d{5} .*Đang tự chấm", said)
        assert re.search(r"Lãnh đạo đơn vị .*lanhdao\.\d{5} .*Chờ lãnh đạo duyệt", said)
        assert re.search(r"Quản trị hệ thống .*quantri\.24", said)
