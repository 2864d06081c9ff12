"""Reminders: once for each lead, to those who can act, never after sending."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role, UnitLevel
from dossiers.actions import (
    appraisal,
    deadlines,
    explanation,
    opening,
    reminders,
    submission,
)
from dossiers.models import Notice, Reminder
from dossiers.queries import reminding
from scoring.models import Campaign, Stage
from tests import factories, stories
from tests.conftest import MovableClock
from tests.factories import Cast

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def remind(clock: MovableClock) -> reminders.Reminded:
    return reminders.remind_due(clock=clock)


def told(person: Any) -> list[str]:
    rows = Notice.objects.filter(recipient=person).order_by("pk")
    return [row.sentence for row in rows if row.email_until]


@pytest.mark.parametrize(
    ("left", "lead"),
    [
        (8 * DAY, None),
        (7 * DAY, 7 * DAY),
        (3 * DAY + HOUR, 7 * DAY),
        (3 * DAY, 3 * DAY),
        (DAY, DAY),
        (3 * HOUR, 3 * HOUR),
        (timedelta(seconds=1), 3 * HOUR),
        (timedelta(0), None),
    ],
)
def test_only_the_most_urgent_lead_counts(left: timedelta, lead: timedelta | None) -> None:
    closes_at = datetime(2024, 11, 5)
    assert reminding.due_lead(closes_at - 30 * DAY, closes_at, at=closes_at - left) == lead


def test_what_lies_before_the_opening_is_no_lead() -> None:
    closes_at = datetime(2024, 11, 5)
    assert reminding.due_lead(closes_at - 5 * DAY, closes_at, at=closes_at - 5 * DAY) is None


def test_officers_hear_what_is_missing(cast: Cast, clock: MovableClock) -> None:
    stories.save(cast, "1.2", {"numerator": "99", "denominator": "100"}, clock=clock)
    done = remind(clock)
    assert done.dossiers == 3
    (said,) = told(cast.commune_officer)
    assert "Còn 15 giờ (đến hết 23:59:59 ngày 04/11/2024)" in said
    assert "5 tiêu chí chưa nhập, 1 tiêu chí thiếu tài liệu kiểm chứng, 2 giấy tờ" in said
    assert Notice.objects.filter(link=f"/ho-so/{cast.dossier.pk}/kiem-tra/").exists()
    assert told(cast.commune_leader) == []
    assert told(cast.district_reviewer) == []


def test_nobody_hears_twice_and_each_lead_is_told(cast: Cast, clock: MovableClock) -> None:
    assert remind(clock).dossiers == 3
    clock.pass_time(hours=2)
    assert remind(clock).dossiers == 0
    clock.pass_time(hours=10)
    assert remind(clock).dossiers == 3
    assert len(told(cast.commune_officer)) == 2
    clock.pass_time(hours=3)
    assert remind(clock).dossiers == 0


def test_leader_hears_while_the_dossier_waits_for_them(cast: Cast, clock: MovableClock) -> None:
    stories.hand_over(cast, clock=clock)
    remind(clock)
    (said,) = told(cast.commune_leader)
    assert "đang chờ lãnh đạo duyệt và gửi. Còn 2 giấy tờ của hồ sơ chưa có." in said
    assert told(cast.commune_officer) == []
    submission.send(dossier=cast.dossier, by=cast.commune_leader, clock=clock)
    clock.pass_time(hours=13)
    assert remind(clock).dossiers == 2
    assert len(told(cast.commune_leader)) == 1


def test_a_moved_deadline_is_reminded_of_anew(cast: Cast, clock: MovableClock) -> None:
    remind(clock)
    deadlines.extend(
        stage=cast.stages[0],
        unit=cast.commune,
        until=clock() + timedelta(hours=20),
        document_number="5/BCĐ",
        reason="Mưa lũ",
        by=cast.administrator,
        clock=clock,
    )
    assert remind(clock).dossiers == 1
    assert "Còn 20 giờ" in told(cast.commune_officer)[1]
    assert len(told(cast.neighbour_officer)) == 1


def test_extension_beyond_the_stage_and_early_lock_hold(cast: Cast, clock: MovableClock) -> None:
    deadlines.extend(
        stage=cast.stages[0],
        unit=cast.commune,
        until=clock() + 10 * DAY,
        document_number="5/BCĐ",
        reason="Mưa lũ",
        by=cast.administrator,
        clock=clock,
    )
    deadlines.lock(
        stage=cast.stages[0],
        unit=cast.neighbour,
        document_number="6/BCĐ",
        reason="Sáp nhập",
        by=cast.administrator,
        clock=clock,
    )
    assert remind(clock).dossiers == 1
    assert not told(cast.commune_officer)
    assert not told(cast.neighbour_officer)
    clock.pass_time(days=8)
    assert remind(clock).dossiers == 1
    assert "Còn 2 ngày" in told(cast.commune_officer)[0]


def test_reviewers_hear_once_for_their_whole_queue(cast: Cast, clock: MovableClock) -> None:
    stories.send(cast, clock=clock)
    stories.send(cast, clock=clock, dossier=cast.neighbour_dossier)
    clock.now = cast.stages[1].closes_at - 3 * DAY
    done = remind(clock)
    assert done.dossiers == 2
    (said,) = told(cast.district_reviewer)
    assert "Huyện Lạng Giang còn 2 hồ sơ chờ xử lý ở giai đoạn “Huyện thẩm định”" in said
    # The one who also enters for the commune may not appraise it: one dossier is left.
    (other,) = told(cast.two_hats)
    assert "còn 1 hồ sơ" in other
    assert not told(cast.far_reviewer)
    assert not told(cast.province_reviewer)


def test_question_has_a_deadline_of_its_own(cast: Cast, clock: MovableClock) -> None:
    stories.send(cast, clock=clock)
    explanation.ask(
        dossier=cast.dossier,
        leaf=cast.leaf("1.2"),
        question="Vì sao?",
        answer_until=clock() + 2 * DAY,
        by=cast.district_reviewer,
        clock=clock,
    )
    remind(clock)
    assert not told(cast.commune_officer)
    clock.pass_time(days=1)
    remind(clock)
    (said,) = told(cast.commune_officer)
    assert "Còn 1 ngày" in said
    assert "yêu cầu giải trình chưa trả lời" in said


def test_published_round_is_quiet(cast: Cast, clock: MovableClock) -> None:
    Campaign.objects.filter(pk=cast.campaign.pk).update(published_at=clock())
    assert remind(clock).dossiers == 0


def test_more_units_cost_no_more_queries(cast: Cast, clock: MovableClock) -> None:
    def asked() -> int:
        Reminder.objects.all().delete()
        with CaptureQueriesContext(connection) as caught:
            remind(clock)
        return len(caught)

    before = asked()
    since = clock() - 60 * DAY
    for name in ("Xã Một", "Xã Hai", "Xã Ba"):
        unit = factories.make_unit(name, UnitLevel.COMMUNE, parent=cast.district)
        factories.make_person(f"Cán bộ {name}", (Role.ENTRY, unit), since=since)
    opening.add_missing(campaign=cast.campaign, by=None, clock=clock)
    assert asked() == before


def test_what_another_worker_has_begun_is_left_to_it(
    cast: Cast, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    remind(clock)
    monkeypatch.setattr(reminding, "_already_told", lambda stage, at: set())
    done = remind(clock)
    assert (done.notices, done.elsewhere) == (0, 1)
    assert len(told(cast.commune_officer)) == 1


def test_stage_above_reminds_when_its_time_comes(cast: Cast, clock: MovableClock) -> None:
    stories.send(cast, clock=clock)
    appraisal.agree(dossier=cast.dossier, by=cast.district_reviewer, clock=clock)
    appraisal.send_up(dossier=cast.dossier, by=cast.district_reviewer, clock=clock)
    clock.now = Stage.objects.get(pk=cast.stages[2].pk).closes_at - DAY
    remind(clock)
    (said,) = told(cast.province_reviewer)
    assert "Tỉnh Bắc Giang còn 1 hồ sơ" in said
