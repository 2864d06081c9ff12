"""Templates only look: no inline code, no style, no comparing of states."""

import re
import unicodedata

import pytest

from tests.architecture import source

COMMENT = re.compile(r"{%\s*comment.*?%}.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->", re.DOTALL)
INLINE = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(?!\s*</script>)", re.IGNORECASE),
    "inline style": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "htmx code": re.compile(r"\shx-(on|vals\s*=\s*[\"']js)", re.IGNORECASE),
}
# Paper is printed by WeasyPrint, not by a browser: its style belongs to the file.
PAPER = "templates/pdf/"
STATE_QUESTION = re.compile(r"{%\s*(?:el)?if[^%]*\b(?:state|status|stage\.kind)\s*(?:==|!=|in)\b")


def _markup(name: str) -> str:
    return COMMENT.sub("", source.read(name))


@pytest.mark.parametrize("kind", INLINE)
def test_templates_hold_no_code(kind: str) -> None:
    found = [
        name
        for name in source.templates()
        if not name.startswith(PAPER) and INLINE[kind].search(_markup(name))
    ]
    assert found == []


def test_templates_compare_no_states() -> None:
    found = [name for name in source.templates() if STATE_QUESTION.search(_markup(name))]
    assert found == []


def test_own_scripts_are_modules_without_evaluation() -> None:
    evaluated = re.compile(r"\beval\(|new Function\(|\.innerHTML\s*=|document\.write")
    found = [
        name
        for name in source.files()
        if name.startswith("static/js/") and evaluated.search(source.read(name))
    ]
    assert found == []


def test_templates_and_words_are_composed_unicode() -> None:
    found = [
        name
        for name in source.files()
        if name.endswith((".html", ".py", ".js", ".csv", ".md"))
        and not unicodedata.is_normalized("NFC", source.read(name))
    ]
    assert found == []
