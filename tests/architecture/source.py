"""Finding and parsing the project's own files, for the tests that judge them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "scoring", "dossiers", "qcdc")
# What this project did not write, or writes by machine.
FOREIGN = ("static/vendor/", "tests/vendor/", "var/", ".venv/", "node_modules/")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> tuple[str, ...]:
    """Return the project's own files, tracked or new, relative to the root, in order."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    return tuple(
        sorted(name for name in listing if not name.startswith(FOREIGN) and (ROOT / name).is_file())
    )


def python_files(*under: str) -> list[str]:
    """Return the Python files under the given folders, migrations left out."""
    return [
        name
        for name in files()
        if name.endswith(".py") and name.split("/")[0] in under and "/migrations/" not in name
    ]


def room_files(room: str) -> list[str]:
    """Return the files of one room of every app: ``dossiers/actions/…``, ``accounts/views.py``."""
    return [
        name for name in python_files(*APPS) if Path(name).with_suffix("").parts[1:2] == (room,)
    ]


def templates() -> list[str]:
    return [name for name in files() if name.startswith("templates/") and name.endswith(".html")]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(read(name), filename=name)


def functions(name: str) -> Iterator[Function]:
    """Yield every function and method of a file."""
    for node in ast.walk(tree(name)):
        if isinstance(node, Function):
            yield node


def statements_length(node: Function) -> int:
    """Return a function's lines from its first statement on; signature and docstring are free."""
    body = node.body
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        body = body[1:]
    if not body:
        return 0
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1
