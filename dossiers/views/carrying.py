"""What last year can give: looking at it, taking it over, confirming it, settling its papers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import Refused
from dossiers.actions import carrying
from dossiers.forms.library import read_ids
from dossiers.models import Dossier, EvidenceUse, PaperWanted
from dossiers.queries import carried, leaf_texts
from dossiers.views import entry_place
from dossiers.views.answers import SeeOther
from dossiers.views.scope import person
from dossiers.views.situation import Situation, situation
from scoring import plans


@require_http_methods(["GET", "HEAD", "POST"])
def carry_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what last year offers and what of it waits to be confirmed; take it over."""
    now = situation(request, pk)
    if request.method != "POST":
        return _page(request, now)
    try:
        taken = carrying.carry_over(dossier=now.dossier, by=person(request))
    except Refused as refusal:
        return _page(request, situation(request, pk), refusal)
    messages.success(request, f"Đã lấy từ năm trước: {_words(taken)}. Hãy xem lại và xác nhận.")
    return SeeOther(reverse("dossiers:carry_over", args=[pk]))


def _words(taken: carrying.Carried) -> str:
    """Return what was taken over, without what there was none of."""
    counted = (
        (taken.explanations, f"{taken.explanations} lời giải thích"),
        (taken.papers, f"{taken.papers} tài liệu cần bản năm nay"),
        (taken.has_contact, "người liên hệ"),
    )
    return ", ".join(words for is_there, words in counted if is_there)


@require_POST
def confirm_carried(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm last year's words of one leaf (``code``) or of everything."""
    now = situation(request, pk)
    code = request.POST.get("code", "")
    leaves = [_leaf(now.dossier, code)] if code else None
    try:
        count = carrying.confirm(dossier=now.dossier, leaves=leaves, by=person(request))
    except Refused as refusal:
        return _page(request, situation(request, pk), refusal)
    messages.success(request, f"Đã xác nhận {count} nội dung lấy từ năm trước.")
    return SeeOther(_back(request, now, code))


@require_POST
def settle_paper(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    """Say which document is this year's edition of a paper, or that none is needed."""
    now = situation(request, pk)
    wanted = get_object_or_404(
        PaperWanted.objects.select_related("dossier", "leaf"), pk=paper_pk, dossier=now.dossier
    )
    try:
        carrying.settle(paper=wanted, use=_chosen(request, now), by=person(request))
    except Refused as refusal:
        return _page(request, situation(request, pk), refusal)
    messages.success(request, f"Đã xử lý tài liệu năm trước của tiêu chí {wanted.leaf.code}.")
    return SeeOther(_back(request, now, wanted.leaf.code))


def _chosen(request: HttpRequest, now: Situation) -> EvidenceUse | None:
    """Return the document that was chosen as this year's, None for "not needed"."""
    if not request.POST.get("use"):
        return None
    chosen = read_ids(request.POST, "use")
    return get_object_or_404(EvidenceUse, pk__in=chosen[:1], dossier=now.dossier)


def _back(request: HttpRequest, now: Situation, code: str) -> str:
    """Return where the button was pressed: the leaf's row, or the page of last year."""
    if code and request.POST.get("from") == "row":
        group = _leaf(now.dossier, code).criterion.group_code
        place = entry_place.came_from(request, now.dossier.pk, code=code, group=group)
        return place.url(now.dossier.pk, at=code)
    return reverse("dossiers:carry_over", args=[now.dossier.pk])


def _leaf(dossier: Dossier, code: str) -> plans.Leaf:
    try:
        return plans.plan_of(dossier.campaign.criteria_set_id).leaf(code)
    except KeyError as error:
        raise Http404 from error


def _page(request: HttpRequest, now: Situation, refusal: Refused | None = None) -> HttpResponse:
    wanted = carried.papers_wanted(now.dossier)
    shown: dict[str, Any] = {
        "now": now,
        "dossier": now.dossier,
        "deadline": now.deadline,
        "refusal": refusal,
        "offer": carried.offer(now.dossier, now.stage),
        "copied": [
            (score, leaf_texts.anchor_of(score.leaf.code))
            for score in carried.unconfirmed(now.dossier)
            .select_related("leaf")
            .order_by("leaf__position")
        ],
        "has_contact": carried.has_unconfirmed_contact(now.dossier),
        "wanted": _wanted(now, wanted),
    }
    status = refusal.status if refusal else 200
    return render(request, "dossiers/workbook/carrying.html", shown, status=status)


def _wanted(now: Situation, wanted: dict[int, list[PaperWanted]]) -> list[dict[str, Any]]:
    """Return the papers still wanted in printed order, with what is attached at their leaf."""
    uses = EvidenceUse.objects.filter(
        dossier=now.dossier, leaf__in=wanted, detached_at__isnull=True
    ).select_related("version__document")
    attached: dict[int | None, list[dict[str, Any]]] = {}
    for use in uses:
        told = {"pk": use.pk, "title": use.version.document.title}
        attached.setdefault(use.leaf_id, []).append(told)
    plan = plans.plan_of(now.dossier.campaign.criteria_set_id)
    return [
        carried.paper_part(now.dossier, leaf.code, paper, attached.get(leaf.pk, []))
        for leaf in plan.leaves
        for paper in wanted.get(leaf.pk, [])
    ]
