"""The leader's remarks on single leaves: made on the page of approval, settled by the officer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts import acting
from accounts.errors import Refused
from dossiers import permissions
from dossiers.actions import comments
from dossiers.forms.report import read_comment
from dossiers.models import LeafComment
from dossiers.queries import leaf_texts
from dossiers.views import entry, entry_place, submission
from dossiers.views.answers import SeeOther
from dossiers.views.scope import person
from dossiers.views.situation import situation


@require_POST
def make(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Remark on one leaf; what was typed stays on the page when it is refused."""
    now = situation(request, pk)
    leaf = entry.leaf_of(now, code)
    try:
        text = read_comment(request.POST)
        comments.make(dossier=now.dossier, leaf=leaf, text=text, by=person(request))
    except Refused as refused:
        typed = request.POST.get("comment", "")
        return submission.approval_page(request, pk, refused, commented=(leaf.code, typed))
    messages.success(request, f"Đã lưu nhận xét về tiêu chí {leaf.code}.")
    place = leaf_texts.anchor_of(leaf.code)
    return SeeOther(f"{reverse('dossiers:approval', args=[pk])}#{place}")


@require_POST
def settle(request: HttpRequest, comment_pk: int) -> HttpResponse:
    """Mark a remark as settled and lead back to its leaf, in the view that one came from."""
    visible = permissions.visible_to(person(request), at=acting.instant(request))
    found = get_object_or_404(
        LeafComment.objects.select_related("dossier", "leaf"),
        pk=comment_pk,
        dossier__in=visible,
    )
    leaf = entry.leaf_of(situation(request, found.dossier_id), found.leaf.code)
    comments.settle(comment=found, by=person(request))
    messages.success(request, f"Đã đánh dấu xử lý nhận xét về tiêu chí {leaf.code}.")
    place = entry_place.came_from(
        request, found.dossier_id, code=leaf.code, group=leaf.criterion.group_code
    )
    return SeeOther(place.url(found.dossier_id, at=leaf.code))
