"""Closing records what the gate has already decided, once, however often and late it runs."""

from datetime import timedelta

import pytest

from accounts.enums import Role
from accounts.errors import DeadlinePassed, Invalid, Locked, NotAllowed, ReasonRequired
from accounts.models import JournalEntry, User
from dossiers.actions import closing, deadlines
from dossiers.enums import DossierState, Verb
from dossiers.models import ClosingRecord, Dossier, Notice
from scoring.models import Campaign, Stage
from tests import stories
from tests.conftest import MovableClock
from tests.factories import Cast

GROUNDS = {"document_number": "123/UBND-NC", "reason": "Mưa lũ, mất điện hai ngày"}


def close_first_stage(cast: Cast, clock: MovableClock) -> closing.Closings:
    clock.now = cast.stages[0].closes_at
    return closing.close_due(clock=clock)


def test_closing_an_instant_early_records_nothing(cast: Cast, clock: MovableClock) -> None:
    clock.now = cast.stages[0].closes_at - timedelta(microseconds=1)
    assert closing.close_due(clock=clock) == closing.Closings()
    assert not ClosingRecord.objects.exists()


def test_closing_locks_the_unsent_and_leaves_the_sent_alone(
    cast: Cast, clock: MovableClock
) -> None:
    stories.send(cast, clock=clock)
    stories.save(cast, "1.1", {"value": "yes"}, clock=clock, dossier=cast.neighbour_dossier)
    done = close_first_stage(cast, clock)
    assert (done.recorded, done.unsent, done.failed) == (2, 2, [])
    assert done.stages == [cast.stages[0].pk]
    sent, neighbour = Dossier.objects.filter(
        pk__in=[cast.dossier.pk, cast.neighbour_dossier.pk]
    ).order_by("state")[::-1]
    assert (sent.state, sent.locked_at) == (DossierState.SENT, None)
    assert (neighbour.state, neighbour.locked_at) == (DossierState.DRAFT, clock())
    record = neighbour.closings.get()
    assert (record.is_unsent, record.leaves_done, str(record.achieved)) == (True, 1, "10.00")


def test_closing_is_journaled_by_the_system_with_its_receipt(
    cast: Cast, clock: MovableClock
) -> None:
    close_first_stage(cast, clock)
    entry = JournalEntry.objects.get(chain=cast.dossier.chain, verb=Verb.CLOSE)
    assert (entry.by, entry.by_name) == (None, "Hệ thống")
    assert entry.after["receipt"] == ClosingRecord.objects.get(dossier=cast.dossier).receipt


def test_closing_of_a_stage_stands_in_the_campaigns_journal_once(
    cast: Cast, clock: MovableClock
) -> None:
    close_first_stage(cast, clock)
    closing.close_due(clock=clock)
    entry = JournalEntry.objects.get(chain=cast.campaign.chain, verb=Verb.CLOSE)
    assert (entry.subject, entry.by, entry.at) == (cast.stages[0].name, None, clock())


def test_closing_tells_the_units_people(cast: Cast, clock: MovableClock) -> None:
    close_first_stage(cast, clock)
    for person in (cast.commune_officer, cast.commune_leader):
        sentence = Notice.objects.get(recipient=person, dossier=cast.dossier).sentence
        assert "bị khóa lúc 00:00:00 ngày 05/11/2024 khi chưa gửi" in sentence


def test_closing_twice_and_late_records_once(cast: Cast, clock: MovableClock) -> None:
    close_first_stage(cast, clock)
    clock.pass_time(days=7)
    assert closing.close_due(clock=clock) == closing.Closings()
    assert ClosingRecord.objects.count() == 3


def test_one_failing_dossier_holds_nobody_up(
    cast: Cast, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = closing.close

    def stumble(due, *, clock):
        if due.dossier_id == cast.dossier.pk:
            raise RuntimeError("broken row")
        return record(due, clock=clock)

    monkeypatch.setattr(closing, "close", stumble)
    done = close_first_stage(cast, clock)
    assert (done.recorded, done.failed, done.stages) == (2, [cast.dossier.pk], [])
    monkeypatch.undo()
    again = closing.close_due(clock=clock)
    assert (again.recorded, again.failed, again.stages) == (1, [], [cast.stages[0].pk])


def test_finding_due_dossiers_is_one_question(
    cast: Cast, clock: MovableClock, django_assert_num_queries
) -> None:
    clock.now = cast.stages[0].closes_at
    with django_assert_num_queries(1):
        assert len(list(closing.deadlines.due_dossiers(at=clock()))) == 3


def test_an_appraisal_that_was_not_finished_is_recorded_but_not_locked_unsent(
    cast: Cast, clock: MovableClock
) -> None:
    stories.send(cast, clock=clock)
    clock.now = cast.stages[1].closes_at
    closing.close_due(clock=clock)
    record = ClosingRecord.objects.get(dossier=cast.dossier)
    assert (record.stage, record.is_unsent) == (cast.stages[1], False)
    cast.dossier.refresh_from_db()
    assert cast.dossier.locked_at is None
    assert Notice.objects.filter(
        recipient=cast.district_reviewer, sentence__contains="chưa thẩm định xong"
    ).exists()


def test_an_extension_reopens_a_closed_dossier_and_closes_by_itself(
    cast: Cast, clock: MovableClock
) -> None:
    close_first_stage(cast, clock)
    with pytest.raises(DeadlinePassed):
        stories.save(cast, "1.1", {"value": "yes"}, clock=clock)
    until = clock() + timedelta(hours=2)
    deadlines.extend(
        stage=cast.stages[0],
        unit=cast.commune,
        until=until,
        by=cast.administrator,
        clock=clock,
        **GROUNDS,
    )
    cast.dossier.refresh_from_db()
    assert cast.dossier.locked_at is None
    stories.save(cast, "1.1", {"value": "yes"}, clock=clock)
    assert closing.close_due(clock=clock).recorded == 0
    clock.now = until
    assert closing.close_due(clock=clock).recorded == 1
    first, second = ClosingRecord.objects.filter(dossier=cast.dossier).order_by("pk")
    assert first.superseded_at is not None
    assert (second.due_at, second.superseded_at) == (until, None)
    assert first.receipt != second.receipt


def test_an_extension_of_a_district_reaches_its_communes_only(
    cast: Cast, clock: MovableClock
) -> None:
    close_first_stage(cast, clock)
    deadlines.extend(
        stage=cast.stages[0],
        unit=cast.district,
        until=clock() + timedelta(days=1),
        by=cast.administrator,
        clock=clock,
        **GROUNDS,
    )
    still_closed = ClosingRecord.objects.filter(superseded_at__isnull=True)
    assert [record.dossier for record in still_closed] == [cast.far_dossier]
    entry = JournalEntry.objects.filter(chain=cast.campaign.chain).latest("seq")
    assert (entry.verb, entry.after["document_number"]) == (Verb.REOPEN, "123/UBND-NC")
    assert entry.by_role == Role.ADMIN


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"reason": " "}, ReasonRequired),
        ({"document_number": ""}, Invalid),
        ({"until": timedelta(0)}, Invalid),
        ({"by": "district_reviewer"}, NotAllowed),
        ({"by": "standing_officer"}, NotAllowed),
    ],
)
def test_an_extension_is_refused_without_grounds_or_right(
    cast: Cast, clock: MovableClock, change: dict, refusal: type[Exception]
) -> None:
    asked = {"until": timedelta(days=1), "by": "administrator", **GROUNDS, **change}
    with pytest.raises(refusal):
        deadlines.extend(
            stage=cast.stages[0],
            unit=cast.commune,
            clock=clock,
            **{**asked, "until": clock() + asked["until"], "by": getattr(cast, asked["by"])},
        )


def test_a_deadline_moved_later_supersedes_the_closings_it_overtakes(
    cast: Cast, clock: MovableClock
) -> None:
    close_first_stage(cast, clock)
    stage = deadlines.set_deadline(
        stage=cast.stages[0], closes_at=clock() + timedelta(hours=1), by=None, clock=clock
    )
    assert stage.closed_at is None
    assert not ClosingRecord.objects.filter(superseded_at__isnull=True).exists()
    assert not Dossier.objects.filter(locked_at__isnull=False).exists()
    stories.save(cast, "1.1", {"value": "yes"}, clock=clock)


def test_a_deadline_moved_earlier_closes_at_once(cast: Cast, clock: MovableClock) -> None:
    deadlines.set_deadline(
        stage=cast.stages[0],
        closes_at=clock(),
        by=cast.administrator,
        reason="Theo chỉ đạo",
        clock=clock,
    )
    with pytest.raises(DeadlinePassed):
        stories.save(cast, "1.1", {"value": "yes"}, clock=clock)
    assert closing.close_due(clock=clock).recorded == 3


def test_a_deadline_before_the_opening_is_refused(cast: Cast, clock: MovableClock) -> None:
    with pytest.raises(Invalid):
        deadlines.set_deadline(
            stage=cast.stages[0], closes_at=cast.stages[0].opens_at, by=None, clock=clock
        )


def test_an_early_lock_holds_for_its_unit_until_an_extension(
    cast: Cast, clock: MovableClock
) -> None:
    where = {"stage": cast.stages[0], "unit": cast.commune, "by": cast.administrator}
    deadlines.lock(**where, **GROUNDS, clock=clock)
    with pytest.raises(DeadlinePassed):
        stories.save(cast, "1.1", {"value": "yes"}, clock=clock)
    stories.save(cast, "1.1", {"value": "yes"}, clock=clock, dossier=cast.neighbour_dossier)
    assert closing.close_due(clock=clock).recorded == 1
    clock.pass_time(minutes=1)
    deadlines.extend(**where, until=cast.stages[0].closes_at, **GROUNDS, clock=clock)
    stories.save(cast, "1.1", {"value": "yes"}, clock=clock)


def test_a_lock_cannot_open(cast: Cast, clock: MovableClock) -> None:
    close_first_stage(cast, clock)
    with pytest.raises(Invalid):
        deadlines.lock(
            stage=cast.stages[0],
            unit=cast.commune,
            until=clock() + timedelta(days=1),
            by=cast.administrator,
            clock=clock,
            **GROUNDS,
        )


def test_deadlines_of_published_campaigns_stand(cast: Cast, clock: MovableClock) -> None:
    cast.campaign.published_at = clock()
    cast.campaign.save()
    with pytest.raises(Locked):
        deadlines.set_deadline(
            stage=cast.stages[0], closes_at=clock() + timedelta(days=9), by=None, clock=clock
        )


def test_the_journal_takes_every_name_that_an_act_is_about() -> None:
    longest = JournalEntry._meta.get_field("subject").max_length
    for model, name in [(Stage, "name"), (Campaign, "code"), (User, "username")]:
        assert model._meta.get_field(name).max_length <= longest


def test_an_extension_never_ends_before_the_stage(cast: Cast, clock: MovableClock) -> None:
    where = {"stage": cast.stages[0], "unit": cast.commune, "by": cast.administrator}
    until = cast.stages[0].closes_at - timedelta(minutes=1)
    with pytest.raises(Invalid, match="không thể sớm hơn"):
        deadlines.extend(**where, until=until, **GROUNDS, clock=clock)
