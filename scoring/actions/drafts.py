"""Criteria sets in the making: begin one, and publish what holds together."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts import journal
from accounts.clock import Clock, database_clock
from accounts.enums import UnitLevel
from accounts.models import Unit, User
from scoring import permissions
from scoring.actions import criteria
from scoring.enums import SetVerb
from scoring.models import CriteriaDraft, CriteriaSet

_MOST_TITLE = 300


def create(
    *,
    document: Mapping[str, Any],
    by: User,
    based_on: CriteriaSet | None = None,
    clock: Clock = database_clock,
) -> CriteriaDraft:
    """Keep a written set, sound or not, to be worked on. Raises ``NotAllowed``."""
    with transaction.atomic():
        at = clock()
        permissions.require_setting(by, at=at)
        return CriteriaDraft.objects.create(
            document=document,
            based_on=based_on,
            created_at=at,
            created_by=by,
            changed_at=at,
            changed_by=by,
            **told(document),
        )


def told(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that repeat what a document says, as far as it says it soundly."""
    name, year, level = (document.get(key) for key in ("name", "year", "unit_level"))
    return {
        "title": name[:_MOST_TITLE] if isinstance(name, str) else "",
        "year": year if isinstance(year, int) and year > 0 else None,
        "unit_level": level if level in UnitLevel.values else "",
    }


def publish(*, document: Mapping[str, Any], by: User, clock: Clock = database_clock) -> CriteriaSet:
    """Make a written set a published version that never changes; the province's journal says so.

    Raises ``NotAllowed``, ``Invalid`` with every problem by its place, and ``AlreadyDone`` when
    the newest version says exactly the same.
    """
    with transaction.atomic():
        grant = permissions.require_setting(by, at=clock())
        province = Unit.objects.select_for_update().get(pk=grant.content_object_id)
        at = clock()
        created = criteria.load_set(document)
        created.published_at = at
        created.save(update_fields=["published_at"])
        act = journal.Act(
            verb=SetVerb.PUBLISH,
            subject=f"{created.key} {created.year}",
            after={"criteria_set": str(created)},
        )
        journal.record(province, act, by=by, at=at, role=grant.role)
    return created
