"""Aggregation: final rows to totals, conditions, classes and ranks; runs and their worker."""

from decimal import Decimal

import pytest
from celery import Signature
from kombu.exceptions import OperationalError

from accounts.errors import (
    AlreadyDone,
    WorkerAway,
)
from dossiers.actions import aggregation, closing, results
from dossiers.enums import RunStatus
from dossiers.models import EvidenceUse, LayerTotal, ScoringRun
from dossiers.queries import finals
from dossiers.queries.layer import Counted, sum_of
from tests import stories
from tests.conftest import MovableClock
from tests.factories import Cast


def finish(cast: Cast, clock: MovableClock, *, neighbour_satisfied: str | None = None) -> None:
    """Bring the home dossier (and the neighbour's, if told so) to the decision."""
    stories.file_papers(cast, clock=clock)
    stories.send(cast, clock=clock)
    stories.appraise_to_the_end(cast, clock=clock)
    if neighbour_satisfied is not None:
        other = cast.neighbour_dossier
        stories.file_papers(cast, clock=clock, dossier=other)
        stories.send(cast, clock=clock, dossier=other)
        stories.appraise_to_the_end(cast, clock=clock, dossier=other, satisfied=neighbour_satisfied)


def draft(cast: Cast, clock: MovableClock) -> ScoringRun:
    run = results.open_run(campaign=cast.campaign, by=cast.standing_officer, clock=clock)
    return results.compute(run=run, clock=clock)


def test_a_run_ranks_the_finished_and_says_why_others_are_not(
    cast: Cast, clock: MovableClock
) -> None:
    finish(cast, clock)
    run = draft(cast, clock)
    assert (run.status, run.finished_at, run.number) == (RunStatus.DRAFT, clock(), 1)
    first = run.results.get(dossier=cast.dossier)
    assert (first.rank, first.branch_rank, first.unranked_reason) == (1, 1, "")
    assert (first.achieved, first.index) == (Decimal(100), Decimal(100))
    assert (first.class_key, first.is_recognised) == ("good", True)
    assert (first.branch_code, first.branch_name) == ("217", "Huyện Lạng Giang")
    assert [each["holds"] for each in first.verdicts] == [True, True]
    assert [leaf[:2] for leaf in first.leaves] == [
        ["1.1", "10.00"],
        ["1.2", "20.00"],
        ["1.3", "10.00"],
        ["2.1", "10.00"],
        ["2.2", "20.00"],
        ["2.3", "10.00"],
        ["2.4", "20.00"],
    ]
    other = run.results.get(dossier=cast.neighbour_dossier)
    assert (other.rank, other.index, other.unranked_reason) == (None, None, aggregation.NOT_SENT)


def test_a_locked_dossier_and_one_under_appraisal_each_have_their_reason(
    cast: Cast, clock: MovableClock
) -> None:
    stories.send(cast, clock=clock)
    clock.now = cast.stages[0].closes_at
    closing.close_due(clock=clock)
    reasons = {row.unit_name: row.unranked_reason for row in draft(cast, clock).results.all()}
    assert reasons == {
        "Xã Hương Lạc": aggregation.NOT_APPRAISED,
        "Xã Tân Dĩnh": aggregation.LOCKED_UNSENT,
        "Xã Cao Xá": aggregation.LOCKED_UNSENT,
    }


def test_a_lower_index_ranks_lower_and_a_tie_shares(cast: Cast, clock: MovableClock) -> None:
    finish(cast, clock, neighbour_satisfied="76")
    ranks = draft(cast, clock).results.filter(rank__isnull=False).order_by("rank")
    assert [(row.unit_name, row.rank, str(row.index)) for row in ranks] == [
        ("Xã Hương Lạc", 1, "100.00"),
        ("Xã Tân Dĩnh", 2, "96.00"),
    ]


def test_ties_share_a_rank(cast: Cast, clock: MovableClock) -> None:
    finish(cast, clock, neighbour_satisfied="95")
    ranks = draft(cast, clock).results.filter(rank__isnull=False)
    assert [row.rank for row in ranks] == [1, 1]


@pytest.mark.parametrize(
    ("failed_rank", "ranks"),
    [("with_all", {1: 1, 2: 2}), ("after_all", {1: 2, 2: 1}), ("unranked", {1: None, 2: 1})],
)
def test_the_ladder_says_how_a_failed_condition_is_ranked(
    cast: Cast, clock: MovableClock, failed_rank, ranks
) -> None:
    finish(cast, clock, neighbour_satisfied="76")
    cast.campaign.ladder |= {"failed_rank": failed_rank}
    cast.campaign.save(update_fields=["ladder"])
    EvidenceUse.objects.filter(dossier=cast.dossier, leaf=None).delete()
    run = draft(cast, clock)
    failing = run.results.get(dossier=cast.dossier)
    other = run.results.get(dossier=cast.neighbour_dossier)
    assert {1: failing.rank, 2: other.rank} == ranks
    assert {1: failing.branch_rank, 2: other.branch_rank} == ranks
    assert failing.unranked_reason == ("" if ranks[1] else "Không đủ điều kiện")
    assert "Thiếu" in failing.because


def test_missing_papers_refuse_recognition_whatever_the_points(
    cast: Cast, clock: MovableClock
) -> None:
    stories.send(cast, clock=clock)
    stories.appraise_to_the_end(cast, clock=clock)
    result = draft(cast, clock).results.get(dossier=cast.dossier)
    assert (result.index, result.is_recognised) == (Decimal(100), False)
    assert result.class_label == "Không đủ điều kiện"
    assert "Thiếu 2 tài liệu: Tờ trình; Báo cáo kết quả" in result.because
    assert result.rank == 1


def test_the_run_equals_the_stored_totals(cast: Cast, clock: MovableClock) -> None:
    finish(cast, clock, neighbour_satisfied="70")
    for result in draft(cast, clock).results.filter(rank__isnull=False):
        total = LayerTotal.objects.get(dossier=result.dossier, stage=cast.stages[2])
        assert (result.achieved, result.index) == (total.achieved, total.index)
        assert result.applicable_maximum == total.maximum - total.not_applicable


def test_a_leaf_that_does_not_apply_leaves_the_maximum(cast: Cast, clock: MovableClock) -> None:
    stories.fill(cast, clock=clock)
    stories.save(
        cast,
        "1.3",
        None,
        clock=clock,
        is_not_applicable=True,
        explanation="Không phát sinh",
        version=1,
    )
    stories.submission.hand_over(dossier=cast.dossier, by=cast.commune_officer, clock=clock)
    stories.submission.send(dossier=cast.dossier, by=cast.commune_leader, clock=clock)
    stories.appraise_to_the_end(cast, clock=clock, satisfied="76")
    result = draft(cast, clock).results.get(dossier=cast.dossier)
    assert (result.achieved, result.applicable_maximum) == (Decimal(86), Decimal(90))
    assert str(result.index) == "95.56"
    assert ["1.3", None, True] in result.leaves


def test_folded_sums_equal_the_pure_totals_of_the_leaves(cast: Cast, clock: MovableClock) -> None:
    finish(cast, clock)
    yardstick = finals.Yardstick.of(cast.campaign)
    (rows,) = yardstick.final_rows(cast.stages[2], among={cast.dossier.pk})
    by_leaf = {
        int(leaf): Counted(points, leaf in rows.left_out, None, True)
        for leaf, points in rows.points.items()
    }
    due = cast.plan.due(is_last_stage=True)
    pure = sum_of(cast.plan, due, by_leaf, caps=cast.campaign.caps)
    folded = yardstick.total(rows)
    assert (folded.achieved, folded.index, folded.groups) == (
        pure.achieved,
        pure.index,
        pure.groups,
    )


def test_the_number_of_queries_does_not_grow_with_the_dossiers(
    cast: Cast, clock: MovableClock, django_assert_num_queries
) -> None:
    finish(cast, clock)
    one = results.open_run(campaign=cast.campaign, by=None, clock=clock)
    with django_assert_num_queries(15):
        results.compute(run=one, clock=clock)
    stories.file_papers(cast, clock=clock, dossier=cast.neighbour_dossier)
    stories.send(cast, clock=clock, dossier=cast.neighbour_dossier)
    stories.appraise_to_the_end(cast, clock=clock, dossier=cast.neighbour_dossier)
    two = results.open_run(campaign=cast.campaign, by=None, clock=clock)
    with django_assert_num_queries(15):
        results.compute(run=two, clock=clock)


def test_a_worker_that_dies_in_the_middle_leaves_a_run_that_can_be_computed(
    cast: Cast, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(cast, clock)
    run = results.open_run(campaign=cast.campaign, by=None, clock=clock)
    monkeypatch.setattr(aggregation, "_write_unjudged", lambda run: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        results.compute(run=run, clock=clock)
    run.refresh_from_db()
    assert (run.status, run.results.count()) == (RunStatus.FAILED, 0)
    assert run.failure.startswith("Không tổng hợp được")
    monkeypatch.undo()
    assert draft(cast, clock).results.count() == 3


def test_computing_twice_changes_nothing(cast: Cast, clock: MovableClock) -> None:
    finish(cast, clock)
    run = draft(cast, clock)
    results.compute(run=run, clock=clock)
    assert run.results.count() == 3


def test_a_second_request_waits_for_the_first_until_it_is_lost(
    cast: Cast, clock: MovableClock
) -> None:
    results.open_run(campaign=cast.campaign, by=cast.standing_officer, clock=clock)
    with pytest.raises(AlreadyDone):
        results.open_run(campaign=cast.campaign, by=cast.standing_officer, clock=clock)
    clock.pass_time(minutes=16)
    second = results.open_run(campaign=cast.campaign, by=cast.standing_officer, clock=clock)
    assert second.number == 2
    assert cast.campaign.runs.get(number=1).status == RunStatus.FAILED


def test_a_request_reaches_the_worker_after_the_commit(
    cast: Cast, clock: MovableClock, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        run = results.request(campaign=cast.campaign, by=cast.standing_officer, clock=clock)
    run.refresh_from_db()
    assert run.status == RunStatus.DRAFT


def test_a_request_that_reaches_no_worker_leaves_nothing_waiting(
    cast: Cast,
    clock: MovableClock,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks,
) -> None:
    def unreachable(*_: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(Signature, "delay", unreachable)
    with pytest.raises(WorkerAway), django_capture_on_commit_callbacks(execute=True):
        results.request(campaign=cast.campaign, by=cast.standing_officer, clock=clock)
    assert cast.campaign.runs.get().status == RunStatus.FAILED
    assert results.open_run(campaign=cast.campaign, by=None, clock=clock).number == 2
