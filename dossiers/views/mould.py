"""A piece of a page rendered once by its template and then filled many times by joining strings.

A page of forty rows spends most of its time on looking up the same labels again; a mould keeps
what never changes and leaves marked places for what does.
"""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

# Signs of Unicode's private area: no text of a person holds them, and escaping lets them pass.
_OPEN, _CLOSE = "\ue000", "\ue001"
_SLOT = re.compile(f"{_OPEN}([^{_CLOSE}]+){_CLOSE}")


def slot(name: str) -> str:
    """Return the mark under which a template leaves room for the value ``name``."""
    return f"{_OPEN}{name}{_CLOSE}"


class Mould:
    """The constant pieces of a rendered template and the names of the values between them."""

    def __init__(self, template: str, context: Mapping[str, Any]) -> None:
        # Constants stand at even places, names of slots at odd ones.
        self._pieces = _SLOT.split(render_to_string(template, dict(context)))

    def fill(self, values: Mapping[str, str]) -> SafeString:
        """Return the piece with ``values`` in place, each escaped; all slots must be given.

        What is safe already (another mould's piece) stays as it is.
        """
        filled = list(self._pieces)
        for place in range(1, len(filled), 2):
            value = values[filled[place]]
            # Django's own escape does the same after three looks at what kind of thing it got.
            filled[place] = value if isinstance(value, SafeString) else escape(str(value))
        # The pieces come from our own rendered template, every value was made safe above.
        return SafeString("".join(filled))  # nosec B703
