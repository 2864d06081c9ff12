"""Appraising: the reviewer's own points beside the unit's, questions, and the way up."""

from datetime import timedelta
from decimal import Decimal

import pytest

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
from accounts.models import JournalEntry
from dossiers.actions import appraisal, central_figures, entry, explanation, facts
from dossiers.actions.appraisal import Judgement
from dossiers.enums import DossierState
from dossiers.models import LayerTotal, Notice, Score
from tests import stories
from tests.conftest import MovableClock
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(cast: Cast, clock: MovableClock) -> Cast:
    """Return the world after the commune has sent its dossier with full marks."""
    stories.send(cast, clock=clock)
    return cast


def _judge(cast: Cast, code: str, points: str | None, clock: MovableClock, **more: object) -> Score:
    by = more.pop("by", cast.district_reviewer)
    value = None if points is None else Decimal(points)
    return appraisal.save(
        dossier=cast.dossier,
        leaf=cast.leaf(code),
        judgement=Judgement(points=value, **more),
        by=by,
        clock=clock,
    )


def _agree(cast: Cast, clock: MovableClock, *, by: object = None, codes: object = None) -> list:
    return appraisal.agree(
        dossier=cast.dossier, by=by or cast.district_reviewer, codes=codes, clock=clock
    )


def test_first_points_begin_the_appraisal(sent: Cast, clock: MovableClock) -> None:
    row = _judge(sent, "1.1", "10", clock)

    sent.dossier.refresh_from_db()
    assert sent.dossier.state == DossierState.APPRAISING
    assert (row.points, row.because) == (Decimal("10.00"), "Thống nhất với điểm tự chấm")
    verbs = JournalEntry.objects.filter(chain=sent.dossier.chain).order_by("-seq")
    assert list(verbs.values_list("verb", flat=True)[:2]) == ["appraise", "begin"]


def test_the_units_own_row_is_left_alone(sent: Cast, clock: MovableClock) -> None:
    _judge(sent, "1.1", "4.5", clock, reason="Kế hoạch ban hành muộn")

    rows = Score.objects.filter(dossier=sent.dossier, leaf=sent.leaf("1.1").pk)
    assert list(rows.order_by("stage__tier").values_list("points", flat=True)) == [
        Decimal("10.00"),
        Decimal("4.50"),
    ]


def test_other_points_need_a_reason(sent: Cast, clock: MovableClock) -> None:
    with pytest.raises(ReasonRequired) as refusal:
        _judge(sent, "1.1", "4", clock, reason="  ")
    assert "reason" in refusal.value.problems

    row = _judge(sent, "1.1", "4", clock, reason="Thiếu chữ ký")
    assert row.because == "Cấp huyện chấm 4,00 (tự chấm 10,00): Thiếu chữ ký"


@pytest.mark.parametrize("points", ["-0.01", "10.01", "3.333", None])
def test_points_out_of_bounds_are_refused(
    sent: Cast, clock: MovableClock, points: str | None
) -> None:
    with pytest.raises(Invalid) as refusal:
        _judge(sent, "1.1", points, clock, reason="vì")
    assert "points" in refusal.value.problems


def test_not_applicable_only_where_the_leaf_allows_it(sent: Cast, clock: MovableClock) -> None:
    with pytest.raises(Invalid):
        _judge(sent, "1.1", None, clock, is_not_applicable=True, reason="vì")

    row = _judge(sent, "1.3", None, clock, is_not_applicable=True, reason="Không phát sinh")
    assert row.is_not_applicable
    total = LayerTotal.objects.get(dossier=sent.dossier, stage=sent.stages[1])
    assert total.not_applicable == Decimal("10.00")


def test_a_lost_race_is_refused_with_the_stored_row(sent: Cast, clock: MovableClock) -> None:
    _judge(sent, "1.1", "10", clock)
    with pytest.raises(Conflict) as refusal:
        _judge(sent, "1.1", "9", clock, reason="khác")
    assert refusal.value.values["version"] == 1


def test_agreeing_fills_only_what_is_left(sent: Cast, clock: MovableClock) -> None:
    _judge(sent, "1.1", "4", clock, reason="Thiếu chữ ký")
    rows = _agree(sent, clock)

    assert {row.leaf.code for row in rows} == {"1.2", "1.3", "2.1", "2.2", "2.3"}
    kept = Score.objects.get(dossier=sent.dossier, stage=sent.stages[1], leaf__code="1.1")
    assert kept.points == Decimal("4.00")
    with pytest.raises(AlreadyDone):
        _agree(sent, clock)


def test_agreeing_with_named_leaves(sent: Cast, clock: MovableClock) -> None:
    rows = _agree(sent, clock, codes=["1.1", "1.2"])
    assert [row.leaf.code for row in rows] == ["1.1", "1.2"]
    acts = JournalEntry.objects.filter(chain=sent.dossier.chain, verb="appraise")
    assert acts.count() == 2


@pytest.mark.parametrize(
    ("person", "refusal"),
    [
        ("commune_leader", OwnUnit),
        ("two_hats", OwnUnit),
        ("watcher", NotAllowed),
        ("far_reviewer", NotAllowed),
        ("province_reviewer", Locked),
    ],
)
def test_only_the_present_tier_appraises(
    sent: Cast, clock: MovableClock, person: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        _judge(sent, "1.1", "10", clock, by=getattr(sent, person))


def test_an_unsent_dossier_cannot_be_appraised(cast: Cast, clock: MovableClock) -> None:
    with pytest.raises(Locked, match=f"do {cast.commune.name} phụ trách"):
        _judge(cast, "1.1", "10", clock)


def test_another_tier_is_told_who_has_the_dossier(sent: Cast, clock: MovableClock) -> None:
    for person in (sent.province_reviewer, sent.far_reviewer):
        with pytest.raises((Locked, NotAllowed), match="do cán bộ thẩm định cấp huyện phụ trách"):
            _judge(sent, "1.1", "10", clock, by=person)


def test_central_leaves_are_not_appraised(sent: Cast, clock: MovableClock) -> None:
    with pytest.raises(NotAllowed):
        _judge(sent, "2.4", "10", clock)


def test_the_tiers_deadline_holds(sent: Cast, clock: MovableClock) -> None:
    clock.now = sent.stages[1].closes_at
    with pytest.raises(DeadlinePassed):
        _judge(sent, "1.1", "10", clock)
    with pytest.raises(DeadlinePassed):
        _agree(sent, clock)


def test_sending_up_names_what_is_missing(sent: Cast, clock: MovableClock) -> None:
    _agree(sent, clock, codes=["1.1"])
    with pytest.raises(Invalid) as refusal:
        appraisal.send_up(dossier=sent.dossier, by=sent.district_reviewer, clock=clock)
    assert "1.2, 1.3, 2.1, 2.2, 2.3" in refusal.value.sentence


def test_sending_up_carries_to_the_next_tier_once(sent: Cast, clock: MovableClock) -> None:
    _agree(sent, clock)
    receipt = appraisal.send_up(dossier=sent.dossier, by=sent.district_reviewer, clock=clock)

    sent.dossier.refresh_from_db()
    assert receipt.receipt == "CT-2024-07414-01"
    assert (sent.dossier.state, sent.dossier.stage) == (DossierState.SENT, sent.stages[2])
    assert Notice.objects.filter(recipient=sent.province_reviewer).exists()
    with pytest.raises(AlreadyDone):
        appraisal.send_up(dossier=sent.dossier, by=sent.district_reviewer, clock=clock)
    with pytest.raises(Locked):
        _judge(sent, "1.1", "10", clock)


def test_the_last_tier_waits_for_the_central_figures(sent: Cast, clock: MovableClock) -> None:
    _agree(sent, clock)
    appraisal.send_up(dossier=sent.dossier, by=sent.district_reviewer, clock=clock)
    rows = _agree(sent, clock, by=sent.province_reviewer)
    assert rows[0].because == "Thống nhất với điểm thẩm định cấp huyện"
    with pytest.raises(Invalid) as refusal:
        appraisal.send_up(dossier=sent.dossier, by=sent.province_reviewer, clock=clock)
    assert "2.4" in refusal.value.sentence

    survey = sent.leaf("2.4")
    central_figures.save_central_figure(
        dossier=sent.dossier,
        leaf=survey,
        entry=entry.Entry(figures=survey.rule.read({"numerator": "95", "denominator": "100"})),
        by=sent.standing_officer,
        clock=clock,
    )
    appraisal.send_up(dossier=sent.dossier, by=sent.province_reviewer, clock=clock)
    sent.dossier.refresh_from_db()
    assert sent.dossier.state == DossierState.AWAITING_DECISION
    assert Notice.objects.filter(recipient=sent.standing_officer).exists()
    with pytest.raises(AlreadyDone):
        appraisal.send_up(dossier=sent.dossier, by=sent.province_reviewer, clock=clock)


def test_a_claimed_bonus_must_be_appraised(cast: Cast, clock: MovableClock) -> None:
    stories.save(cast, "T1", {"count": "2"}, clock=clock)
    stories.send(cast, clock=clock)
    _agree(cast, clock, codes=["1.1", "1.2", "1.3", "2.1", "2.2", "2.3"])
    with pytest.raises(Invalid) as refusal:
        appraisal.send_up(dossier=cast.dossier, by=cast.district_reviewer, clock=clock)
    assert "T1" in refusal.value.sentence


def _ask(cast: Cast, clock: MovableClock, *, hours: int = 48) -> None:
    until = clock.now + timedelta(hours=hours)
    explanation.ask(
        dossier=cast.dossier,
        leaf=cast.leaf("1.2"),
        question="Đề nghị bổ sung báo cáo",
        answer_until=until,
        by=cast.district_reviewer,
        clock=clock,
    )


def test_asking_tells_the_unit_and_holds_the_dossier(sent: Cast, clock: MovableClock) -> None:
    _ask(sent, clock)
    sent.dossier.refresh_from_db()
    assert sent.dossier.state == DossierState.QUESTIONED
    assert Notice.objects.filter(recipient=sent.commune_officer, dossier=sent.dossier).exists()
    _agree(sent, clock)
    with pytest.raises(Locked):
        appraisal.send_up(dossier=sent.dossier, by=sent.district_reviewer, clock=clock)
    with pytest.raises(AlreadyDone):
        _ask(sent, clock)


def test_an_unanswered_question_ends_with_its_time(sent: Cast, clock: MovableClock) -> None:
    _ask(sent, clock)
    _agree(sent, clock)
    clock.pass_time(days=3)
    appraisal.send_up(dossier=sent.dossier, by=sent.district_reviewer, clock=clock)
    sent.dossier.refresh_from_db()
    assert sent.dossier.stage == sent.stages[2]


def test_time_to_answer_ends_with_the_stage(sent: Cast, clock: MovableClock) -> None:
    with pytest.raises(Invalid) as refusal:
        _ask(sent, clock, hours=24 * 60)
    assert "until" in refusal.value.problems


def test_discipline_is_recorded_by_the_standing_body(cast: Cast, clock: MovableClock) -> None:
    def record(by: object, reason: str = "Kỷ luật khiển trách") -> None:
        facts.set_head_disciplined(
            dossier=cast.dossier,
            is_disciplined=True,
            document_number="12/QĐ-UBND",
            reason=reason,
            by=by,
            clock=clock,
        )

    with pytest.raises(NotAllowed):
        record(cast.province_reviewer)
    with pytest.raises(ReasonRequired):
        record(cast.standing_officer, reason=" ")
    record(cast.standing_officer)
    cast.dossier.refresh_from_db()
    assert cast.dossier.is_head_disciplined
    with pytest.raises(AlreadyDone):
        record(cast.standing_officer)
