"""Correcting the criteria of a running round: the report, the decision, the traces."""

import copy
from decimal import Decimal

import pytest
from django.apps import apps

from accounts.errors import AlreadyDone, Conflict, Invalid, NotAllowed, NotOpen, ReasonRequired
from accounts.models import JournalEntry
from dossiers.actions import appraisal, correction, results
from dossiers.actions.judgement import Judgement
from dossiers.enums import Verb
from dossiers.models import EvidenceUse, LayerTotal, LeafComment, PaperWanted, Score
from scoring.actions import criteria
from scoring.models import CriteriaSet, Criterion
from tests import factories, stories
from tests.conftest import MovableClock
from tests.factories import CRITERIA, Cast

pytestmark = pytest.mark.django_db


def corrected(change) -> CriteriaSet:
    """Return the next version of the small set after ``change`` of its leaves by code."""
    written = copy.deepcopy(CRITERIA)
    change({leaf["code"]: leaf for leaf in written["leaves"]})
    return criteria.load_set(written)


def stricter(leaves: dict) -> None:
    """1.2: 99 of 100 were worth everything; now they are worth less."""
    bands = leaves["1.2"]["parameters"]["bands"]
    bands[0]["from"] = bands[1]["below"] = "99.5"


def apply(cast: Cast, clock: MovableClock, new: CriteriaSet, **change) -> correction.Report:
    told = {
        "decision_number": "15/QĐ-UBND",
        "reason": "Ghi nhầm ngưỡng",
        "by": cast.standing_officer,
        **change,
    }
    return correction.apply(campaign=cast.campaign, criteria_set=new, clock=clock, **told)


@pytest.fixture
def finished(cast: Cast, clock: MovableClock) -> Cast:
    """Return the world with the home dossier appraised to the end, the neighbour's half done."""
    stories.send(cast, clock=clock)
    stories.appraise_to_the_end(cast, clock=clock)
    stories.save(
        cast,
        "1.2",
        {"numerator": "100", "denominator": "100"},
        clock=clock,
        dossier=cast.neighbour_dossier,
    )
    return cast


def row(cast: Cast, code: str, tier: int) -> Score:
    return Score.objects.get(dossier=cast.dossier, leaf__code=code, stage__tier=tier)


def test_report_tells_every_score_and_total_and_writes_nothing(
    finished: Cast, clock: MovableClock
) -> None:
    new = corrected(stricter)
    before = (Score.objects.count(), JournalEntry.objects.count(), row(finished, "1.2", 1).points)
    found = correction.report(campaign=finished.campaign, criteria_set=new)
    assert [(each.unit, each.tier, each.leaf, each.source) for each in found.changes] == [
        ("Xã Hương Lạc", 1, "1.2", "rule"),
        ("Xã Hương Lạc", 2, "1.2", "agreed"),
        ("Xã Hương Lạc", 3, "1.2", "agreed"),
        # No evidence, 0 points before and after: only the sentence tells of the new edge.
        ("Xã Tân Dĩnh", 1, "1.2", "rule"),
    ]
    assert found.changes[-1].old_points == found.changes[-1].new_points == 0
    first = found.changes[0]
    assert first.old_points == 20
    assert first.new_points is not None
    assert first.new_points < 20
    assert "từ 99,5 %" not in first.old_because
    assert "99,00 %" in first.new_because
    assert [total.tier for total in found.totals] == [1, 2, 3]
    last = found.totals[-1]
    assert last.old_achieved - last.new_achieved == 20 - first.new_points
    assert last.old_class == "Không đủ điều kiện"
    assert found.problems == ()
    assert before == (
        Score.objects.count(),
        JournalEntry.objects.count(),
        row(finished, "1.2", 1).points,
    )


def test_apply_moves_everything_and_leaves_a_trace(finished: Cast, clock: MovableClock) -> None:
    new = corrected(stricter)
    old_set = finished.campaign.criteria_set_id
    found = apply(finished, clock, new)
    finished.campaign.refresh_from_db()
    assert finished.campaign.criteria_set == new
    stored = Score.objects.filter(dossier__campaign=finished.campaign)
    assert not stored.filter(leaf__criteria_set=old_set).exists()
    assert not EvidenceUse.objects.filter(leaf__criteria_set=old_set).exists()
    assert {row(finished, "1.2", tier).points for tier in (1, 2, 3)} == {
        found.changes[0].new_points
    }
    for change in found.totals:
        total = LayerTotal.objects.get(dossier=finished.dossier, stage__tier=change.tier)
        assert (total.achieved, total.index) == (change.new_achieved, change.new_index)
    acts = JournalEntry.objects.filter(chain=finished.dossier.chain)
    assert acts.filter(verb=Verb.CORRECT, subject="15/QĐ-UBND").count() == 1
    assert acts.get(verb=Verb.RECOUNT).subject == "1.2"
    assert acts.filter(verb=Verb.RECOUNT_ABOVE, reason="15/QĐ-UBND").count() == 2
    assert JournalEntry.objects.filter(
        chain=finished.campaign.chain, verb=Verb.CORRECT, subject="15/QĐ-UBND"
    ).exists()
    # What was applied is what a second report would find nothing in.
    with pytest.raises(AlreadyDone):
        apply(finished, clock, new)
    assert correction.report(campaign=finished.campaign, criteria_set=new).changes == ()


def test_the_round_goes_on_after_a_correction(finished: Cast, clock: MovableClock) -> None:
    apply(finished, clock, corrected(stricter))
    finished.campaign.refresh_from_db()
    saved = stories.save(
        finished,
        "1.2",
        {"numerator": "99", "denominator": "100"},
        clock=clock,
        dossier=finished.neighbour_dossier,
        version=1,
    )
    assert saved.leaf.criteria_set == finished.campaign.criteria_set
    assert "dưới 99,5 %" in saved.because
    run = results.open_run(campaign=finished.campaign, by=None, clock=clock)
    result = results.compute(run=run, clock=clock).results.get(dossier=finished.dossier)
    total = LayerTotal.objects.get(dossier=finished.dossier, stage__tier=3)
    assert (result.achieved, result.index) == (total.achieved, total.index)


def test_points_given_by_judgement_are_kept_and_listed(cast: Cast, clock: MovableClock) -> None:
    stories.send(cast, clock=clock)
    appraisal.save(
        dossier=cast.dossier,
        leaf=cast.leaf("1.2"),
        judgement=Judgement(points=Decimal(19), reason="Thiếu một hồ sơ"),
        by=cast.district_reviewer,
        clock=clock,
    )
    found = apply(cast, clock, corrected(stricter))
    assert [(each.tier, each.source) for each in found.changes] == [(1, "rule")]
    assert [(each.tier, each.new_points) for each in found.kept] == [(2, Decimal(19))]
    assert row(cast, "1.2", 2).points == 19


def test_scores_that_the_new_version_cannot_judge_stop_it(
    finished: Cast, clock: MovableClock
) -> None:
    def other_figures(leaves: dict) -> None:
        leaves["1.2"].update(kind="YESNO", parameters={"statement": "Đã làm"})

    new = corrected(other_figures)
    found = correction.report(campaign=finished.campaign, criteria_set=new)
    assert {each.leaf for each in found.problems} == {"1.2"}
    with pytest.raises(Invalid) as refused:
        apply(finished, clock, new)
    assert "07414.1.1.2" in refused.value.problems
    assert row(finished, "1.2", 1).leaf.criteria_set != new


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda leaves: leaves["1.1"].update(key="1.1b"), "1.1"),
        (lambda leaves: leaves["1.1"].update(scored_by="province"), "1.1"),
    ],
)
def test_versions_that_do_not_fit_are_refused(
    finished: Cast, clock: MovableClock, change, place: str
) -> None:
    with pytest.raises(Invalid) as refused:
        correction.report(campaign=finished.campaign, criteria_set=corrected(change))
    assert place in refused.value.problems


def test_only_by_decision_and_by_those_in_charge(finished: Cast, clock: MovableClock) -> None:
    new = corrected(stricter)
    with pytest.raises(Invalid) as refused:
        apply(finished, clock, new, decision_number="  ")
    assert set(refused.value.problems) == {"decision_number"}
    with pytest.raises(ReasonRequired):
        apply(finished, clock, new, reason="\n")
    with pytest.raises(NotAllowed):
        apply(finished, clock, new, by=finished.district_reviewer)
    apply(finished, clock, new, by=finished.administrator)


def test_a_published_round_is_never_corrected(finished: Cast, clock: MovableClock) -> None:
    run = results.open_run(campaign=finished.campaign, by=None, clock=clock)
    results.compute(run=run, clock=clock)
    results.publish(run=run, decision_number="9/QĐ-UBND", by=finished.standing_officer, clock=clock)
    with pytest.raises(AlreadyDone):
        apply(finished, clock, corrected(stricter))


def test_a_round_in_preparation_is_not_corrected(cast: Cast, clock: MovableClock) -> None:
    cast.campaign = factories.make_draft_campaign(cast.now, area=cast.province)
    with pytest.raises(NotOpen):
        apply(cast, clock, corrected(stricter))


def test_what_was_not_seen_is_not_decided(cast: Cast, clock: MovableClock) -> None:
    new = corrected(stricter)
    stories.send(cast, clock=clock)
    old = correction.report(campaign=cast.campaign, criteria_set=new).fingerprint
    appraisal.agree(dossier=cast.dossier, by=cast.district_reviewer, clock=clock)
    with pytest.raises(Conflict):
        apply(cast, clock, new, seen=old)
    seen = correction.report(campaign=cast.campaign, criteria_set=new).fingerprint
    assert seen != old
    apply(cast, clock, new, seen=seen)


def test_what_a_unit_still_types_outdates_no_report(cast: Cast, clock: MovableClock) -> None:
    new = corrected(stricter)
    seen = correction.report(campaign=cast.campaign, criteria_set=new).fingerprint
    stories.fill(cast, clock=clock)
    apply(cast, clock, new, seen=seen)


def test_everything_that_stands_at_a_leaf_moves() -> None:
    at_a_leaf = {
        model
        for model in apps.get_app_config("dossiers").get_models()
        if any(field.related_model is Criterion for field in model._meta.get_fields())
    }
    assert at_a_leaf == set(correction.AT_A_LEAF)


def test_remarks_and_papers_wanted_go_with_their_leaf(cast: Cast, clock: MovableClock) -> None:
    use = stories.prove(cast, "1.2", clock=clock)
    leaf = cast.leaf("1.2").criterion
    told = {"dossier": cast.dossier, "leaf": leaf}
    LeafComment.objects.create(
        **told, text="Xem lại", made_at=clock.now, made_by=cast.commune_leader
    )
    PaperWanted.objects.create(
        **told,
        source=use.version.document,
        copied_at=clock.now,
        copied_by=cast.commune_officer,
    )
    new = corrected(stricter)
    apply(cast, clock, new)
    for model in (LeafComment, PaperWanted):
        assert model.objects.get(dossier=cast.dossier).leaf.criteria_set == new
