"""Pages that nobody sees: the floors that the portal's pages are measured against.

Each floor signs the person in as every page does, asks what the page asks, and answers a word.
``benchmarks.unprepared`` has them ask as Django does by itself.
"""

from django.http import HttpRequest, HttpResponse
from django.template import engines

from accounts import acting
from benchmarks import naive
from dossiers import gate, permissions
from dossiers.models import Explanation, LayerTotal, Score
from dossiers.queries import answers, findings, review_sources
from dossiers.views.scope import dossier_scope
from dossiers.views.situation import situation
from scoring.models import Stage


def smallest(request: HttpRequest) -> HttpResponse:
    """The least that a page for a signed-in person does: session, person, role held."""
    return HttpResponse(acting.standing(request).acting)


def entry_queries(request: HttpRequest, pk: int) -> HttpResponse:
    """All that the entry page asks the database, and nothing drawn."""
    now = situation(request, pk)
    said = answers.answers_of(now.dossier, now.stage)
    return HttpResponse(f"{len(said.scores)} {now.is_open}")


def entry_formset(request: HttpRequest, pk: int) -> HttpResponse:
    """The entry page as Django's tutorials would build it: a form for each row."""
    now = situation(request, pk)
    page = engines["django"].from_string(naive.PAGE)
    found = (
        Score.objects.filter(dossier=now.dossier, stage=now.stage)
        .select_related("leaf", "dossier")
        .prefetch_related("dossier__evidence__version__document")
    )
    return HttpResponse(page.render({"formset": naive.Rows(queryset=found)}, request))


def review_queries(request: HttpRequest, pk: int) -> HttpResponse:
    """All that the review page asks the database, and nothing drawn."""
    scope = dossier_scope(request, pk)
    dossier = scope.dossier
    tied = permissions.ties(scope.user, dossier, at=scope.at)
    uses = findings.checked(review_sources.evidence_uses(dossier))
    stages = list(Stage.objects.filter(campaign=dossier.campaign_id).order_by("tier"))
    readable = stages[: dossier.stage.tier]
    gate.window_of(dossier, dossier.stage)
    found = [
        review_sources.scores_by_leaf(dossier, readable),
        list(findings.shared(uses, dossier, tied.places)),
        list(Explanation.objects.filter(dossier=dossier, stage__in=readable)),
        list(LayerTotal.objects.filter(dossier=dossier, stage__in=readable)),
        review_sources.receipts(dossier, readable),
        acting.standing(request),
    ]
    return HttpResponse(str(len(found)))
