"""Letters by e-mail: each once, tried again where that helps, never to an address that is none."""

from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail

from accounts.actions import holder
from dossiers.actions import (
    mailing,
    reminders,
    submission,
)
from dossiers.models import Notice
from tests import stories
from tests.conftest import MovableClock
from tests.factories import Cast

RIGHT = "may.do.moi@example.vn"


@pytest.fixture
def mailed(cast: Cast, clock: MovableClock, settings: Any) -> Cast:
    """Return the world with a mail server and an officer who has an address and a reminder."""
    settings.QCDC_MAILS = True
    settings.PORTAL_URL = "https://danhgia.example.vn"
    cast.commune_officer.email = "may.do@example.vn"
    cast.commune_officer.save()
    reminders.remind_due(clock=clock)
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


def corrected_by_the_administrator(cast: Cast) -> None:
    person = cast.commune_officer
    to = holder.Holder(full_name=person.full_name, position=person.position, email=RIGHT)
    holder.correct(person, to=to, by=cast.administrator)


def corrected_by_the_officer(cast: Cast) -> None:
    holder.correct_own(cast.commune_officer, email=RIGHT, phone="")


@pytest.mark.parametrize("correct", [corrected_by_the_administrator, corrected_by_the_officer])
@pytest.mark.parametrize(
    "error",
    [refusal(550, b"5.1.1 no such user"), refusal(551, b"gone"), ValueError("no header")],
)
def test_address_refused_for_good_is_not_tried_again_until_it_is_corrected(
    mailed: Cast,
    clock: MovableClock,
    answers: list[Exception],
    error: Exception,
    correct: Callable[[Cast], None],
) -> None:
    answers.append(error)
    assert mailing.send_due(clock=clock) == mailing.Mailed(failed=1, refused=1)
    clock.pass_time(hours=2)
    assert mailing.send_due(clock=clock) == mailing.Mailed()
    # It stands in the portal, unread, and nobody claims that it was mailed.
    notice = Notice.objects.get(recipient=mailed.commune_officer)
    assert (notice.read_at, notice.emailed_at) == (None, None)
    correct(mailed)
    assert mailing.send_due(clock=clock) == mailing.Mailed(sent=1)
    assert mail.outbox[-1].to == [RIGHT]


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


def test_letter_that_helps_no_longer_when_its_turn_comes_is_not_sent(
    mailed: Cast, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Notice.objects.order_by("email_tries", "email_until", "pk")[:2]
    first.recipient.email, second.recipient.email = "mot@example.vn", "hai@example.vn"
    first.recipient.save()
    second.recipient.save()
    send = mailing.EmailMessage.send

    def send_slowly(letter: Any) -> Any:
        Notice.objects.filter(pk=second.pk).update(read_at=clock())
        return send(letter)

    monkeypatch.setattr(mailing.EmailMessage, "send", send_slowly)
    assert mailing.send_due(clock=clock) == mailing.Mailed(sent=1)
    assert [letter.to for letter in mail.outbox] == [["mot@example.vn"]]


def test_letter_that_another_worker_has_taken_is_not_sent(
    mailed: Cast, clock: MovableClock
) -> None:
    asked = []

    def claimed_by_another() -> datetime:
        asked.append(clock())
        # The third time it is asked for the instant of its own claim.
        if len(asked) == 3:
            Notice.objects.update(emailed_at=clock())
        return clock()

    assert mailing.send_due(clock=claimed_by_another) == mailing.Mailed()
    assert mail.outbox == []


def test_nobody_without_an_account_in_use_gets_letters(mailed: Cast, clock: MovableClock) -> None:
    mailed.commune_officer.is_active = False
    mailed.commune_officer.save()
    assert mailing.send_due(clock=clock) == mailing.Mailed()


def test_without_a_server_nothing_is_mailed(
    mailed: Cast, clock: MovableClock, settings: Any
) -> None:
    settings.QCDC_MAILS = False
    assert mailing.send_due(clock=clock) == mailing.Mailed()
    assert mail.outbox == []
