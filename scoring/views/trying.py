"""Trying a set out before and after it is published: the bench, and two versions compared."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import acting, posted
from scoring import permissions
from scoring.actions import criteria
from scoring.models import CriteriaSet
from scoring.queries import bench, comparison, drafting, looking
from scoring.views import drafts

_SET, _DRAFT = "bo", "nhap"
_LEAF, _LEFT_OUT, _EVIDENCE = "tieu-chi", "applicable", "evidence"


@require_safe
def set_bench(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a leaf of a published set."""
    shown = get_object_or_404(CriteriaSet, pk=pk)
    crumbs = [
        ("Bộ tiêu chí", reverse("scoring:criteria")),
        (shown.name, reverse("scoring:criteria_set", args=[pk])),
    ]
    return _bench(request, criteria.document_of(shown), crumbs)


@require_safe
def draft_bench(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a leaf of a draft."""
    draft = drafts.draft_of(request, pk)
    return _bench(request, draft.document, drafts.crumbs_of(draft))


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Show two versions side by side, leaf by leaf; drafts only to those who write them."""
    versions = _versions(request)
    before, after = (request.GET.get(side, "") for side in ("truoc", "sau"))
    context: dict[str, Any] = {
        "crumbs": [("Bộ tiêu chí", reverse("scoring:criteria"))],
        "versions": versions,
        "before": before,
        "after": after,
        "only_differences": request.GET.get("tat-ca") != "1",
    }
    if before and after:
        sides = [_document(request, side) for side in (before, after)]
        names = dict(versions)
        context["comparison"] = comparison.compare(*sides)
        context["sides"] = [names.get(before, ""), names.get(after, "")]
    return render(request, "scoring/drafts/compare.html", context)


def _bench(
    request: HttpRequest, document: dict[str, Any], crumbs: list[tuple[str, str]]
) -> HttpResponse:
    asked = request.GET
    tried = bench.tried(document, asked.get(_LEAF, ""))
    if tried is None and asked.get(_LEAF):
        raise Http404
    is_left_out, has_evidence = asked.get(_LEFT_OUT) == "no", asked.get(_EVIDENCE) == "yes"
    raw = {field.name: asked.getlist(field.name) for field in tried.fields()} if tried else {}
    is_typed = is_left_out or any(text for texts in raw.values() for text in texts)
    verdict = None
    if tried and is_typed:
        best = asked.get(bench.BEST, "")
        verdict = tried.judge(raw, is_left_out=is_left_out, has_evidence=has_evidence, best=best)
    context = {
        "crumbs": crumbs,
        "tried": tried,
        "code": tried.leaf.get("code") if tried else "",
        "leaves": bench.leaf_choices(document),
        "inputs": _inputs(tried, raw, verdict),
        "best": asked.get(bench.BEST, ""),
        "is_left_out": is_left_out,
        "has_evidence": has_evidence or not is_typed,
        "verdict": verdict,
        "points": drafting.points_of(tried.leaf) if tried else "",
        "edges": _edges(tried),
    }
    return render(request, "scoring/drafts/bench.html", context)


def _inputs(
    tried: bench.Tried | None, raw: dict[str, list[str]], verdict: bench.Verdict | None
) -> list[dict[str, Any]]:
    problems = verdict.problems if verdict else {}
    return [
        {
            "field": field,
            "value": next(iter(raw[field.name]), ""),
            "chosen": raw[field.name],
            "error": problems.get(field.name, ""),
        }
        for field in (tried.fields() if tried else ())
    ]


def _edges(tried: bench.Tried | None) -> list[dict[str, Any]]:
    """Return the edges, each with the address that puts it on the bench."""
    rows = []
    for edge in tried.edges() if tried else ():
        query = QueryDict(mutable=True)
        query[_LEAF] = str(tried.leaf.get("code")) if tried else ""
        query[_EVIDENCE] = "yes"
        for name, text in edge.typed.items():
            query.setlist(name, [text] if isinstance(text, str) else text)
        rows.append({"edge": edge, "href": f"?{query.urlencode()}"})
    return rows


def _versions(request: HttpRequest) -> list[tuple[str, str]]:
    """Return (name in the address, label) of everything that the person may compare."""
    visible = permissions.visible_drafts(acting.person(request), at=acting.instant(request))
    # A list shows only the beginning of a long name, and names differ at their end: the year.
    told = [
        (f"{_DRAFT}-{each.pk}", f"Bản nháp {each.year or 'chưa ghi năm'} – {each}")
        for each in drafting.open_drafts(visible)
    ]
    return told + [
        (f"{_SET}-{each.pk}", f"{each.year}, phiên bản {each.version} – {each.name}")
        for each in looking.criteria_sets()
    ]


def _document(request: HttpRequest, name: str) -> dict[str, Any]:
    what, _, typed = name.partition("-")
    number = posted.number(typed)
    if number is None or what not in (_SET, _DRAFT):
        raise Http404
    if what == _SET:
        return criteria.document_of(get_object_or_404(CriteriaSet, pk=number))
    document: dict[str, Any] = drafts.draft_of(request, number).document
    return document
