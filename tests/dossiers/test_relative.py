"""Leader-relative leaves: a value on the way up, points when the units are compared."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import Clock, database_clock
from accounts.errors import Invalid, ReasonRequired
from dossiers.actions import appraisal, entry, opening, results, submission
from dossiers.actions.judgement import Judgement
from dossiers.models import Dossier, LayerTotal, Score, ScoringRun
from scoring import plans
from scoring.actions import campaigns, criteria
from tests.conftest import MovableClock
from tests.factories import CRITERIA, Cast

pytestmark = pytest.mark.django_db

RATIO = {
    "measure": "ratio",
    "unit": "hồ sơ",
    "numerator_label": "Số hồ sơ trực tuyến",
    "denominator_label": "Tổng số hồ sơ",
}


def leaf(code: str, points: str, kind: str, parameters: dict, **more: object) -> dict:
    written = {
        "code": code,
        "key": code,
        "group": "1",
        "name": f"Tiêu chí {code}",
        "max_points": points,
        "kind": kind,
        "parameters": parameters,
        "scored_by": "unit",
        "is_critical": False,
        "may_be_not_applicable": False,
        "evidence": "",
        "evidence_required": False,
        "guidance": "",
    }
    return {**written, **more}


WRITTEN = {
    **{key: CRITERIA[key] for key in ("bonus_cap", "penalty_cap", "document_kinds", "ladder")},
    "conditions": [
        {
            "key": "online",
            "kind": "leaf_rate_at_least",
            "label": "Trực tuyến từ 50 %",
            "leaf": "1.1",
            "at_least": "50",
        }
    ],
    "code": "compared",
    "name": "Bộ tiêu chí so sánh",
    "year": 2024,
    "unit_level": "commune",
    "groups": [{"code": "1", "name": "Nhóm", "max_points": "100", "is_outside_base": False}],
    "leaves": [
        leaf("1.1", "40", "RELATIVE", {**RATIO, "floor": "10"}, is_critical=True),
        leaf("1.2", "60", "YESNO", {"statement": "Đã làm"}),
    ],
}


@pytest.fixture
def compared(cast: Cast, clock: MovableClock) -> Cast:
    """Return the world with a campaign of two tiers and one leader-relative leaf."""
    return open_round(cast, WRITTEN, clock)


def open_round(cast: Cast, written: dict, clock: Clock) -> Cast:
    """Open a round of two tiers on this set and put its dossiers in the place of the usual."""
    stages = [
        campaigns.StagePlan(
            level=stage.level, name=stage.name, opens_at=stage.opens_at, closes_at=stage.closes_at
        )
        for stage in (cast.stages[0], cast.stages[2])
    ]
    cast.campaign = campaigns.create(
        code="so-sanh",
        title="So sánh",
        year=2024,
        criteria_set=criteria.load_set(written),
        area=cast.province,
        judging=campaigns.read_judging(written),
        stages=stages,
        by=None,
        clock=clock,
    )
    opening.open_campaign(campaign=cast.campaign, by=None, clock=clock)
    rows = {row.unit_id: row for row in Dossier.objects.filter(campaign=cast.campaign)}
    cast.dossier, cast.neighbour_dossier = rows[cast.commune.pk], rows[cast.neighbour.pk]
    cast.stages = list(cast.campaign.stages.order_by("tier"))
    return cast


def enter(cast: Cast, dossier: Dossier, part: str, whole: str, clock: MovableClock) -> Score:
    """Enter both leaves, hand over and send; returns the compared leaf's row."""
    side = "commune" if dossier == cast.dossier else "neighbour"
    officer, leader = getattr(cast, f"{side}_officer"), getattr(cast, f"{side}_leader")
    rows = {}
    for code, raw in (
        ("1.1", {"numerator": part, "denominator": whole}),
        ("1.2", {"value": "yes"}),
    ):
        chosen = cast.leaf(code)
        rows[code] = entry.save_score(
            dossier=dossier,
            leaf=chosen,
            entry=entry.Entry(figures=chosen.rule.read(raw)),
            by=officer,
            clock=clock,
        )
    submission.hand_over(dossier=dossier, by=officer, clock=clock)
    submission.send(dossier=dossier, by=leader, clock=clock)
    return rows["1.1"]


def finish(cast: Cast, dossier: Dossier, clock: MovableClock) -> None:
    appraisal.agree(dossier=dossier, by=cast.province_reviewer, clock=clock)
    appraisal.send_up(dossier=dossier, by=cast.province_reviewer, clock=clock)


def draft(cast: Cast, clock: MovableClock) -> ScoringRun:
    run = results.open_run(campaign=cast.campaign, by=cast.standing_officer, clock=clock)
    return results.compute(run=run, clock=clock)


def told(run: ScoringRun, dossier: Dossier) -> list:
    return run.results.get(dossier=dossier).leaves[0]


def test_entry_keeps_a_value_and_counts_as_done(compared: Cast, clock: MovableClock) -> None:
    row = enter(compared, compared.dossier, "9", "10", clock)
    assert (row.points, row.rate) == (None, Decimal("90.00"))
    total = LayerTotal.objects.get(dossier=compared.dossier, stage=compared.stages[0])
    assert (total.leaves_due, total.leaves_done, total.achieved) == (2, 2, Decimal(60))


def test_points_come_from_comparing_within_the_branch(compared: Cast, clock: MovableClock) -> None:
    enter(compared, compared.dossier, "9", "10", clock)
    enter(compared, compared.neighbour_dossier, "6", "10", clock)
    for dossier in (compared.dossier, compared.neighbour_dossier):
        finish(compared, dossier, clock)
    run = draft(compared, clock)
    assert told(run, compared.dossier) == [
        "1.1",
        "40.00",
        False,
        "90,00 %, so trong các đơn vị cùng địa bàn: cao nhất → 40,00 điểm",
    ]
    assert told(run, compared.neighbour_dossier) == [
        "1.1",
        "26.67",
        False,
        (
            "60,00 %, so trong các đơn vị cùng địa bàn: cao nhất là Xã Hương Lạc với 90,00 % "
            "→ 40 × 60,00 % ÷ 90,00 % → 26,67 điểm"
        ),
    ]
    second = run.results.get(dossier=compared.neighbour_dossier)
    assert (second.rank, second.achieved, second.verdicts[0]["holds"]) == (
        2,
        Decimal("86.67"),
        True,
    )


def test_a_reviewer_judges_the_value_and_the_leader_may_change(
    compared: Cast, clock: MovableClock
) -> None:
    enter(compared, compared.dossier, "9", "10", clock)
    enter(compared, compared.neighbour_dossier, "6", "10", clock)
    chosen = compared.leaf("1.1")
    with pytest.raises(ReasonRequired):
        judge(compared, chosen, "45", clock)
    row = judge(compared, chosen, "45", clock, reason="Đối chiếu hệ thống")
    assert (row.points, row.rate) == (None, Decimal(45))
    assert row.because == ("Cấp tỉnh xác định 45,00 % (tự chấm 90,00 %): Đối chiếu hệ thống")
    for dossier in (compared.dossier, compared.neighbour_dossier):
        finish(compared, dossier, clock)
    run = draft(compared, clock)
    assert [told(run, d)[1] for d in (compared.dossier, compared.neighbour_dossier)] == [
        "30.00",
        "40.00",
    ]


def judge(
    cast: Cast, chosen: plans.Leaf, rate: str | None, clock: MovableClock, **more: object
) -> Score:
    value = None if rate is None else Decimal(rate)
    points = more.pop("points", None)
    return appraisal.save(
        dossier=cast.dossier,
        leaf=chosen,
        judgement=Judgement(points=points, rate=value, **more),
        by=cast.province_reviewer,
        clock=clock,
    )


@pytest.mark.parametrize(
    ("rate", "points", "field"),
    [(None, None, "value"), ("101", None, "value"), ("9.999", None, "value"), ("90", 4, "points")],
)
def test_values_that_cannot_stand_are_refused(
    compared: Cast, clock: MovableClock, rate: str | None, points: int | None, field: str
) -> None:
    enter(compared, compared.dossier, "9", "10", clock)
    with pytest.raises(Invalid) as refused:
        judge(compared, compared.leaf("1.1"), rate, clock, points=points, reason="Khác")
    assert set(refused.value.problems) == {field}


def test_a_value_of_zero_differs_from_the_unit_s_own(compared: Cast, clock: MovableClock) -> None:
    enter(compared, compared.dossier, "9", "10", clock)
    row = judge(compared, compared.leaf("1.1"), "0", clock, reason="Không có số liệu")
    assert row.rate == 0
    finish(compared, compared.dossier, clock)
    run = draft(compared, clock)
    assert told(run, compared.dossier)[1] == "0.00"


def test_the_same_run_from_the_same_rows(compared: Cast, clock: MovableClock) -> None:
    enter(compared, compared.dossier, "9", "10", clock)
    finish(compared, compared.dossier, clock)
    runs = [draft(compared, clock).results.get(dossier=compared.dossier) for _ in range(2)]
    assert runs[0].leaves == runs[1].leaves


PARTS = {
    "parts": [
        {
            "key": "plan",
            "label": "Kế hoạch",
            "kind": "YESNO",
            "max_points": "20",
            "parameters": {"statement": "Đã ban hành"},
        },
        {
            "key": "files",
            "label": "Hồ sơ",
            "kind": "PROP",
            "max_points": "40",
            "parameters": {**RATIO, "when_none": "full"},
        },
    ]
}


@pytest.fixture
def today(cast_today: Cast) -> Cast:
    """Return the world of today with a compared leaf and one of several parts."""
    written = {**WRITTEN, "leaves": [WRITTEN["leaves"][0], leaf("1.2", "60", "COMPOUND", PARTS)]}
    return open_round(cast_today, written, database_clock)


def test_the_entry_page_asks_for_every_part_and_saves_them(today: Cast, client: Client) -> None:
    client.force_login(today.commune_officer)
    page = client.get(reverse("dossiers:entry", args=[today.dossier.pk])).content.decode()
    assert 'name="files.numerator" data-field="numerator"' in page
    assert 'name="plan.value" data-field="value"' in page
    typed = {"plan.value": "yes", "files.numerator": "9", "files.denominator": "10"}
    answer = client.post(reverse("dossiers:save_score", args=[today.dossier.pk, "1.2"]), typed)
    assert answer.status_code == 303
    row = Score.objects.get(dossier=today.dossier)
    assert row.figures == {"plan": {"value": "yes"}, "files": {"numerator": 9, "denominator": 10}}
    assert row.points == 56
    again = client.get(reverse("dossiers:entry", args=[today.dossier.pk])).content.decode()
    assert "cộng 56,00 điểm" in again


def test_a_wrong_part_is_told_at_its_own_input(today: Cast, client: Client) -> None:
    client.force_login(today.commune_officer)
    typed = {"plan.value": "yes", "files.numerator": "11", "files.denominator": "10"}
    address = reverse("dossiers:save_score", args=[today.dossier.pk, "1.2"])
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert "không được lớn hơn" in answer.content.decode()


def test_the_review_page_asks_for_the_value_of_a_compared_leaf(today: Cast, client: Client) -> None:
    for code, raw in (
        ("1.1", {"numerator": "9", "denominator": "10"}),
        ("1.2", {"plan.value": "yes", "files.numerator": "9", "files.denominator": "10"}),
    ):
        chosen = today.leaf(code)
        entry.save_score(
            dossier=today.dossier,
            leaf=chosen,
            entry=entry.Entry(figures=chosen.rule.read(raw)),
            by=today.commune_officer,
        )
    submission.hand_over(dossier=today.dossier, by=today.commune_officer)
    submission.send(dossier=today.dossier, by=today.commune_leader)
    client.force_login(today.province_reviewer)
    page = client.get(reverse("dossiers:review", args=[today.dossier.pk])).content.decode()
    assert 'name="value" data-field="value"' in page
    assert "Kết quả (%)" in page
    answer = client.post(
        reverse("dossiers:appraise", args=[today.dossier.pk, "1.1"]),
        {"value": "45,5", "reason": "Đối chiếu hệ thống", "version": "0"},
    )
    assert answer.status_code == 303
    row = Score.objects.get(dossier=today.dossier, stage=today.stages[1])
    assert (row.points, row.rate) == (None, Decimal("45.50"))
    again = client.get(reverse("dossiers:review", args=[today.dossier.pk])).content.decode()
    assert 'value="45,50"' in again
