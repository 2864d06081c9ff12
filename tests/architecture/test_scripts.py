"""Scripts stay small, and the parts that one is cut into are asked for with it."""

import re
from posixpath import dirname, normpath

import pytest

from tests.architecture import source

SCRIPT_LINES = 400
AT_ONCE = re.compile(r'^import [^;"]+ from "(\.{1,2}/[^"]+)";$', re.MULTILINE)
WHEN_NEEDED = re.compile(r'import\("(\.{1,2}/[^"]+)"\)')
FILE_NAME = re.compile(r"""["'`](\.{1,2}/[^"'`]+)["'`]""")
LOADED = re.compile(r"<script type=\"module\" src=\"{% static '(js/[^']+)' %}\">")
PRELOADED = re.compile(r"<link rel=\"modulepreload\" href=\"{% static '(js/[^']+)' %}\">")

BASE = "templates/base.html"
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
        if (written := FILE_NAME.findall(text := source.read(name)))
        != [*AT_ONCE.findall(text), *WHEN_NEEDED.findall(text)]
    }
    assert unseen == {}


@pytest.mark.parametrize("template", source.templates())
def test_parts_of_a_script_are_asked_for_beside_it(template: str) -> None:
    """Found one by one they would cost a slow line a round trip each."""
    text = source.read(template)
    wanted = {part for script in LOADED.findall(text) for part in parts(script)}
    everywhere = set() if template == BASE else set(PRELOADED.findall(source.read(BASE)))
    assert sorted(PRELOADED.findall(text)) == sorted(wanted - everywhere)


def parts(script: str, above: tuple[str, ...] = ()) -> set[str]:
    """Return what a script imports, and what that imports; a circle is refused."""
    assert script not in above, f"{script} imports itself by way of {above}"
    folder = dirname(script)
    names = AT_ONCE.findall(source.read(f"static/{script}"))
    found = {normpath(f"{folder}/{name}") for name in names}
    return found.union(*(parts(name, (*above, script)) for name in found))
