"""Files of the guidance: taken in with a leaf of a draft, handed out to whoever reads the set."""

import mimetypes
from urllib.parse import quote

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts import acting
from accounts.errors import Refused
from accounts.files import inspect, receive, serving
from scoring.actions import guidance as actions
from scoring.forms.leaf import FILES, TypedLeaf
from scoring.models import CriteriaDraft, CriteriaSet, GuidanceFile
from scoring.queries import guidance
from scoring.rules import outline
from scoring.views import drafts


def with_files(
    request: HttpRequest, draft: CriteriaDraft, typed: TypedLeaf
) -> tuple[TypedLeaf, Refused | None]:
    """Return the leaf with the uploaded files that were taken, and why others were not.

    What was taken is kept at once, so that a form sent back for another reason asks for no file
    again.
    """
    by = acting.person(request)
    refusals: list[Refused] = []
    for upload in request.FILES.getlist(FILES.key):
        try:
            paper = receive.paper(upload, accepted=inspect.ACCEPTED_AS_GUIDANCE)
            kept = actions.keep(draft=draft, paper=paper, by=by)
        except Refused as refused:
            refusals.append(refused)
        else:
            typed = typed.with_file(paper.name, kept.sha256)
    for other in refusals[1:]:
        refusals[0].sentence += f" {other.sentence}"
    return typed, refusals[0] if refusals else None


def names_at(draft: CriteriaDraft, place: outline.Place | None) -> set[str]:
    """Return the files that the stored leaf names: those can be opened already."""
    if place is None:
        return set()
    leaf = outline.nodes_of(draft.document, place.where)[place.index]
    return {each["sha256"] for each in leaf.get("attachments", ())}


@login_not_required
@require_safe
def set_file(request: HttpRequest, pk: int, sha256: str) -> HttpResponseBase:
    """Hand out a file of a published set, to anyone."""
    shown = get_object_or_404(CriteriaSet, pk=pk)
    return _download(request, guidance.name_in_set(shown, sha256), sha256)


@require_safe
def draft_file(request: HttpRequest, pk: int, sha256: str) -> HttpResponseBase:
    """Hand out a file of a draft to those who work on it."""
    draft = drafts.draft_of(request, pk)
    return _download(request, guidance.name_in_document(draft.document, sha256), sha256)


def _download(request: HttpRequest, name: str | None, sha256: str) -> HttpResponseBase:
    """Answer with the bytes to be saved, never shown inside the portal; 404 for a strange file."""
    if name is None:
        raise Http404
    kept = get_object_or_404(GuidanceFile, sha256=sha256)
    response = serving.stream(request, kept.file, media_type=kept.media_type)
    ending = mimetypes.guess_extension(kept.media_type) or ""
    whole = name.removesuffix(ending) + ending
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(whole)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
