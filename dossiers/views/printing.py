"""Papers: ask for one, wait for it, fetch it."""

from pathlib import PurePath

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import acting
from accounts.words import search_key
from dossiers import context, permissions
from dossiers.actions import printing
from dossiers.models import PrintJob
from dossiers.views.answers import SeeOther, ask_again
from dossiers.views.results import campaign_scope, run_of
from dossiers.views.scope import dossier_scope


@require_POST
def ask_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a dossier's score sheet."""
    scope = dossier_scope(request, pk)
    job = printing.request_sheet(dossier=scope.dossier, by=acting.person(request))
    return SeeOther(reverse("dossiers:print_job", args=[job.pk]))


@require_POST
def ask_table(request: HttpRequest, campaign: str, number: int) -> HttpResponse:
    """Ask for a run's workbook."""
    found, _ = campaign_scope(request, campaign)
    job = printing.request_table(run=run_of(found, number), by=acting.person(request))
    return SeeOther(reverse("dossiers:print_job", args=[job.pk]))


@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a paper is; the page asks again by itself until it is there."""
    wanted = own_job(request, pk)
    is_piece = request.headers.get("HX-Request") == "true"
    template = "dossiers/results/_printing.html" if is_piece else "dossiers/results/printing.html"
    shown = {"job": wanted, "back": back_to(wanted)}
    if wanted.dossier_id:
        shown["navigation"] = context.side(request, wanted.dossier_id)
    page = render(request, template, shown)
    return page if is_piece or wanted.finished_at else ask_again(page)


@require_safe
def fetch(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out a finished paper."""
    wanted = own_job(request, pk)
    if not wanted.file:
        raise Http404
    return FileResponse(wanted.file.open("rb"), as_attachment=True, filename=download_name(wanted))


def own_job(request: HttpRequest, pk: int) -> PrintJob:
    """Return a job that the person asked for and may still read; ``Http404`` for any other."""
    found = (
        PrintJob.objects.filter(pk=pk, requested_by=acting.person(request))
        .select_related("dossier__campaign", "dossier__unit", "run__campaign")
        .first()
    )
    if found is None:
        raise Http404
    if found.run is not None:
        campaign_scope(request, found.run.campaign.code)
    elif found.dossier is not None:
        scope = dossier_scope(request, found.dossier.pk)
        permissions.require_readable(scope.user, scope.dossier, at=scope.at)
    return found


def back_to(wanted: PrintJob) -> str:
    """Return the address of the page that the paper belongs to."""
    if wanted.run is not None:
        return reverse("dossiers:run", args=[wanted.run.campaign.code, wanted.run.number])
    return reverse("dossiers:overview", args=[wanted.dossier_id])


def download_name(wanted: PrintJob) -> str:
    """Return a plain file name: ``bang-tu-cham-diem-07414-2024.pdf``."""
    ending = PurePath(str(wanted.file.name)).suffix
    if wanted.dossier is not None:
        about = f"{wanted.dossier.unit.code}-{wanted.dossier.campaign.year}"
        return f"bang-tu-cham-diem-{search_key(about)}{ending}"
    if wanted.run is None:
        raise Http404
    return f"ket-qua-{wanted.run.campaign.code}-lan-{wanted.run.number}{ending}"
