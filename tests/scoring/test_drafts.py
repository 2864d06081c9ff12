"""Drafts of criteria sets: written by those responsible, undone, published once."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.enums import Role, UnitLevel
from accounts.errors import AlreadyDone, Conflict, Invalid, NotAllowed
from accounts.models import JournalEntry
from scoring.actions import criteria, drafts
from scoring.enums import SetVerb
from scoring.models import CriteriaDraft
from scoring.permissions import visible_drafts
from tests import factories
from tests.conftest import MovableClock
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> dict[str, Any]:
    return criteria.read_file("friendly-government-2024")


@pytest.fixture
def draft(cast: Cast, document: dict[str, Any], clock: MovableClock) -> CriteriaDraft:
    return drafts.create(document=document, by=cast.administrator, clock=clock)


def test_draft_keeps_what_is_still_wrong(cast: Cast, clock: MovableClock) -> None:
    draft = drafts.create(document={}, by=cast.standing_officer, clock=clock)
    assert str(draft) == "Bản nháp chưa đặt tên"
    with pytest.raises(Invalid):
        drafts.publish_draft(draft=draft, version=1, by=cast.standing_officer, clock=clock)


def test_draft_is_for_those_responsible_for_its_area(
    cast: Cast, draft: CriteriaDraft, clock: MovableClock
) -> None:
    other = factories.make_unit("Tỉnh Khác", UnitLevel.PROVINCE)
    since = clock() - timedelta(days=1)
    stranger = factories.make_person("Cao Văn Xa", (Role.ADMIN, other), since=since)
    with pytest.raises(NotAllowed):
        drafts.create(document={}, by=cast.commune_officer, clock=clock)
    with pytest.raises(NotAllowed):
        drafts.discard(draft=draft, version=1, by=stranger, clock=clock)
    assert list(visible_drafts(cast.administrator, at=clock())) == [draft]
    assert not visible_drafts(cast.commune_officer, at=clock()).exists()
    assert not visible_drafts(stranger, at=clock()).exists()


def test_change_is_undone_and_done_again(
    cast: Cast, draft: CriteriaDraft, document: dict[str, Any], clock: MovableClock
) -> None:
    renamed = {**document, "name": "Khác"}
    drafts.change(draft=draft, document=renamed, version=1, by=cast.administrator, clock=clock)
    undone = drafts.undo(draft=draft, version=2, by=cast.administrator, clock=clock)
    assert undone.title == document["name"]
    again = drafts.undo(draft=draft, version=3, by=cast.administrator, clock=clock)
    assert (again.title, again.version) == ("Khác", 4)


def test_undo_needs_a_change(cast: Cast, draft: CriteriaDraft, clock: MovableClock) -> None:
    with pytest.raises(AlreadyDone, match="hoàn tác"):
        drafts.undo(draft=draft, version=1, by=cast.administrator, clock=clock)


def test_second_of_two_writers_is_told(
    cast: Cast, draft: CriteriaDraft, document: dict[str, Any], clock: MovableClock
) -> None:
    drafts.change(draft=draft, document=document, version=1, by=cast.administrator, clock=clock)
    with pytest.raises(Conflict, match=cast.administrator.full_name):
        drafts.change(
            draft=draft, document=document, version=1, by=cast.standing_officer, clock=clock
        )


def test_published_draft_is_a_set_and_no_longer_written(
    cast: Cast, draft: CriteriaDraft, document: dict[str, Any], clock: MovableClock
) -> None:
    published = drafts.publish_draft(draft=draft, version=1, by=cast.administrator, clock=clock)
    assert published.name == document["name"]
    assert published.published_at == clock()
    recorded = JournalEntry.objects.filter(chain=cast.province.chain, verb=SetVerb.PUBLISH)
    assert recorded.get().by == cast.administrator
    with pytest.raises(AlreadyDone, match="sao chép"):
        drafts.change(draft=draft, document=document, version=2, by=cast.administrator, clock=clock)


def test_discarded_draft_is_kept_unlisted(
    cast: Cast, draft: CriteriaDraft, clock: MovableClock
) -> None:
    drafts.discard(draft=draft, version=1, by=cast.administrator, clock=clock)
    assert CriteriaDraft.objects.filter(pk=draft.pk).exists()
    assert not visible_drafts(cast.administrator, at=clock()).exists()
