"""One autosave, as the bare action and as the whole request, against a logged-in page."""

from collections.abc import Iterator
from itertools import cycle

from django.urls import reverse

from benchmarks import rows
from benchmarks.measure import Count, Effort, Figure, Goal, Ratio, Work, queries_of, side_by_side
from benchmarks.server import Visitor
from dossiers.actions import entry
from dossiers.enums import DossierState
from dossiers.models import Score

GOAL = Goal(2)
COMMUNES = 209
# A leaf of numerator and denominator, the commonest kind.
CODE = "2.3"


def measure(effort: Effort) -> Iterator[Figure]:
    """Yield the action and the request as multiples of a logged-in page, and the queries."""
    world = rows.build(
        COMMUNES, state=DossierState.DRAFT, tier=1, scored_tiers=(1,), with_evidence=True
    )
    leaf, dossier, visitor = world.plan.leaf(CODE), world.dossier, Visitor(world.officer)
    address = reverse("dossiers:save_score", args=[dossier.pk, CODE])
    # Each save has to say something new, or nothing would be written.
    numerators = cycle(range(900, 1000))
    typed: dict[str, str] = {}

    def change() -> None:
        row = Score.objects.get(dossier=dossier, leaf=leaf.pk, stage=world.stages[0])
        typed.update(numerator=str(next(numerators)), denominator="1000", version=str(row.version))

    def act() -> None:
        figures = leaf.rule.read({name: [typed[name]] for name in ("numerator", "denominator")})
        said = entry.Entry(figures=figures, version=int(typed["version"]))
        entry.save_score(dossier=dossier, leaf=leaf, entry=said, by=world.officer)

    def send() -> None:
        visitor.post(address, typed)

    seen = side_by_side(
        {
            "smallest": Work(run=visitor.getter("/do-luong/nho-nhat/")),
            "prepared": Work(run=visitor.getter("/do-luong/nho-nhat/san/")),
            "action": Work(before=change, run=act),
            "request": Work(before=change, run=send),
        },
        rounds=effort.rounds,
    )
    for what in ("action", "request"):
        yield Ratio(
            work=f"one autosave, the {what}",
            floor_is="logged-in page",
            floor=seen["smallest"],
            ours=seen[what],
            goal=GOAL,
        )
    yield Ratio(
        work="one autosave, the request",
        floor_is="logged-in page, prepared",
        floor=seen["prepared"],
        ours=seen["request"],
        goal=None,
    )
    change()
    yield Count(work="one autosave", value=queries_of(send), unit="queries", goal=None)
