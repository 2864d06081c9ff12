"""What the appraisers' queue asks the database: two statements, compiled once for each shape.

The rows of one page are found first, by the narrowest columns, and only they are joined with
what a row shows: what a page costs hardly depends on how many dossiers stand behind it.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from django.db.models import (
    Case,
    CharField,
    QuerySet,
    Subquery,
    TextField,
    When,
)

from accounts.models import RoleGrant
from accounts.prepared import Given, Prepared
from dossiers import permissions
from dossiers.models import Dossier
from dossiers.queries import queue
from dossiers.queries.queue import Desk, Tally
from scoring.models import Campaign

ROWS_ON_A_PAGE = 50
# As many shapes as the tabs, orders and first pages of a few campaigns have.
_SHAPES = 128


class Folded(Subquery):
    """The rows of ``queue.grouped`` as the text of a JSON array of arrays, in a ``Tally``'s order.

    The names of the branches are joined to the few groups instead of to every dossier. None or
    empty where there are no dossiers.
    """

    output_field = TextField()
    # As text on both databases: what is in it is read here, not by the driver.
    template = (
        "(SELECT CAST(%(every)s(%(one)s("
        'folded."unit__parent_id", folded."stage_id", folded."state", '
        'folded."number", folded."locked", branch."name", branch."sort_key")) AS text) '
        'FROM (%(subquery)s) AS folded LEFT JOIN "accounts_unit" AS branch '
        'ON branch."id" = folded."unit__parent_id")'
    )

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        return self.as_sql(compiler, connection, every="JSON_GROUP_ARRAY", one="JSON_ARRAY")

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        return self.as_sql(compiler, connection, every="JSON_AGG", one="JSON_BUILD_ARRAY")


def desks_counted(
    grant: RoleGrant, *, code: str, own_units: Collection[int] = ()
) -> tuple[list[Desk], list[Tally]]:
    """Return ``queue.desks`` and the tallies of the campaign ``code`` in one statement.

    Without a code the tallies are those of the first desk. The caller has made sure that the
    grant's role looks down (``permissions.FROM_ABOVE``).
    """
    stages = _COUNTED[bool(code)].rows(unit=grant.content_object_id, code=code)
    told = next((stage.counted for stage in stages if stage.counted), "[]")
    return (
        queue.desks_from(stages, grant, own_units=own_units),
        [Tally(*row) for row in json.loads(told)],
    )


def _counted(*, is_named: bool) -> QuerySet[Any]:
    unit = Given("unit")
    chosen = Campaign.objects.filter(
        area__descendant_links__descendant=unit, opened_at__isnull=False
    ).order_by("-year", "code")
    if is_named:
        chosen = chosen.filter(code=Given("code", CharField()))
    newest = Subquery(chosen.values("pk")[:1])
    folded = Folded(queue.grouped(permissions.beneath_unit(unit, newest)))
    return queue.stages_reaching(unit).annotate(
        counted=Case(When(campaign=newest, tier=1, then=folded), output_field=TextField())
    )


_COUNTED = {is_named: Prepared(partial(_counted, is_named=is_named)) for is_named in (False, True)}


@dataclass(frozen=True)
class _Shape:
    """All of a page's statement that is not a mere value."""

    tiers: tuple[int, ...]
    own: int
    tab: str
    sort: str
    is_whole: bool
    is_branch: bool
    has_changes: bool
    start: int

    @property
    def layers(self) -> tuple[int, ...]:
        return tuple(tier for tier in self.tiers if tier <= self.own)


def rows(desk: Desk, *, tab: str, branch: str, sort: str, start: int) -> list[dict[str, Any]]:
    """Return the rows of the page that begins after ``start`` rows, as ``queue.listed`` does.

    ``branch`` is a unit's id as text or empty.
    """
    shape = _Shape(
        tiers=tuple(stage.tier for stage in desk.stages),
        own=desk.own_stage.tier,
        tab=tab,
        sort=sort,
        is_whole=desk.grant.content_object_id == desk.campaign.area_id,
        is_branch=bool(branch),
        has_changes=desk.has_changes,
        start=start,
    )
    found = _prepared(shape).rows(
        campaign=desk.campaign.pk,
        unit=desk.grant.content_object_id,
        branch=int(branch or 0),
        **{f"stage_{stage.tier}": stage.pk for stage in desk.stages},
    )
    names = queue.shown(shape.layers, has_changes=shape.has_changes)
    return [dict(zip(names, row, strict=True)) for row in found]


@lru_cache(maxsize=_SHAPES)
def _prepared(shape: _Shape) -> Prepared:
    return Prepared(lambda: _built(shape))


def _built(shape: _Shape) -> QuerySet[Any, Any]:
    stages = {tier: Given(f"stage_{tier}") for tier in shape.tiers}
    narrowed = permissions.beneath_unit(
        Given("unit"), Given("campaign"), is_whole=shape.is_whole
    ).filter(queue.standing_on(shape.tab, stages, own=shape.own))
    if shape.is_branch:
        narrowed = narrowed.filter(unit__parent=Given("branch"))
    _, order = queue.SORTS[shape.sort]
    page = queue.with_totals(narrowed, {1: stages[1]}).order_by(*_needed(order, shape))
    ids = page.values("pk")[shape.start : shape.start + ROWS_ON_A_PAGE]
    layers = {tier: stages[tier] for tier in shape.layers}
    found = queue.with_shown(
        Dossier.objects.filter(pk__in=ids), layers, has_changes=shape.has_changes
    )
    told = queue.shown(layers, has_changes=shape.has_changes)
    return found.order_by(*_needed(order, shape)).values_list(*told)


def _needed(order: tuple[Any, ...], shape: _Shape) -> tuple[Any, ...]:
    """Return the order without the stage's end where all rows of the tab stand at one stage."""
    is_one = len(queue.tiers_on(shape.tab, shape.tiers, own=shape.own)) == 1
    return tuple(each for each in order if not (is_one and each == "stage__closes_at"))
