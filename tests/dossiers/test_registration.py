"""Registering the model: who writes, who decides, until when, and the paper that comes of it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from accounts.errors import (
    AlreadyDone,
    Conflict,
    DeadlinePassed,
    Invalid,
    Locked,
    NotAllowed,
    OwnUnit,
    ReasonRequired,
)
from accounts.models import JournalEntry, User
from dossiers.actions import deadlines, printing, registration, registration_paper
from dossiers.actions.registration import Content
from dossiers.enums import PrintKind, RegistrationState, Verb
from dossiers.exports import registration as papers
from dossiers.models import EvidenceUse, Notice, PrintJob, Registration
from scoring.models import Campaign
from tests import stories
from tests.conftest import MovableClock
from tests.factories import Cast

WHOLE = {
    "head": "Trần Văn Núi, Chủ tịch Ủy ban nhân dân xã",
    "scope": "Nụ cười công sở tại bộ phận Một cửa.",
    "measures": "Niêm yết số điện thoại; đối thoại hằng quý.",
    "target": Decimal("92.5"),
}


def save(cast: Cast, clock: MovableClock, by: User | None = None, **more: Any) -> Registration:
    return registration.save(
        dossier=cast.dossier,
        content=Content(**(WHOLE | more)),
        by=by or cast.commune_officer,
        clock=clock,
    )


def send(cast: Cast, clock: MovableClock, by: User | None = None, **more: Any) -> Registration:
    return registration.send(
        dossier=cast.dossier,
        content=Content(**(WHOLE | more)),
        by=by or cast.commune_leader,
        clock=clock,
    )


def approve(cast: Cast, clock: MovableClock, version: int, by: User | None = None) -> Registration:
    return registration.approve(
        dossier=cast.dossier, version=version, by=by or cast.district_reviewer, clock=clock
    )


def give_back(cast: Cast, clock: MovableClock, version: int, reason: str) -> Registration:
    return registration.give_back(
        dossier=cast.dossier,
        version=version,
        reason=reason,
        by=cast.district_reviewer,
        clock=clock,
    )


def ask_for_paper(cast: Cast) -> None:
    """Let the campaign list the registration among the dossier's papers."""
    kinds = [*cast.campaign.document_kinds, {"key": "registration", "label": "Bản đăng ký"}]
    Campaign.objects.filter(pk=cast.campaign.pk).update(document_kinds=kinds)


def test_from_draft_to_approval(cast: Cast, clock: MovableClock) -> None:
    draft = save(cast, clock, target=None)
    assert (draft.state, draft.version) == (RegistrationState.DRAFT, 1)
    sent = send(cast, clock, version=1)
    assert (sent.state, sent.sent_by) == (RegistrationState.SENT, cast.commune_leader)
    told = Notice.objects.get(recipient=cast.district_reviewer)
    assert told.link == f"/ho-so/{cast.dossier.pk}/dang-ky/"
    approved = approve(cast, clock, version=2)
    assert (approved.state, approved.decided_by) == (
        RegistrationState.APPROVED,
        cast.district_reviewer,
    )
    assert Notice.objects.filter(recipient=cast.commune_officer, link=told.link).exists()
    cast.dossier.refresh_from_db()
    acts = JournalEntry.objects.filter(chain=cast.dossier.chain).order_by("-seq")[:3]
    assert [(act.verb, act.by_role) for act in acts] == [
        (Verb.APPROVE_REGISTRATION, Role.REVIEWER),
        (Verb.REGISTER, Role.LEADER),
        (Verb.REGISTER, Role.ENTRY),
    ]
    with pytest.raises(AlreadyDone):
        approve(cast, clock, version=3)
    with pytest.raises(Locked):
        save(cast, clock, version=3)
    with pytest.raises(AlreadyDone):
        send(cast, clock, version=3)


def test_what_is_returned_is_mended_and_sent_again(cast: Cast, clock: MovableClock) -> None:
    send(cast, clock)
    with pytest.raises(ReasonRequired):
        give_back(cast, clock, 1, " ")
    returned = give_back(cast, clock, 1, "Chưa nêu phạm vi.")
    assert (returned.state, returned.reason) == (RegistrationState.RETURNED, "Chưa nêu phạm vi.")
    again = send(cast, clock, version=2, scope="Toàn xã, từ tháng 3.")
    assert (again.state, again.reason, again.decided_by) == (RegistrationState.SENT, "", None)


def test_saving_the_same_again_changes_nothing(cast: Cast, clock: MovableClock) -> None:
    save(cast, clock)
    assert save(cast, clock, version=0).version == 1


def test_second_writer_meets_the_first(cast: Cast, clock: MovableClock) -> None:
    save(cast, clock)
    with pytest.raises(Conflict) as lost:
        save(cast, clock, by=cast.commune_leader, head="Người khác")
    assert lost.value.values["version"] == 1
    assert lost.value.values["stored"]["head"] == WHOLE["head"]
    assert "so sánh hai nội dung" in lost.value.sentence


def test_whoever_decides_is_sent_to_the_newer_registration(cast: Cast, clock: MovableClock) -> None:
    save(cast, clock)
    send(cast, clock, version=1)
    for decide in (
        lambda: approve(cast, clock, version=1),
        lambda: give_back(cast, clock, 1, "Thiếu"),
    ):
        with pytest.raises(Conflict) as lost:
            decide()
        assert lost.value.sentence == (
            f"{cast.commune.name} đã gửi lại bản đăng ký sau khi bạn mở trang. "
            "Hãy đọc bản mới rồi quyết định."
        )


@pytest.mark.parametrize("gap", ["head", "scope", "measures", "target"])
def test_only_a_whole_registration_is_sent(cast: Cast, clock: MovableClock, gap: str) -> None:
    empty = None if gap == "target" else ""
    with pytest.raises(Invalid) as refused:
        send(cast, clock, **{gap: empty})
    assert set(refused.value.problems) == {gap}
    assert not Registration.objects.exists()


@pytest.mark.parametrize("target", ["0", "100.01", "92.555"])
def test_target_lies_within_the_points(cast: Cast, clock: MovableClock, target: str) -> None:
    with pytest.raises(Invalid) as refused:
        save(cast, clock, target=Decimal(target))
    assert "target" in refused.value.problems


def test_everybody_keeps_to_their_part(cast: Cast, clock: MovableClock) -> None:
    with pytest.raises(NotAllowed):
        send(cast, clock, by=cast.commune_officer)
    with pytest.raises(NotAllowed):
        save(cast, clock, by=cast.neighbour_officer)
    send(cast, clock)
    for stranger in (cast.far_reviewer, cast.province_reviewer, cast.commune_leader):
        with pytest.raises(NotAllowed):
            approve(cast, clock, version=1, by=stranger)
    with pytest.raises(OwnUnit):
        approve(cast, clock, version=1, by=cast.two_hats)


def test_nothing_is_decided_before_it_was_sent(cast: Cast, clock: MovableClock) -> None:
    with pytest.raises(Locked):
        approve(cast, clock, version=0)
    save(cast, clock)
    with pytest.raises(Locked):
        give_back(cast, clock, 1, "Vội")


def test_all_ends_with_the_self_assessment_and_its_extension(
    cast: Cast, clock: MovableClock
) -> None:
    # Before the stage opens it is open already: the campaign is.
    type(cast.stages[0]).objects.filter(pk=cast.stages[0].pk).update(
        opens_at=clock() + timedelta(hours=1)
    )
    send(cast, clock)
    clock.now = cast.stages[0].closes_at
    for late in (
        lambda: approve(cast, clock, version=1),
        lambda: give_back(cast, clock, 1, "Muộn"),
        lambda: save(cast, clock, version=1),
    ):
        with pytest.raises(DeadlinePassed):
            late()
    deadlines.extend(
        stage=cast.stages[0],
        unit=cast.commune,
        until=clock() + timedelta(days=1),
        document_number="5/BCĐ",
        reason="Mưa lũ",
        by=cast.administrator,
        clock=clock,
    )
    assert approve(cast, clock, version=1).state == RegistrationState.APPROVED


def test_campaign_without_the_step_has_none(cast: Cast, clock: MovableClock) -> None:
    Campaign.objects.filter(pk=cast.campaign.pk).update(has_registration=False)
    with pytest.raises(Locked):
        save(cast, clock)


@pytest.fixture
def approved(cast: Cast, clock: MovableClock) -> Callable[[], dict[str, int]]:
    """Return a way to let the worker file the paper of an approval, at the tests' clock."""
    ask_for_paper(cast)
    send(cast, clock)
    approve(cast, clock, version=1)
    return lambda: papers.file_approved(clock=clock)


def test_approval_becomes_a_paper_of_the_dossier(
    cast: Cast, clock: MovableClock, approved: Callable[[], Any]
) -> None:
    assert approved() == {"filed": 1, "passed_over": 0, "failed": 0}
    use = EvidenceUse.objects.get(document_kind="registration")
    assert use.attached_by == cast.commune_leader
    assert use.version.file.open().read().startswith(b"%PDF")
    act = JournalEntry.objects.filter(chain=cast.dossier.chain).latest("seq")
    assert (act.verb, act.subject, act.by) == (Verb.ATTACH, "registration", None)
    assert approved() == {"filed": 0, "passed_over": 0, "failed": 0}
    assert PrintJob.objects.get(kind=PrintKind.REGISTRATION).file


def test_a_scan_that_stands_there_is_left_alone(
    cast: Cast, clock: MovableClock, approved: Callable[[], Any]
) -> None:
    cast.campaign.refresh_from_db()
    stories.file_papers(cast, clock=clock)
    assert approved() == {"filed": 0, "passed_over": 1, "failed": 0}
    assert EvidenceUse.objects.filter(document_kind="registration").count() == 1


def test_a_sent_dossier_stays_as_it_was_sent(
    cast: Cast, clock: MovableClock, approved: Callable[[], Any]
) -> None:
    stories.send(cast, clock=clock)
    assert approved() == {"filed": 0, "passed_over": 1, "failed": 0}


def test_a_scan_that_comes_while_it_is_printed_is_left_alone(
    cast: Cast, clock: MovableClock, approved: Callable[[], Any]
) -> None:
    cast.campaign.refresh_from_db()
    job = PrintJob.objects.get(kind=PrintKind.REGISTRATION)
    assert registration_paper.is_wanted(job, clock=clock)
    stories.file_papers(cast, clock=clock)
    content = stories.pdf_bytes("bản in")
    assert registration_paper.file_paper(job=job, content=content, clock=clock) is None
    assert EvidenceUse.objects.filter(document_kind="registration").count() == 1


def test_nothing_is_filed_after_the_lock(
    cast: Cast, clock: MovableClock, approved: Callable[[], Any]
) -> None:
    clock.now = cast.stages[0].closes_at
    assert approved() == {"filed": 0, "passed_over": 1, "failed": 0}
    assert not EvidenceUse.objects.exists()


def test_what_somebody_prints_by_hand_is_not_filed(cast: Cast, clock: MovableClock) -> None:
    ask_for_paper(cast)
    send(cast, clock)
    printing.request_registration(dossier=cast.dossier, by=cast.commune_officer, clock=clock)
    assert registration_paper.waiting_jobs() == []


def test_campaign_that_asks_for_no_such_paper_prints_none(cast: Cast, clock: MovableClock) -> None:
    send(cast, clock)
    approve(cast, clock, version=1)
    assert not PrintJob.objects.exists()


@pytest.mark.parametrize(
    ("is_decided", "wrong"),
    [
        (False, {"state": "sent"}),
        (False, {"state": "approved"}),
        (True, {"state": "draft"}),
        (True, {"state": "returned"}),
        (True, {"state": "approved", "reason": "Thiếu phạm vi"}),
    ],
)
def test_database_keeps_state_and_instants_together(
    cast: Cast, clock: MovableClock, is_decided: bool, wrong: dict[str, str]
) -> None:
    when, who = (clock.now, cast.district_reviewer) if is_decided else (None, None)
    row = Registration(
        dossier=cast.dossier,
        recorded_at=clock.now,
        recorded_by=cast.commune_officer,
        sent_at=when,
        sent_by=who,
        decided_at=when,
        decided_by=who,
        **wrong,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
