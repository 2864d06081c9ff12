"""Attaching and taking off: points that appear and vanish, bytes stored once, the lock."""

import errno
import hashlib
from decimal import Decimal
from unittest import mock

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import IntegrityError, OperationalError

from accounts import worker
from accounts.errors import (
    AlreadyDone,
    DeadlinePassed,
    FileTypeRefused,
    Invalid,
    Locked,
    NotAllowed,
)
from accounts.files import receive
from accounts.models import JournalEntry
from dossiers import permissions
from dossiers.actions import evidence, keeping
from dossiers.models import DocumentVersion, EvidenceUse, LayerTotal, Score
from tests import stories
from tests.conftest import MovableClock
from tests.factories import Cast


def stored_files() -> list[str]:
    """Return the private names of every stored file."""
    found = []
    for folder in default_storage.listdir("evidence")[0] if _has_folder() else []:
        found += default_storage.listdir(f"evidence/{folder}")[1]
    return found


def _has_folder() -> bool:
    return default_storage.exists("evidence")


def test_points_appear_with_the_evidence_and_vanish_without(
    cast: Cast, clock: MovableClock
) -> None:
    row = stories.save(cast, "1.2", {"numerator": "99", "denominator": "100"}, clock=clock)
    assert row.points == Decimal("0.00")
    use = stories.prove(cast, "1.2", clock=clock)
    row.refresh_from_db()
    assert (row.points, row.version) == (Decimal("20.00"), 1)
    total = LayerTotal.objects.get(dossier=cast.dossier)
    assert (total.achieved, total.evidence_missing) == (Decimal("20.00"), 0)
    evidence.detach(use=use, by=cast.commune_officer, clock=clock)
    row.refresh_from_db()
    assert row.points == Decimal("0.00")
    assert EvidenceUse.objects.get().detached_by == cast.commune_officer


def test_leaf_that_does_not_apply_lacks_no_evidence(cast: Cast, clock: MovableClock) -> None:
    # The criteria of this process, as if they had been written so.
    cast.leaf("1.3").criterion.evidence_required = True
    stories.save(cast, "1.3", {"numerator": "1", "denominator": "1"}, clock=clock)
    assert LayerTotal.objects.get(dossier=cast.dossier).evidence_missing == 1
    said = {"is_not_applicable": True, "explanation": "Không phát sinh", "version": 1}
    stories.save(cast, "1.3", None, clock=clock, **said)
    assert LayerTotal.objects.get(dossier=cast.dossier).evidence_missing == 0


def test_bytes_are_kept_as_received_and_stored_once(cast: Cast, clock: MovableClock) -> None:
    content = stories.pdf_bytes("một lần")
    first = stories.prove(cast, "1.2", clock=clock, words="một lần")
    again = stories.prove(cast, "1.1", clock=clock, words="một lần")
    theirs = stories.prove(
        cast, "1.2", clock=clock, words="một lần", dossier=cast.neighbour_dossier
    )
    assert first.version == again.version
    assert theirs.version != first.version
    assert theirs.version.file.name == first.version.file.name
    assert first.version.sha256 == hashlib.sha256(content).hexdigest()
    assert first.version.file.read() == content


def test_same_document_twice_on_a_leaf_is_already_done(cast: Cast, clock: MovableClock) -> None:
    stories.prove(cast, "1.2", clock=clock)
    with pytest.raises(AlreadyDone):
        stories.prove(cast, "1.2", clock=clock)


def test_upload_that_ends_after_the_lock_leaves_nothing(cast: Cast, clock: MovableClock) -> None:
    paper = receive.paper(stories.upload(stories.pdf_bytes("muộn")))
    clock.now = cast.stages[0].closes_at
    with pytest.raises(DeadlinePassed):
        evidence.attach(
            dossier=cast.dossier,
            place=evidence.Place(leaf=cast.leaf("1.2")),
            content=paper,
            by=cast.commune_officer,
            clock=clock,
        )
    assert not DocumentVersion.objects.exists()


def test_failed_transaction_takes_its_file_away(cast: Cast, clock: MovableClock) -> None:
    before = stored_files()
    # The number of the next journal row is taken, so the very last step fails.
    cast.dossier.refresh_from_db()
    JournalEntry.objects.create(
        chain=cast.dossier.chain, seq=cast.dossier.journal_seq + 1, verb="x", at=clock()
    )
    with pytest.raises(IntegrityError):
        stories.prove(cast, "1.2", clock=clock, words="không trọn")
    assert stored_files() == before
    assert not EvidenceUse.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cause", [OperationalError, SystemExit])
def test_what_goes_wrong_after_the_commit_takes_no_bytes_away(
    cast: Cast, clock: MovableClock, cause: type[BaseException]
) -> None:
    # The last thing of a request: the worker is told, over a line that may be down.
    with mock.patch.object(worker, "_suggest", side_effect=cause), pytest.raises(cause):
        stories.prove(cast, "1.2", clock=clock, words="đã ghi nhận")
    kept = DocumentVersion.objects.get()
    assert kept.file.read() == stories.pdf_bytes("đã ghi nhận")


def test_same_bytes_on_their_way_at_once_do_not_touch_each_other(
    cast: Cast, clock: MovableClock
) -> None:
    content = stories.pdf_bytes("cùng lúc")

    def stored(shelf: keeping.Shelf) -> str:
        version = DocumentVersion()
        shelf.fill(version, receive.paper(stories.upload(content)))
        return version.file.name

    with keeping.open_shelf() as first:
        mine = stored(first)
        second = keeping.Shelf()
        full = OSError(errno.ENOSPC, "full")
        with (
            mock.patch.object(FileSystemStorage, "_save", side_effect=full),
            pytest.raises(OSError, match="full"),
        ):
            stored(second)
        second.clear()
        theirs = stored(keeping.Shelf())
    assert mine != theirs
    assert default_storage.open(mine).read() == content


def test_link_counts_as_evidence(cast: Cast, clock: MovableClock) -> None:
    stories.save(cast, "1.2", {"numerator": "99", "denominator": "100"}, clock=clock)
    use = evidence.attach(
        dossier=cast.dossier,
        place=evidence.Place(leaf=cast.leaf("1.2")),
        content=evidence.Link("https://baobacgiang.vn/tin", "Tin đã đăng"),
        by=cast.commune_officer,
        clock=clock,
    )
    assert use.version.document.title == "Tin đã đăng"
    assert Score.objects.get().points == Decimal("20.00")


def test_dossier_papers_are_pdf_and_known_to_the_campaign(cast: Cast, clock: MovableClock) -> None:
    paper = receive.paper(stories.upload(stories.pdf_bytes("tờ trình"), "tờ trình.pdf"))
    place = evidence.Place(document_kind="submission")
    use = evidence.attach(
        dossier=cast.dossier, place=place, content=paper, by=cast.commune_leader, clock=clock
    )
    assert (use.document_kind, use.leaf) == ("submission", None)
    with pytest.raises(FileTypeRefused):
        evidence.attach(
            dossier=cast.dossier,
            place=place,
            content=evidence.Link("https://a.vn/x"),
            by=cast.commune_leader,
            clock=clock,
        )


def test_neighbour_attaches_nothing(cast: Cast, clock: MovableClock) -> None:
    with pytest.raises(NotAllowed):
        evidence.attach(
            dossier=cast.dossier,
            place=evidence.Place(leaf=cast.leaf("1.2")),
            content=evidence.Link("https://a.vn/x"),
            by=cast.neighbour_officer,
            clock=clock,
        )


def test_leaf_that_others_measure_takes_no_documents(cast: Cast, clock: MovableClock) -> None:
    with pytest.raises(Invalid, match=r"2\.4 không do đơn vị chứng minh"):
        stories.prove(cast, "2.4", clock=clock)
    assert not DocumentVersion.objects.exists()


def test_sent_evidence_stays(cast: Cast, clock: MovableClock) -> None:
    stories.send(cast, clock=clock)
    with pytest.raises(Locked):
        evidence.detach(use=EvidenceUse.objects.get(), by=cast.commune_officer, clock=clock)


def test_bytes_are_visible_to_the_own_side_and_from_above_once_sent(
    cast: Cast, clock: MovableClock
) -> None:
    use = stories.prove(cast, "1.2", clock=clock)

    def sees(person: object) -> bool:
        return permissions.visible_evidence(person, at=clock()).filter(pk=use.pk).exists()

    assert sees(cast.commune_officer)
    assert not sees(cast.neighbour_officer)
    assert not sees(cast.district_reviewer)
