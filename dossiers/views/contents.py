"""The table of contents of a dossier: read on a page, printed by the worker."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dossiers import permissions
from dossiers.actions import printing
from dossiers.enums import PrintKind
from dossiers.queries import contents as queries
from dossiers.views.answers import SeeOther
from dossiers.views.scope import dossier_scope


@require_safe
def contents(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what proves each leaf, with a running number through the dossier."""
    scope = dossier_scope(request, pk)
    permissions.require_readable(scope.user, scope.dossier, at=scope.at)
    shown = {
        "dossier": scope.dossier,
        "contents": queries.contents_of(scope.dossier),
        "trail": [
            ("Trang chính", reverse("dossiers:home")),
            ("Hồ sơ", reverse("dossiers:overview", args=[pk])),
        ],
    }
    return render(request, "dossiers/library/contents.html", shown)


@require_POST
def print_contents(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the table as a paper."""
    scope = dossier_scope(request, pk)
    job = printing.request_draft(dossier=scope.dossier, kind=PrintKind.CONTENTS, by=scope.user)
    return SeeOther(reverse("dossiers:print_job", args=[job.pk]))
