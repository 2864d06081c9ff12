"""Publishing a run: who may, what it decides, and that nothing changes it afterwards."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from accounts.enums import Role
from accounts.errors import (
    AlreadyDone,
    Conflict,
    DeadlinePassed,
    Invalid,
    Locked,
    NotAllowed,
)
from accounts.models import JournalEntry
from dossiers.actions import closing, facts, results
from dossiers.enums import DossierState, RunStatus, Verb
from dossiers.models import Dossier, Notice, ScoringRun, UnitResult
from dossiers.queries import results as questions
from tests import stories
from tests.conftest import MovableClock
from tests.dossiers.test_results import draft, finish
from tests.factories import Cast


def publish(cast: Cast, clock: MovableClock, run: ScoringRun, **change) -> ScoringRun:
    told = {"decision_number": "1501/QĐ-UBND", "by": cast.standing_officer, **change}
    return results.publish(run=run, clock=clock, **told)


@pytest.mark.parametrize("part", ["province_reviewer", "watcher", "administrator", "outsider"])
def test_only_the_standing_body_aggregates_and_publishes(
    cast: Cast, clock: MovableClock, part: str
) -> None:
    person = getattr(cast, part)
    with pytest.raises(NotAllowed):
        results.request(campaign=cast.campaign, by=person, clock=clock)
    run = draft(cast, clock)
    with pytest.raises(NotAllowed):
        publish(cast, clock, run, by=person)


def test_publishing_decides_every_finished_dossier(cast: Cast, clock: MovableClock) -> None:
    finish(cast, clock, neighbour_satisfied="95")
    facts.set_head_disciplined(
        dossier=cast.neighbour_dossier,
        is_disciplined=True,
        document_number="12/QĐ",
        reason="Kỷ luật cảnh cáo",
        by=cast.standing_officer,
        clock=clock,
    )
    run = publish(cast, clock, draft(cast, clock))
    assert (run.status, run.decision_number) == (RunStatus.PUBLISHED, "1501/QĐ-UBND")
    assert len(run.content_sha256) == 64
    for row in (cast.dossier, cast.neighbour_dossier, cast.far_dossier, cast.campaign):
        row.refresh_from_db()
    assert cast.campaign.published_at == clock()
    assert cast.dossier.state == DossierState.RECOGNISED
    assert cast.far_dossier.state == DossierState.DRAFT
    entry = JournalEntry.objects.filter(chain=cast.dossier.chain).latest("seq")
    assert (entry.verb, entry.by_role, entry.after["rank"]) == (Verb.RECOGNISE, Role.STANDING, 1)
    assert Notice.objects.filter(
        recipient=cast.commune_officer, sentence__contains="Xã Hương Lạc – Tốt, chỉ số 100,00 %"
    ).exists()


def test_publishing_twice_is_already_done(cast: Cast, clock: MovableClock) -> None:
    finish(cast, clock)
    run = publish(cast, clock, draft(cast, clock))
    with pytest.raises(AlreadyDone):
        publish(cast, clock, run)
    with pytest.raises(AlreadyDone):
        results.open_run(campaign=cast.campaign, by=cast.standing_officer, clock=clock)


def test_a_run_without_a_finished_dossier_is_not_published(cast: Cast, clock: MovableClock) -> None:
    run = draft(cast, clock)
    with pytest.raises(Locked):
        publish(cast, clock, run)


def test_publication_ends_every_window(cast: Cast, clock: MovableClock) -> None:
    finish(cast, clock)
    stories.save(cast, "1.1", {"value": "yes"}, clock=clock, dossier=cast.neighbour_dossier)
    publish(cast, clock, draft(cast, clock))
    with pytest.raises(DeadlinePassed):
        stories.save(
            cast,
            "1.1",
            {"value": "no"},
            clock=clock,
            dossier=cast.neighbour_dossier,
            version=1,
        )


def test_publishing_needs_a_decision_number_and_a_draft(cast: Cast, clock: MovableClock) -> None:
    queued = results.open_run(campaign=cast.campaign, by=None, clock=clock)
    with pytest.raises(Locked):
        publish(cast, clock, queued)
    with pytest.raises(Invalid):
        publish(cast, clock, results.compute(run=queued, clock=clock), decision_number=" ")


def test_a_draft_that_no_longer_fits_the_dossiers_is_not_published(
    cast: Cast, clock: MovableClock
) -> None:
    finish(cast, clock)
    run = draft(cast, clock)
    stories.save(cast, "1.1", {"value": "yes"}, clock=clock, dossier=cast.neighbour_dossier)
    with pytest.raises(Conflict):
        publish(cast, clock, run)


def test_the_hash_is_that_of_the_content(cast: Cast, clock: MovableClock) -> None:
    finish(cast, clock)
    first, second = draft(cast, clock), draft(cast, clock)
    assert questions.content_sha256(first) == questions.content_sha256(second)
    UnitResult.objects.filter(run=second, dossier=cast.dossier).update(achieved=Decimal("99.99"))
    assert questions.content_sha256(first) != questions.content_sha256(second)


@pytest.mark.parametrize(
    "change",
    [
        lambda run: run.results.update(achieved=1),
        lambda run: run.results.all().delete(),
        lambda run: ScoringRun.objects.filter(pk=run.pk).update(status=RunStatus.DRAFT),
        lambda run: ScoringRun.objects.filter(pk=run.pk)._raw_delete("default"),
        lambda run: run.results.create(
            dossier=Dossier.objects.latest("pk"), unit_code="1", unranked_reason="x"
        ),
    ],
)
def test_the_database_itself_keeps_a_published_run(
    guarded: None, cast: Cast, clock: MovableClock, change
) -> None:
    finish(cast, clock)
    run = publish(cast, clock, draft(cast, clock))
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        change(run)


def test_draft_runs_may_be_thrown_away(cast: Cast, clock: MovableClock) -> None:
    run = draft(cast, clock)
    run.delete()
    assert not ScoringRun.objects.exists()


def test_decided_dossiers_are_not_closed(cast: Cast, clock: MovableClock) -> None:
    finish(cast, clock)
    publish(cast, clock, draft(cast, clock))
    clock.pass_time(days=200)
    closing.close_due(clock=clock)
    assert not cast.dossier.closings.exists()
