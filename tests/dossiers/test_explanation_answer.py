"""Answering a question: only the asked leaf opens, the sent figures stay, time decides."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.errors import AlreadyDone, DeadlinePassed, Locked, NotAllowed, ReasonRequired
from dossiers.actions import appraisal, evidence, explanation, submission
from dossiers.enums import DossierState
from dossiers.models import EvidenceUse, Explanation, Notice, Score
from scoring.models import Campaign
from tests import stories
from tests.conftest import MovableClock
from tests.factories import Cast


@pytest.fixture
def question(cast: Cast, clock: MovableClock) -> Explanation:
    """Return a question on leaf 1.2 that may be answered for two days."""
    stories.send(cast, clock=clock)
    return ask(cast, "1.2", clock=clock)


def ask(cast: Cast, code: str, *, clock: MovableClock) -> Explanation:
    """Ask as the district's reviewer."""
    return explanation.ask(
        dossier=cast.dossier,
        leaf=cast.leaf(code),
        question="Vì sao số hồ sơ khác báo cáo tháng?",
        answer_until=clock() + timedelta(days=2),
        by=cast.district_reviewer,
        clock=clock,
    )


def answer(cast: Cast, question: Explanation, text: str, *, clock: MovableClock) -> Explanation:
    """Answer as the commune's officer."""
    return explanation.answer(
        question=question,
        leaf=cast.leaf("1.2"),
        text=text,
        by=cast.commune_officer,
        clock=clock,
    )


def test_answer_gives_the_dossier_back_to_the_appraisers(
    cast: Cast, clock: MovableClock, question: Explanation
) -> None:
    answered = answer(cast, question, "Đã đối chiếu lại.", clock=clock)
    assert answered.answered_by == cast.commune_officer
    cast.dossier.refresh_from_db()
    assert cast.dossier.state == DossierState.ANSWERED
    told = Notice.objects.filter(recipient=cast.district_reviewer)
    assert told.filter(sentence__contains="giải trình tiêu chí 1.2").exists()
    with pytest.raises(AlreadyDone):
        answer(cast, question, "Lần nữa", clock=clock)


def test_dossier_waits_for_the_other_question(
    cast: Cast, clock: MovableClock, question: Explanation
) -> None:
    ask(cast, "1.1", clock=clock)
    answer(cast, question, "Xong câu đầu.", clock=clock)
    cast.dossier.refresh_from_db()
    assert cast.dossier.state == DossierState.QUESTIONED


def test_dossier_waits_for_no_question_whose_time_is_over(
    cast: Cast, clock: MovableClock, question: Explanation
) -> None:
    clock.pass_time(days=1)
    other = ask(cast, "1.1", clock=clock)
    clock.now = question.answer_until
    explanation.answer(
        question=other, leaf=cast.leaf("1.1"), text="Rồi", by=cast.commune_officer, clock=clock
    )
    cast.dossier.refresh_from_db()
    assert cast.dossier.state == DossierState.ANSWERED


def test_answer_needs_words_people_and_time(
    cast: Cast, clock: MovableClock, question: Explanation
) -> None:
    with pytest.raises(ReasonRequired):
        answer(cast, question, " ", clock=clock)
    with pytest.raises(NotAllowed):
        explanation.answer(
            question=question,
            leaf=cast.leaf("1.2"),
            text="Không phải việc của tôi",
            by=cast.neighbour_officer,
            clock=clock,
        )
    clock.now = question.answer_until
    with pytest.raises(DeadlinePassed):
        answer(cast, question, "Muộn một giây", clock=clock)


def test_document_of_an_answer_leaves_the_sent_points(
    cast: Cast, clock: MovableClock, question: Explanation
) -> None:
    before = Score.objects.get(leaf__code="1.2", stage=cast.stages[0])
    use = stories.prove(cast, "1.2", clock=clock, words="bổ sung")
    assert (use.explanation, use.stage) == (question, cast.stages[1])
    after = Score.objects.get(pk=before.pk)
    assert (after.points, after.because) == (Decimal("20.00"), before.because)
    with pytest.raises(Locked):
        stories.prove(cast, "1.1", clock=clock, words="không được hỏi")
    with pytest.raises(Locked):
        evidence.detach(
            use=EvidenceUse.objects.exclude(pk=use.pk).get(), by=cast.commune_officer, clock=clock
        )
    evidence.detach(use=use, by=cast.commune_officer, clock=clock)


def test_document_of_an_answer_leaves_the_appraisers_points(
    cast: Cast, clock: MovableClock
) -> None:
    for code, figures in stories.FULL.items():
        stories.save(cast, code, figures, clock=clock)
    submission.hand_over(dossier=cast.dossier, by=cast.commune_officer, clock=clock)
    submission.send(dossier=cast.dossier, by=cast.commune_leader, clock=clock)
    appraisal.agree(dossier=cast.dossier, by=cast.district_reviewer, clock=clock)
    ask(cast, "1.2", clock=clock)
    use = stories.prove(cast, "1.2", clock=clock, words="bổ sung")
    evidence.detach(use=use, by=cast.commune_officer, clock=clock)
    stories.prove(cast, "1.2", clock=clock, words="bản đúng")
    # No document stood there when they were given; whoever appraises judges anew, nobody else.
    points = Score.objects.filter(dossier=cast.dossier, leaf__code="1.2").order_by("stage__tier")
    assert list(points.values_list("points", flat=True)) == [Decimal("0.00")] * 2


def test_document_of_a_given_answer_stays(
    cast: Cast, clock: MovableClock, question: Explanation
) -> None:
    use = stories.prove(cast, "1.2", clock=clock, words="kèm câu trả lời")
    answer(cast, question, "Đã đối chiếu lại.", clock=clock)
    ask(cast, "1.2", clock=clock)
    with pytest.raises(Locked):
        evidence.detach(use=use, by=cast.commune_officer, clock=clock)


def test_an_expired_question_is_not_answered_in_place_of_the_new_one(
    cast: Cast, clock: MovableClock, question: Explanation
) -> None:
    clock.now = question.answer_until
    newer = ask(cast, "1.2", clock=clock)
    with pytest.raises(DeadlinePassed):
        answer(cast, question, "Trả lời câu cũ", clock=clock)
    assert answer(cast, newer, "Trả lời câu mới", clock=clock).answered_at == clock()


def test_nothing_is_answered_or_added_after_the_publication(
    cast: Cast, clock: MovableClock, question: Explanation
) -> None:
    Campaign.objects.filter(pk=cast.campaign.pk).update(published_at=clock())
    with pytest.raises(Locked):
        answer(cast, question, "Sau công bố", clock=clock)
    with pytest.raises(Locked):
        stories.prove(cast, "1.2", clock=clock, words="sau công bố")
