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
from dossiers.enums import PrintKind
from dossiers.models import Dossier, PrintJob
from dossiers.queries.signed_papers import DRAFTS
from dossiers.views.answers import SeeOther, ask_again
from dossiers.views.pieces import is_piece
from dossiers.views.results import campaign_scope, run_of
from dossiers.views.scope import dossier_scope, sending_of

DRAFT_KINDS = frozenset(str(kind) for kinds in DRAFTS.values() for kind in kinds)
# How a downloaded paper is called, before the unit's code and the year.
NAMES: dict[str, str] = {
    PrintKind.SUBMISSION: "to-trinh",
    PrintKind.SUBMISSION_DOCX: "to-trinh",
    PrintKind.REPORT: "bao-cao-tu-danh-gia",
    PrintKind.REPORT_DOCX: "bao-cao-tu-danh-gia",
    PrintKind.SCORE_SHEET: "bang-tu-cham-diem",
    PrintKind.SCORE_SHEET_DOCX: "bang-tu-cham-diem",
    PrintKind.CONTENTS: "muc-luc-tai-lieu",
    PrintKind.REGISTRATION: "ban-dang-ky",
}


@require_POST
def ask_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a dossier's score sheet."""
    scope = dossier_scope(request, pk)
    return _ask_draft(request, scope.dossier, PrintKind.SCORE_SHEET)


@require_POST
def ask_draft(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Ask for one of the papers that the unit signs, as PDF or to be edited."""
    scope = dossier_scope(request, pk)
    if kind not in DRAFT_KINDS:
        raise Http404
    return _ask_draft(request, scope.dossier, PrintKind(kind))


def _ask_draft(request: HttpRequest, dossier: Dossier, kind: PrintKind) -> HttpResponse:
    job = printing.request_draft(
        dossier=dossier, kind=kind, by=acting.person(request), site=site_of(request)
    )
    return SeeOther(reverse("dossiers:print_job", args=[job.pk]))


@require_POST
def ask_receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a receipt as PDF."""
    sent = sending_of(request, number)
    job = printing.request_receipt(sent=sent, by=acting.person(request), site=site_of(request))
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
    asks_for_piece = is_piece(request)
    name = "_printing" if asks_for_piece else "printing"
    shown = {"job": wanted, "back": back_to(wanted)}
    if wanted.dossier_id:
        shown["navigation"] = context.side(request, wanted.dossier_id)
    page = render(request, f"dossiers/results/{name}.html", shown)
    return page if asks_for_piece or wanted.finished_at else ask_again(page)


@require_safe
def fetch(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out a finished paper."""
    wanted = own_job(request, pk)
    if not wanted.file:
        raise Http404
    return FileResponse(wanted.file.open("rb"), as_attachment=True, filename=download_name(wanted))


def site_of(request: HttpRequest) -> str:
    """Return the portal's address as the person reached it, for the QR of a paper."""
    return request.build_absolute_uri("/").rstrip("/")


def own_job(request: HttpRequest, pk: int) -> PrintJob:
    """Return a job that the person asked for and may still read; ``Http404`` for any other."""
    found = (
        PrintJob.objects.filter(pk=pk, requested_by=acting.person(request))
        .select_related("dossier__campaign", "dossier__unit", "run__campaign", "submission")
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
    if wanted.submission is not None:
        return reverse("dossiers:receipt", args=[wanted.submission.receipt])
    return reverse("dossiers:overview", args=[wanted.dossier_id])


def download_name(wanted: PrintJob) -> str:
    """Return a plain file name: ``bang-tu-cham-diem-07414-2024.pdf``."""
    ending = PurePath(str(wanted.file.name)).suffix
    if wanted.submission is not None:
        return f"bien-nhan-{search_key(wanted.submission.receipt)}{ending}"
    if wanted.dossier is not None:
        about = f"{wanted.dossier.unit.code}-{wanted.dossier.campaign.year}"
        return f"{NAMES[wanted.kind]}-{search_key(about)}{ending}"
    if wanted.run is None:
        raise Http404
    return f"ket-qua-{wanted.run.campaign.code}-lan-{wanted.run.number}{ending}"
