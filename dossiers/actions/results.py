"""Aggregating a campaign into a run, and publishing a run: from then on it is frozen."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.urls import reverse

from accounts import journal, worker
from accounts.clock import Clock, database_clock
from accounts.enums import OWN_SIDE, Role
from accounts.errors import AlreadyDone, Conflict, Invalid, Locked
from accounts.models import User
from accounts.permissions import current_grants
from dossiers import permissions
from dossiers.actions import aggregation
from dossiers.actions.entry import TOUCHED, touch
from dossiers.enums import DossierState, RunStatus, Verb
from dossiers.models import Dossier, Notice, ScoringRun
from dossiers.queries import finals, results
from dossiers.workflow import next_move
from scoring.models import Campaign, Stage
from scoring.rules.numbers import percent_text

logger = structlog.get_logger(__name__)

# A run that is still waiting after this was lost with its worker (the task is killed sooner).
LOST_AFTER = timedelta(minutes=15)

FAILED = (
    "Không tổng hợp được do lỗi hệ thống; dữ liệu chấm điểm không bị ảnh hưởng. "
    "Hãy tổng hợp lại, nếu vẫn lỗi thì báo quản trị hệ thống."
)


def request(*, campaign: Campaign, by: User, clock: Clock = database_clock) -> ScoringRun:
    """Open a new run and hand it to the worker; returns it queued.

    Raises ``NotAllowed``, or ``AlreadyDone`` when the results are published or a run is still
    being computed; ``WorkerAway`` when nobody can be asked, the run being marked as failed.
    """
    with transaction.atomic():
        run = open_run(campaign=campaign, by=by, clock=clock)
        worker.hand_over("dossiers.aggregate", run.pk, give_up=lambda: _give_up(run, clock=clock))
    return run


def open_run(*, campaign: Campaign, by: User | None, clock: Clock = database_clock) -> ScoringRun:
    """Create the next run of a campaign, queued; ``by`` is None for the operator's command."""
    with transaction.atomic():
        held = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
        at = clock()
        if by is not None:
            permissions.require_standing(by, held, at=at)
        require_unpublished(held)
        newest = held.runs.order_by("-number").first()
        if newest is not None and newest.status == RunStatus.QUEUED:
            if at - newest.requested_at < LOST_AFTER:
                raise AlreadyDone(
                    f"Lần tổng hợp {newest.number} đang được thực hiện. Hãy chờ trong ít phút."
                )
            newest.status, newest.failure, newest.finished_at = RunStatus.FAILED, FAILED, at
            newest.save(update_fields=["status", "failure", "finished_at"])
        number = newest.number + 1 if newest else 1
        run = ScoringRun.objects.create(
            campaign=held, number=number, requested_at=at, requested_by=by
        )
        act = journal.Act(verb=Verb.AGGREGATE, subject=f"Lần {number}", after={"run": number})
        journal.record(held, act, by=by, at=at, role=Role.STANDING if by else "")
    return run


def require_unpublished(campaign: Campaign) -> None:
    """Raise ``AlreadyDone`` when the campaign's results are published: they never change."""
    if campaign.published_at is not None:
        raise AlreadyDone(
            f"Kết quả của “{campaign.title}” đã được công bố nên không tổng hợp lại được nữa. "
            "Hãy xem kết quả đã công bố."
        )


def compute(*, run: ScoringRun, clock: Clock = database_clock) -> ScoringRun:
    """Compute a queued run and return it as a draft; a run that is not queued stays as it is.

    All or nothing: when the worker dies in the middle, the run is queued as before and can be
    computed again. A failure marks it failed with a sentence, and is raised.
    """
    try:
        return _compute(run, clock=clock)
    except Exception:
        logger.exception("aggregation failed", run=run.pk)
        _give_up(run, clock=clock)
        raise


def _give_up(run: ScoringRun, *, clock: Clock) -> None:
    """Mark a run that waits as failed, so that the next one need not wait for it."""
    ScoringRun.objects.filter(pk=run.pk, status=RunStatus.QUEUED).update(
        status=RunStatus.FAILED, failure=FAILED, finished_at=clock()
    )


@transaction.atomic
def _compute(run: ScoringRun, *, clock: Clock) -> ScoringRun:
    held = ScoringRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if held.status != RunStatus.QUEUED:
        return held
    campaign = Campaign.objects.select_related("criteria_set").get(pk=held.campaign_id)
    require_unpublished(campaign)
    yardstick = finals.Yardstick.of(campaign)
    last = Stage.objects.filter(campaign=campaign).latest("tier")
    held.rules = rules_of(campaign)
    aggregation.write_results(held, last, yardstick)
    held.status, held.finished_at, held.failure = RunStatus.DRAFT, clock(), ""
    held.save(update_fields=["rules", "status", "finished_at", "failure"])
    return held


def rules_of(campaign: Campaign) -> dict[str, Any]:
    """Return all that a run is computed by, and the fingerprint of what it is computed from."""
    chosen = campaign.criteria_set
    return {
        "criteria_set": {"key": chosen.key, "year": chosen.year, "version": chosen.version},
        "conditions": campaign.conditions,
        "ladder": campaign.ladder,
        "caps": campaign.caps,
        "basis": results.basis(campaign),
    }


def publish(
    *, run: ScoringRun, decision_number: str, by: User, clock: Clock = database_clock
) -> ScoringRun:
    """Publish a draft run under the number of its decision, and return it frozen.

    Every dossier that was waiting for the decision is recognised or not, as its result says.
    Raises ``NotAllowed``, ``AlreadyDone``, ``Invalid`` (no decision number), ``Locked`` (the
    run is not a draft) or ``Conflict`` (something was written since the run was computed).
    """
    with transaction.atomic():
        dossiers = list(
            Dossier.objects.filter(campaign=run.campaign_id)
            .order_by("pk")
            # The results of a run that is being computed point at the dossiers; they need not wait.
            .select_for_update(of=("self",), no_key=True)
        )
        campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=run.campaign_id)
        held = ScoringRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        at = clock()
        permissions.require_standing(by, campaign, at=at)
        _require_publishable(held, campaign, decision_number)
        held.content_sha256 = results.content_sha256(held)
        held.status, held.decision_number = RunStatus.PUBLISHED, decision_number.strip()
        held.published_at, held.published_by = at, by
        held.save(
            update_fields=[
                "content_sha256",
                "status",
                "decision_number",
                "published_at",
                "published_by",
            ]
        )
        _decide(held, dossiers, by=by, at=at)
        campaign.published_at = at
        after = {
            "run": held.number,
            "decision_number": held.decision_number,
            "content_sha256": held.content_sha256,
        }
        act = journal.Act(verb=Verb.PUBLISH, subject=campaign.code, after=after)
        journal.record(campaign, act, by=by, at=at, role=Role.STANDING, also_save=("published_at",))
    return held


def _require_publishable(run: ScoringRun, campaign: Campaign, decision_number: str) -> None:
    if campaign.published_at is not None:
        raise AlreadyDone(
            f"Kết quả của “{campaign.title}” đã được công bố trước đó. Không cần công bố lại."
        )
    if run.status != RunStatus.DRAFT:
        raise Locked(
            f"Lần tổng hợp {run.number} đang ở trạng thái “{run.get_status_display()}” nên "
            "không công bố được. Hãy chọn một dự thảo đã tổng hợp xong."
        )
    if not decision_number.strip():
        sentence = "Hãy nhập số, ký hiệu của quyết định công nhận."
        raise Invalid(sentence, problems={"decision_number": sentence})
    if not run.results.filter(rank__isnull=False).exists():
        raise Locked(
            "Chưa có hồ sơ nào thẩm định xong nên chưa có kết quả để công bố. "
            "Hãy tổng hợp lại khi đã có hồ sơ chờ quyết định."
        )
    if run.rules["basis"] != results.basis(campaign):
        raise Conflict(
            f"Đã có hồ sơ thay đổi sau lần tổng hợp {run.number}. "
            "Hãy tổng hợp lại, kiểm tra rồi công bố lần tổng hợp mới."
        )


def _decide(run: ScoringRun, dossiers: list[Dossier], *, by: User, at: datetime) -> None:
    """Carry each waiting dossier to its decision, and tell its people."""
    outcomes = {result.dossier_id: result for result in results.outcomes(run)}
    sentences = {}
    for dossier in dossiers:
        if dossier.state != DossierState.AWAITING_DECISION:
            continue
        result = outcomes[dossier.pk]
        verb = Verb.RECOGNISE if result.is_recognised else Verb.REFUSE
        dossier.state = next_move(dossier.state, verb).to
        touch(dossier, by=by, at=at)
        after = {
            "decision_number": run.decision_number,
            "index": None if result.index is None else str(result.index),
            "class": result.class_label,
            "rank": result.rank,
        }
        act = journal.Act(verb=verb, subject=run.decision_number, after=after)
        journal.record(
            dossier, act, by=by, at=at, role=Role.STANDING, also_save=(*TOUCHED, "state")
        )
        scored = "" if result.index is None else f", chỉ số {percent_text(result.index)}"
        sentences[dossier.unit_id] = Notice(
            dossier=dossier,
            sentence=f"Đã công bố kết quả: {result.unit_name} – {result.class_label}{scored}.",
            created_at=at,
            link=reverse("dossiers:result", args=[dossier.pk]),
        )
    holders = (
        current_grants(at=at)
        .filter(role__in=list(OWN_SIDE), content_object__in=sentences)
        .values_list("user_id", "content_object_id")
        .distinct()
    )
    Notice.objects.bulk_create(
        [
            Notice(
                recipient_id=user,
                dossier=sentences[unit].dossier,
                sentence=sentences[unit].sentence,
                link=sentences[unit].link,
                created_at=at,
            )
            for user, unit in holders
        ],
        batch_size=aggregation.BATCH,
    )
