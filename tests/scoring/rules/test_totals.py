"""From leaves to total and index."""

from decimal import Decimal

from scoring.rules import ladder, totals
from scoring.rules.kind import RuleKind
from tests.scoring.rules.demo import LEAVES, SET

LADDER = ladder.parse(SET["ladder"])


def full_marks(**changes):
    """The demonstration set with every leaf at its maximum, apart from ``changes`` by code.

    Bonus and penalty stand at 0; codes are written with underscores (``_2_3``).
    """
    changed = {code.strip("_").replace("_", "."): change for code, change in changes.items()}
    leaves = []
    for code, leaf in LEAVES.items():
        kind = RuleKind(leaf["kind"])
        points = totals.LeafPoints(
            code=code,
            group=leaf["group"],
            max_points=Decimal(leaf["max_points"]),
            points=Decimal(0) if kind.is_outside_base else Decimal(leaf["max_points"]),
            is_not_applicable=False,
            is_critical=leaf["is_critical"],
            kind=kind,
            rate=Decimal(95) if kind is RuleKind.SURVEY else None,
        )
        leaves.append(points._replace(**changed.get(code, {})))
    return leaves


def points(value):
    return {"points": Decimal(value)}


NOT_APPLICABLE = {"points": None, "is_not_applicable": True}


def summed(leaves):
    return totals.total(
        leaves,
        bonus_cap=Decimal(SET["bonus_cap"]),
        penalty_cap=Decimal(SET["penalty_cap"]),
    )


def test_full_marks_are_one_hundred():
    found = summed(full_marks())
    assert (found.achieved, found.base, found.maximum, found.index) == (100, 100, 100, 100)
    assert [(group.code, group.maximum) for group in found.groups] == [
        ("1", 20),
        ("2", 25),
        ("3", 20),
        ("4", 15),
        ("5", 20),
    ]
    assert found.missing == ()


def test_bonus_and_penalty_stand_outside_and_are_capped():
    found = summed(full_marks(_2_3=points("0"), T1=points("9"), P1=points("7")))
    assert (found.base, found.bonus, found.penalty) == (95, 3, 5)
    assert found.achieved == 93
    assert found.maximum == 100


def test_total_is_at_most_the_applicable_maximum():
    found = summed(full_marks(_3_6=NOT_APPLICABLE, T1=points("3")))
    assert (found.achieved, found.applicable_maximum, found.not_applicable) == (97, 97, 3)
    assert found.index == 100


def test_total_is_never_below_zero():
    leaves = [
        leaf._replace(points=Decimal(5) if leaf.kind is RuleKind.PENALTY else Decimal(0))
        for leaf in full_marks()
    ]
    assert summed(leaves).achieved == 0


def test_without_caps_everything_counts():
    leaves = full_marks(_2_3=points("0"), T1=points("4"))
    assert totals.total(leaves, bonus_cap=None, penalty_cap=None).achieved == 99


def test_missing_leaf_counts_nothing_and_stays_in_the_maximum():
    found = summed(full_marks(_5_4={"points": None}))
    assert found.missing == ("5.4",)
    assert (found.achieved, found.applicable_maximum) == (96, 100)


def test_group_that_does_not_apply_has_no_share():
    changes = {
        f"_{code.replace('.', '_')}": NOT_APPLICABLE
        for code, leaf in LEAVES.items()
        if leaf["group"] == "4"
    }
    found = summed(full_marks(**changes))
    assert found.groups[3].share is None
    assert found.index == 100


def test_nothing_applicable_has_no_index_and_no_class():
    found = summed([leaf._replace(**NOT_APPLICABLE) for leaf in full_marks()])
    assert found.index is None
    assert found.achieved == 0
    placed = ladder.classify(found.index, (), LADDER)
    assert (placed.key, placed.is_recognised) == ("unclassified", False)


def test_combining_group_sums_gives_the_same_total():
    leaves = full_marks(_2_3=points("1.5"), _3_6=NOT_APPLICABLE, T1=points("2"), P1=points("1"))
    found = summed(leaves)
    sums = [
        totals.GroupSum(group.code, group.achieved, group.maximum, group.applicable_maximum)
        for group in found.groups
    ]
    again = totals.combine(
        sums,
        bonus=Decimal(2),
        penalty=Decimal(1),
        bonus_cap=Decimal(3),
        penalty_cap=Decimal(5),
    )
    assert again == found
