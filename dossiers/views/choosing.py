"""Documents of the library put to leaves, newer versions in their place, their order."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts import acting
from accounts.errors import Invalid, Refused
from dossiers import context, permissions
from dossiers.actions import evidence, library, replacing
from dossiers.forms.library import LibraryFilterForm, read_ids
from dossiers.models import Document, DocumentVersion, EvidenceUse
from dossiers.queries import desk, phrases
from dossiers.queries import library as queries
from dossiers.views import arrivals, entry, entry_place
from dossiers.views.answers import SeeOther
from dossiers.views.library import document_of
from dossiers.views.scope import person
from dossiers.views.situation import Situation, situation
from scoring import plans

ROWS_ON_A_PAGE = 20
BOTH = ["GET", "HEAD", "POST"]


def _left(request: HttpRequest, now: Situation, leaf: plans.Leaf) -> entry_place.Place:
    """Return the view of the desk from which the person came to a leaf's documents."""
    group = leaf.criterion.group_code
    return entry_place.came_from(request, now.dossier.pk, code=leaf.code, group=group)


def back_to(request: HttpRequest, now: Situation, leaf: plans.Leaf) -> str:
    """Return the way back to a leaf, in the view from which the person came."""
    return _left(request, now, leaf).url(now.dossier.pk, at=leaf.code)


@require_http_methods(BOTH)
def pick(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Choose documents of the library for one leaf."""
    now = situation(request, pk)
    leaf = entry.leaf_of(now, code)
    if request.method != "POST":
        return _picker(request, now, leaf)
    library_versions = DocumentVersion.objects.filter(document__unit=now.dossier.unit_id)
    chosen = library_versions.filter(pk__in=read_ids(request.POST, "version"))
    try:
        uses = library.choose(
            dossier=now.dossier,
            leaf=leaf,
            versions=list(chosen.select_related("document").order_by("pk")),
            by=person(request),
        )
    except Refused as refused:
        return _picker(request, situation(request, pk), leaf, refused)
    messages.success(request, f"Đã gắn {len(uses)} tài liệu vào tiêu chí {leaf.code}.")
    return SeeOther(back_to(request, now, leaf))


def _picker(
    request: HttpRequest, now: Situation, leaf: plans.Leaf, refused: Refused | None = None
) -> HttpResponse:
    asked = request.GET.copy()
    asked[entry_place.FROM] = _left(request, now, leaf).told
    form = LibraryFilterForm(asked, years=queries.years_of(now.dossier.unit_id))
    found = queries.narrowed(Document.objects.filter(unit=now.dossier.unit_id), form.wanted())
    page = Paginator(found, ROWS_ON_A_PAGE).get_page(request.GET.get("trang"))
    query = asked.copy()
    query.pop("trang", None)
    about = _about(request, now, leaf)
    shown = about | {
        "action": f"{request.path}?{asked.urlencode()}",
        "form": form,
        "clear_url": about["way"] if form.is_narrowed else "",
        "page": page,
        "rows": queries.rows_of(page),
        "standing": queries.versions_at(now.dossier, leaf.pk),
        "ticked": read_ids(request.POST, "version"),
        "query": query.urlencode(),
        "refused": refused,
    }
    status = int(refused.status) if refused else 200
    return render(request, "dossiers/library/pick.html", shown, status=status)


def _about(request: HttpRequest, now: Situation, leaf: plans.Leaf) -> dict[str, Any]:
    return {
        "now": now,
        "dossier": now.dossier,
        "deadline": now.deadline,
        "leaf": {"code": leaf.code, "name": leaf.criterion.name},
        "back": back_to(request, now, leaf),
        "way": f"?{entry_place.FROM}={_left(request, now, leaf).told}",
    }


@require_http_methods(BOTH)
def spread(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one document of the library to several leaves of the unit's dossier under way."""
    found = document_of(request, pk)
    dossier = desk.current(desk.dossiers_of(found.unit_id))
    if dossier is None:
        raise Http404
    now = situation(request, dossier.pk)
    if request.method != "POST":
        return _leaves(request, now, found)
    plan = plans.plan_of(dossier.campaign.criteria_set_id)
    codes = set(request.POST.getlist("leaf"))
    try:
        uses = library.spread(
            dossier=dossier,
            leaves=[leaf for leaf in plan.leaves if leaf.code in codes],
            version=found.versions.select_related("document").latest("number"),
            by=person(request),
        )
    except Refused as refused:
        return _leaves(request, situation(request, dossier.pk), found, refused)
    messages.success(request, f"Đã dùng tài liệu này cho {len(uses)} tiêu chí.")
    return SeeOther(reverse("dossiers:document", args=[pk]))


def _leaves(
    request: HttpRequest, now: Situation, found: Document, refused: Refused | None = None
) -> HttpResponse:
    newest = found.versions.latest("number")
    shown = {
        "now": now,
        "dossier": now.dossier,
        "deadline": now.deadline,
        "document": found,
        "groups": queries.leaf_choices(now.dossier, newest, ticked=request.POST.getlist("leaf")),
        "refused": refused,
        "trail": [
            ("Tài liệu của đơn vị", reverse("dossiers:library")),
            (found.title, reverse("dossiers:document", args=[found.pk])),
        ],
    }
    status = int(refused.status) if refused else 200
    return render(request, "dossiers/library/spread.html", shown, status=status)


def _own_use(request: HttpRequest, use_pk: int) -> tuple[EvidenceUse, Situation]:
    """Return a use of one's own dossier; 404 for strangers, ``NotAllowed`` from above."""
    uses = permissions.visible_evidence(person(request), at=acting.instant(request))
    use = get_object_or_404(uses.select_related("version__document", "leaf"), pk=use_pk)
    return use, situation(request, use.dossier_id)


@require_http_methods(BOTH)
def replace(request: HttpRequest, use_pk: int) -> HttpResponse:
    """Put a newer version of a document in its place."""
    use, now = _own_use(request, use_pk)
    place = evidence.place_of(now.dossier, use)
    if place.leaf is None:
        raise Http404
    if request.method != "POST":
        return _replacing(request, use, now, place.leaf)
    refused = arrivals.attach_all(
        request,
        now,
        place,
        put=lambda content: replacing.replace(
            use=use,
            content=content,
            by=person(request),
            everywhere=bool(request.POST.get("everywhere")),
        ),
    )
    if refused is not None:
        return _replacing(request, use, situation(request, now.dossier.pk), place.leaf, refused)
    messages.success(request, "Đã thay bằng bản mới. Bản cũ vẫn được giữ trong thư viện.")
    return SeeOther(back_to(request, now, place.leaf))


def _replacing(
    request: HttpRequest,
    use: EvidenceUse,
    now: Situation,
    leaf: plans.Leaf,
    refused: Refused | None = None,
) -> HttpResponse:
    shown = _about(request, now, leaf) | {
        "navigation": context.side(request, now.dossier.pk),
        "version": use.version,
        "note": phrases.file_note(use.version),
        "others": queries.other_leaves(use),
        "uploads": reverse("dossiers:uploads", args=[now.dossier.pk]),
        "refused": refused,
        "typed_link": request.POST.get("link", ""),
        # Offered as usual; whoever decided otherwise has decided.
        "everywhere": refused is None or "everywhere" in request.POST,
    }
    status = int(refused.status) if refused else 200
    return render(request, "dossiers/library/replace.html", shown, status=status)


@require_POST
def arrange(request: HttpRequest, use_pk: int) -> HttpResponse:
    """Move a document one place earlier or later within its leaf."""
    use, now = _own_use(request, use_pk)
    if use.leaf is None:
        raise Http404
    leaf = entry.leaf_of(now, use.leaf.code)
    try:
        way = request.POST.get("way")
        if way not in ("earlier", "later"):
            raise Invalid("Không rõ hướng sắp xếp. Hãy tải lại trang rồi thử lại.")
        library.arrange(use=use, is_earlier=way == "earlier", by=person(request))
    except Refused as refused:
        return entry.answer_row(request, now, leaf, entry.refusal_of(refused))
    return entry.answer_row(request, now, leaf)
