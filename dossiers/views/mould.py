"""A piece of a page rendered once by its template and then filled many times by joining strings.

A page of forty rows spends most of its time on looking up the same labels again; a mould keeps
what never changes and leaves marked places for what does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

# Signs of Unicode's private area: no text of a person holds them, and escaping lets them pass.
_OPEN, _CLOSE = "\ue000", "\ue001"
_SPECIAL = re.compile("[&<>\"']").search
_SLOT = re.compile(f"{_OPEN}([^{_CLOSE}]+){_CLOSE}")


def slot(name: str) -> str:
    """Return the mark under which a template leaves room for the value ``name``."""
    return f"{_OPEN}{name}{_CLOSE}"


class Mould:
    """The constant pieces of a rendered template and the names of the values between them."""

    def __init__(self, template: str, context: Mapping[str, Any]) -> None:
        # Constants stand at even places, names of slots at odd ones.
        self._pieces = _SLOT.split(render_to_string(template, dict(context)))
        self._names = self._pieces[1::2]

    def fill(self, values: Mapping[str, Any]) -> SafeString:
        """Return the piece with ``values`` in place, each escaped; all slots must be given.

        What is safe already (another mould's piece) stays as it is.
        """
        filled = self._pieces.copy()
        filled[1::2] = [
            value if (value := values[name]).__class__ is SafeString else _escaped(value)
            for name in self._names
        ]
        # The pieces come from our own rendered template, every value was made safe above.
        return SafeString("".join(filled))  # nosec B703


def _escaped(value: object) -> str:
    """Return a value as Django escapes it, without its looks at what kind of thing it got."""
    text = str(value)
    # Figures and addresses hold nothing to escape: looking is cheaper than replacing.
    return escape(text) if _SPECIAL(text) else text


class Marks(dict[str, Any]):
    """What a template may ask of a thing that is moulded: anything else is a fault, not nothing."""

    def __missing__(self, name: str) -> Any:
        raise LookupError(f"a mould has no room for {name!r}")


@dataclass(frozen=True, kw_only=True)
class Shapes:
    """The moulds of one template about one thing, one for each shape that it takes.

    ``name`` is the thing's in the template. ``flags`` decide how it looks; ``values`` are drawn
    where there are any, ``always`` in every case; ``constants`` are the same whatever the shape.
    A template that asks for more fails at its first use.
    """

    template: str
    name: str
    flags: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    constants: Mapping[str, Any] = field(default_factory=dict)
    _made: dict[tuple[bool, ...], Mould] = field(default_factory=dict, init=False)

    def fill(self, thing: Mapping[str, Any]) -> SafeString:
        """Return the template as it draws ``thing``."""
        shape = tuple([bool(thing[name]) for name in (*self.flags, *self.values)])
        mould = self._made.get(shape)
        if mould is None:
            mould = self._made[shape] = Mould(self.template, {self.name: self._marks(shape)})
        return mould.fill(thing)

    def _marks(self, shape: tuple[bool, ...]) -> Marks:
        has = dict(zip((*self.flags, *self.values), shape, strict=True))
        marks = Marks(self.constants)
        marks.update({name: has[name] for name in self.flags})
        marks.update({name: slot(name) if has[name] else "" for name in self.values})
        marks.update({name: slot(name) for name in self.always})
        return marks
