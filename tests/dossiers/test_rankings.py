"""Rankings by index, group, criterion and branch; ties share a rank and the next is skipped."""

from decimal import Decimal
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import UnitLevel
from dossiers.enums import RunStatus
from dossiers.models import Dossier, ScoringRun, UnitResult
from dossiers.queries import rankings
from dossiers.queries.rankings import View
from scoring import plans
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def add_result(
    run: ScoringRun, dossier: Dossier, rank: int | None, index: str | None, share: str, leaf: str
) -> None:
    """Store a result of a unit whose group 1 has ``share`` percent and leaf 1.1 ``leaf`` points."""
    unit = dossier.unit
    UnitResult.objects.create(
        run=run,
        dossier=dossier,
        unit_code=unit.code,
        unit_name=unit.name,
        sort_key=unit.sort_key,
        search_key=unit.search_key,
        branch_code=unit.parent.code if unit.parent else "",
        branch_name=unit.parent.name if unit.parent else "",
        index=Decimal(index) if index else None,
        class_key="good" if rank else "",
        class_label="Tốt" if rank else "",
        is_recognised=rank is not None,
        rank=rank,
        unranked_reason="" if rank else "Chưa gửi hồ sơ",
        groups=[{"code": "1", "achieved": "1", "applicable_maximum": "2", "share": share}],
        leaves=[["1.1", leaf, False]] if leaf else [["1.1", None, True]],
    )


@pytest.fixture
def run(cast_today: Cast) -> ScoringRun:
    """Four units: two that tie at the top, one behind them, one without a rank."""
    cast = cast_today
    run = ScoringRun.objects.create(
        campaign=cast.campaign,
        number=1,
        status=RunStatus.DRAFT,
        requested_at=cast.now,
        finished_at=cast.now,
        rules={"ladder": cast.campaign.ladder, "basis": ""},
    )
    late = factories.make_unit("Xã Muộn", UnitLevel.COMMUNE, parent=cast.district, code="07499")
    unsent = Dossier.objects.create(campaign=cast.campaign, unit=late, stage=cast.stages[0])
    add_result(run, cast.dossier, 1, "90.00", "50.00", "4.00")
    add_result(run, cast.neighbour_dossier, 1, "90.00", "75.00", "")
    add_result(run, cast.far_dossier, 3, "80.00", "50.00", "4.00")
    add_result(run, unsent, None, None, "0.00", "0.00")
    return run


def ranked(run: ScoringRun, view: View) -> list[tuple[str, int | None]]:
    """Return (unit code, rank) in the order of the list."""
    codes = dict(run.results.values_list("pk", "unit_code"))
    return [(codes[place.result_id], place.rank) for place in rankings.places(run, view)]


def test_overall_ties_share_a_rank_and_the_next_is_skipped(cast_today: Cast, run) -> None:
    ranks = dict(ranked(run, View()))
    assert sorted(ranks.values(), key=str) == [1, 1, 3, None]
    assert ranks[cast_today.far_commune.code] == 3


def test_a_group_is_ranked_by_its_share(cast_today: Cast, run) -> None:
    ranks = dict(ranked(run, View(by="nhom-1")))
    assert ranks[cast_today.neighbour.code] == 1
    assert ranks[cast_today.commune.code] == ranks[cast_today.far_commune.code] == 2


def test_a_leaf_that_does_not_apply_has_no_rank(cast_today: Cast, run) -> None:
    ranks = dict(ranked(run, View(by="tieu-chi-1.1")))
    assert ranks[cast_today.neighbour.code] is None
    assert ranks[cast_today.commune.code] == ranks[cast_today.far_commune.code] == 1


def test_within_a_branch_ranks_begin_anew(cast_today: Cast, run) -> None:
    view = View(branch=cast_today.far_district.code)
    assert ranked(run, view) == [(cast_today.far_commune.code, 1)]


def test_units_without_a_rank_stand_last_with_the_reason(cast_today: Cast, run) -> None:
    last = rankings.places(run, View())[-1]
    row = rankings.rows_of([last])[0]
    assert (row.rank, row.label, row.reasons) == ("–", "Không xếp hạng", ("Chưa gửi hồ sơ",))


def test_a_failed_condition_is_told_with_its_class(cast_today: Cast, run) -> None:
    failed = [{"key": "index", "label": "x", "holds": False, "words": "x"}]
    why = "Chỉ số 90,00 %, không đạt điều kiện: x → Không đủ điều kiện công nhận"
    run.results.filter(dossier=cast_today.dossier).update(verdicts=failed, because=why)
    rows = rankings.rows_of(rankings.places(run, View()))
    assert [row.reasons for row in rows if row.code == cast_today.commune.code] == [(why,)]


def test_every_choice_answers_and_the_page_asks_as_much_for_one_row_as_for_four(
    cast_today: Cast, client: Client, run: ScoringRun, django_assert_max_num_queries
) -> None:
    client.force_login(
        cast_today.standing_officer, backend="django.contrib.auth.backends.ModelBackend"
    )
    url = reverse("dossiers:run_ranking", args=[cast_today.campaign.code, run.number])
    plan = plans.plan_of(cast_today.campaign.criteria_set_id)
    for by, label in rankings.choices(plan):
        answer = client.get(url, {"theo": by})
        assert answer.status_code == HTTPStatus.OK
        assert label in answer.content.decode()
    for branch in ("", cast_today.far_district.code):
        with django_assert_max_num_queries(10):
            client.get(url, {"don_vi": branch})


def test_a_draft_is_no_matter_for_the_public(cast_today: Cast, client: Client, run) -> None:
    answer = client.get(reverse("dossiers:public_ranking", args=[cast_today.campaign.code]))
    assert answer.status_code == HTTPStatus.NOT_FOUND
