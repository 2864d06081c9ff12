"""Documents: attaching, taking off, reading, and answering questions with them."""

import mimetypes
from dataclasses import replace
from functools import partial
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import acting
from accounts.errors import FileRefused, Invalid, Refused
from accounts.files import inspect, receive, serving
from dossiers import permissions
from dossiers.actions import evidence, explanation, signed_papers
from dossiers.forms import desk
from dossiers.models import DocumentVersion, EvidenceUse, Explanation, Original
from dossiers.queries import quarantine
from dossiers.queries.entry_rows import Refusal
from dossiers.views import arrivals, entry, papers, sheet
from dossiers.views.answers import SeeOther
from dossiers.views.pieces import is_piece
from dossiers.views.scope import person
from dossiers.views.situation import Situation, own_roles, situation

# The browser shows the bytes by themselves: no script, no form, nothing from elsewhere; its own
# viewers for pictures and PDF bring styles, and the one for PDF does not start in a sandbox.
ALONE = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; object-src 'self'"
POLICIES = {inspect.PDF: ALONE}
SANDBOX = f"{ALONE}; sandbox"


@require_POST
def attach(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Attach files or a link to one leaf; each file is judged by itself."""
    now = situation(request, pk)
    leaf = entry.leaf_of(now, code)
    refused = arrivals.attach_all(request, now, evidence.Place(leaf=leaf))
    return entry.answer_row(request, now, leaf, _refusal(request, refused) if refused else None)


def _refusal(request: HttpRequest, refused: Refused) -> Refusal:
    """Return a refusal with what was typed beside the files.

    A link goes first: when a file is refused for what it is, the link has been taken.
    """
    typed = {name: request.POST.get(name, "") for name in ("link", "title")}
    kept = {} if isinstance(refused, FileRefused) or not any(typed.values()) else typed
    return replace(entry.refusal_of(refused), attaching=kept)


@require_POST
def attach_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Attach a signed scan as one of the dossier's papers."""
    now = situation(request, pk)
    place = evidence.Place(document_kind=kind)
    refused = arrivals.attach_all(
        request, now, place, put=partial(_attach_signed, request, now, kind)
    )
    if refused is not None:
        return papers.page(request, situation(request, pk), refused, kind=kind)
    messages.success(request, "Đã lưu giấy tờ của hồ sơ.")
    return SeeOther(reverse("dossiers:papers", args=[pk]))


def _attach_signed(
    request: HttpRequest, now: Situation, kind: str, content: receive.Paper | evidence.Link
) -> None:
    """Attach one signed scan, with the content code that was typed from its foot."""
    signed_papers.attach(
        dossier=now.dossier,
        kind=kind,
        content=content,
        code=request.POST.get("content_code", ""),
        by=person(request),
    )


@require_POST
def detach(request: HttpRequest, use_pk: int) -> HttpResponse:
    """Take a document off its place; the trace of it stays."""
    uses = permissions.visible_evidence(person(request), at=acting.instant(request))
    use = get_object_or_404(uses.select_related("dossier", "leaf"), pk=use_pk)
    now = situation(request, use.dossier_id)
    if use.leaf is None:
        evidence.detach(use=use, by=person(request))
        return SeeOther(reverse("dossiers:papers", args=[use.dossier_id]))
    leaf = entry.leaf_of(now, use.leaf.code)
    try:
        evidence.detach(use=use, by=person(request))
    except Refused as refused:
        return entry.answer_row(request, now, leaf, entry.refusal_of(refused))
    return entry.answer_row(request, now, leaf)


@require_safe
def read(request: HttpRequest, use_pk: int) -> HttpResponseBase:
    """Hand out the bytes of one document to those who may read it."""
    version = readable_use(request, use_pk).version
    if version.link:
        raise Http404
    return handed_out(request, version)


@require_safe
def original(request: HttpRequest, use_pk: int, position: int) -> HttpResponseBase:
    """Hand out one of the photos, byte for byte, of which a document's PDF was made."""
    version = readable_use(request, use_pk).version
    return handed_out(request, get_object_or_404(version.originals, position=position))


def readable_use(request: HttpRequest, use_pk: int) -> EvidenceUse:
    """Return a use whose bytes this person may read; all others are absent.

    Refuses where the bytes themselves may not be handed out (``queries.quarantine``).
    """
    uses = permissions.visible_evidence(person(request), at=acting.instant(request))
    use = get_object_or_404(uses.select_related("version__document"), pk=use_pk)
    is_own = bool(own_roles(request, use.version.document.unit_id))
    quarantine.require_safe(use.version, is_own=is_own)
    return use


def handed_out(request: HttpRequest, kept: DocumentVersion | Original) -> HttpResponseBase:
    """Return stored bytes as they are, shown by the browser alone and kept by nobody."""
    response = serving.stream(request, kept.file, media_type=kept.media_type)
    ending = mimetypes.guess_extension(kept.media_type) or ""
    name = kept.original_name.removesuffix(ending) + ending
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    return shown_alone(response, kept.media_type)


def shown_alone(response: HttpResponseBase, media_type: str) -> HttpResponseBase:
    """Close the answer that carries a stranger's bytes: nothing runs, nothing is kept."""
    response["Content-Security-Policy"] = POLICIES.get(media_type, SANDBOX)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def answer(request: HttpRequest, pk: int, question_pk: int) -> HttpResponse:
    """Answer a question on one leaf, with further documents if need be."""
    now = situation(request, pk)
    question = get_object_or_404(Explanation, pk=question_pk, dossier=now.dossier)
    leaf = entry.leaf_of(now, question.leaf.code)
    try:
        if not desk.read_answer(request.POST):
            raise Invalid(f"Hãy nhập nội dung giải trình cho tiêu chí {leaf.code}.")
        if desk.brings_something(request.POST, request.FILES):
            refused = arrivals.attach_all(request, now, evidence.Place(leaf=leaf))
            if refused is not None:
                raise refused
        explanation.answer(
            question=question, leaf=leaf, text=desk.read_answer(request.POST), by=person(request)
        )
    except Refused as refused:
        return _answer_refused(request, question, leaf.code, entry.refusal_of(refused))
    if not is_piece(request):
        messages.success(request, f"Đã gửi giải trình tiêu chí {leaf.code}.")
    return entry.answer_row(request, now, leaf)


def _answer_refused(
    request: HttpRequest, question: Explanation, code: str, refused: Refusal
) -> HttpResponse:
    """Show the page again with the answer as it was typed, even when it came too late."""
    shown = sheet.typed_page(request, situation(request, question.dossier_id), {code: refused})
    shown |= {"typed_answer": request.POST.get("answer", ""), "answered_pk": question.pk}
    return render(request, "dossiers/desk/entry.html", shown, status=refused.status)
