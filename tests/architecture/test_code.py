"""What no line of code may do, wherever it stands."""

import ast
import re

import pytest

from tests.architecture import source

SCORED_APPS = ("scoring", "dossiers")
GUARDIAN_QUESTIONS = {
    "has_perm",
    "has_perms",
    "get_perms",
    "get_objects_for_user",
    "get_users_with_perms",
    "has_module_perms",
    "accept_global_perms",
}
# The words are split so that this file does not accuse itself.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
CALLERS = {"requests", "httpx", "urllib3", "aiohttp", "urllib.request", "http.client"}
TEXT_FILES = (".py", ".sh", ".toml", ".yml", ".yaml", ".html", ".css", ".js", ".conf", ".cfg")
LOCK_FILES = ("constraints/runtime.txt", "constraints/test.txt", "package-lock.json")


def _names(name: str) -> set[str]:
    """Return every name and attribute a file mentions."""
    found = set()
    for node in ast.walk(source.tree(name)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.keyword) and node.arg:
            found.add(node.arg)
    return found


@pytest.mark.parametrize("name", source.python_files(*SCORED_APPS))
def test_points_are_never_floats(name: str) -> None:
    lines = [
        node.lineno
        for node in ast.walk(source.tree(name))
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "round")
    ]
    assert lines == []


def test_only_permissions_ask_for_rights() -> None:
    askers = {
        name: asked
        for name in source.python_files(*source.APPS)
        if not name.endswith("/permissions.py") and (asked := _names(name) & GUARDIAN_QUESTIONS)
    }
    assert askers == {}


def test_nothing_is_left_unfinished() -> None:
    found = [
        f"{name}:{number}"
        for name in source.files()
        if name.endswith(TEXT_FILES)
        for number, line in enumerate(source.read(name).splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert found == []


def test_no_test_is_skipped() -> None:
    skipping = {"skip", "skipif", "importorskip", "xfail"}
    found = {
        name: used for name in source.python_files("tests") if (used := _names(name) & skipping)
    }
    assert found == {}


def test_silenced_checks_name_what_they_silence() -> None:
    bare = re.compile(r"#\s*(type: ignore(?!\[)|noqa(?!: [A-Z]))")
    found = [
        f"{name}:{number}"
        for name in source.python_files(*source.APPS, "tools", "benchmarks")
        for number, line in enumerate(source.read(name).splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []


def test_migrations_touch_only_their_own_app() -> None:
    for name in source.files():
        if "/migrations/0" in name:
            imported = {
                alias.name.split(".")[0]
                for node in ast.walk(source.tree(name))
                if isinstance(node, ast.Import)
                for alias in node.names
            }
            assert imported & set(source.APPS) <= {name.split("/")[0]}, name


def test_lock_files_record_no_addresses() -> None:
    for name in LOCK_FILES:
        assert "://" not in source.read(name), name


def test_the_portal_calls_nobody() -> None:
    callers = {
        name: called
        for name in source.python_files(*source.APPS)
        if (called := _imports(name) & CALLERS)
    }
    assert callers == {}


def _imports(name: str) -> set[str]:
    found = set()
    for node in ast.walk(source.tree(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_pages_load_nothing_from_elsewhere() -> None:
    pattern = re.compile(r"""(?:src|href|action)=["']https?://|url\(["']?https?://|@import""")
    found = [
        name
        for name in source.files()
        if name.startswith(("templates/", "static/"))
        and name.endswith((".html", ".css", ".js", ".svg"))
        and pattern.search(source.read(name))
    ]
    assert found == []
