"""What changed leaf by leaf since an instant."""

import pytest

from accounts.files import receive
from dossiers.actions import replacing
from dossiers.models import EvidenceUse
from dossiers.queries import compared
from tests import stories
from tests.conftest import MovableClock
from tests.drafts import change
from tests.factories import Cast


@pytest.fixture
def filled(cast: Cast, clock: MovableClock) -> Cast:
    stories.fill(cast, clock=clock)
    clock.pass_time(minutes=1)
    return cast


def test_what_was_changed_and_changed_back_is_not_told(filled: Cast, clock: MovableClock) -> None:
    since = clock()
    clock.pass_time(minutes=1)
    change(filled, clock=clock)
    stories.prove(filled, "1.1", clock=clock, words="thêm")
    told = {each.code: each.lines for each in compared.changes_since(filled.dossier, since)}
    assert told["1.1"] == ("Thêm tài liệu: báo cáo.pdf",)
    assert set(told) == {"1.1", "2.2"}
    change(filled, clock=clock, count="4", version=2)
    told = {each.code: each.lines for each in compared.changes_since(filled.dossier, since)}
    assert set(told) == {"1.1"}


def test_a_newer_version_of_a_document_is_one_line(filled: Cast, clock: MovableClock) -> None:
    since = clock()
    clock.pass_time(minutes=1)
    replacing.replace(
        use=EvidenceUse.objects.get(dossier=filled.dossier),
        content=receive.paper(stories.upload(stories.pdf_bytes("bản mới"))),
        by=filled.commune_officer,
        clock=clock,
    )
    [change] = compared.changes_since(filled.dossier, since)
    assert (change.code, change.lines) == ("1.2", ("Thay bản mới: báo cáo.pdf",))
