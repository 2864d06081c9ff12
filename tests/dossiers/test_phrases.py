"""How the desk words spans of time and orders leaves."""

import random
from datetime import timedelta

import pytest

from dossiers.queries import findings, phrases


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=2, hours=3, minutes=4), "Còn 2 ngày 3 giờ"),
        (timedelta(days=2, minutes=59), "Còn 2 ngày"),
        (timedelta(hours=3, minutes=4), "Còn 3 giờ 4 phút"),
        (timedelta(hours=3, seconds=59), "Còn 3 giờ"),
        (timedelta(minutes=4, seconds=5), "Còn 4 phút"),
        (timedelta(seconds=59), "Còn dưới 1 phút"),
    ],
)
def test_time_left_names_its_two_largest_units(left: timedelta, words: str) -> None:
    assert phrases.time_left(left) == words


def test_leaves_are_told_in_the_order_of_their_set() -> None:
    ordered = ["1.2", "1.10", "2.1.3", "10.1", "P.1", "T1", "T2"]
    shuffled = random.Random(7).sample(ordered, len(ordered))
    assert sorted(shuffled, key=findings.by_numbers) == ordered
