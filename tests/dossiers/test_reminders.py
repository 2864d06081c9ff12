"""Reminders: once for each lead, to those who can act, never after sending; letters by e-mail."""

from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role, UnitLevel
from dossiers.actions import (
    appraisal,
    deadlines,
    explanation,
    mailing,
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
    assert "Còn 15 giờ 0 phút (đến hết 23:59:59 ngày 04/11/2024)" in said
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
    assert "Còn 1 ngày 0 giờ" in said
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


@pytest.fixture
def mailed(cast: Cast, clock: MovableClock, settings: Any) -> Cast:
    """Return the world with a mail server and an officer who has an address and a reminder."""
    settings.QCDC_MAILS = True
    settings.PORTAL_URL = "https://danhgia.example.vn"
    cast.commune_officer.email = "may.do@example.vn"
    cast.commune_officer.save()
    remind(clock)
    return cast


def test_reminder_goes_out_once_by_mail(mailed: Cast, clock: MovableClock) -> None:
    assert mailing.send_due(clock=clock) == mailing.Mailed(sent=1)
    (letter,) = mail.outbox
    assert letter.to == ["may.do@example.vn"]
    assert letter.subject == "Nhắc hạn: Cổng đánh giá chính quyền thân thiện"
    assert "Kính gửi Đỗ Thị Mây" in letter.body
    assert f"https://danhgia.example.vn/ho-so/{mailed.dossier.pk}/kiem-tra/" in letter.body
    assert Notice.objects.get(recipient=mailed.commune_officer).emailed_at == clock()
    assert mailing.send_due(clock=clock) == mailing.Mailed()


def test_what_the_server_refuses_is_tried_again(
    mailed: Cast, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Any) -> None:
        raise SMTPException("busy")

    with monkeypatch.context() as broken:
        broken.setattr(mailing.EmailMessage, "send", refuse)
        assert mailing.send_due(clock=clock) == mailing.Mailed(failed=1)
        # Not at once again, and each time a little later.
        pauses = []
        for _ in range(6):
            before = clock()
            while mailing.send_due(clock=clock) == mailing.Mailed():
                clock.pass_time(minutes=5)
            pauses.append(clock() - before)
    assert [pause / timedelta(minutes=5) for pause in pauses] == [1, 2, 4, 8, 12, 12]
    clock.pass_time(hours=1)
    assert mailing.send_due(clock=clock) == mailing.Mailed(sent=1)


def refusal(code: int, words: bytes) -> Exception:
    return SMTPRecipientsRefused({"may.do@example.vn": (code, words)})


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """Return the list of what the mail server answers to the next letters; then it takes them."""
    waiting: list[Exception] = []
    taken = mailing.EmailMessage.send

    def send(self: Any) -> Any:
        if waiting:
            raise waiting.pop(0)
        return taken(self)

    monkeypatch.setattr(mailing.EmailMessage, "send", send)
    return waiting


@pytest.mark.parametrize(
    "error",
    [refusal(550, b"5.1.1 no such user"), refusal(551, b"gone"), ValueError("no header")],
)
def test_address_refused_for_good_is_not_tried_again_until_it_is_another(
    mailed: Cast, clock: MovableClock, answers: list[Exception], error: Exception
) -> None:
    answers.append(error)
    assert mailing.send_due(clock=clock) == mailing.Mailed(failed=1, refused=1)
    clock.pass_time(hours=2)
    assert mailing.send_due(clock=clock) == mailing.Mailed()
    # It stands in the portal, unread, and nobody claims that it was mailed.
    notice = Notice.objects.get(recipient=mailed.commune_officer)
    assert (notice.read_at, notice.emailed_at) == (None, None)
    mailed.commune_officer.email = "may.do.moi@example.vn"
    mailed.commune_officer.save()
    assert mailing.send_due(clock=clock) == mailing.Mailed(sent=1)


@pytest.mark.parametrize(
    "error",
    [refusal(450, b"4.2.0 greylisted"), refusal(550, b"5.7.1 relaying denied"), SMTPException()],
)
def test_address_refused_for_now_or_by_policy_is_tried_again(
    mailed: Cast, clock: MovableClock, answers: list[Exception], error: Exception
) -> None:
    answers.append(error)
    assert mailing.send_due(clock=clock) == mailing.Mailed(failed=1)
    clock.pass_time(minutes=5)
    assert mailing.send_due(clock=clock) == mailing.Mailed(sent=1)


def test_bad_addresses_do_not_hold_up_the_letters_behind_them(
    mailed: Cast, clock: MovableClock, answers: list[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "BATCH", 3)
    bad = Notice.objects.get(recipient=mailed.commune_officer)
    for number in range(4):
        Notice.objects.create(
            recipient=mailed.commune_officer,
            sentence=f"Thư {number}",
            created_at=clock(),
            email_until=bad.email_until + timedelta(minutes=number),
        )
    answers += [refusal(550, b"no"), refusal(450, b"later"), refusal(450, b"later")]
    assert mailing.send_due(clock=clock) == mailing.Mailed(failed=3, refused=1)
    clock.pass_time(minutes=5)
    # Those that nobody has tried go first, though the others are more urgent.
    monkeypatch.setattr(mailing, "BATCH", 2)
    assert mailing.send_due(clock=clock) == mailing.Mailed(sent=2)
    assert [letter.body.split("\n")[2] for letter in mail.outbox] == ["Thư 2", "Thư 3"]
    assert mailing.send_due(clock=clock) == mailing.Mailed(sent=2)


@pytest.mark.parametrize("error", [SMTPServerDisconnected("421"), TimeoutError()])
def test_server_that_hangs_up_ends_the_round_and_blames_no_letter(
    mailed: Cast, clock: MovableClock, answers: list[Exception], error: Exception
) -> None:
    first = Notice.objects.get(recipient=mailed.commune_officer)
    Notice.objects.create(
        recipient=mailed.commune_officer,
        sentence="Thư sau",
        created_at=clock(),
        email_until=first.email_until,
    )
    answers.append(error)
    assert mailing.send_due(clock=clock) == mailing.Mailed(failed=2)
    assert mail.outbox == []
    assert mailing.send_due(clock=clock) == mailing.Mailed(sent=2)


def test_server_out_of_reach_loses_nothing(
    mailed: Cast, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def open(self) -> None:
            raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(mailing, "get_connection", Away)
        assert mailing.send_due(clock=clock) == mailing.Mailed(failed=1)
    assert mailing.send_due(clock=clock) == mailing.Mailed(sent=1)


def test_letter_that_no_longer_helps_is_not_sent(mailed: Cast, clock: MovableClock) -> None:
    stories.hand_over(mailed, clock=clock)
    submission.send(dossier=mailed.dossier, by=mailed.commune_leader, clock=clock)
    assert mailing.send_due(clock=clock) == mailing.Mailed()


def test_letter_is_not_sent_after_the_deadline_or_reading(
    mailed: Cast, clock: MovableClock
) -> None:
    rows = Notice.objects.filter(recipient=mailed.commune_officer)
    rows.update(read_at=clock())
    assert mailing.send_due(clock=clock) == mailing.Mailed()
    rows.update(read_at=None)
    clock.now = mailed.stages[0].closes_at
    assert mailing.send_due(clock=clock) == mailing.Mailed()


def test_without_a_server_nothing_is_mailed(
    mailed: Cast, clock: MovableClock, settings: Any
) -> None:
    settings.QCDC_MAILS = False
    assert mailing.send_due(clock=clock) == mailing.Mailed()
    assert mail.outbox == []


def test_stage_above_reminds_when_its_time_comes(cast: Cast, clock: MovableClock) -> None:
    stories.send(cast, clock=clock)
    appraisal.agree(dossier=cast.dossier, by=cast.district_reviewer, clock=clock)
    appraisal.send_up(dossier=cast.dossier, by=cast.district_reviewer, clock=clock)
    clock.now = Stage.objects.get(pk=cast.stages[2].pk).closes_at - DAY
    remind(clock)
    (said,) = told(cast.province_reviewer)
    assert "Tỉnh Bắc Giang còn 1 hồ sơ" in said
