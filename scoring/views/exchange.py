"""Criteria sets as files: downloads for everybody, taking a filled workbook in."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting
from accounts.answers import SeeOther
from accounts.errors import Invalid, Refused, StillPrinting
from scoring import permissions
from scoring.actions import criteria, drafts
from scoring.exports import workbook
from scoring.exports.spreadsheets import CONTENT_TYPE
from scoring.forms.exchange import WorkbookForm
from scoring.imports import criteria_set, preview
from scoring.models import CriteriaSet, SetPaper
from scoring.queries import guidance, looking

TEMPLATE_NAME = "mau-bo-tieu-chi.xlsx"
_SALT = "scoring.set_import"
# A preview left open longer than this no longer shows what would happen.
_PREVIEW_SECONDS = 2 * 60 * 60
_PUBLISH, _DRAFT = "publish", "draft"


@login_not_required
@require_safe
def public_sets(request: HttpRequest) -> HttpResponse:
    """List the published sets with their files, for anyone."""
    files = guidance.files_by_set()
    sets = [
        (each, files.get(each.pk, ())) for each in looking.criteria_sets().select_related("paper")
    ]
    return render(request, "scoring/exchange/public_sets.html", {"sets": sets})


@login_not_required
@require_safe
def set_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a published set as a workbook that can be taken in again."""
    wanted = get_object_or_404(CriteriaSet, pk=pk)
    return _spreadsheet(workbook.workbook(criteria.document_of(wanted)), f"{_name(wanted)}.xlsx")


@login_not_required
@require_safe
def set_pdf(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out a published set with its guidance on paper."""
    wanted = get_object_or_404(CriteriaSet, pk=pk)
    paper = SetPaper.objects.filter(criteria_set=wanted).first()
    if paper is None:
        raise StillPrinting("Bản PDF của bộ tiêu chí này đang được lập. Hãy thử lại sau một phút.")
    return FileResponse(
        paper.file.open("rb"),
        filename=f"{_name(wanted)}.pdf",
        content_type="application/pdf",
    )


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Hand out the empty workbook to fill in."""
    permissions.require_setting(acting.person(request), at=acting.instant(request))
    return _spreadsheet(workbook.template(), TEMPLATE_NAME)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a workbook and show what was understood, or every cell to mend."""
    permissions.require_setting(acting.person(request), at=acting.instant(request))
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _upload(request, form)
    if not form.is_valid():
        return _upload(request, form, Invalid(" ".join(str(said) for said in form.errors["file"])))
    try:
        taken = criteria_set.read(form.content())
    except Refused as refusal:
        return _upload(request, form, refusal)
    return _preview(request, taken)


@never_cache
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Keep what the preview showed as a draft, or publish it."""
    by = acting.person(request)
    document = _unsealed(request)
    if request.POST.get("action") == _PUBLISH:
        published = drafts.publish(document=document, by=by)
        messages.success(request, f"Đã công bố {published}.")
        return SeeOther(reverse("scoring:criteria_set", args=[published.pk]))
    draft = drafts.create(document=document, by=by)
    messages.success(request, f"Đã lập bản nháp “{draft}”.")
    return SeeOther(reverse("scoring:draft", args=[draft.pk]))


def _upload(
    request: HttpRequest, form: WorkbookForm, refusal: Refused | None = None
) -> HttpResponse:
    context = {"form": form, "refusal": refusal, "crumbs": _crumbs()}
    status = refusal.status if refusal else HTTPStatus.OK
    return render(request, "scoring/exchange/import.html", context, status=status)


def _preview(request: HttpRequest, taken: criteria_set.Taken) -> HttpResponse:
    lines = preview.lines_of(taken.document)
    context = {
        "crumbs": [*_crumbs(), ("Nhập từ Excel", reverse("scoring:set_import"))],
        "taken": taken,
        "lines": lines,
        "leaf_count": sum(not line.is_group for line in lines),
        "payload": "" if taken.unread else _sealed(request, taken.document),
        "can_publish": not taken.problems,
        "draft": _DRAFT,
        "publish": _PUBLISH,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if taken.problems else HTTPStatus.OK
    return render(request, "scoring/exchange/preview.html", context, status=status)


def _sealed(request: HttpRequest, document: dict[str, Any]) -> str:
    """Return the previewed set signed for this person: what was seen is what is kept."""
    told = [acting.person(request).pk, document]
    return signing.dumps(told, salt=_SALT, compress=True)


def _unsealed(request: HttpRequest) -> dict[str, Any]:
    try:
        holder_pk, document = signing.loads(
            request.POST.get("payload", ""), salt=_SALT, max_age=_PREVIEW_SECONDS
        )
    except signing.BadSignature as error:
        raise Invalid("Bản xem trước đã hết hạn. Hãy tải tệp lên lại.") from error
    if holder_pk != acting.person(request).pk:
        raise Invalid("Bản xem trước là của người khác. Hãy tải tệp lên lại.")
    read_back: dict[str, Any] = document
    return read_back


def _crumbs() -> list[tuple[str, str]]:
    return [("Bộ tiêu chí", reverse("scoring:criteria"))]


def _name(wanted: CriteriaSet) -> str:
    return f"bo-tieu-chi-{wanted.key}-{wanted.year}-v{wanted.version}"


def _spreadsheet(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
