"""Pages of a document looked at without opening it: by those who may read its bytes."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import posted
from accounts.files import pages, previews
from dossiers.models import DocumentVersion
from dossiers.queries import quarantine
from dossiers.views import evidence
from dossiers.views.library import document_of

LARGE = "lon"


@require_safe
def preview(request: HttpRequest, use_pk: int) -> HttpResponse:
    """Show one page of a document in use, with the way to the others."""
    version = evidence.readable_use(request, use_pk).version
    original = version.link or reverse("dossiers:evidence", args=[use_pk])
    return _page(request, version, original=original)


@require_safe
def preview_image(request: HttpRequest, use_pk: int, page: int) -> HttpResponseBase:
    """Hand out the picture of one page of a document in use."""
    return _image(request, evidence.readable_use(request, use_pk).version, page)


@require_safe
def document_preview(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show one page of a version in the unit's own library."""
    version = _version(request, pk, number)
    return _page(
        request, version, original=reverse("dossiers:document_file", args=[pk, version.number])
    )


@require_safe
def document_image(request: HttpRequest, pk: int, number: int, page: int) -> HttpResponseBase:
    """Hand out the picture of one page of a version in the unit's own library."""
    return _image(request, _version(request, pk, number), page)


@require_safe
def document_file(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """Hand out the bytes of a version, also of one that stands nowhere any more."""
    version = _version(request, pk, number)
    if version.link:
        raise Http404
    return evidence.handed_out(request, version)


def _version(request: HttpRequest, pk: int, number: int) -> DocumentVersion:
    versions = document_of(request, pk).versions.select_related("document")
    version = get_object_or_404(versions, number=number)
    quarantine.require_safe(version, is_own=True)
    return version


def _page(request: HttpRequest, version: DocumentVersion, *, original: str) -> HttpResponse:
    if version.link:
        raise Http404
    count = version.pages or _counted(version)
    last = min(count, previews.LAST_PAGE)
    asked = posted.number(request.GET.get("trang")) or 1
    here = min(asked, last)
    shown: dict[str, Any] = {
        "title": version.document.title,
        "version": version,
        "original": original,
        "image": f"{request.path}{here}/",
        "here": here,
        "count": count,
        "before": here - 1,
        "after": here + 1 if here < last else 0,
        "beyond": last if count > last else 0,
    }
    return render(request, "dossiers/library/preview.html", shown)


def _counted(version: DocumentVersion) -> int:
    """Return the pages of a version of the time when nobody counted."""
    with version.file.open() as stored:
        return pages.count(stored, version.media_type) or 1


def _image(request: HttpRequest, version: DocumentVersion, page: int) -> HttpResponseBase:
    if version.link:
        raise Http404
    made = previews.picture(
        version.file,
        sha256=version.sha256,
        media_type=version.media_type,
        number=page,
        size=request.GET.get("co", LARGE),
    )
    if made is None:
        raise Http404
    response = HttpResponse(made, content_type=previews.MEDIA_TYPE)
    return evidence.shown_alone(response, previews.MEDIA_TYPE)
