"""What the entry page says of its groups, moulded: their heads, and their links beside the rows."""

from typing import Any

from dossiers.views.mould import Shapes

Group = dict[str, Any]

_TOTAL = Shapes(
    template="dossiers/desk/_group_total.html",
    name="group",
    values=("maximum", "due"),
    always=("achieved", "done"),
)
_STATE = Shapes(
    template="dossiers/desk/_group_state.html",
    name="group",
    values=("due", "lacking_count", "asked_count"),
    always=("state", "done", "no_due_words"),
)
_LINK = Shapes(
    template="dossiers/desk/_group_link.html",
    name="group",
    flags=("is_here",),
    always=("way", "code", "name", "drawn_state"),
)
_HEAD = Shapes(
    template="dossiers/desk/_group_head.html",
    name="group",
    values=("hidden",),
    always=("code", "name", "url", "leaf_way", "drawn_total"),
)


def pour_sums(group: Group) -> None:
    """Draw what a save changes of a group: ``drawn_total`` and ``drawn_state``."""
    group["drawn_total"] = _TOTAL.fill(group)
    group["drawn_state"] = _STATE.fill(group)


def pour(group: Group) -> None:
    """Draw a group's link (``drawn_link``) and its head on the whole sheet (``drawn_head``)."""
    pour_sums(group)
    group["drawn_link"] = _LINK.fill(group)
    group["drawn_head"] = _HEAD.fill(group)
