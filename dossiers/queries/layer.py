"""What one layer (dossier × stage) holds: its rows, and the leaves at which documents stand."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from accounts.prepared import Given, Prepared
from dossiers.models import Dossier, EvidenceUse, Score
from scoring.models import Stage


@dataclass
class Layer:
    """The rows by leaf id, and each content's places: SHA-256 (empty for links) → leaf ids."""

    rows: dict[int, Score]
    places: dict[str, set[int]]

    @cached_property
    def proven(self) -> frozenset[int]:
        """The leaves with at least one document attached."""
        return frozenset(chain.from_iterable(self.places.values()))

    @property
    def done(self) -> set[int]:
        """The leaves that the layer has filled in."""
        return _filled_in(self.rows)


def layer_of(dossier: Dossier, stage: Stage) -> Layer:
    """Return a layer as it is stored: two queries."""
    uses: Iterable[tuple[int, str]] = _PLACES.rows(dossier=dossier.pk)
    return Layer(rows_of(dossier, stage), places_of(uses))


def rows_of(dossier: Dossier, stage: Stage) -> dict[int, Score]:
    """Return a layer's rows by leaf id."""
    return {row.leaf_id: row for row in _ROWS.rows(dossier=dossier.pk, stage=stage.pk)}


def done_leaves(dossier: Dossier, stage: Stage) -> set[int]:
    """Return the ids of the leaves that the layer has filled in."""
    return _filled_in(rows_of(dossier, stage))


def _filled_in(rows: dict[int, Score]) -> set[int]:
    return {leaf_id for leaf_id, row in rows.items() if row.is_filled_in}


def places_of(uses: Iterable[tuple[int, str]]) -> dict[str, set[int]]:
    """Return where each content stands, of uses as pairs of leaf id and SHA-256."""
    places: dict[str, set[int]] = defaultdict(set)
    for leaf_id, sha256 in uses:
        places[sha256].add(leaf_id)
    return places


_ROWS = Prepared(lambda: Score.objects.filter(dossier=Given("dossier"), stage=Given("stage")))
_PLACES = Prepared(
    lambda: (
        EvidenceUse.objects.filter(
            dossier=Given("dossier"), detached_at__isnull=True, leaf__isnull=False
        )
        .order_by()
        .values_list("leaf_id", "version__sha256")
    )
)
