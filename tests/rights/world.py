"""The people who try every door, and the states in which they try it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.enums import Role, UnitLevel
from accounts.models import RoleGrant, User
from dossiers.actions import appraisal, explanation, registration, results
from dossiers.models import EvidenceUse, Submission
from tests import factories, stories
from tests.factories import Cast

# (role, scope) → the part in the cast who plays it. "child" is a unit directly below one's own,
# "below" one further down; "other" belongs to another province.
PLAYERS: dict[tuple[str, str], str] = {
    ("anonymous", "other"): "",
    ("none", "other"): "outsider",
    ("entry", "own"): "commune_officer",
    ("entry", "sibling"): "neighbour_officer",
    ("leader", "own"): "commune_leader",
    ("leader", "sibling"): "neighbour_leader",
    ("reviewer", "own"): "two_hats",
    ("reviewer", "child"): "district_reviewer",
    ("reviewer", "sibling"): "far_reviewer",
    ("reviewer", "below"): "province_reviewer",
    ("standing", "below"): "standing_officer",
    ("watcher", "below"): "watcher",
    ("admin", "below"): "administrator",
    ("reviewer", "other"): "foreign_reviewer",
    ("standing", "other"): "foreign_standing",
    ("admin", "other"): "foreign_admin",
}


@dataclass
class World:
    """The cast with what its stories have left behind."""

    cast: Cast
    left: User
    clients: dict[tuple[str, str], Client]
    kept: dict[str, Any] = field(default_factory=dict)

    def now(self) -> datetime:
        """Stories walk at the present: pages read the database's clock."""
        return timezone.now()


def make_world(cast: Cast) -> World:
    """Return the cast with people of another province and with everybody signed in."""
    since = timezone.now() - timedelta(days=50)
    other = factories.make_unit("Tỉnh Khác", UnitLevel.PROVINCE)
    for role in (Role.REVIEWER, Role.STANDING, Role.ADMIN):
        person = factories.make_person(f"Người Khác {role.value}", (role, other), since=since)
        cast.people[f"foreign_{role.value}"] = person
    left = factories.make_person("Người Đã Đi", (Role.ENTRY, cast.commune), since=since)
    left.is_active = False
    left.save()
    clients = {player: _client(cast, part) for player, part in PLAYERS.items()}
    return World(cast, left, clients)


def _client(cast: Cast, part: str) -> Client:
    client = Client()
    if part:
        client.force_login(cast.people[part], backend="django.contrib.auth.backends.ModelBackend")
    return client


def _draft(world: World) -> None:
    stories.fill(world.cast, clock=world.now)
    world.kept["use"] = EvidenceUse.objects.get(dossier=world.cast.dossier)
    world.kept["grant"] = RoleGrant.objects.get(user=world.cast.commune_officer)


def _registered(world: World) -> None:
    content = registration.Content(
        head="Trần Văn Núi", scope="Toàn xã", measures="Niêm yết", target=Decimal(90)
    )
    registration.send(
        dossier=world.cast.dossier, content=content, by=world.cast.commune_leader, clock=world.now
    )


def _awaiting_leader(world: World) -> None:
    stories.hand_over(world.cast, clock=world.now)


def _sent(world: World) -> None:
    stories.send(world.cast, clock=world.now)
    world.kept["use"] = EvidenceUse.objects.filter(dossier=world.cast.dossier).first()
    world.kept["receipt"] = Submission.objects.get(dossier=world.cast.dossier).receipt


def _questioned(world: World) -> None:
    _sent(world)
    world.kept["question"] = explanation.ask(
        dossier=world.cast.dossier,
        leaf=world.cast.leaf("1.2"),
        question="Vì sao?",
        answer_until=timezone.now() + timedelta(days=1),
        by=world.cast.district_reviewer,
    )


def _appraised(world: World) -> None:
    _sent(world)
    appraisal.agree(dossier=world.cast.dossier, by=world.cast.district_reviewer, clock=world.now)


def _computed(world: World) -> None:
    stories.file_papers(world.cast, clock=world.now)
    _sent(world)
    stories.appraise_to_the_end(world.cast, clock=world.now)
    run = results.open_run(campaign=world.cast.campaign, by=None, clock=world.now)
    world.kept["run"] = results.compute(run=run, clock=world.now)


def _published(world: World) -> None:
    _computed(world)
    world.kept["run"] = results.publish(
        run=world.kept["run"],
        decision_number="1501/QĐ-UBND",
        by=world.cast.standing_officer,
        clock=world.now,
    )


STATES: dict[str, Callable[[World], None]] = {
    "draft": _draft,
    "registered": _registered,
    "awaiting_leader": _awaiting_leader,
    "sent": _sent,
    "questioned": _questioned,
    "appraised": _appraised,
    "computed": _computed,
    "published": _published,
}
