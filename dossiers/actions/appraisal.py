"""Appraising: the reviewers' own points on each leaf, and carrying the dossier upward.

A reviewer never changes what stands below: agreeing too writes a row of the reviewer's own.
"""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.urls import reverse

from accounts import journal
from accounts.clock import Clock, database_clock
from accounts.enums import Role
from accounts.errors import AlreadyDone, Invalid, Locked, NotAllowed
from accounts.models import User
from dossiers import gate, permissions, workflow
from dossiers.actions import entry, layer_totals, moving, notices, receipts
from dossiers.actions import judgement as judgements
from dossiers.actions.judgement import Judgement
from dossiers.enums import DossierState, Verb
from dossiers.models import Dossier, Explanation, Score, Submission
from dossiers.queries.layer import done_leaves
from scoring import plans
from scoring.enums import StageKind


def save(
    *,
    dossier: Dossier,
    leaf: plans.Leaf,
    judgement: Judgement,
    by: User,
    clock: Clock = database_clock,
) -> Score:
    """Save the present stage's points for one leaf and return the stored row.

    Raises ``NotAllowed``, ``OwnUnit``, ``Locked``, ``NotOpen``, ``DeadlinePassed``, ``Invalid``
    (points out of bounds), ``ReasonRequired`` (departs from the layer below) or ``Conflict``.
    """
    with transaction.atomic():
        held = take(dossier, by=by, clock=clock, doing="thẩm định")
        require_appraisable(leaf)
        row = Score.objects.filter(dossier=held.dossier, stage=held.stage, leaf=leaf.pk).first()
        entry.require_version(row, judgement.version, by=by)
        judgements.require_sound(leaf, judgement)
        below = layer_below(held).get(leaf.pk)
        before = entry.told(row)
        row = row or Score(dossier=held.dossier, stage=held.stage, leaf=leaf.criterion, version=0)
        _fill(row, leaf, judgement, below, held, by=by)
        row.version += 1
        row.save()
        layer_totals.refresh(held.dossier, held.stage)
        act = journal.Act(
            verb=Verb.APPRAISE,
            subject=leaf.code,
            before=before,
            after=entry.told(row),
            reason=row.reason,
        )
        record(held, [*begin(held), act], by=by)
        return row


def agree(
    *,
    dossier: Dossier,
    by: User,
    codes: Collection[str] | None = None,
    clock: Clock = database_clock,
) -> list[Score]:
    """Take over the points of the layer below as the reviewer's own; return the new rows.

    ``codes`` names the leaves, None means all that this stage has not appraised yet. A leaf
    with a row of this stage's own, or with nothing below, is left as it is. Raises
    ``AlreadyDone`` when nothing is left to agree with, else as ``save``.
    """
    with transaction.atomic():
        held = take(dossier, by=by, clock=clock, doing="thẩm định")
        plan = plans.plan_of(held.dossier.campaign.criteria_set_id)
        below = layer_below(held)
        own = set(
            Score.objects.filter(dossier=held.dossier, stage=held.stage).values_list(
                "leaf_id", flat=True
            )
        )
        rows = []
        for leaf in plan.leaves:
            is_asked = codes is None or leaf.code in codes
            if is_asked and leaf.is_by_unit and leaf.pk in below and leaf.pk not in own:
                row = Score(dossier=held.dossier, stage=held.stage, leaf=leaf.criterion)
                agreed = judgements.same_as(leaf, below[leaf.pk])
                _fill(row, leaf, agreed, below[leaf.pk], held, by=by)
                rows.append(row)
        if not rows:
            raise AlreadyDone(
                "Không còn tiêu chí nào chờ thống nhất: các tiêu chí đã chọn đều đã được thẩm "
                "định hoặc cấp dưới chưa có điểm. Hãy tải lại trang để xem kết quả mới nhất."
            )
        rows = Score.objects.bulk_create(rows)
        layer_totals.refresh(held.dossier, held.stage)
        acts = [
            journal.Act(verb=Verb.APPRAISE, subject=row.leaf.code, after=entry.told(row))
            for row in rows
        ]
        record(held, [*begin(held), *acts], by=by)
        return rows


def send_up(*, dossier: Dossier, by: User, clock: Clock = database_clock) -> Submission:
    """Carry the appraised dossier to the next stage, or to the decision after the last one.

    Returns the numbered covering record. Raises ``AlreadyDone``, ``Invalid`` (naming the leaves
    without points), ``Locked`` (a question still has time to be answered), or as ``save``.
    """
    with transaction.atomic():
        held = gate.hold(dossier, clock=clock)
        _require_not_sent_up(held, by)
        dossier = held.dossier
        permissions.require_appraiser(by, dossier, at=held.at)
        gate.require_state(held, workflow.UNDER_APPRAISAL, doing="chuyển hồ sơ lên")
        gate.require_open(held)
        _require_all_scored(held)
        _require_no_open_question(held)
        before = {"state": dossier.state, "tier": held.stage.tier}
        moving.carry(dossier, Verb.SEND_UP)
        total = layer_totals.refresh(dossier, held.stage)
        receipt = receipts.issue(dossier, held.stage, total=total, by=by, at=held.at)
        after = {
            "state": dossier.state,
            "tier": dossier.stage.tier,
            "receipt": receipt.receipt,
            "achieved": str(total.achieved),
            "index": None if total.index is None else str(total.index),
        }
        record(held, [journal.Act(verb=Verb.SEND_UP, before=before, after=after)], by=by)
        _tell_of_sending_up(held, receipt)
        return receipt


def take(dossier: Dossier, *, by: User, clock: Clock, doing: str) -> gate.Held:
    """Lock the dossier and ask everything that any act of the present stage's reviewer needs."""
    held = gate.hold(dossier, clock=clock)
    permissions.require_appraiser(by, held.dossier, at=held.at)
    gate.require_state(held, workflow.UNDER_APPRAISAL, doing=doing)
    gate.require_open(held)
    return held


def record(held: gate.Held, acts: Sequence[journal.Act], *, by: User) -> None:
    """Write a reviewer's acts to the journal, and the dossier's columns that they changed."""
    entry.touch(held.dossier, by=by, at=held.at)
    journal.record_all(
        held.dossier,
        acts,
        by=by,
        at=held.at,
        role=Role.REVIEWER,
        also_save=(*entry.TOUCHED, *moving.MOVED),
    )


def begin(held: gate.Held) -> list[journal.Act]:
    """Take a dossier that was just sent under appraisal; returns that act, if it was one."""
    if held.dossier.state != DossierState.SENT:
        return []
    moving.carry(held.dossier, Verb.BEGIN)
    return [
        journal.Act(
            verb=Verb.BEGIN,
            before={"state": DossierState.SENT},
            after={"state": held.dossier.state},
        )
    ]


def layer_below(held: gate.Held) -> dict[int, Score]:
    """Return for each leaf (id) the row of the highest tier below that says something."""
    rows = (
        Score.objects.filter(dossier=held.dossier, stage__tier__lt=held.stage.tier)
        .select_related("stage")
        .order_by("stage__tier")
    )
    return {row.leaf_id: row for row in rows if row.says_something}


def require_appraisable(leaf: plans.Leaf) -> None:
    """Raise ``NotAllowed`` for a leaf whose figures the standing body enters."""
    if not leaf.is_by_unit:
        raise NotAllowed(
            f"Tiêu chí {leaf.code} được tính từ số liệu do cơ quan thường trực nhập, cán bộ thẩm "
            "định không chấm tiêu chí này. Nếu số liệu sai, hãy báo cơ quan thường trực."
        )


def claimed_outside_base(held: gate.Held, plan: plans.Plan) -> tuple[plans.Leaf, ...]:
    """Return the bonus and penalty leaves that the layer below has points for."""
    below = layer_below(held)
    return tuple(leaf for leaf in plan.leaves if not leaf.is_in_base and leaf.pk in below)


def _fill(
    row: Score,
    leaf: plans.Leaf,
    judgement: Judgement,
    below: Score | None,
    held: gate.Held,
    *,
    by: User,
) -> None:
    """Put the judgement into the row, with the sentence that explains it."""
    row.points, row.is_not_applicable = judgement.points, judgement.is_not_applicable
    row.reason = judgement.reason.strip()
    # The declared figures stay the unit's, and so does the percentage that they gave, unless
    # the reviewer measured another.
    row.rate = judgement.rate
    if judgement.rate is None and below is not None and not judgement.is_not_applicable:
        row.rate = below.rate
    row.because = judgements.because(leaf, judgement, below, held.stage)
    row.recorded_at, row.recorded_by = held.at, by


def _require_not_sent_up(held: gate.Held, by: User) -> None:
    """Raise ``AlreadyDone`` when the person's own tier has sent the dossier up before."""
    dossier = held.dossier
    levels = permissions.appraiser_levels(by, dossier, at=held.at)
    if dossier.state in workflow.UNDER_APPRAISAL and dossier.stage.level in levels:
        return
    sent = Submission.objects.filter(
        dossier=dossier,
        recalled_at__isnull=True,
        stage__kind=StageKind.APPRAISAL,
        stage__level__in=levels,
    ).last()
    if sent:
        raise AlreadyDone(
            f"Hồ sơ đã được chuyển lên lúc {gate.in_words(sent.sent_at)}, "
            f"số {sent.receipt}. Không cần chuyển lại."
        )


def _require_all_scored(held: gate.Held) -> None:
    """Raise ``Invalid`` naming every leaf that this stage must still score."""
    plan = plans.plan_of(held.dossier.campaign.criteria_set_id)
    due = plan.due(is_last_stage=layer_totals.is_last(held.stage, held.dossier))
    done = done_leaves(held.dossier, held.stage)
    wanted = [*due, *claimed_outside_base(held, plan)]
    missing = [leaf for leaf in wanted if leaf.pk not in done]
    own = [leaf.code for leaf in missing if leaf.is_by_unit]
    central = [leaf.code for leaf in missing if not leaf.is_by_unit]
    sentences = []
    if own:
        sentences.append(f"Chưa thẩm định tiêu chí {', '.join(own)}.")
    if central:
        sentences.append(
            f"Chưa có số liệu cấp tỉnh nhập của tiêu chí {', '.join(central)}: "
            "hãy đề nghị cơ quan thường trực nhập."
        )
    if sentences:
        raise Invalid(f"Chưa thể chuyển hồ sơ lên. {' '.join(sentences)}")


def _require_no_open_question(held: gate.Held) -> None:
    """Raise ``Locked`` while the unit still has time to answer a question of this stage."""
    question = (
        Explanation.objects.filter(
            dossier=held.dossier,
            stage=held.stage,
            answered_at__isnull=True,
            answer_until__gt=held.at,
        )
        .select_related("leaf")
        .order_by("answer_until")
        .last()
    )
    if question:
        raise Locked(
            f"Tiêu chí {question.leaf.code} đang chờ đơn vị giải trình đến "
            f"{gate.in_words(question.answer_until)}. Hãy chuyển hồ sơ sau khi đơn vị trả lời "
            "hoặc hết thời hạn giải trình."
        )


def _tell_of_sending_up(held: gate.Held, receipt: Submission) -> None:
    """Tell those who hold the ball now: the next stage's reviewers, or the standing body."""
    dossier = held.dossier
    if dossier.state == workflow.AFTER_THE_LAST_STAGE:
        people = notices.standing_body(dossier.campaign, at=held.at)
        link = reverse("dossiers:overview", args=[dossier.pk])
        what = "đã thẩm định xong, chờ tổng hợp"
    else:
        people = notices.appraisers(dossier, at=held.at)
        link = reverse("dossiers:review", args=[dossier.pk])
        what = "đã được chuyển lên để thẩm định"
    notices.tell(
        people=people,
        sentence=f"Hồ sơ của {dossier.unit.name} {what} (số {receipt.receipt}).",
        at=held.at,
        dossier=dossier,
        link=link,
    )
