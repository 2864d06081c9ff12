"""One node of a draft in the editor: a group, or a leaf with its rule."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts import acting
from accounts.errors import Invalid, Refused
from scoring.actions import drafts as actions
from scoring.forms import drawing, leaf
from scoring.forms.sets import GroupForm
from scoring.models import CriteriaDraft
from scoring.queries import drafting
from scoring.rules import outline
from scoring.rules.kind import RuleKind
from scoring.rules.rule import Written
from scoring.views import drafts, guidance

# What a button of the leaf's form asks for beside saving: look again, or one more row.
_LOOK, _MORE = "look", "more:"


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, pk: int, index: int | None = None) -> HttpResponse:
    """Add a group, or change the one at ``index``."""
    draft = drafts.draft_of(request, pk)
    place = None if index is None else drafts.place_of(draft, f"groups.{index}")
    form = _group_form(request, draft, place)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, draft, place, form.group(), "groups")
        except Refused as refused:
            refusal = refused
    context = {
        "crumbs": drafts.crumbs_of(draft),
        "draft": draft,
        "form": form,
        "refusal": refusal,
        "is_new": place is None,
    }
    is_wrong = form.is_bound and not form.is_valid()
    status = refusal.status if refusal else _status(is_wrong=is_wrong)
    return render(request, "scoring/drafts/group.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_leaf(request: HttpRequest, pk: int, index: int | None = None) -> HttpResponse:
    """Add a leaf, or change the one at ``index``; only a leaf that can be used is stored."""
    draft = drafts.draft_of(request, pk)
    place = None if index is None else drafts.place_of(draft, f"leaves.{index}")
    if request.method != "POST":
        return _leaf_page(request, draft, place, _present(request, draft, place), {})
    typed, refused = guidance.with_files(request, draft, leaf.from_post(request.POST.dict()))
    written, problems = typed.read()
    problems = {**leaf.clashes(written, draft.document, place), **problems}
    action = request.POST.get("action", "")
    if refused:
        problems = {leaf.FILES.key: refused.sentence, **problems}
    elif action == _LOOK:
        return _leaf_page(request, draft, place, typed, problems, is_look=True)
    elif action.startswith(_MORE):
        return _leaf_page(request, draft, place, typed, {}, more=action.removeprefix(_MORE))
    if problems:
        return _leaf_page(request, draft, place, typed, problems, refused=refused)
    try:
        return _save(request, draft, place, written, "leaves")
    except Refused as refusal:
        return _leaf_page(request, draft, place, typed, {}, refusal=refusal)


def _save(
    request: HttpRequest,
    draft: CriteriaDraft,
    place: outline.Place | None,
    node: Written,
    where: outline.Where,
) -> HttpResponse:
    changed = actions.change(
        draft=draft,
        document=outline.put(draft.document, place, node, where),
        version=drafts.version_of(request),
        by=acting.person(request),
    )
    return drafts.back_to(changed, drafts.place_like(changed, where, node))


def _group_form(
    request: HttpRequest, draft: CriteriaDraft, place: outline.Place | None
) -> GroupForm:
    present = outline.nodes_of(draft.document, "groups")[place.index] if place else {}
    asked = {"parent": request.GET.get("nhom", "")}
    return GroupForm(
        request.POST or None,
        initial=GroupForm.offered(present) if place else asked,
        document=draft.document,
        place=place,
        parents=drafting.group_choices(draft.document, without=place),
    )


def _present(
    request: HttpRequest, draft: CriteriaDraft, place: outline.Place | None
) -> leaf.TypedLeaf:
    if place is not None:
        return leaf.from_written(outline.nodes_of(draft.document, "leaves")[place.index])
    group_code = request.GET.get("nhom", "")
    is_outside = any(
        each.get("is_outside_base")
        for each in outline.nodes_of(draft.document, "groups")
        if each.get("code") == group_code
    )
    kind = RuleKind.BONUS if is_outside else RuleKind.YESNO
    return leaf.from_written({"group": group_code, "kind": kind.value, "scored_by": "unit"})


def _leaf_page(
    request: HttpRequest,
    draft: CriteriaDraft,
    place: outline.Place | None,
    typed: leaf.TypedLeaf,
    problems: dict[str, str],
    *,
    more: str = "",
    is_look: bool = False,
    refusal: Refused | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    """Draw the form; ``refusal`` stands above it, ``refused`` is a file's, told at its field."""
    form = drawing.leaf_form(
        typed,
        groups=drafting.group_choices(draft.document),
        problems=problems,
        more_rows=more,
    )
    rule = typed.rule()
    context: dict[str, Any] = {
        "crumbs": drafts.crumbs_of(draft),
        "draft": draft,
        "form": form,
        "rule": rule.words() if rule else (),
        "is_look": is_look,
        "is_new": place is None,
        "refusal": refusal,
        "error": refused.code if refused else Invalid.code,
        "saved_files": guidance.names_at(draft, place),
        "version": request.POST.get("version") or draft.version,
    }
    told = refusal or refused
    status = told.status if told else _status(is_wrong=bool(problems) and not is_look)
    return render(request, "scoring/drafts/leaf.html", context, status=status)


def _status(*, is_wrong: bool) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
