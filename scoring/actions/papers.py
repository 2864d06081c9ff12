"""Published sets on paper: what the worker has printed is kept for everybody."""

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.clock import Clock, database_clock
from scoring.models import CriteriaSet, SetPaper


def unprinted() -> list[CriteriaSet]:
    """Return the sets that have no paper yet, oldest first."""
    return list(CriteriaSet.objects.filter(paper__isnull=True).order_by("pk"))


def deliver(
    *, criteria_set: CriteriaSet, content: bytes, clock: Clock = database_clock
) -> SetPaper:
    """Keep a set's PDF; one that is there already stays, since a set never changes."""
    with transaction.atomic():
        held = CriteriaSet.objects.select_for_update().get(pk=criteria_set.pk)
        paper = SetPaper.objects.filter(criteria_set=held).first()
        if paper is None:
            paper = SetPaper(criteria_set=held, size=len(content), printed_at=clock())
            paper.file.save(f"{held.pk}.pdf", ContentFile(content), save=False)
            paper.save(force_insert=True)
    return paper
