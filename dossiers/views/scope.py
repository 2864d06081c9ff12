"""The first line of every view on a dossier: is it there for this person?"""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest

from accounts import acting
from accounts.models import User
from dossiers import permissions
from dossiers.models import Dossier, Submission
from scoring import plans


@dataclass(frozen=True)
class Scope:
    """A dossier that the person may know of, the person, and the instant of the request."""

    dossier: Dossier
    user: User
    at: datetime

    @property
    def plan(self) -> plans.Plan:
        """The criteria that the dossier is scored by."""
        return plans.plan_of(self.dossier.campaign.criteria_set_id)

    def leaf(self, code: str) -> plans.Leaf:
        """Return a leaf by its printed code; raises ``Http404`` for an unknown one."""
        try:
            return self.plan.leaf(code)
        except KeyError as error:
            raise Http404 from error


def person(request: HttpRequest) -> User:
    """Return who has signed in; only for views that nobody reaches without signing in."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def dossier_scope(request: HttpRequest, pk: int) -> Scope:
    """Return the dossier in the person's scope; outside it answers 404 as if it were absent."""
    # Asked together with the person's roles; actions ask the clock again, under their lock.
    user, at = person(request), acting.instant(request)
    dossier = (
        permissions.visible_to(user, at=at)
        .select_related("campaign", "campaign__area", "unit", "stage")
        .filter(pk=pk)
        .first()
    )
    if dossier is None:
        raise Http404
    return Scope(dossier, user, at)


def sending_of(request: HttpRequest, number: str) -> Submission:
    """Return a sending whose receipt the person may open; ``Http404`` for any other."""
    user, at = person(request), acting.instant(request)
    sent = (
        Submission.objects.filter(receipt=number, dossier__in=permissions.visible_to(user, at=at))
        .select_related("dossier__unit", "dossier__campaign", "dossier__stage", "stage", "sent_by")
        .first()
    )
    if sent is None:
        raise Http404
    stages = sent.dossier.campaign.stages.all()
    if sent.stage.tier not in permissions.readable_tiers(user, sent.dossier, stages, at=at):
        raise Http404
    return sent
