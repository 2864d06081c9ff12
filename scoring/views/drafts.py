"""Drafts of criteria sets: begin one, see its tree, reorder it, undo, publish."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting, posted
from accounts.answers import SeeOther
from accounts.errors import Invalid, Refused
from scoring import permissions
from scoring.actions import criteria
from scoring.actions import drafts as actions
from scoring.forms.sets import NewDraftForm, SetForm
from scoring.imports import preview
from scoring.models import CriteriaDraft, CriteriaSet
from scoring.queries import drafting
from scoring.rules import outline

_WAYS: dict[str, outline.Way] = {"up": "up", "down": "down"}


def draft_of(request: HttpRequest, pk: int) -> CriteriaDraft:
    """Return a draft that the person works on; others answer 404 as if it were absent."""
    visible = permissions.visible_drafts(acting.person(request), at=acting.instant(request))
    return get_object_or_404(visible.select_related("changed_by", "published_as"), pk=pk)


def crumbs_of(draft: CriteriaDraft) -> list[tuple[str, str]]:
    """Return the way back to a draft's tree."""
    own = (str(draft), reverse("scoring:draft", args=[draft.pk]))
    return [("Bộ tiêu chí", reverse("scoring:criteria")), own]


def version_of(request: HttpRequest) -> int:
    """Return the version that the person was looking at."""
    return posted.number_or_zero(request.POST.get("version"))


def back_to(draft: CriteriaDraft, place: outline.Place | None = None) -> SeeOther:
    """Lead back to the tree, to the node that was worked on."""
    anchor = f"#{place.where}-{place.index}" if place else ""
    return SeeOther(reverse("scoring:draft", args=[draft.pk]) + anchor)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a draft: empty, or as a copy of a published set for another year."""
    by = acting.person(request)
    permissions.require_setting(by, at=acting.instant(request))
    source = CriteriaSet.objects.filter(pk=posted.number_or_zero(request.GET.get("tu"))).first()
    copied = criteria.document_of(source) if source else None
    form = NewDraftForm(request.POST or None, initial=NewDraftForm.offered(copied))
    if request.method == "POST" and form.is_valid():
        draft = actions.create(document=form.document(copied), by=by, based_on=source)
        return back_to(draft)
    context = {
        "form": form,
        "source": source,
        "crumbs": [("Bộ tiêu chí", reverse("scoring:criteria"))],
    }
    return render(request, "scoring/drafts/new.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def about(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a set says of itself: name, code, year, kind of unit."""
    draft = draft_of(request, pk)
    form = SetForm(request.POST or None, initial=SetForm.offered(draft.document))
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, draft, form.document(draft.document))
            return back_to(draft)
        except Refused as refused:
            refusal = refused
    context = {"form": form, "draft": draft, "crumbs": crumbs_of(draft), "refusal": refusal}
    status = refusal.status if refusal else _status(form)
    return render(request, "scoring/drafts/about.html", context, status=status)


@require_safe
def tree(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft's tree with its sums and everything that is still wrong."""
    return _tree(request, draft_of(request, pk))


def _tree(
    request: HttpRequest, draft: CriteriaDraft, refusal: Refused | None = None
) -> HttpResponse:
    context = {
        "crumbs": crumbs_of(draft)[:1],
        "draft": draft,
        "refusal": refusal,
        "tree": drafting.tree_of(draft.document, total=criteria.TOTAL_POINTS),
        "groups": drafting.group_choices(draft.document),
        "can_write": draft.published_as is None,
        "can_undo": draft.previous_document is not None,
    }
    status = refusal.status if refusal else HTTPStatus.OK
    return render(request, "scoring/drafts/tree.html", context, status=status)


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft as it would be printed."""
    draft = draft_of(request, pk)
    context = {
        "crumbs": crumbs_of(draft),
        "draft": draft,
        "lines": preview.lines_of(outline.in_order(draft.document)),
    }
    return render(request, "scoring/drafts/paper.html", context)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a node up or down among its siblings, or under another group."""
    draft = draft_of(request, pk)
    place = place_of(draft, request.POST.get("node", ""))
    node = outline.nodes_of(draft.document, place.where)[place.index]
    way = _WAYS.get(request.POST.get("way", ""))
    try:
        moved = (
            outline.move(draft.document, place, way)
            if way
            else outline.rehang(draft.document, place, request.POST.get("parent", ""))
        )
    except ValueError as error:
        raise Invalid("Không chuyển được vào nhóm đã chọn. Hãy chọn nhóm khác.") from error
    changed = _change(request, draft, moved)
    return back_to(changed, place_like(changed, place.where, node))


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a node out, a group with everything in it; undoing brings it back."""
    draft = draft_of(request, pk)
    place = place_of(draft, request.POST.get("node", ""))
    _change(request, draft, outline.remove(draft.document, place))
    messages.success(request, "Đã bỏ khỏi bản nháp. Bấm “Hoàn tác” để khôi phục.")
    return back_to(draft)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last change back, or bring it back again."""
    draft = draft_of(request, pk)
    actions.undo(draft=draft, version=version_of(request), by=acting.person(request))
    messages.success(request, "Đã hoàn tác thay đổi gần nhất. Hoàn tác lần nữa để làm lại.")
    return back_to(draft)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a draft off the lists."""
    draft = draft_of(request, pk)
    actions.discard(draft=draft, version=version_of(request), by=acting.person(request))
    messages.success(request, f"Đã hủy bản nháp “{draft}”.")
    return SeeOther(reverse("scoring:criteria"))


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a draft that holds together, or show the tree with all that is wrong."""
    draft = draft_of(request, pk)
    version, by = version_of(request), acting.person(request)
    try:
        published = actions.publish_draft(draft=draft, version=version, by=by)
    except Invalid as refusal:
        return _tree(request, draft, refusal)
    messages.success(request, f"Đã công bố {published}.")
    return SeeOther(reverse("scoring:criteria_set", args=[published.pk]))


def place_of(draft: CriteriaDraft, text: str) -> outline.Place:
    """Return the place that a form names; ``Http404`` where nothing stands."""
    try:
        place = outline.Place.parse(text)
    except ValueError as error:
        raise Http404 from error
    if place.index >= len(outline.nodes_of(draft.document, place.where)):
        raise Http404
    return place


def place_like(
    draft: CriteriaDraft, where: outline.Where, node: dict[str, Any]
) -> outline.Place | None:
    """Return where a node with the same code stands now."""
    for index, each in enumerate(outline.nodes_of(draft.document, where)):
        if each.get("code") == node.get("code"):
            return outline.Place(where, index)
    return None


def _change(request: HttpRequest, draft: CriteriaDraft, document: dict[str, Any]) -> CriteriaDraft:
    return actions.change(
        draft=draft, document=document, version=version_of(request), by=acting.person(request)
    )


def _status(form: SetForm) -> int:
    is_wrong = form.is_bound and form.errors
    return HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
