"""Reminding of deadlines: once for each lead, to those who can act, with what is missing.

A reminder is a notice; the rows of ``Reminder`` make sure that a deadline which stays is never
announced twice. A worker that comes late sends the most urgent reminder only.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.clock import Clock, database_clock
from accounts.enums import Role
from dossiers.enums import DossierState
from dossiers.models import Notice, Reminder
from dossiers.queries import phrases, reminding
from dossiers.queries.reminding import Holders, Missing, Near
from dossiers.workflow import UNSENT
from scoring.models import Stage

logger = structlog.get_logger(__name__)

# Rows that are stored in one statement.
BATCH = 500


@dataclass
class Reminded:
    """What one round did; ``elsewhere`` counts stages that another worker was reminding of."""

    dossiers: int = 0
    notices: int = 0
    elsewhere: int = 0


@dataclass
class _Queue:
    """The dossiers of one reviewer's desk that wait for the same lead."""

    place: str
    until: list[datetime] = field(default_factory=list)


def remind_due(*, clock: Clock = database_clock) -> Reminded:
    """Remind of every deadline that has come near; one transaction for each stage."""
    done = Reminded()
    for stage in reminding.stages_near(at=clock()):
        try:
            with transaction.atomic():
                _remind(stage, done, at=clock())
        except IntegrityError:
            # The rows of the other worker hold; its round tells the people.
            logger.info("another worker reminds of this stage", stage=stage.pk)
            done.elsewhere += 1
    return done


def _remind(stage: Stage, done: Reminded, *, at: datetime) -> None:
    """Remind of one stage's deadlines, in a constant number of queries."""
    found = reminding.near(stage, at=at)
    if not found:
        return
    Reminder.objects.bulk_create(
        (
            Reminder(
                dossier_id=each.dossier_id,
                stage=stage,
                lead=each.lead,
                closes_at=each.closes_at,
                reminded_at=at,
            )
            for each in found
        ),
        batch_size=BATCH,
    )
    people = reminding.holders(stage, {each.unit_id for each in found}, at=at)
    unsent = [each.dossier_id for each in found if each.state in UNSENT]
    lacking = reminding.missing(stage, unsent) if unsent else {}
    told = [*_to_units(found, people, lacking, at=at), *_to_reviewers(stage, found, people, at=at)]
    Notice.objects.bulk_create(told, batch_size=BATCH)
    done.dossiers += len(found)
    done.notices += len(told)


def _to_units(
    found: Iterable[Near], people: Holders, lacking: dict[int, Missing], *, at: datetime
) -> Iterable[Notice]:
    for each in found:
        if each.holder == Role.REVIEWER:
            continue
        sentence = _sentence(each, lacking.get(each.dossier_id, Missing()), at=at)
        for user in people.own.get((each.unit_id, each.holder), ()):
            yield Notice(
                recipient_id=user,
                dossier_id=each.dossier_id,
                sentence=sentence,
                link=_place(each),
                created_at=at,
                email_until=each.closes_at,
            )


def _sentence(each: Near, lacks: Missing, *, at: datetime) -> str:
    """Return what the unit is told: how long, until when, what is missing."""
    left = phrases.time_left(each.closes_at - at)
    until = f"{left} (đến hết {phrases.last_second(each.closes_at)})"
    name = each.unit_name
    if each.state == DossierState.QUESTIONED:
        return f"{until}: {name} còn yêu cầu giải trình chưa trả lời."
    if each.state == DossierState.AWAITING_LEADER:
        said = f"{until}: hồ sơ của {name} đang chờ lãnh đạo duyệt và gửi."
    else:
        said = f"{until}: hồ sơ của {name} chưa gửi."
    words = missing_words(lacks)
    return f"{said} {words}" if words else said


def missing_words(lacks: Missing) -> str:
    """Return what is missing in one sentence, empty when nothing is."""
    parts = (
        (lacks.leaves, "tiêu chí chưa nhập"),
        (lacks.evidence, "tiêu chí thiếu tài liệu kiểm chứng"),
        (lacks.papers, "giấy tờ của hồ sơ chưa có"),
    )
    said = ", ".join(f"{number} {words}" for number, words in parts if number > 0)
    return f"Còn {said}." if said else ""


_PLACES = {
    DossierState.DRAFT: "dossiers:check",
    DossierState.AWAITING_LEADER: "dossiers:approval",
    DossierState.QUESTIONED: "dossiers:entry",
}


def _place(each: Near) -> str:
    return reverse(_PLACES[DossierState(each.state)], args=[each.dossier_id])


def _to_reviewers(
    stage: Stage, found: Iterable[Near], people: Holders, *, at: datetime
) -> Iterable[Notice]:
    """Sum up each reviewer's own queue in one notice, whatever the number of dossiers."""
    queues: dict[tuple[int, int, timedelta], _Queue] = {}
    for each in found:
        if each.holder != Role.REVIEWER:
            continue
        for user, place_id, place in people.above.get(each.unit_id, ()):
            # Nobody appraises the unit that they also work for.
            if user in people.own_side.get(each.unit_id, ()):
                continue
            queue = queues.setdefault((user, place_id, each.lead), _Queue(place))
            queue.until.append(each.closes_at)
    link = f"{reverse('dossiers:queue')}?dot={stage.campaign.code}"
    for (user, _, _), queue in queues.items():
        nearest = min(queue.until)
        until = f"{phrases.time_left(nearest - at)} (đến hết {phrases.last_second(nearest)})"
        yield Notice(
            recipient_id=user,
            sentence=(
                f"{until}: {queue.place} còn {len(queue.until)} hồ sơ chờ xử lý "
                f"ở giai đoạn “{stage.name}”."
            ),
            link=link,
            created_at=at,
            email_until=nearest,
        )
