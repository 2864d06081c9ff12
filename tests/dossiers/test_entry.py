"""Entering figures: what is stored, what is refused, what a repeated request does."""

from decimal import Decimal

import pytest

from accounts.errors import Conflict, DeadlinePassed, Invalid, NotAllowed, ReasonRequired
from accounts.models import JournalEntry
from dossiers.actions import entry
from dossiers.models import LayerTotal, Score
from tests import stories
from tests.conftest import MovableClock
from tests.factories import Cast


def test_score_is_stored_with_its_sentence_and_totals(cast: Cast, clock: MovableClock) -> None:
    row = stories.save(cast, "2.2", {"count": "3"}, clock=clock)
    assert (row.points, row.version) == (Decimal("15.00"), 1)
    assert "15,00 điểm" in row.because
    total = LayerTotal.objects.get(dossier=cast.dossier, stage=cast.stages[0])
    assert (total.leaves_done, total.achieved) == (1, Decimal("15.00"))
    cast.dossier.refresh_from_db()
    assert cast.dossier.version == 2
    assert JournalEntry.objects.filter(chain=cast.dossier.chain, verb="score").count() == 1


def test_same_content_again_changes_nothing(cast: Cast, clock: MovableClock) -> None:
    first = stories.save(cast, "2.2", {"count": "3"}, clock=clock)
    again = stories.save(cast, "2.2", {"count": "3"}, clock=clock, version=0)
    assert (again.pk, again.version) == (first.pk, 1)
    assert JournalEntry.objects.filter(chain=cast.dossier.chain, verb="score").count() == 1


def test_lost_race_shows_both_values(cast: Cast, clock: MovableClock) -> None:
    stories.save(cast, "2.2", {"count": "3"}, clock=clock)
    with pytest.raises(Conflict) as refused:
        stories.save(cast, "2.2", {"count": "4"}, clock=clock, version=0)
    assert refused.value.values["stored"]["figures"] == {"count": 3}
    assert Score.objects.get(dossier=cast.dossier).figures == {"count": 3}
    assert "Bạn đã lưu tiêu chí này ở một cửa sổ khác" in refused.value.sentence


def test_lost_race_names_who_won_it(cast: Cast, clock: MovableClock) -> None:
    stories.save(cast, "2.2", {"count": "3"}, clock=clock)
    Score.objects.filter(dossier=cast.dossier).update(recorded_by=cast.commune_leader)
    with pytest.raises(
        Conflict, match=f"{cast.commune_leader.full_name} đã lưu tiêu chí này trước bạn"
    ):
        stories.save(cast, "2.2", {"count": "4"}, clock=clock, version=0)


def test_not_applicable_needs_a_reason(cast: Cast, clock: MovableClock) -> None:
    with pytest.raises(ReasonRequired):
        stories.save(cast, "1.3", None, clock=clock, is_not_applicable=True)
    row = stories.save(
        cast, "1.3", None, clock=clock, is_not_applicable=True, explanation="Không có góp ý"
    )
    assert row.is_not_applicable
    assert row.points is None


def test_survey_leaf_is_not_typed_by_the_unit(cast: Cast, clock: MovableClock) -> None:
    with pytest.raises(NotAllowed):
        stories.save(cast, "2.4", {"denominator": "40", "numerator": "38"}, clock=clock)


def test_neighbour_may_not_write(cast: Cast, clock: MovableClock) -> None:
    leaf = cast.leaf("1.1")
    with pytest.raises(NotAllowed):
        entry.save_score(
            dossier=cast.dossier,
            leaf=leaf,
            entry=entry.Entry(figures={"value": "yes"}),
            by=cast.neighbour_officer,
            clock=clock,
        )


def test_lock_instant_is_refused_and_the_second_before_accepted(
    cast: Cast, clock: MovableClock
) -> None:
    clock.now = cast.stages[0].closes_at
    with pytest.raises(DeadlinePassed):
        stories.save(cast, "1.1", {"value": "yes"}, clock=clock)
    clock.pass_time(seconds=-1)
    assert stories.save(cast, "1.1", {"value": "yes"}, clock=clock).points == Decimal("10.00")


def test_rows_of_a_group_are_judged_each_by_itself(cast: Cast, clock: MovableClock) -> None:
    saved = entry.save_scores(
        dossier=cast.dossier,
        entries=[
            (cast.leaf("1.1"), entry.Entry(figures={"value": "yes"})),
            (cast.leaf("1.3"), entry.Entry(figures=None, is_not_applicable=True)),
            (cast.leaf("2.2"), entry.Entry(figures={"count": 2}, version=7)),
        ],
        by=cast.commune_officer,
        clock=clock,
    )
    assert set(saved.rows) == {"1.1"}
    assert {code: type(refusal) for code, refusal in saved.refused.items()} == {
        "1.3": ReasonRequired,
        "2.2": Conflict,
    }
    assert Score.objects.filter(dossier=cast.dossier).count() == 1


def test_figures_of_another_rule_are_invalid(cast: Cast, clock: MovableClock) -> None:
    with pytest.raises(Invalid):
        entry.save_score(
            dossier=cast.dossier,
            leaf=cast.leaf("1.1"),
            entry=entry.Entry(figures={"count": 3}),
            by=cast.commune_officer,
            clock=clock,
        )
