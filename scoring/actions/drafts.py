"""Criteria sets in the making: begin one, change it, and publish what holds together.

Several people of one province may work on a draft: each save names the version that it was made
from, and whoever saves an older one is told who was faster.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import journal
from accounts.clock import Clock, database_clock
from accounts.enums import UnitLevel
from accounts.errors import AlreadyDone, Conflict
from accounts.models import RoleGrant, Unit, User
from scoring import permissions
from scoring.actions import criteria
from scoring.enums import SetVerb
from scoring.models import CriteriaDraft, CriteriaSet

_MOST_TITLE = 300


@dataclass(frozen=True)
class _Held:
    """A locked draft, the grant by which it is worked on, and the instant after the lock."""

    draft: CriteriaDraft
    grant: RoleGrant
    at: datetime


def create(
    *,
    document: Mapping[str, Any],
    by: User,
    based_on: CriteriaSet | None = None,
    clock: Clock = database_clock,
) -> CriteriaDraft:
    """Keep a written set, sound or not, to be worked on in the person's province.

    Raises ``NotAllowed``.
    """
    with transaction.atomic():
        at = clock()
        grant = permissions.require_setting(by, at=at)
        return CriteriaDraft.objects.create(
            area_id=grant.content_object_id,
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


def change(
    *,
    draft: CriteriaDraft,
    document: Mapping[str, Any],
    version: int,
    by: User,
    clock: Clock = database_clock,
) -> CriteriaDraft:
    """Put ``document`` in the place of what the draft says, and keep that for ``undo``.

    Raises ``NotAllowed``, ``AlreadyDone`` (published or discarded) and ``Conflict``.
    """
    with transaction.atomic():
        held = _hold(draft, version, by=by, clock=clock)
        return _put(held, document, by=by)


def undo(
    *, draft: CriteriaDraft, version: int, by: User, clock: Clock = database_clock
) -> CriteriaDraft:
    """Take the last change back; doing so once more brings it back. Raises as ``change``."""
    with transaction.atomic():
        held = _hold(draft, version, by=by, clock=clock)
        if held.draft.previous_document is None:
            raise AlreadyDone(
                "Bản nháp chưa có thay đổi nào để hoàn tác. Hãy tải lại trang để xem bản mới nhất."
            )
        return _put(held, held.draft.previous_document, by=by)


def discard(
    *, draft: CriteriaDraft, version: int, by: User, clock: Clock = database_clock
) -> CriteriaDraft:
    """Take a draft off the lists for good; its row is kept. Raises as ``change``."""
    with transaction.atomic():
        held = _hold(draft, version, by=by, clock=clock)
        held.draft.discarded_at = held.at
        return _save(held, by=by)


def publish_draft(
    *, draft: CriteriaDraft, version: int, by: User, clock: Clock = database_clock
) -> CriteriaSet:
    """Publish what a draft says, once; the draft is no longer written.

    Raises as ``change`` and as ``publish``.
    """
    with transaction.atomic():
        held = _hold(draft, version, by=by, clock=clock)
        published = _publish(held.draft.document, grant=held.grant, by=by, clock=clock)
        held.draft.published_as = published
        _save(held, by=by)
    return published


def publish(*, document: Mapping[str, Any], by: User, clock: Clock = database_clock) -> CriteriaSet:
    """Make a written set a published version that never changes; the province's journal says so.

    Raises ``NotAllowed``, ``Invalid`` with every problem by its place, and ``AlreadyDone`` when
    the newest version says exactly the same.
    """
    with transaction.atomic():
        grant = permissions.require_setting(by, at=clock())
        return _publish(document, grant=grant, by=by, clock=clock)


def _publish(
    document: Mapping[str, Any], *, grant: RoleGrant, by: User, clock: Clock
) -> CriteriaSet:
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


def _hold(draft: CriteriaDraft, version: int, *, by: User, clock: Clock) -> _Held:
    """Lock the draft, then ask the right, whether it is still written, and the version."""
    held = (
        CriteriaDraft.objects.select_for_update(of=("self",))
        .select_related("area", "changed_by")
        .get(pk=draft.pk)
    )
    at = clock()
    grant = permissions.require_setting(by, at=at, area=held.area)
    if held.discarded_at is not None:
        raise AlreadyDone("Bản nháp này đã hủy, không sửa được nữa. Nếu cần, hãy lập bản nháp mới.")
    if held.published_as_id is not None:
        raise AlreadyDone(
            "Bản nháp này đã công bố nên không sửa được nữa. "
            "Hãy sao chép bộ tiêu chí đã công bố thành bản nháp mới."
        )
    if held.version != version:
        raise Conflict(
            f"{held.changed_by.full_name} đã lưu bản nháp này trước bạn. "
            "Hãy mở lại bản nháp để xem nội dung mới rồi sửa lại phần của mình.",
            values={"Phiên bản đang mở": version, "Phiên bản đã lưu": held.version},
        )
    return _Held(held, grant, at)


def _put(held: _Held, document: Mapping[str, Any], *, by: User) -> CriteriaDraft:
    draft = held.draft
    draft.previous_document, draft.document = draft.document, document
    for column, value in told(document).items():
        setattr(draft, column, value)
    return _save(held, by=by)


def _save(held: _Held, *, by: User) -> CriteriaDraft:
    held.draft.version += 1
    held.draft.changed_at, held.draft.changed_by = held.at, by
    held.draft.save()
    return held.draft
