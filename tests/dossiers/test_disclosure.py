"""Who reads which tier's scores, and from when, as the campaign's data says."""

import pytest

from dossiers import permissions
from dossiers.actions import appraisal
from dossiers.enums import DossierState
from dossiers.models import Dossier
from scoring.enums import Disclosure
from tests import stories
from tests.conftest import MovableClock
from tests.factories import Cast

pytestmark = pytest.mark.django_db

AT_ONCE, LATE = Disclosure.AFTER_STAGE, Disclosure.AFTER_PUBLICATION


def readable(cast: Cast, part: str, clock: MovableClock) -> set[int]:
    """Return the tiers that a person of the cast reads now."""
    dossier = Dossier.objects.select_related("campaign", "unit", "stage").get(pk=cast.dossier.pk)
    return set(permissions.readable_tiers(cast.people[part], dossier, cast.stages, at=clock()))


def disclose(cast: Cast, *, to_unit: Disclosure, below: Disclosure) -> None:
    """Let the campaign show scores as the test asks."""
    cast.campaign.shown_to_unit, cast.campaign.shown_below = to_unit, below
    cast.campaign.save()


@pytest.mark.parametrize(
    ("to_unit", "below", "unit_reads", "district_reads"),
    [
        (LATE, LATE, [{1}, {1}, {1}], [{1, 2}, {1, 2}, {1, 2}]),
        (AT_ONCE, LATE, [{1}, {1, 2}, {1, 2, 3}], [{1, 2}, {1, 2}, {1, 2}]),
        (LATE, AT_ONCE, [{1}, {1}, {1}], [{1, 2}, {1, 2}, {1, 2, 3}]),
        (AT_ONCE, AT_ONCE, [{1}, {1, 2}, {1, 2, 3}], [{1, 2}, {1, 2}, {1, 2, 3}]),
    ],
)
def test_tiers_open_as_each_is_finished_or_at_publication(
    cast: Cast,
    clock: MovableClock,
    to_unit: Disclosure,
    below: Disclosure,
    unit_reads: list[set[int]],
    district_reads: list[set[int]],
) -> None:
    disclose(cast, to_unit=to_unit, below=below)
    stories.send(cast, clock=clock)
    appraisal.agree(dossier=cast.dossier, by=cast.district_reviewer, clock=clock)
    seen = [(readable(cast, "commune_officer", clock), readable(cast, "district_reviewer", clock))]
    appraisal.send_up(dossier=cast.dossier, by=cast.district_reviewer, clock=clock)
    seen.append(
        (readable(cast, "commune_officer", clock), readable(cast, "district_reviewer", clock))
    )
    Dossier.objects.filter(pk=cast.dossier.pk).update(
        state=DossierState.AWAITING_DECISION, stage=cast.stages[2]
    )
    seen.append(
        (readable(cast, "commune_officer", clock), readable(cast, "district_reviewer", clock))
    )
    assert [unit for unit, _ in seen] == unit_reads
    assert [district for _, district in seen] == district_reads


@pytest.mark.parametrize("rule", [AT_ONCE, LATE])
def test_everything_is_open_once_decided(cast: Cast, clock: MovableClock, rule: Disclosure) -> None:
    disclose(cast, to_unit=rule, below=rule)
    Dossier.objects.filter(pk=cast.dossier.pk).update(state=DossierState.RECOGNISED)
    assert readable(cast, "commune_officer", clock) == {1, 2, 3}


def test_the_last_tier_reads_all_from_the_beginning(cast: Cast, clock: MovableClock) -> None:
    stories.send(cast, clock=clock)
    assert readable(cast, "province_reviewer", clock) == {1, 2, 3}
