"""The unit's documents: the list, one document with its versions, where it is used."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import acting
from accounts.enums import OWN_SIDE, Role
from accounts.errors import Conflict, NotAllowed, Refused, StillPrinting
from accounts.models import RoleGrant
from dossiers import library_permissions
from dossiers.actions import library as actions
from dossiers.forms.library import DescriptionForm, LibraryFilterForm
from dossiers.models import Document, DocumentVersion
from dossiers.queries import library as queries
from dossiers.queries import suggestions
from dossiers.views.answers import SeeOther
from dossiers.views.scope import person
from dossiers.views.situation import own_roles

ROWS_ON_A_PAGE = 50
FIELDS = ("title", "number", "issued_on", "issuer")


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """List the documents of the unit of the role held now."""
    unit = own_grant(request).unit
    documents = Document.objects.filter(unit=unit)
    form = LibraryFilterForm(
        request.GET, codes=queries.codes_of(unit.pk), years=queries.years_of(unit.pk)
    )
    found = queries.narrowed(documents, form.wanted())
    page = Paginator(found, ROWS_ON_A_PAGE).get_page(request.GET.get("trang"))
    query = request.GET.copy()
    query.pop("trang", None)
    shown = {
        "unit": unit,
        "form": form,
        "page": page,
        "rows": queries.rows_of(page),
        "query": query.urlencode(),
        "clear_url": reverse("dossiers:library") if form.is_narrowed else "",
    }
    return render(request, "dossiers/library/list.html", shown)


def own_grant(request: HttpRequest) -> RoleGrant:
    """Return the role held now when it is one of a unit's own people, else ``NotAllowed``."""
    held = acting.acting(request)
    if held is None or held.role not in OWN_SIDE:
        raise NotAllowed(
            "Thư viện tài liệu dành cho cán bộ nhập liệu và lãnh đạo của đơn vị. "
            "Nếu giữ nhiều vai trò, hãy chuyển vai trò rồi thử lại."
        )
    return held


def document_of(request: HttpRequest, pk: int) -> Document:
    """Return a document of one's own unit; all others answer 404."""
    documents = library_permissions.visible_documents(person(request), at=acting.instant(request))
    return get_object_or_404(documents.select_related("unit"), pk=pk)


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one document: what it is called, its versions, where it stands."""
    found = document_of(request, pk)
    form = DescriptionForm(initial={name: getattr(found, name) for name in FIELDS})
    return _page(request, found, form)


@require_POST
def describe(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what a document is called; a button may take over what its own text says."""
    found = document_of(request, pk)
    form = DescriptionForm(request.POST)
    try:
        form = DescriptionForm(_with_accepted(request.POST, found))
        typed = form.description()
        actions.describe(
            document=found,
            description=typed,
            version=form.cleaned_data["version"],
            by=person(request),
        )
    except Refused as refused:
        return _page(request, document_of(request, pk), form, refused)
    messages.success(request, "Đã lưu thông tin tài liệu.")
    return SeeOther(reverse("dossiers:document", args=[pk]))


def _with_accepted(data: QueryDict, found: Document) -> QueryDict:
    """Put the suggestions that a button accepts (one, or ``all``) over what was typed."""
    accepted = data.get("accept", "")
    if not accepted:
        return data
    typed = data.copy()
    for each in suggestions.offered(found, found.versions.latest("number")):
        if accepted in (each["name"], "all"):
            typed[each["name"]] = each["words"]
    return typed


def _page(
    request: HttpRequest,
    found: Document,
    form: DescriptionForm,
    refused: Refused | None = None,
) -> HttpResponse:
    can_write = Role.ENTRY in own_roles(request, found.unit_id)
    newest = found.versions.latest("number")
    shown: dict[str, Any] = {
        "document": found,
        "form": form,
        "version": found.version,
        "described": queries.described(found),
        "can_write": can_write,
        "offered": _offered(found, newest) if can_write else [],
        "versions": queries.versions_of(found),
        "uses": queries.uses_of(found),
        "refused": refused,
        "sides": _sides(found, form) if isinstance(refused, Conflict) else [],
        "trail": [("Tài liệu của đơn vị", reverse("dossiers:library"))],
    }
    status = int(refused.status) if refused else 200
    return render(request, "dossiers/library/document.html", shown, status=status)


def _offered(found: Document, newest: DocumentVersion) -> list[dict[str, Any]] | None:
    """Return what the file says of itself, None for now: the page is worth more than that."""
    try:
        return suggestions.offered(found, newest)
    except StillPrinting:
        return None


def _sides(found: Document, form: DescriptionForm) -> list[dict[str, str]]:
    """Return what was typed beside what somebody else has saved, where they differ."""
    sides = []
    for name in FIELDS:
        value = getattr(found, name)
        stored = queries.day(value) if name == "issued_on" else value
        mine = str(form[name].value() or "")
        if mine.strip() != stored:
            label = str(form.fields[name].label)
            sides.append({"label": label, "mine": mine or "–", "stored": stored or "–"})
    return sides
