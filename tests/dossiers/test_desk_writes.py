"""Every write of a unit's desk, one after the other: its time, its people, its state, its trace."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts import audit
from accounts.actions import grants
from accounts.errors import AlreadyDone, DeadlinePassed, Locked, NotAllowed, Refused
from accounts.models import JournalEntry, RoleGrant, User
from dossiers.actions import (
    carrying,
    comments,
    entry,
    evidence,
    explanation,
    filling,
    library,
    registration,
    replacing,
    report,
    signed_papers,
    submission,
)
from dossiers.models import DocumentVersion, Dossier, EvidenceUse, Explanation, PaperWanted
from tests import stories
from tests.conftest import MovableClock
from tests.dossiers.test_carrying import tell_last_year
from tests.dossiers.test_explanation_answer import ask
from tests.dossiers.test_registration import WHOLE
from tests.factories import Cast

OFFICER, LEADER, BOTH = (
    ("commune_officer",),
    ("commune_leader",),
    ("commune_officer", "commune_leader"),
)
HAND_OVER, SEND = "hand_over", "send"


@dataclass(frozen=True)
class Moment:
    """A filled-in dossier just before the write, and who writes."""

    cast: Cast
    clock: MovableClock
    by: User
    on: Any = None

    @property
    def whose(self) -> dict[str, Any]:
        """What most actions ask for."""
        return {"dossier": self.cast.dossier, "by": self.by, "clock": self.clock}

    @property
    def who(self) -> dict[str, Any]:
        """What actions on something of the dossier ask for."""
        return {"by": self.by, "clock": self.clock}


@dataclass(frozen=True)
class Write:
    """One write: who may do it, how the dossier gets there, and after which move it is too late.

    ``until`` returns the instant at which its time is over, where that is not the stage's own.
    """

    act: Callable[[Moment], object]
    people: tuple[str, ...] = OFFICER
    ready: Callable[[Cast, MovableClock], Any] = lambda cast, clock: None
    too_late_after: str = HAND_OVER
    until: Callable[[Cast], datetime] = lambda cast: cast.stages[0].closes_at


def link(cast: Cast, clock: MovableClock, code: str = "1.1", name: str = "a") -> EvidenceUse:
    return evidence.attach(
        dossier=cast.dossier,
        place=evidence.Place(leaf=cast.leaf(code)),
        content=evidence.Link(f"https://bacgiang.gov.vn/{name}"),
        by=cast.commune_officer,
        clock=clock,
    )


def two_links(cast: Cast, clock: MovableClock) -> EvidenceUse:
    link(cast, clock)
    return link(cast, clock, name="b")


def paper(cast: Cast, clock: MovableClock) -> EvidenceUse:
    stories.file_papers(cast, clock=clock)
    return EvidenceUse.objects.get(document_kind="report")


def handed_over(cast: Cast, clock: MovableClock) -> None:
    submission.hand_over(dossier=cast.dossier, by=cast.commune_officer, clock=clock)


def sent(cast: Cast, clock: MovableClock) -> None:
    handed_over(cast, clock)
    submission.send(dossier=cast.dossier, by=cast.commune_leader, clock=clock)


def remarked(cast: Cast, clock: MovableClock) -> object:
    handed_over(cast, clock)
    return comments.make(
        dossier=cast.dossier,
        leaf=cast.leaf("2.2"),
        text="Đếm lại",
        by=cast.commune_leader,
        clock=clock,
    )


def asked(cast: Cast, clock: MovableClock) -> Explanation:
    sent(cast, clock)
    return ask(cast, "1.2", clock=clock)


def carried_over(cast: Cast, clock: MovableClock) -> PaperWanted:
    tell_last_year(cast, clock)
    carrying.carry_over(dossier=cast.dossier, by=cast.commune_officer, clock=clock)
    return PaperWanted.objects.get(dossier=cast.dossier)


def scored(now: Moment, count: str = "1") -> tuple[Any, entry.Entry]:
    leaf = now.cast.leaf("2.2")
    return leaf, entry.Entry(figures=leaf.rule.read({"count": count}), version=1)


def score(now: Moment) -> object:
    leaf, typed = scored(now)
    return entry.save_score(leaf=leaf, entry=typed, **now.whose)


def attach(now: Moment) -> object:
    place = evidence.Place(leaf=now.cast.leaf("1.2"))
    content = evidence.Link("https://bacgiang.gov.vn/thêm")
    return evidence.attach(place=place, content=content, **now.whose)


def attach_paper(now: Moment) -> object:
    content = stories.receive.paper(stories.upload(stories.pdf_bytes("ký")))
    return signed_papers.attach(kind="report", content=content, **now.whose)


def choose(now: Moment) -> object:
    version = DocumentVersion.objects.get(link="https://bacgiang.gov.vn/a")
    return library.choose(leaf=now.cast.leaf("2.2"), versions=[version], **now.whose)


def replace(now: Moment) -> object:
    content = evidence.Link("https://bacgiang.gov.vn/mới")
    return replacing.replace(use=now.on, content=content, **now.who)


def register(now: Moment) -> object:
    return registration.save(content=registration.Content(**WHOLE), **now.whose)


def send_registration(now: Moment) -> object:
    return registration.send(content=registration.Content(**WHOLE), **now.whose)


def end_of_answer(cast: Cast) -> datetime:
    return Explanation.objects.get().answer_until


WRITES = {
    "score": Write(score),
    "workbook": Write(lambda now: filling.take_over(entries=[scored(now)], **now.whose)),
    "attach": Write(attach),
    "detach": Write(lambda now: evidence.detach(use=now.on, **now.who), ready=link),
    "replace": Write(replace, ready=link),
    "arrange": Write(
        lambda now: library.arrange(use=now.on, is_earlier=True, **now.who), ready=two_links
    ),
    "choose": Write(choose, ready=link),
    "carry over": Write(lambda now: carrying.carry_over(**now.whose), ready=tell_last_year),
    "confirm": Write(lambda now: carrying.confirm(**now.whose), ready=carried_over),
    "settle a paper": Write(
        lambda now: carrying.settle(paper=now.on, **now.who), ready=carried_over
    ),
    "hand over": Write(lambda now: submission.hand_over(**now.whose)),
    "report": Write(
        lambda now: report.save(words=report.Words(remarks="Khác"), **now.whose),
        too_late_after=SEND,
    ),
    "signed paper": Write(attach_paper, BOTH, too_late_after=SEND),
    "take a paper off": Write(
        lambda now: evidence.detach(use=now.on, **now.who), BOTH, paper, too_late_after=SEND
    ),
    "return": Write(
        lambda now: submission.return_to_officer(reason="Sai", **now.whose),
        LEADER,
        handed_over,
        too_late_after=SEND,
    ),
    "remark": Write(
        lambda now: comments.make(leaf=now.cast.leaf("2.2"), text="Xem", **now.whose),
        LEADER,
        handed_over,
        too_late_after=SEND,
    ),
    "settle a remark": Write(
        lambda now: comments.settle(comment=now.on, **now.who), BOTH, remarked, too_late_after=SEND
    ),
    "send": Write(lambda now: submission.send(**now.whose), LEADER, handed_over, SEND),
    "recall": Write(lambda now: submission.recall(**now.whose), LEADER, sent, ""),
    "answer": Write(
        lambda now: explanation.answer(
            question=now.on, leaf=now.cast.leaf("1.2"), text="Đã đối chiếu", **now.who
        ),
        BOTH,
        asked,
        "",
        end_of_answer,
    ),
    "attach to an answer": Write(attach, BOTH, asked, "", end_of_answer),
    "register": Write(register, BOTH, too_late_after=""),
    "send the registration": Write(send_registration, LEADER, too_late_after=""),
}
EVERY = pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())


@pytest.fixture
def moment(cast: Cast, clock: MovableClock, write: Write) -> Moment:
    """Return the moment before the write, as somebody who may do it."""
    stories.fill(cast, clock=clock)
    on = write.ready(cast, clock)
    clock.pass_time(minutes=1)
    return Moment(cast, clock, cast.people[write.people[0]], on)


def trace(cast: Cast) -> tuple[int, int]:
    """Return how many writes and how many acts the dossier counts."""
    version = Dossier.objects.values_list("version", flat=True).get(pk=cast.dossier.pk)
    return version, JournalEntry.objects.filter(chain=cast.dossier.chain).count()


def expect_refused(moment: Moment, write: Write, *causes: type[Exception]) -> None:
    before = trace(moment.cast)
    with pytest.raises(causes):
        write.act(moment)
    assert trace(moment.cast) == before


@EVERY
def test_write_leaves_one_version_and_its_acts(moment: Moment, write: Write) -> None:
    version, acts = trace(moment.cast)
    write.act(moment)
    newer, more = trace(moment.cast)
    assert (newer, more > acts) == (version + 1, True)
    last = JournalEntry.objects.filter(chain=moment.cast.dossier.chain).order_by("seq").last()
    assert last is not None
    assert (last.by, last.at) == (moment.by, moment.clock())
    assert audit.verify()[1] == []


@EVERY
def test_write_in_the_last_instant_counts_and_after_it_not(moment: Moment, write: Write) -> None:
    moment.clock.now = write.until(moment.cast)
    expect_refused(moment, write, DeadlinePassed)
    moment.clock.now -= timedelta(microseconds=1)
    write.act(moment)


@EVERY
def test_write_is_for_its_people_while_they_hold_their_role(moment: Moment, write: Write) -> None:
    cast, clock = moment.cast, moment.clock
    others = {*BOTH, "neighbour_officer", "neighbour_leader", "district_reviewer", "outsider"}
    for part in others.difference(write.people):
        stranger = Moment(cast, clock, cast.people[part], moment.on)
        expect_refused(stranger, write, NotAllowed)
    for part in write.people:
        grant = RoleGrant.objects.get(user=cast.people[part])
        grants.end_role(grant, by=None, reason="Chuyển công tác", clock=clock)
        former = Moment(cast, clock, cast.people[part], moment.on)
        expect_refused(former, write, NotAllowed)


@EVERY
def test_second_press_changes_nothing(moment: Moment, write: Write) -> None:
    write.act(moment)
    before = trace(moment.cast)
    with contextlib.suppress(Refused):
        write.act(moment)
    assert trace(moment.cast) == before


LATE = {name: write for name, write in WRITES.items() if write.too_late_after}


@pytest.mark.parametrize("write", LATE.values(), ids=LATE.keys())
def test_write_comes_too_late_once_the_dossier_has_moved_on(moment: Moment, write: Write) -> None:
    cast, clock = moment.cast, moment.clock
    moves = {HAND_OVER: (submission.hand_over, "commune_officer")}
    moves[SEND] = (submission.send, "commune_leader")
    state = Dossier.objects.values_list("state", flat=True).get(pk=cast.dossier.pk)
    names = [HAND_OVER, SEND] if write.too_late_after == SEND else [HAND_OVER]
    for name in names[state == "awaiting_leader" :]:
        move, part = moves[name]
        move(dossier=cast.dossier, by=cast.people[part], clock=clock)
    expect_refused(moment, write, Locked, AlreadyDone)
