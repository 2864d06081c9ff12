"""Mục lục tài liệu kiểm chứng: what proves each leaf of a dossier, on the form of NĐ 30/2020."""

from datetime import datetime
from typing import Any

from dossiers.exports.letterhead import letterhead
from dossiers.models import Dossier
from dossiers.queries import contents


def pdf(dossier: Dossier, *, at: datetime) -> bytes:
    """Return the table as PDF; ``at`` gives the year of the blank date line."""
    from scoring.exports import paper

    return paper.render("pdf/contents.html", content(dossier, at=at))


def content(dossier: Dossier, *, at: datetime) -> dict[str, Any]:
    """Return all that the table says, as ready words."""
    return {
        "head": letterhead(dossier.unit, at=at),
        "campaign": dossier.campaign,
        "unit": dossier.unit,
        "contents": contents.contents_of(dossier),
    }
