"""Scripts stay small, and the parts that one is cut into are asked for with it."""

import re

import pytest

from tests.architecture import source

SCRIPT_LINES = 400
IMPORT = re.compile(r'^import [^;"]+ from "\./([^"]+)";$', re.MULTILINE)
FILE_NAME = re.compile(r"""["'`]\.{1,2}/([^"'`]+)["'`]""")
LOADED = re.compile(r"<script type=\"module\" src=\"{% static '(js/[^']+)' %}\">")
PRELOADED = re.compile(r"<link rel=\"modulepreload\" href=\"{% static '(js/[^']+)' %}\">")

SCRIPTS = [name for name in source.files() if name.startswith("static/js/")]


def test_scripts_stay_short() -> None:
    long = {
        name: lines
        for name in SCRIPTS
        if (lines := len(source.read(name).splitlines())) > SCRIPT_LINES
    }
    assert long == {}


def test_every_script_says_what_it_is_for() -> None:
    assert [name for name in SCRIPTS if not source.read(name).startswith("// ")] == []


def test_imports_are_written_so_that_their_names_are_replaced_in_earnest() -> None:
    """``qcdc.static_files`` finds an import by this form; another would ask for a plain name."""
    unseen = {
        name: written
        for name in SCRIPTS
        if (written := FILE_NAME.findall(text := source.read(name))) != IMPORT.findall(text)
    }
    assert unseen == {}


@pytest.mark.parametrize("template", source.templates())
def test_parts_of_a_script_are_asked_for_beside_it(template: str) -> None:
    """Found one by one they would cost a slow line a round trip each."""
    text = source.read(template)
    wanted = {part for script in LOADED.findall(text) for part in parts(script)}
    assert sorted(PRELOADED.findall(text)) == sorted(wanted)


def parts(script: str, above: tuple[str, ...] = ()) -> set[str]:
    """Return what a script imports, and what that imports; a circle is refused."""
    assert script not in above, f"{script} imports itself by way of {above}"
    folder = script.rsplit("/", 1)[0]
    found = {f"{folder}/{name}" for name in IMPORT.findall(source.read(f"static/{script}"))}
    return found.union(*(parts(name, (*above, script)) for name in found))
