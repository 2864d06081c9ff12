"""The entry page: the whole sheet, a whole group in one form, one leaf at a time; single rows."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import Conflict, Invalid, Refused
from dossiers.actions import entry as entering
from dossiers.actions import presence
from dossiers.forms import desk
from dossiers.queries import answers, entry_groups, leaf_texts
from dossiers.queries.entry_rows import Refusal
from dossiers.views import entry_place, row_pieces, sheet
from dossiers.views.answers import SeeOther
from dossiers.views.entry_place import Place
from dossiers.views.pieces import is_piece
from dossiers.views.scope import person
from dossiers.views.situation import Situation, own_dossier, situation, situation_of
from scoring import plans

TEMPLATES = {
    entry_place.SHEET: "dossiers/desk/entry.html",
    entry_place.GROUP: "dossiers/desk/group.html",
    entry_place.LEAF: "dossiers/desk/leaf.html",
}


@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every leaf of the dossier; those who may, type into it."""
    now = situation(request, pk)
    if entry_place.RESUME in request.GET and entry_place.has_chosen(request):
        return redirect(_resumed(now, entry_place.chosen(request)).url(pk))
    return show(request, now, entry_place.here(request, entry_place.SHEET))


def _resumed(now: Situation, view: str) -> Place:
    """Return where to go on in a view: at the first leaf with something left to do."""
    said = answers.answers_of(now.dossier, now.stage)
    stops = entry_groups.stops_of(now.dossier, said, at=now.at)
    first = next((stop for stop in stops if stop.is_open), stops[0])
    return Place(view, first.group, first.code)


@require_safe
def entry_leaf(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Show one leaf alone with the way to the next; only its row to a script."""
    now = situation(request, pk)
    leaf = leaf_of(now, code)
    place = entry_place.here(
        request, entry_place.LEAF, group=leaf.criterion.group_code, code=leaf.code
    )
    if is_piece(request):
        shown = sheet.typed_page(request, now, place=place)
        row = next(row for group in shown["groups"] for row in group["rows"])
        return render(request, "dossiers/desk/_row.html", shown | {"row": row})
    return show(request, now, place)


@require_POST
def entry_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the view that the person likes best, and show it at the same leaf."""
    now = situation(request, pk)
    view = entry_place.choose(request, request.POST.get("view", ""))
    place = _resumed(now, view)
    if request.POST.get("code"):
        leaf = leaf_of(now, request.POST["code"])
        place = Place(view, leaf.criterion.group_code, leaf.code)
    elif request.POST.get("group"):
        place = _first_of(now, view, request.POST["group"])
    code = place.code if request.POST.get("code") else ""
    only_open = bool(request.POST.get(entry_place.ONLY_OPEN))
    return SeeOther(place.turned(only_open=only_open).url(pk, at=code))


def _first_of(now: Situation, view: str, group: str) -> Place:
    """Return a view at the first leaf of a group; 404 for an unknown group."""
    plan = plans.plan_of(now.dossier.campaign.criteria_set_id)
    for leaf in plan.leaves_of(group):
        return Place(view, group, leaf.code)
    raise Http404


def show(
    request: HttpRequest,
    now: Situation,
    place: Place,
    refusals: dict[str, Refusal] | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Draw the view that ``place`` names, refused rows as they were typed."""
    shown = sheet.typed_page(request, now, refusals, place=place)
    if place.view != entry_place.SHEET:
        shown["group"] = (
            shown["groups"][0]
            if place.view == entry_place.GROUP
            else next(group for group in shown["groups"] if group["rows"])
        )
    return render(request, TEMPLATES[place.view], shown | more, status=status)


def leaf_of(now: Situation, code: str) -> plans.Leaf:
    """Return a leaf by its printed code; 404 for an unknown one."""
    return _known_leaf(now.dossier.campaign.criteria_set_id, code)


def _known_leaf(criteria_set_id: int, code: str) -> plans.Leaf:
    try:
        return plans.plan_of(criteria_set_id).leaf(code)
    except KeyError as error:
        raise Http404 from error


@require_POST
def save_score(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Save one row: back to it, or its changed pieces for a script."""
    own = own_dossier(request, pk)
    leaf = _known_leaf(own.criteria_set_id, code)
    typed = desk.read_row(leaf, request.POST)
    try:
        saved = entering.save_scores(
            dossier=own.dossier, entries=[(leaf, typed.entry())], by=person(request)
        )
        saved.require_all()
    except Refused as refused:
        refusal = refusal_of(refused, raw=typed.raw)
        return _answer_refused(request, situation(request, pk), leaf, refusal)
    now = situation_of(saved.held.dossier, roles=own.roles, at=saved.held.at)
    presence.saved(dossier=now.dossier, by=person(request), leaf_code=leaf.code, at=now.at)
    return _answer_written(request, now, leaf, saved)


def answer_row(
    request: HttpRequest, now: Situation, leaf: plans.Leaf, refused: Refusal | None = None
) -> HttpResponse:
    """Answer a write on one row: pieces for a script, else a redirect or the page refused."""
    if refused is not None:
        return _answer_refused(request, situation(request, now.dossier.pk), leaf, refused)
    return _answer_written(request, now, leaf)


def _answer_written(
    request: HttpRequest, now: Situation, leaf: plans.Leaf, saved: entering.Saved | None = None
) -> HttpResponse:
    if is_piece(request):
        return _pieces(request, now, sheet.piece(now, leaf, saved=saved))
    place = entry_place.came_from(
        request, now.dossier.pk, code=leaf.code, group=leaf.criterion.group_code
    )
    return SeeOther(place.url(now.dossier.pk, at=leaf.code))


def _answer_refused(
    request: HttpRequest, now: Situation, leaf: plans.Leaf, refused: Refusal
) -> HttpResponse:
    """Show the row as it was typed and why not: alone, or in the view from which it was sent."""
    if is_piece(request):
        return _pieces(request, now, sheet.piece(now, leaf, refused), status=refused.status)
    place = entry_place.came_from(
        request, now.dossier.pk, code=leaf.code, group=leaf.criterion.group_code
    )
    row = {"code": leaf.code, "anchor": leaf_texts.anchor_of(leaf.code)}
    return show(request, now, place, {leaf.code: refused}, status=refused.status, refused_leaf=row)


def _pieces(
    request: HttpRequest, now: Situation, shown: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    drawn = row_pieces.drawn(request, shown, now.dossier.campaign.criteria_set_id)
    return HttpResponse(drawn, status=status)


def refusal_of(refused: Refused, *, raw: dict[str, list[str]] | None = None) -> Refusal:
    """Return a refusal as a row shows it."""
    problems = refused.problems if isinstance(refused, Invalid) else {}
    lost = cast(dict[str, Any], refused.values if isinstance(refused, Conflict) else {})
    return Refusal(
        refused.code,
        refused.sentence,
        raw,
        problems,
        status=int(refused.status),
        stored=lost.get("stored"),
        stored_version=lost.get("version"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def entry_group(request: HttpRequest, pk: int, group: str) -> HttpResponse:
    """Show one group as one form, and save all its rows at once."""
    now = situation(request, pk)
    leaves = plans.plan_of(now.dossier.campaign.criteria_set_id).leaves_of(group)
    if not leaves:
        raise Http404
    if request.method != "POST":
        return show(request, now, entry_place.here(request, entry_place.GROUP, group=group))
    typed = [
        desk.read_row(leaf, request.POST, prefix=desk.group_prefix(leaf.code))
        for leaf in leaves
        if leaf.is_by_unit
    ]
    refusals, whole = _save_group(request, now, typed)
    if not refusals and whole is None:
        messages.success(request, "Đã lưu các tiêu chí của nhóm.")
        return SeeOther(entry_place.here(request, entry_place.GROUP, group=group).url(pk))
    return _group_refused(request, situation(request, pk), group, refusals, whole)


def _save_group(
    request: HttpRequest, now: Situation, typed: list[desk.TypedRow]
) -> tuple[dict[str, Refusal], Refused | None]:
    """Save what can be saved; return the rows refused, and what refuses all of them."""
    refusals: dict[str, Refusal] = {}
    entries = []
    for row in typed:
        if row.is_blank and not row.version:
            continue
        try:
            entries.append((row.leaf, row.entry()))
        except Invalid as refused:
            refusals[row.leaf.code] = refusal_of(refused, raw=row.raw)
    raw = {row.leaf.code: row.raw for row in typed}
    try:
        saved = entering.save_scores(dossier=now.dossier, entries=entries, by=person(request))
    except Refused as refused:
        return {code: Refusal(refused.code, "", each) for code, each in raw.items()}, refused
    for code, cause in saved.refused.items():
        refusals[code] = refusal_of(cause, raw=raw[code])
    return refusals, None


def _group_refused(
    request: HttpRequest,
    now: Situation,
    group: str,
    refusals: dict[str, Refusal],
    whole: Refused | None,
) -> HttpResponse:
    """Show the group again: what was refused as it was typed, and why."""
    return show(
        request,
        now,
        Place(entry_place.GROUP, group),
        refusals,
        status=int(whole.status if whole else Invalid.status),
        refused=whole,
        all_refused=list(refusals.values()),
    )
