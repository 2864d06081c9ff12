"""Files that arrive in pieces, by the tus protocol 1.0: begin, ask how far, continue, give up.

Creation, termination and expiration are spoken (tus.io); the finished upload is named by its
number in the ordinary form of a row. Answers to a person's mistakes are the usual refusals; what
only a wrong program does (another version, another content type) gets the protocol's bare codes.
"""

import uuid
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods

from accounts.files.pieces import PROTOCOL_HEADER, PROTOCOL_VERSION
from dossiers.actions import uploads
from dossiers.forms.uploads import read_announced, whole_number
from dossiers.models import Upload
from dossiers.views.scope import person
from dossiers.views.situation import situation

EXTENSIONS = "creation,termination,expiration"
PIECE_TYPE = "application/offset+octet-stream"

View = Callable[..., HttpResponse]


def _speaks_tus(view: View) -> View:
    """Answer in the protocol's version, and nobody who speaks another.

    What is refused on the way here, or by an action, gets the same header from the middleware.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        is_asking = request.method == "OPTIONS"
        if is_asking or request.headers.get(PROTOCOL_HEADER) == PROTOCOL_VERSION:
            response = _abilities() if is_asking else view(request, *args, **kwargs)
        else:
            response = HttpResponse(status=HTTPStatus.PRECONDITION_FAILED)
            response["Tus-Version"] = PROTOCOL_VERSION
        response[PROTOCOL_HEADER] = PROTOCOL_VERSION
        response["Cache-Control"] = "no-store"
        return response

    return answer


def _abilities() -> HttpResponse:
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    response["Tus-Version"] = PROTOCOL_VERSION
    response["Tus-Extension"] = EXTENSIONS
    response["Tus-Max-Size"] = str(settings.QCDC_MAX_FILE_BYTES)
    return response


@require_http_methods(["OPTIONS", "POST"])
@_speaks_tus
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Make room for a file and say where its pieces go."""
    now = situation(request, pk)
    told = read_announced(request.headers)
    upload = uploads.begin(dossier=now.dossier, name=told.name, size=told.size, by=person(request))
    response = HttpResponse(status=HTTPStatus.CREATED)
    response["Location"] = reverse("dossiers:upload", args=[pk, upload.pk])
    return _with_progress(response, upload)


@require_http_methods(["OPTIONS", "HEAD", "PATCH", "DELETE"])
@_speaks_tus
def upload(request: HttpRequest, pk: int, number: uuid.UUID) -> HttpResponse:
    """Say how far an upload has come, take its next piece, or drop it."""
    now = situation(request, pk)
    mine = Upload.objects.filter(dossier=now.dossier, owner=person(request), expires_at__gt=now.at)
    found = get_object_or_404(mine.select_related("dossier"), pk=number)
    if request.method == "HEAD":
        response = HttpResponse()
        response["Upload-Length"] = str(found.size)
        return _with_progress(response, found)
    if request.method == "PATCH":
        return _take_piece(request, found)
    uploads.give_up(upload=found)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _take_piece(request: HttpRequest, found: Upload) -> HttpResponse:
    if request.content_type != PIECE_TYPE:
        return HttpResponse(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    found = uploads.take_piece(
        upload=found,
        offset=whole_number(request.headers, "Upload-Offset"),
        length=whole_number(request.headers, "Content-Length"),
        body=request,
        by=person(request),
    )
    return _with_progress(HttpResponse(status=HTTPStatus.NO_CONTENT), found)


def _with_progress(response: HttpResponse, told: Upload) -> HttpResponse:
    response["Upload-Offset"] = str(told.received)
    response["Upload-Expires"] = http_date(told.expires_at.timestamp())
    return response
