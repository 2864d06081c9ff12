"""The dossier's own papers: the signed scans that the campaign asks for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.errors import Refused
from dossiers.queries import desk
from dossiers.views.situation import Situation, situation


@require_safe
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the papers with their scans."""
    return page(request, situation(request, pk))


def page(
    request: HttpRequest, now: Situation, refused: Refused | None = None, *, kind: str = ""
) -> HttpResponse:
    """Show the papers; ``refused`` says why a scan for ``kind`` was not taken."""
    asked = desk.papers_of(now.dossier)
    shown = {
        "now": now,
        "dossier": now.dossier,
        "deadline": now.deadline,
        "papers": [
            paper | {"refused": refused if paper["key"] == kind else None} for paper in asked
        ],
        "present": sum(bool(paper["files"]) for paper in asked),
        "total": len(asked),
    }
    status = int(refused.status) if refused else 200
    return render(request, "dossiers/desk/papers.html", shown, status=status)
