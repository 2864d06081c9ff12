"""Rooms stay small enough to be read in one go."""

import ast
from pathlib import Path

import pytest

from tests.architecture import source

MODULE_LINES = 300
LONGEST_FUNCTION = {"views": 25, "actions": 50, "tasks": 10}
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "services2"}


def test_modules_are_at_most_300_lines() -> None:
    long = {
        name: lines
        for name in source.python_files(*source.APPS, "tools", "tests", "benchmarks")
        if (lines := len(source.read(name).splitlines())) > MODULE_LINES
    }
    assert long == {}


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
