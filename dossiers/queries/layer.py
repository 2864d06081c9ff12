"""What one layer (dossier × stage) holds: its rows, and the leaves at which documents stand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import NamedTuple, Protocol

from accounts.prepared import Given, Prepared
from dossiers.models import Dossier, EvidenceUse, Score
from scoring import plans
from scoring.models import Stage
from scoring.rules import totals
from scoring.rules.totals import Totals


class HasPoints(Protocol):
    """What sums look at in a row, in what a rule found, or in anything else with points."""

    @property
    def points(self) -> Decimal | None: ...
    @property
    def is_not_applicable(self) -> bool: ...
    @property
    def rate(self) -> Decimal | None: ...


class Counts(HasPoints, Protocol):
    """What sums and progress look at in a row."""

    @property
    def is_filled_in(self) -> bool: ...


class Counted(NamedTuple):
    """A row of which nothing else is wanted: making whole ones costs three times as much."""

    points: Decimal | None
    is_not_applicable: bool
    rate: Decimal | None
    is_filled_in: bool


@dataclass
class Layer:
    """The rows by leaf id, and each content's places: SHA-256 (empty for links) → leaf ids.

    ``scores`` are the rows that were read whole, often all of them; ``counts`` are all rows.
    """

    scores: dict[int, Score]
    places: Mapping[str, set[int]]
    others: Mapping[int, Counts] = field(default_factory=dict)
    # What it adds up to, once that has been reckoned for its stored totals.
    sums: Totals | None = None

    @property
    def counts(self) -> Mapping[int, Counts]:
        """What each row counts."""
        return {**self.others, **self.scores}

    @cached_property
    def proven(self) -> frozenset[int]:
        """The leaves with at least one document attached."""
        return frozenset(chain.from_iterable(self.places.values()))


def layer_of(dossier: Dossier, stage: Stage, *, only: int | None = None) -> Layer:
    """Return a layer as it is stored; with ``only`` one leaf's row is read whole, no other."""
    uses: Iterable[tuple[int, str]] = _PLACES.rows(dossier=dossier.pk)
    places = places_of(uses)
    if only is None:
        return Layer(scores_of(dossier, stage), places)
    where = {"dossier": dossier.pk, "stage": stage.pk}
    scores = {row.leaf_id: row for row in _ROW.rows(**where, leaf=only)}
    others = {leaf: Counted(*counted) for leaf, *counted in _COUNTED.rows(**where)}
    return Layer(scores, places, others)


def version_of(dossier: Dossier) -> int:
    """Return how many writes on the dossier are stored now."""
    (version,) = _VERSION.first(pk=dossier.pk)
    return int(version)


_VERSION = Prepared(lambda: Dossier.objects.filter(pk=Given("pk")).values_list("version"))


def scores_of(dossier: Dossier, stage: Stage) -> dict[int, Score]:
    """Return a layer's rows by leaf id."""
    return {row.leaf_id: row for row in _ROWS.rows(dossier=dossier.pk, stage=stage.pk)}


def done_leaves(dossier: Dossier, stage: Stage) -> set[int]:
    """Return the ids of the leaves that the layer has filled in."""
    rows = _COUNTED.rows(dossier=dossier.pk, stage=stage.pk)
    return {leaf for leaf, *counted in rows if Counted(*counted).is_filled_in}


def sum_of(
    plan: plans.Plan,
    due: Iterable[plans.Leaf],
    rows: Mapping[int, HasPoints],
    *,
    caps: Mapping[str, str],
) -> Totals:
    """Add up the leaves ``due`` and whatever bonus and penalty was claimed (leaf id → row)."""
    wanted = rows.keys() | {leaf.pk for leaf in due}
    return totals.total(
        [scored(leaf, rows.get(leaf.pk)) for leaf in plan.leaves if leaf.pk in wanted],
        bonus_cap=Decimal(caps["bonus"]),
        penalty_cap=Decimal(caps["penalty"]),
    )


def scored(leaf: plans.Leaf, row: HasPoints | None) -> totals.LeafPoints:
    """Return a leaf with what its row gives it; a leaf without one counts nothing yet."""
    if row is None:
        return leaf.scored(None, is_not_applicable=False)
    return leaf.scored(row.points, row.is_not_applicable, row.rate)


def places_of(uses: Iterable[tuple[int, str]]) -> dict[str, set[int]]:
    """Return where each content stands, of uses as pairs of leaf id and SHA-256."""
    places: dict[str, set[int]] = defaultdict(set)
    for leaf_id, sha256 in uses:
        places[sha256].add(leaf_id)
    return places


_ROWS = Prepared(lambda: Score.objects.filter(dossier=Given("dossier"), stage=Given("stage")))
_ROW = Prepared(
    lambda: Score.objects.filter(dossier=Given("dossier"), stage=Given("stage"), leaf=Given("leaf"))
)
_COUNTED = Prepared(
    lambda: (
        Score.objects.filter(dossier=Given("dossier"), stage=Given("stage"))
        .annotate(filled=Score.FILLED_IN)
        .values_list("leaf_id", "points", "is_not_applicable", "rate", "filled")
    )
)
_PLACES = Prepared(
    lambda: (
        EvidenceUse.objects.filter(
            dossier=Given("dossier"), detached_at__isnull=True, leaf__isnull=False
        )
        .order_by()
        .values_list("leaf_id", "version__sha256")
    )
)
