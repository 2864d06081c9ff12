"""What is written of a person: corrected by an administrator, one's own addresses by oneself."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import acting, history, queries
from accounts.actions import held, holder
from accounts.errors import Conflict, Invalid
from accounts.forms import ContactForm, CorrectionForm, OwnContactForm
from accounts.models import User
from accounts.views import scope


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the name, the position and the addresses of an account's holder."""
    account = scope.visible_account(request, pk)
    by = acting.person(request)
    held.require_administered(account, by=by, at=acting.instant(request))
    form = CorrectionForm(request.POST or None, initial=_initial(account, CorrectionForm))
    refused = None
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        version, reason = typed.pop("version"), typed.pop("reason")
        try:
            changed = holder.correct(
                account, to=holder.Holder(**typed), by=by, reason=reason, version=version
            )
        except (Conflict, Invalid) as refusal:
            refused = refusal
        else:
            _tell(request, changed)
            return redirect("accounts:detail", account.pk)
    shown = {"crumbs": scope.crumbs_to(account)}
    return _page(request, "accounts/correct.html", account, form, refused, shown)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Show one's own account, and correct how one is reached."""
    person = acting.person(request)
    form = OwnContactForm(person, request.POST or None, initial=_initial(person, ContactForm))
    refused = None
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            changed = holder.correct_own(
                person, email=typed["email"], phone=typed["phone"], version=typed["version"]
            )
        except Conflict as refusal:
            refused = refusal
        else:
            _tell(request, changed)
            return redirect("accounts:own")
    newest = queries.history_of(person).first()
    shown = {
        "grants": acting.standing(request).grants,
        "recorded": history.event(newest).iso if newest else "",
    }
    return _page(request, "accounts/own.html", person, form, refused, shown)


def _initial(account: User, form: type[ContactForm]) -> dict[str, Any]:
    return {name: getattr(account, name, "") for name in form.base_fields}


def _tell(request: HttpRequest, changed: list[str]) -> None:
    if changed:
        messages.success(request, f"Đã sửa {history.named(changed)}.")
    else:
        messages.info(request, "Không có nội dung nào thay đổi.")


def _page(
    request: HttpRequest,
    template: str,
    account: User,
    form: ContactForm,
    refused: Conflict | Invalid | None,
    shown: dict[str, Any],
) -> HttpResponse:
    """Draw the form with what was typed; after a lost race, beside what stands now."""
    lost = refused if isinstance(refused, Conflict) else None
    if lost:
        account.refresh_from_db()
    elif isinstance(refused, Invalid):
        form.add_error("reason" if "reason" in refused.problems else None, refused.sentence)
    wrong = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {
        "account": account,
        "form": form,
        "code": refused.code if refused else Invalid.code,
        "lost": lost,
        "sides": _sides(account, form) if lost else [],
        # Whoever has seen both sides may save over what stands.
        "version": account.version if lost else form["version"].value(),
    }
    return render(request, template, {**context, **shown}, status=lost.status if lost else wrong)


def _sides(account: User, form: ContactForm) -> list[dict[str, str]]:
    """Return what was typed beside what stands by now, where they differ."""
    return [
        {
            "label": str(form.fields[name].label),
            "mine": form.cleaned_data[name] or "–",
            "stored": getattr(account, name) or "–",
        }
        for name in history.PARTICULARS
        if name in form.fields and form.cleaned_data[name] != getattr(account, name)
    ]
