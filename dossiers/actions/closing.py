"""Writing down that windows have ended: who had sent, who is locked unsent, who is told.

It decides nothing. The gate refuses from the window's last instant on, whether or not this
has run; it may run late, twice and in several workers at once.
"""

from dataclasses import dataclass, field

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts import journal
from accounts.clock import Clock, database_clock
from accounts.enums import OWN_SIDE
from dossiers import gate
from dossiers.actions import notices
from dossiers.actions.entry import TOUCHED
from dossiers.enums import Verb
from dossiers.models import ClosingRecord, Dossier, LayerTotal
from dossiers.queries import deadlines
from dossiers.workflow import UNSENT, UNSETTLED
from scoring.models import Campaign, Stage

logger = structlog.get_logger(__name__)


@dataclass(kw_only=True)
class Closings:
    """What one round wrote down; ``failed`` holds the ids of dossiers to be tried again."""

    recorded: int = 0
    unsent: int = 0
    stages: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)


def close_due(*, clock: Clock = database_clock) -> Closings:
    """Record every closing that is due, each dossier in a transaction of its own.

    A dossier that cannot be recorded is logged and left for the next round; it holds nobody
    else up.
    """
    done = Closings()
    for due in list(deadlines.due_dossiers(at=clock())):
        try:
            record = close(due, clock=clock)
        except Exception:  # whatever befell one dossier, the others go on
            logger.exception("closing failed", dossier=due.dossier_id, stage=due.stage_id)
            done.failed.append(due.dossier_id)
            continue
        if record is not None:
            done.recorded += 1
            done.unsent += record.is_unsent
    done.stages = _close_stages(clock=clock, failed=done.failed)
    return done


def close(due: deadlines.Due, *, clock: Clock = database_clock) -> ClosingRecord | None:
    """Record one dossier's closing; None when there is nothing (any more) to record.

    Everything is asked again under the lock: meanwhile the dossier may have been sent, its
    window moved, or another worker may have recorded it.
    """
    with transaction.atomic():
        held = gate.hold(Dossier(pk=due.dossier_id), clock=clock)
        dossier = held.dossier
        is_moot = (
            held.stage.pk != due.stage_id
            or dossier.state not in UNSETTLED
            or held.at < held.window.closes_at
            or dossier.closings.filter(stage=held.stage, superseded_at__isnull=True).exists()
        )
        if is_moot:
            return None
        record = _write(held)
        if record.is_unsent:
            dossier.locked_at = held.at
        dossier.version += 1
        dossier.recorded_at, dossier.recorded_by = held.at, None
        act = journal.Act(verb=Verb.CLOSE, subject=held.stage.name, after=_told(record))
        journal.record(dossier, act, by=None, at=held.at, also_save=(*TOUCHED, "locked_at"))
        _tell(held, record)
    return record


def _write(held: gate.Held) -> ClosingRecord:
    """Store what stood in the layer at the instant of its closing."""
    dossier = held.dossier
    total = LayerTotal.objects.filter(dossier=dossier, stage=held.stage).first() or LayerTotal()
    return ClosingRecord.objects.create(
        dossier=dossier,
        stage=held.stage,
        due_at=held.window.closes_at,
        closed_at=held.at,
        state=dossier.state,
        is_unsent=dossier.state in UNSENT,
        leaves_done=total.leaves_done,
        leaves_due=total.leaves_due,
        achieved=total.achieved,
    )


def _told(record: ClosingRecord) -> dict[str, object]:
    return {
        "receipt": record.receipt,
        "due_at": record.due_at.isoformat(),
        "state": record.state,
        "is_unsent": record.is_unsent,
        "leaves_done": record.leaves_done,
        "leaves_due": record.leaves_due,
        "achieved": str(record.achieved),
    }


def _tell(held: gate.Held, record: ClosingRecord) -> None:
    """Tell the unit that it was locked unsent, or the appraisers that their time is over."""
    when = gate.in_words(record.due_at)
    page = "closings" if record.is_unsent else "review"
    if record.is_unsent:
        people = notices.own_people(held.dossier, at=held.at, only=OWN_SIDE)
        sentence = (
            f"Hồ sơ của {held.dossier.unit.name} đã bị khóa lúc {when} khi chưa gửi. "
            "Nếu có lý do chính đáng, đơn vị đề nghị cơ quan thường trực gia hạn bằng văn bản."
        )
    else:
        people = notices.appraisers(held.dossier, at=held.at)
        sentence = (
            f"Giai đoạn “{held.stage.name}” đã khóa lúc {when}; "
            f"hồ sơ của {held.dossier.unit.name} chưa thẩm định xong."
        )
    link = reverse(f"dossiers:{page}", args=[held.dossier.pk])
    notices.tell(people=people, sentence=sentence, at=held.at, dossier=held.dossier, link=link)


def _close_stages(*, clock: Clock, failed: list[int]) -> list[int]:
    """Mark the stages that are past and have nobody left to record; returns their ids.

    Units with an extension still running do not hold a stage open: they close by themselves.
    """
    with transaction.atomic():
        at = clock()
        waiting = {due.stage_id for due in deadlines.due_dossiers(at=at)}
        past = (
            Stage.objects.filter(closes_at__lte=at, closed_at__isnull=True)
            .exclude(pk__in=waiting)
            .exclude(Exists(Dossier.objects.filter(stage=OuterRef("pk"), pk__in=failed)))
        )
        stages = list(past.order_by("pk").select_for_update(of=("self",), no_key=True))
        campaigns = Campaign.objects.filter(pk__in={stage.campaign_id for stage in stages})
        locked = campaigns.order_by("pk").select_for_update(of=("self",), no_key=True)
        keepers = {campaign.pk: campaign for campaign in locked}
        for stage in stages:
            stage.closed_at = at
            stage.save(update_fields=["closed_at"])
            act = journal.Act(
                verb=Verb.CLOSE,
                subject=stage.name,
                after={"due_at": stage.closes_at.isoformat(), "closed_at": at.isoformat()},
            )
            journal.record(keepers[stage.campaign_id], act, by=None, at=at)
    return [stage.pk for stage in stages]
