"""What a form of evidence brings – files, finished uploads, a link – put to its place."""

from collections.abc import Callable, Iterator
from functools import partial
from http import HTTPStatus

from django.core.files.base import File
from django.http import HttpRequest

from accounts.errors import Refused
from accounts.files import inspect, photos, receive
from accounts.models import User
from dossiers.actions import evidence, uploads
from dossiers.forms import desk
from dossiers.models import Upload
from dossiers.views.scope import person
from dossiers.views.situation import Situation

# What brings one document when it is called: inspecting happens there, and may refuse.
Bringing = Callable[[], receive.Paper | evidence.Link]
# What is done with a document that was brought; may refuse it.
Putting = Callable[[receive.Paper | evidence.Link], object]


def attach_all(
    request: HttpRequest, now: Situation, place: evidence.Place, *, put: Putting | None = None
) -> Refused | None:
    """Attach everything that the form carries; return the first refusal, the rest being told.

    Each document is judged by itself; photos that are to be joined are one document. A finished
    upload is gone afterwards, attached or refused, unless a failing disk or database refused it:
    then it may be named again. ``put`` does something else with a document than attach it.
    """
    by = person(request)
    try:
        form = desk.read_attachment(request.POST, request.FILES)
        waiting = uploads.finished(dossier=now.dossier, numbers=form.uploads, by=by)
        files = [*form.files, *(uploads.file_of(each) for each in waiting)]
    except Refused as refused:
        return refused
    put = put or partial(_attach, now, place, by)
    refusals: list[Refused] = []
    for bring in _bringing(form, files, place):
        try:
            put(bring())
        except Refused as refused:
            refusals.append(refused)
    _put_away(waiting, files[len(form.files) :], refusals)
    for other in refusals[1:]:
        refusals[0].sentence += f" {other.sentence}"
    return refusals[0] if refusals else None


def _attach(
    now: Situation, place: evidence.Place, by: User, content: receive.Paper | evidence.Link
) -> None:
    evidence.attach(dossier=now.dossier, place=place, content=content, by=by)


def _bringing(
    form: desk.Attachment, files: list[File], place: evidence.Place
) -> Iterator[Bringing]:
    """Yield one call for each document of the form."""
    link = form.link
    if link is not None:
        yield lambda: link
    if form.is_joined and files:
        yield partial(_joined, files)
        return
    # A paper of the dossier is a signed scan; a leaf may be proved by a photo.
    accepted = inspect.ACCEPTED if place.leaf else frozenset({inspect.PDF})
    for file in files:
        yield partial(receive.paper, file, accepted=accepted)


def _put_away(waiting: list[Upload], opened: list[File], refusals: list[Refused]) -> None:
    """Drop the uploads that have had their turn."""
    for file in opened:
        file.close()
    if all(refused.status < HTTPStatus.INTERNAL_SERVER_ERROR for refused in refusals):
        for upload in waiting:
            uploads.give_up(upload=upload)


def _joined(files: list[File]) -> receive.Paper:
    photos.require_count(len(files))
    return photos.joined([receive.paper(each) for each in files])
