"""What a script puts into the page after a write on one row: its parts, and the sums."""

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from dossiers.views import group_moulds, row_moulds, whole_rows
from dossiers.views.mould import Shapes

_SUMS = ("achieved", "maximum", "index", "done", "due")
_PIECES = Shapes(
    template="dossiers/desk/_pieces.html",
    name="piece",
    flags=("with_evidence",),
    always=(
        *("code", "mark", "state", "version", "recorded_at", "saved_tone", "saved_words"),
        *("drawn_score", "drawn_evidence", "drawn_alert"),
        *("group", "drawn_total", "drawn_state", "writes", *_SUMS),
    ),
)


def drawn(request: HttpRequest, shown: dict[str, Any], criteria_set_id: int) -> SafeString:
    """Return what ``sheet.piece`` says of a row, drawn."""
    row, group = shown["row"], shown["group"]
    group_moulds.pour_sums(group)
    whole_rows.pour_score(row, criteria_set_id=criteria_set_id)
    piece = shown | row | {"group": group["code"]}
    piece["drawn_total"], piece["drawn_state"] = group["drawn_total"], group["drawn_state"]
    piece["drawn_evidence"] = ""
    if shown["with_evidence"]:
        piece["drawn_evidence"] = _evidence(row, criteria_set_id, token=get_token(request))
    piece["drawn_alert"] = _part("alert", row) if row["alert"] else ""
    return _PIECES.fill(piece)


def _evidence(row: dict[str, Any], criteria_set_id: int, *, token: str) -> str:
    row_moulds.pour([row], criteria_set_id=criteria_set_id, token=token)
    whole_rows.pour_files([row], token=token)
    if whole_rows.is_ordinary(row):
        return whole_rows.evidence_of(row, criteria_set_id=criteria_set_id)
    return _part("evidence", row, csrf_token=token)


def _part(name: str, row: dict[str, Any], **more: str) -> str:
    return render_to_string(f"dossiers/desk/_row_{name}.html", {"row": row, **more})
