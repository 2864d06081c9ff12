"""The dossier's own papers: the signed scans that the campaign asks for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.errors import Refused
from dossiers.queries import content_code, desk, signed_papers
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
    outdated = {paper.key: paper for paper in signed_papers.outdated(now.dossier)}
    typed = request.POST.get("content_code", "")
    shown = {
        "now": now,
        "dossier": now.dossier,
        "deadline": now.deadline,
        "papers": [
            paper
            | {
                "refused": refused if paper["key"] == kind else None,
                "typed_code": typed if paper["key"] == kind else "",
                "outdated": outdated.get(paper["key"]),
                "drafts": _drafts(now, paper["key"]),
            }
            for paper in asked
        ],
        "present": sum(bool(paper["files"]) for paper in asked),
        "total": len(asked),
        "code": content_code.code_of(content_code.stated_hash(now.dossier)),
    }
    status = int(refused.status) if refused else 200
    return render(request, "dossiers/desk/papers.html", shown, status=status)


def _drafts(now: Situation, key: str) -> list[dict[str, str]]:
    """Return the ways to print a paper's draft; none for a paper that the portal cannot write."""
    return [
        {
            "words": "In bản nháp PDF" if place == 0 else "Bản Word để sửa (DOCX)",
            "url": reverse("dossiers:print_draft", args=[now.dossier.pk, draft.value]),
        }
        for place, draft in enumerate(signed_papers.DRAFTS.get(key, ()))
    ]
