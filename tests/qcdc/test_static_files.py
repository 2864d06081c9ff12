"""How static files are named in earnest."""

from pathlib import Path

import pytest

from qcdc.static_files import HashedStorage

PAGE, PART, LEAF = "js/page.js", "js/page/part.js", "js/page/leaf.js"


def served(folder: Path, files: dict[str, str]) -> dict[str, str]:
    """Return the texts of scripts as they are served, by their first names."""
    storage = HashedStorage(location=str(folder), base_url="/static/")
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    names = {}
    for name, hashed, processed in storage.post_process({name: (storage, name) for name in files}):
        if isinstance(processed, Exception):
            raise processed
        names[name] = hashed
    return {name: (folder / hashed).read_text() for name, hashed in names.items() if hashed}


def test_a_script_asks_for_its_parts_by_the_names_they_are_served_by(tmp_path: Path) -> None:
    files = {
        PAGE: 'import { one, two } from "./page/part.js";\none(two);\n',
        PART: 'import { three } from "./leaf.js";\nexport const one = three;\n',
        LEAF: "export const three = 3;\n",
    }
    first = served(tmp_path / "first", files)
    for name in (PAGE, PART):
        asked = first[name].split('"')[1]
        assert asked.count(".") == 3, asked
        assert ((tmp_path / "first" / name).parent / asked).is_file()
    # A change of a part reaches the page, though the page itself has not changed.
    changed = served(tmp_path / "second", {**files, LEAF: "export const three = 4;\n"})
    assert changed[PART] != first[PART]
    assert changed[PAGE] != first[PAGE]


def test_what_a_package_brings_along_is_left_as_it_is(tmp_path: Path) -> None:
    foreign = 'import { gone } from "./gone.js";\n'
    assert served(tmp_path, {"vendor/foreign.js": foreign}) == {"vendor/foreign.js": foreign}


def test_a_part_that_is_missing_ends_the_collecting(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="gone"):
        served(tmp_path, {PAGE: 'import { gone } from "./gone.js";\n'})


def test_parts_in_a_circle_end_the_collecting(tmp_path: Path) -> None:
    circle = {
        PAGE: 'import { one } from "./page/part.js";\n',
        PART: 'import { three } from "./leaf.js";\n',
        LEAF: 'import { one } from "./part.js";\n',
    }
    with pytest.raises(RuntimeError):
        served(tmp_path, circle)
