"""To the leader, back, sent with a receipt, recalled."""

import pytest

from accounts.errors import AlreadyDone, DeadlinePassed, Invalid, Locked, NotAllowed, ReasonRequired
from accounts.models import JournalEntry
from dossiers.actions import appraisal, receipts, submission
from dossiers.enums import DossierState
from dossiers.models import Notice, Submission
from tests import stories
from tests.conftest import MovableClock
from tests.factories import Cast


def test_hand_over_names_what_is_missing(cast: Cast, clock: MovableClock) -> None:
    stories.save(cast, "1.1", {"value": "yes"}, clock=clock)
    with pytest.raises(Invalid, match=r"5 tiêu chí chưa nhập: 1\.2, 1\.3, 2\.1, 2\.2, 2\.3"):
        submission.hand_over(dossier=cast.dossier, by=cast.commune_officer, clock=clock)


def test_leader_returns_with_a_reason(cast: Cast, clock: MovableClock) -> None:
    stories.hand_over(cast, clock=clock)
    with pytest.raises(ReasonRequired):
        submission.return_to_officer(
            dossier=cast.dossier, reason=" ", by=cast.commune_leader, clock=clock
        )
    back = submission.return_to_officer(
        dossier=cast.dossier, reason="Sai số liệu 2.2", by=cast.commune_leader, clock=clock
    )
    assert (back.state, back.returned_reason) == (DossierState.DRAFT, "Sai số liệu 2.2")
    assert Notice.objects.filter(recipient=cast.commune_officer).exists()
    again = submission.hand_over(dossier=cast.dossier, by=cast.commune_officer, clock=clock)
    assert again.returned_at is None


def test_sending_gives_a_numbered_receipt(cast: Cast, clock: MovableClock) -> None:
    receipt = stories.send(cast, clock=clock)
    assert receipt.receipt == "BN-2024-07414-01"
    assert len(receipt.content_sha256) == 64
    cast.dossier.refresh_from_db()
    assert (cast.dossier.state, cast.dossier.stage.tier) == (DossierState.SENT, 2)
    assert Notice.objects.filter(recipient=cast.district_reviewer).exists()
    with pytest.raises(AlreadyDone):
        submission.send(dossier=cast.dossier, by=cast.commune_leader, clock=clock)


def test_receipt_vouches_for_the_content(cast: Cast, clock: MovableClock) -> None:
    receipt = stories.send(cast, clock=clock)
    content = receipts.layer_content(cast.dossier, cast.stages[0])
    assert receipts.content_hash(content) == receipt.content_sha256
    content["scores"][0][3] = "9.00"
    assert receipts.content_hash(content) != receipt.content_sha256


def test_officer_may_not_send(cast: Cast, clock: MovableClock) -> None:
    stories.hand_over(cast, clock=clock)
    with pytest.raises(NotAllowed):
        submission.send(dossier=cast.dossier, by=cast.commune_officer, clock=clock)


def test_sending_after_the_lock_is_refused(cast: Cast, clock: MovableClock) -> None:
    stories.hand_over(cast, clock=clock)
    clock.now = cast.stages[0].closes_at
    with pytest.raises(DeadlinePassed):
        submission.send(dossier=cast.dossier, by=cast.commune_leader, clock=clock)


def test_recall_marks_the_receipt_and_sending_again_counts_on(
    cast: Cast, clock: MovableClock
) -> None:
    stories.send(cast, clock=clock)
    back = submission.recall(dossier=cast.dossier, by=cast.commune_leader, clock=clock)
    assert (back.state, back.stage.tier) == (DossierState.AWAITING_LEADER, 1)
    assert Submission.objects.get().recalled_at == clock()
    told = Notice.objects.filter(recipient=cast.district_reviewer).latest("pk")
    assert told.sentence == "Xã Hương Lạc đã thu hồi hồ sơ đã gửi (biên nhận BN-2024-07414-01)."
    first, later = clock(), clock.pass_time(minutes=5)
    again = submission.send(dossier=cast.dossier, by=cast.commune_leader, clock=clock)
    assert again.receipt == "BN-2024-07414-02"
    submission.recall(dossier=cast.dossier, by=cast.commune_leader, clock=clock)
    taken_back = Submission.objects.order_by("receipt").values_list("recalled_at", flat=True)
    assert list(taken_back) == [first, later]
    act = JournalEntry.objects.filter(chain=cast.dossier.chain).latest("seq")
    assert act.before == {"receipts": ["BN-2024-07414-02"]}


def test_recall_ends_with_the_units_own_lock(cast: Cast, clock: MovableClock) -> None:
    stories.send(cast, clock=clock)
    clock.now = cast.stages[0].closes_at
    with pytest.raises(DeadlinePassed):
        submission.recall(dossier=cast.dossier, by=cast.commune_leader, clock=clock)


def test_recall_ends_with_the_first_appraisers_hand(cast: Cast, clock: MovableClock) -> None:
    stories.send(cast, clock=clock)
    appraisal.agree(dossier=cast.dossier, by=cast.district_reviewer, clock=clock)
    with pytest.raises(Locked):
        submission.recall(dossier=cast.dossier, by=cast.commune_leader, clock=clock)
    # Sent to the next tier it is "sent" once more, and still nothing to take back.
    appraisal.send_up(dossier=cast.dossier, by=cast.district_reviewer, clock=clock)
    with pytest.raises(Locked, match="chuyển lên cấp trên"):
        submission.recall(dossier=cast.dossier, by=cast.commune_leader, clock=clock)
    cast.dossier.refresh_from_db()
    assert (cast.dossier.state, cast.dossier.stage.tier) == (DossierState.SENT, 3)
    assert not Submission.objects.filter(recalled_at__isnull=False).exists()


def test_draft_cannot_be_recalled(cast: Cast, clock: MovableClock) -> None:
    with pytest.raises(Locked):
        submission.recall(dossier=cast.dossier, by=cast.commune_leader, clock=clock)


def test_two_dossiers_of_one_code_and_year_get_different_receipts(
    cast: Cast, clock: MovableClock
) -> None:
    first = stories.send(cast, clock=clock)
    taken = Submission.objects.filter(pk=first.pk)
    # Another sending took the number that the count promised.
    taken.update(receipt="BN-2024-07414-02")
    again = Submission(**{**taken.values().get(), "id": None, "dossier_id": cast.far_dossier.pk})
    receipts._number(again, "BN-2024-07414")
    assert again.receipt == "BN-2024-07414-03"
