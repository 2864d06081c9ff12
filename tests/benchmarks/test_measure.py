"""Figures are reckoned and told right; how fast anything is, no test asks."""

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import report
from benchmarks.measure import Count, Goal, Ratio, Sample, Work, queries_of, side_by_side
from dossiers.models import Dossier


def test_work_is_done_in_turns_and_warm_rounds_are_not_counted() -> None:
    done: list[str] = []
    ticks = iter(range(100))
    seen = side_by_side(
        {
            "floor": Work(run=lambda: done.append("floor")),
            "ours": Work(run=lambda: done.append("ours"), before=lambda: done.append("before")),
        },
        rounds=2,
        timer=lambda: next(ticks),
    )
    assert done == ["floor", "before", "ours"] * 3
    assert seen["floor"].seconds == (1, 1)


def test_a_ratio_is_that_of_the_medians() -> None:
    figure = Ratio(
        work="page",
        floor_is="queries",
        floor=Sample((1, 2, 9)),
        ours=Sample((3, 3, 30)),
        goal=Goal(1.5),
        naive=Sample((8, 8, 8)),
    )
    assert (figure.value, figure.naive_value) == (1.5, 4)
    assert figure.told()["is_met"] is True


@pytest.mark.parametrize(
    ("goal", "value", "is_met"),
    [
        (Goal(5), 5, True),
        (Goal(5), 5.01, False),
        (Goal(150, at_least=True), 150, True),
        (Goal(150, at_least=True), 149, False),
    ],
)
def test_a_goal_says_whether_it_is_met(goal: Goal, value: float, is_met: bool) -> None:
    assert goal.is_met(value) is is_met


def test_the_table_marks_a_missed_goal() -> None:
    shown = report.table([Count(work="page", value=11, unit="queries", goal=Goal(10))])
    assert Counter(shown.split())["MISSED"] == 1


def test_the_file_holds_every_figure(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    report.write_json(file, [Count(work="x", value=1, unit="queries", goal=None)], {"cores": 2})
    told = json.loads(file.read_text(encoding="utf-8"))
    assert told["figures"][0]["value"] == 1
    assert told["machine"] == {"cores": 2}


@pytest.mark.django_db
def test_queries_are_counted() -> None:
    assert queries_of(Dossier.objects.count) == 1
