"""Reads what a component of ``templates/components`` may be given, and holds callers to it.

The comment on top of a component is its only declaration: people read it and this module
enforces it, so the two cannot drift apart. One line an option:

    - text (required): the words
    - hint (optional): an empty string when left out
    - tone (neutral, good, bad): one of these words; the first is used when left out
    - tone (required: good, bad): one of these words, to be chosen
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.template import TemplateSyntaxError

_OPTION = re.compile(r"^\s*- (?P<name>[a-z_]+) \((?P<terms>[^)]+)\): ", re.MULTILINE)
_TOP_COMMENT = re.compile(r"{% comment %}(?P<text>.*?){% endcomment %}", re.DOTALL)


@dataclass(frozen=True)
class Option:
    """One option of a component; ``choices`` is empty when any value will do."""

    is_required: bool
    default: str
    choices: tuple[str, ...]


@lru_cache(maxsize=256)
def options_of(source: str) -> Mapping[str, Option]:
    """The options that the comment on top of a component's source declares.

    Raises ``TemplateSyntaxError`` for a component without such a comment.
    """
    comment = _TOP_COMMENT.search(source)
    if comment is None:
        raise TemplateSyntaxError("A component starts with a comment that lists its options.")
    return {
        found["name"]: _option(found["terms"].strip())
        for found in _OPTION.finditer(comment["text"])
    }


def _option(terms: str) -> Option:
    if terms in ("required", "optional"):
        return Option(is_required=terms == "required", default="", choices=())
    is_required = terms.startswith("required:")
    choices = tuple(word.strip() for word in terms.removeprefix("required:").split(","))
    return Option(is_required=is_required, default=choices[0], choices=choices)


def checked(component: str, source: str, given: Mapping[str, object]) -> dict[str, object]:
    """The options given, completed with defaults.

    Raises ``TemplateSyntaxError``, in every environment, when one is unknown, missing or not
    among its choices: a mistyped option must not reach a person as a blank space.
    """
    options = options_of(source)
    if unknown := sorted(given.keys() - options.keys()):
        raise TemplateSyntaxError(
            f"Component {component!r} has no option {', '.join(unknown)}; "
            f"it takes {', '.join(sorted(options))}."
        )
    values: dict[str, object] = {}
    for name, option in options.items():
        if name not in given:
            if option.is_required:
                raise TemplateSyntaxError(f"Component {component!r} needs the option {name}.")
            values[name] = option.default
            continue
        value = given[name]
        if option.choices and str(value) not in option.choices:
            raise TemplateSyntaxError(
                f"Component {component!r}: {name}={value!r} is not one of "
                f"{', '.join(option.choices)}."
            )
        values[name] = value
    return values
