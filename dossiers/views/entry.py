"""The entry page, its single rows, and the form of a whole group."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import Conflict, Invalid, Refused
from dossiers.actions import entry as entering
from dossiers.forms import desk
from dossiers.queries import leaf_texts
from dossiers.queries.entry_rows import Refusal, Rights
from dossiers.views import sheet
from dossiers.views.answers import SeeOther
from dossiers.views.pieces import is_piece
from dossiers.views.scope import person
from dossiers.views.situation import Situation, situation
from scoring import plans


@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every leaf of the dossier; those who may, type into it."""
    shown = sheet.typed_page(request, situation(request, pk))
    return render(request, "dossiers/desk/entry.html", shown)


def leaf_of(now: Situation, code: str) -> plans.Leaf:
    """Return a leaf by its printed code; 404 for an unknown one."""
    try:
        return plans.plan_of(now.dossier.campaign.criteria_set_id).leaf(code)
    except KeyError as error:
        raise Http404 from error


@require_POST
def save_score(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Save one row: back to it, or its changed pieces for a script."""
    now = situation(request, pk)
    leaf = leaf_of(now, code)
    typed = desk.read_row(leaf, request.POST)
    try:
        entering.save_score(dossier=now.dossier, leaf=leaf, entry=typed.entry(), by=person(request))
    except Refused as refused:
        return answer_row(request, now, leaf, refusal_of(refused, raw=typed.raw))
    # Whoever has just been let write may go on writing: no need to ask for the window again.
    return answer_row(request, now, leaf, rights=Rights(can_write=True))


def answer_row(
    request: HttpRequest,
    now: Situation,
    leaf: plans.Leaf,
    refused: Refusal | None = None,
    *,
    rights: Rights | None = None,
) -> HttpResponse:
    """Answer a write on one row: pieces for a script, else a redirect or the page refused."""
    pk = now.dossier.pk
    if refused is None and not is_piece(request):
        return SeeOther(f"{reverse('dossiers:entry', args=[pk])}#{leaf_texts.anchor_of(leaf.code)}")
    if refused is not None:
        now = situation(request, pk)
    status = refused.status if refused else 200
    if is_piece(request):
        shown = sheet.piece(request, now, leaf, refused, rights=rights)
        return HttpResponse(render_to_string("dossiers/desk/_pieces.html", shown), status=status)
    shown = sheet.typed_page(request, now, {leaf.code: refused} if refused else None)
    shown["refused_leaf"] = {"code": leaf.code, "anchor": leaf_texts.anchor_of(leaf.code)}
    return render(request, "dossiers/desk/entry.html", shown, status=status)


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
    leaves = [
        leaf
        for leaf in plans.plan_of(now.dossier.campaign.criteria_set_id).leaves
        if leaf.criterion.group_code == group
    ]
    if not leaves:
        raise Http404
    if request.method != "POST":
        return _group_page(request, now, group, {})
    typed = [
        desk.read_row(leaf, request.POST, prefix=desk.group_prefix(leaf.code))
        for leaf in leaves
        if leaf.is_by_unit
    ]
    refusals, whole = _save_group(request, now, typed)
    if not refusals and whole is None:
        messages.success(request, "Đã lưu các tiêu chí của nhóm.")
        return SeeOther(reverse("dossiers:entry_group", args=[pk, group]))
    return _group_page(request, situation(request, pk), group, refusals, whole)


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


def _group_page(
    request: HttpRequest,
    now: Situation,
    group: str,
    refusals: dict[str, Refusal],
    whole: Refused | None = None,
) -> HttpResponse:
    shown = sheet.typed_page(request, now, refusals, only_group=group)
    shown |= {"group": shown["groups"][0], "refused": whole, "refusals": list(refusals.values())}
    status = int(whole.status) if whole else Invalid.status if refusals else 200
    return render(request, "dossiers/desk/group.html", shown, status=int(status))
