"""The review page of one dossier, and what a reviewer posts from it."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.enums import Role
from accounts.errors import Refused
from dossiers import permissions
from dossiers.actions import appraisal, explanation
from dossiers.enums import DossierState
from dossiers.forms import review as forms
from dossiers.queries import leaf_texts, phrases, refused_rows, review_sources
from dossiers.queries import review as queries
from dossiers.views import answers, review_moulds
from dossiers.views.pieces import is_piece
from dossiers.views.scope import Scope, dossier_scope

# What a unit usually gets to answer a question, to the end of a working day.
DAYS_TO_ANSWER = 3
END_OF_WORK = 17


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show declared figures, evidence and every readable layer, leaf by leaf."""
    return _page(request, dossier_scope(request, pk))


@require_POST
def appraise(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Save the reviewer's points for one leaf."""
    scope = dossier_scope(request, pk)
    leaf = scope.leaf(code)

    def save() -> None:
        judgement = forms.JudgementForm(request.POST).judgement()
        appraisal.save(dossier=scope.dossier, leaf=leaf, judgement=judgement, by=scope.user)

    return _row_written(request, scope, code, save)


@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree with the layer below: on the leaves named ``codes``, or on all that are left."""
    scope = dossier_scope(request, pk)
    codes = forms.read_codes(request.POST)
    rows = appraisal.agree(dossier=scope.dossier, codes=codes, by=scope.user)
    if is_piece(request) and len(rows) == 1:
        return _row(request, scope, rows[0].leaf.code)
    messages.success(request, f"Đã thống nhất {len(rows)} tiêu chí.")
    first = f"#{leaf_texts.anchor_of(rows[0].leaf.code)}" if len(rows) == 1 else ""
    return answers.SeeOther(reverse("dossiers:review", args=[pk]) + first)


@require_POST
def ask(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Put a question on one leaf."""
    scope = dossier_scope(request, pk)
    leaf = scope.leaf(code)

    def save() -> None:
        typed = forms.sound(forms.QuestionForm(request.POST))
        explanation.ask(
            dossier=scope.dossier,
            leaf=leaf,
            question=typed["question"],
            answer_until=typed["until"],
            by=scope.user,
        )

    return _row_written(request, scope, code, save)


@require_POST
def send_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry the dossier to the next tier and show the number of the covering record."""
    scope = dossier_scope(request, pk)
    try:
        sent = appraisal.send_up(dossier=scope.dossier, by=scope.user)
    except Refused as refusal:
        if is_piece(request):
            raise
        return _page(request, scope, refusal=refusal)
    messages.success(request, f"Đã chuyển hồ sơ lên cấp trên. Số ghi nhận: {sent.receipt}.")
    return answers.SeeOther(reverse("dossiers:review", args=[pk]))


def _row_written(
    request: HttpRequest, scope: Scope, code: str, save: Callable[[], None]
) -> HttpResponse:
    """Save and answer; a refusal keeps what was typed: on the page as it is, or drawn again."""
    try:
        save()
    except Refused as refusal:
        typed = refused_rows.typed_row(code, forms.raw(request.POST), refusal)
        if is_piece(request):
            context = {"alert": typed}
            return render(request, "dossiers/review/_alert.html", context, status=refusal.status)
        return _page(request, scope, typed=typed, status=refusal.status)
    if is_piece(request):
        return _row(request, scope, code)
    address = reverse("dossiers:review", args=[scope.dossier.pk])
    return answers.SeeOther(f"{address}#{leaf_texts.anchor_of(code)}")


def _row(request: HttpRequest, scope: Scope, code: str) -> HttpResponse:
    """Answer a script with the row as it is stored now, and the totals that it changed."""
    again = dossier_scope(request, scope.dossier.pk)
    context = _context(request, again, only=code)
    return render(request, "dossiers/review/_saved.html", context)


def _page(
    request: HttpRequest,
    scope: Scope,
    *,
    typed: refused_rows.Typed | None = None,
    refusal: Refused | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = _context(request, scope, typed=typed) | {"refusal": refusal}
    status = refusal.status if refusal else status
    return render(request, "dossiers/review/review.html", context, status=status)


def _context(
    request: HttpRequest,
    scope: Scope,
    *,
    only: str | None = None,
    typed: refused_rows.Typed | None = None,
) -> dict[str, object]:
    dossier = scope.dossier
    tied = permissions.ties(scope.user, dossier, at=scope.at)
    permissions.require_content(tied, dossier)
    sheet = queries.sheet(dossier=dossier, tied=tied, at=scope.at, only=only, typed=typed)
    page, agreeing = (
        reverse(f"dossiers:{name}", args=[dossier.pk]) for name in ("review", "agree")
    )
    review_moulds.pour(
        sheet.rows,
        criteria_set_id=dossier.campaign.criteria_set_id,
        addresses=review_moulds.Addresses(get_token(request), row=page, agree=agreeing),
        answer_by=_answer_by(scope, sheet),
    )
    return {
        "sheet": sheet,
        "dossier": dossier,
        "agree_url": agreeing,
        "send_up_url": reverse("dossiers:send_up", args=[dossier.pk]),
        "central_url": reverse("dossiers:central", args=[dossier.pk]),
        "trail": [("Hồ sơ thẩm định", reverse("dossiers:queue"))],
        "tone": phrases.STATE_TONES[DossierState(dossier.state)],
        "receipts": review_sources.receipts(dossier, sheet.layers),
        **_ties(tied),
        **_sending_up(sheet),
    }


def _ties(tied: permissions.Ties) -> dict[str, bool]:
    """Return what the person's other roles allow here, or forbid."""
    return {
        "can_give_figures": tied.is_above_as(Role.STANDING),
        "is_own_unit": bool(tied.own_side),
    }


def _answer_by(scope: Scope, sheet: queries.Sheet) -> str:
    """Return until when a question is usually answered, never past the stage's own end."""
    usual = timezone.localtime(scope.at + timedelta(days=DAYS_TO_ANSWER)).replace(
        hour=END_OF_WORK, minute=0
    )
    return timezone.localtime(min(usual, sheet.window.closes_at)).strftime("%d/%m/%Y %H:%M")


def _sending_up(sheet: queries.Sheet) -> dict[str, str]:
    """Return the words of the button that ends this tier's appraisal."""
    above = [stage for stage in sheet.stages if stage.tier > sheet.dossier.stage.tier]
    # Before all is appraised and answered the button would only be refused: it stands back.
    weight = {"send_up_kind": "secondary" if sheet.left or sheet.waiting else "main"}
    if above:
        level = above[0].get_level_display().lower()
        return weight | {
            "send_up_words": f"Chuyển hồ sơ lên {level}",
            "send_up_sentence": f"Sau khi chuyển, {level} thẩm định tiếp; "
            "điểm đã chấm ở cấp này không sửa được nữa.",
        }
    return weight | {
        "send_up_words": "Kết thúc thẩm định",
        "send_up_sentence": "Sau khi kết thúc, hồ sơ chờ tổng hợp kết quả; "
        "điểm đã chấm không sửa được nữa.",
    }
