"""Documents: attaching, taking off, reading, and answering questions with them."""

import mimetypes
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import acting
from accounts.errors import Invalid, Refused
from accounts.files import inspect, receive, serving
from dossiers import permissions
from dossiers.actions import evidence, explanation
from dossiers.forms import desk
from dossiers.models import Explanation
from dossiers.queries.entry_rows import Refusal
from dossiers.views import entry, papers, sheet
from dossiers.views.answers import SeeOther
from dossiers.views.scope import person
from dossiers.views.situation import Situation, situation

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
    refused = _attach_all(request, now, evidence.Place(leaf=leaf))
    return entry.answer_row(request, now, leaf, entry.refusal_of(refused) if refused else None)


def _attach_all(request: HttpRequest, now: Situation, place: evidence.Place) -> Refused | None:
    """Attach everything that the form carries; return the first refusal, the rest being told."""
    accepted = inspect.ACCEPTED if place.leaf else {inspect.PDF}
    refusals: list[Refused] = []
    try:
        form = desk.read_attachment(request.POST, request.FILES.getlist("file"))
    except Refused as refused:
        return refused
    contents: list[receive.Paper | evidence.Link] = [form.link] if form.link else []
    for upload in form.uploads:
        try:
            contents.append(receive.paper(upload, accepted=accepted))
        except Refused as refused:
            refusals.append(refused)
    for content in contents:
        try:
            evidence.attach(dossier=now.dossier, place=place, content=content, by=person(request))
        except Refused as refused:
            refusals.append(refused)
    for other in refusals[1:]:
        refusals[0].sentence += f" {other.sentence}"
    return refusals[0] if refusals else None


@require_POST
def attach_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Attach a signed scan as one of the dossier's papers."""
    now = situation(request, pk)
    refused = _attach_all(request, now, evidence.Place(document_kind=kind))
    if refused is not None:
        return papers.page(request, situation(request, pk), refused, kind=kind)
    messages.success(request, "Đã lưu giấy tờ của hồ sơ.")
    return SeeOther(reverse("dossiers:papers", args=[pk]))


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
    uses = permissions.visible_evidence(person(request), at=acting.instant(request))
    use = get_object_or_404(uses.select_related("version"), pk=use_pk)
    version = use.version
    if version.link:
        raise Http404
    response = serving.stream(request, version.file, media_type=version.media_type)
    ending = mimetypes.guess_extension(version.media_type) or ""
    name = version.original_name.removesuffix(ending) + ending
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    response["Content-Security-Policy"] = POLICIES.get(version.media_type, SANDBOX)
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
        if request.FILES.getlist("file") or request.POST.get("link", "").strip():
            refused = _attach_all(request, now, evidence.Place(leaf=leaf))
            if refused is not None:
                raise refused
        explanation.answer(
            question=question, leaf=leaf, text=desk.read_answer(request.POST), by=person(request)
        )
    except Refused as refused:
        return _answer_refused(request, pk, leaf.code, entry.refusal_of(refused))
    return entry.answer_row(request, now, leaf)


def _answer_refused(request: HttpRequest, pk: int, code: str, refused: Refusal) -> HttpResponse:
    """Show the page again with the answer as it was typed."""
    shown = sheet.typed_page(request, situation(request, pk), {code: refused})
    shown |= {"typed_answer": request.POST.get("answer", ""), "answered_code": code}
    return render(request, "dossiers/desk/entry.html", shown, status=refused.status)
