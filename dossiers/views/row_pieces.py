"""What a script puts into the page after a write on one row: its parts, and the sums."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from dossiers.views.mould import Shapes

_SUMS = ("achieved", "maximum", "index", "done", "due")
_PIECES = Shapes(
    template="dossiers/desk/_pieces.html",
    name="piece",
    always=(
        *("code", "mark", "state", "version", "recorded_at", "saved_tone", "saved_words"),
        *("drawn_score", "drawn_evidence", "drawn_alert"),
        *("group", "drawn_total", "drawn_state", *_SUMS),
    ),
)


def drawn(shown: dict[str, Any]) -> SafeString:
    """Return what ``sheet.piece`` says of a row, drawn."""
    row, group = shown["row"], shown["group"]
    piece = shown | row | {"group": group["code"]}
    piece["drawn_total"], piece["drawn_state"] = group["drawn_total"], group["drawn_state"]
    piece["drawn_alert"] = _part("alert", shown) if row["alert"] else ""
    if "drawn_evidence" not in row:
        piece["drawn_evidence"] = _part("evidence", shown)
    return _PIECES.fill(piece)


def _part(name: str, shown: dict[str, Any]) -> str:
    return render_to_string(f"dossiers/desk/_row_{name}.html", shown)
