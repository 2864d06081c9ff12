"""Rooms stay small enough to be read in one go."""

import ast
from pathlib import Path

import pytest

from tests.architecture import source

MODULE_LINES = 300
# A test module is a list of stories and tables, read by searching.
TEST_MODULE_LINES = 450
LONGEST_FUNCTION = {"views": 25, "actions": 50, "tasks": 10}
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "services2"}


def test_modules_stay_short() -> None:
    long = {
        name: lines
        for name in source.python_files(*source.APPS, "tools", "tests", "benchmarks")
        if (lines := len(source.read(name).splitlines())) > _allowed(name)
    }
    assert long == {}


def _allowed(name: str) -> int:
    return TEST_MODULE_LINES if name.startswith("tests/") else MODULE_LINES


@pytest.mark.parametrize("room", LONGEST_FUNCTION)
def test_functions_of_a_room_are_short(room: str) -> None:
    long = {
        f"{name}:{function.name}": lines
        for name in source.room_files(room)
        for function in source.functions(name)
        if (lines := source.statements_length(function)) > LONGEST_FUNCTION[room]
    }
    assert long == {}


def test_no_file_or_folder_is_a_drawer_for_anything() -> None:
    drawers = [
        name for name in source.files() if BANNED_NAMES & set(Path(name).with_suffix("").parts)
    ]
    assert drawers == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name
        for name in source.python_files(*source.APPS, "tools", "tests", "benchmarks")
        if source.read(name).strip() and ast.get_docstring(source.tree(name)) is None
    ]
    assert silent == []
