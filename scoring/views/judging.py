"""The parts of a campaign that judge: conditions, ladder, caps and papers, who sees what."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from scoring import plans
from scoring.actions import preparing
from scoring.enums import Disclosure
from scoring.forms.campaigns import PaperFormSet, TermsForm, papers_written
from scoring.forms.conditions import NewConditionForm, begun, condition_forms
from scoring.forms.ladder import LadderForm, RungFormSet, initial_rungs, kept_rows, ladder_written
from scoring.rules.ladder import FAILED_RANK, NOT_RECOGNISED, WITH_ALL
from scoring.rules.numbers import plain_text
from scoring.views import scope

# What a new ladder begins with, and what one that does not say so means.
LADDER_AT_FIRST = {"placed": NOT_RECOGNISED, FAILED_RANK: WITH_ALL}

_PAGE = require_http_methods(["GET", "HEAD", "POST"])


@_PAGE
def conditions(request: HttpRequest, code: str) -> HttpResponse:
    """Change, remove and add conditions."""
    desk = scope.prepared(request, code)
    shown, typed = desk.campaign, request.POST or None
    about: dict[str, Any] = {"campaign": shown, "plan": plans.read_plan(shown.criteria_set)}
    rows = condition_forms(typed, written=shown.conditions, **about)
    adding = NewConditionForm(typed)
    refusal = None
    if typed and all(form.is_valid() for form in [*rows, adding]):
        written = [row.told() for row in rows if not row.cleaned_data["removed"]]
        if kind := adding.cleaned_data["kind"]:
            added = begun(kind, written=written, **about)
            written += [added] if added else []
        refusal = scope.refused(
            lambda: preparing.change_conditions(
                campaign=shown, conditions=written, version=scope.version(request), by=desk.user
            )
        )
        if refusal is None:
            return scope.saved(request, desk, again="scoring:campaign_conditions")
    context = {**scope.answer(desk, [*rows, adding], refusal), "rows": rows, "adding": adding}
    return scope.rendered(request, "conditions", context, refusal)


@_PAGE
def ladder(request: HttpRequest, code: str) -> HttpResponse:
    """Change the classes and what becomes of a unit that fails a condition."""
    desk = scope.prepared(request, code)
    shown, typed = desk.campaign, request.POST or None
    rungs = RungFormSet(typed, initial=initial_rungs(shown.ladder), prefix="rungs")
    terms = LadderForm(typed, initial={**LADDER_AT_FIRST, **shown.ladder})
    refusal = None
    if typed and rungs.is_valid() & terms.is_valid():
        written = ladder_written(kept_rows(rungs), terms.cleaned_data)
        refusal = scope.refused(
            lambda: preparing.change_ladder(
                campaign=shown, written=written, version=scope.version(request), by=desk.user
            )
        )
        if refusal is None:
            return scope.saved(request, desk, again="scoring:campaign_ladder")
    context = {**scope.answer(desk, [*rungs, terms], refusal), "rungs": rungs, "terms": terms}
    return scope.rendered(request, "ladder", context, refusal)


@_PAGE
def terms(request: HttpRequest, code: str) -> HttpResponse:
    """Change caps, papers, registration, and from when scores are shown."""
    desk = scope.prepared(request, code)
    shown, typed = desk.campaign, request.POST or None
    papers = PaperFormSet(typed, initial=shown.document_kinds, prefix="papers")
    form = TermsForm(typed, initial=_terms(desk))
    refusal = None
    if typed and papers.is_valid() & form.is_valid():
        asked = _asked(form.cleaned_data, papers_written(papers))
        refusal = scope.refused(
            lambda: preparing.change_terms(
                campaign=shown, terms=asked, version=scope.version(request), by=desk.user
            )
        )
        if refusal is None:
            return scope.saved(request, desk, again="scoring:campaign_terms")
    context = {**scope.answer(desk, [form, *papers], refusal), "form": form, "papers": papers}
    return scope.rendered(request, "terms", context, refusal)


def _terms(desk: scope.Desk) -> dict[str, Any]:
    shown = desk.campaign
    names = ("shown_to_unit", "shown_below", "has_registration")
    caps = {f"{kind}_cap": Decimal(points) for kind, points in shown.caps.items()}
    return {**caps, **{name: getattr(shown, name) for name in names}}


def _asked(told: dict[str, Any], papers: list[dict[str, str]]) -> preparing.Terms:
    return preparing.Terms(
        bonus_cap=plain_text(told["bonus_cap"]),
        penalty_cap=plain_text(told["penalty_cap"]),
        document_kinds=papers,
        shown_to_unit=Disclosure(told["shown_to_unit"]),
        shown_below=Disclosure(told["shown_below"]),
        has_registration=told["has_registration"],
    )
