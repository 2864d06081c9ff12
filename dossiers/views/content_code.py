"""Where the QR of a printed paper leads: are the paper's figures still the dossier's?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dossiers import permissions
from dossiers.queries import compared, content_code, phrases, signed_papers
from dossiers.views.scope import dossier_scope


@require_safe
def code(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Say whether a printed code is the present one, and what has changed since it was printed."""
    scope = dossier_scope(request, pk)
    permissions.require_readable(scope.user, scope.dossier, at=scope.at)
    typed = content_code.typed_code(code)
    present = content_code.code_of(content_code.stated_hash(scope.dossier))
    stated = signed_papers.printed_hashes(scope.dossier).get(typed)
    printed = signed_papers.printed_at(scope.dossier, stated) if stated else None
    is_present = typed == present
    shown = {
        "dossier": scope.dossier,
        "trail": [
            ("Trang chính", reverse("dossiers:home")),
            ("Hồ sơ", reverse("dossiers:overview", args=[pk])),
        ],
        "code": typed,
        "present": present,
        "is_present": is_present,
        "is_known": is_present or printed is not None,
        "printed": phrases.to_the_second(printed) if printed else "",
        "changes": (
            compared.changes_since(scope.dossier, printed) if printed and not is_present else []
        ),
    }
    return render(request, "dossiers/desk/content_code.html", shown)
