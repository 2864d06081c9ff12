"""The gate: may this dossier, or this leaf of it, be written at this instant?

Every write, upload, import, command and screen passes here. The background worker has no say:
a closed window refuses whether or not anybody recorded the closing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone

from accounts.clock import Clock
from accounts.errors import DeadlinePassed, Locked, NotOpen
from dossiers.models import DeadlineChange, Dossier, Explanation
from dossiers.windows import Change, Window, effective
from scoring.models import Criterion, Stage


@dataclass(frozen=True)
class Held:
    """A locked dossier with its stage's window and the instant read after the lock."""

    dossier: Dossier
    stage: Stage
    window: Window
    at: datetime


def hold(dossier: Dossier, *, clock: Clock, stage: Stage | None = None) -> Held:
    """Lock the dossier for this transaction, then read its stage, window and the instant.

    The order matters. The stage row is share-locked, so a deadline that is being moved waits
    for saves in flight and saves wait for it; the clock is read last, so a save that waited
    is judged by when it happens and not by when it was asked for. ``stage`` names another
    stage than the present one (values that the province gives belong to the last).
    """
    locked = (
        # Rows that only point at the dossier need not wait for it: its key never changes.
        Dossier.objects.select_for_update(of=("self",), no_key=True)
        .select_related("campaign", "unit")
        .get(pk=dossier.pk)
    )
    acting, published_at = share_stage(stage.pk if stage else locked.stage_id)
    # What was read beside the dossier is as old as the question, which may have waited for a
    # publication to end.
    locked.campaign.published_at = published_at
    if stage is None:
        locked.stage = acting
    at = clock()
    return Held(locked, acting, window_of(locked, acting), at)


def share_stage(stage_id: int) -> tuple[Stage, datetime | None]:
    """Share-lock the stage's row; return it, and when its campaign's results were published.

    Django offers only exclusive row locks, which would queue all communes behind one another
    on deadline night. SQLite has one writer at a time and needs none.
    """
    if connection.vendor == "postgresql":
        stage: Any = Stage.objects.raw(_SHARED_STAGE, [stage_id])[0]
    else:
        stage = Stage.objects.annotate(published_at=F("campaign__published_at")).get(pk=stage_id)
    return stage, stage.published_at


_SHARED_STAGE = """
    SELECT stage.*, campaign.published_at
    FROM scoring_stage stage JOIN scoring_campaign campaign ON campaign.id = stage.campaign_id
    WHERE stage.id = %s FOR SHARE OF stage
"""


def newest_change(dossier: Dossier, stage: Stage) -> Change | None:
    """Return the newest deadline change that covers the dossier's unit in ``stage``."""
    row = (
        DeadlineChange.objects.filter(
            stage=stage, unit__descendant_links__descendant=dossier.unit_id
        )
        .values_list("kind", "until")
        .first()
    )
    return Change(*row) if row else None


def window_of(dossier: Dossier, stage: Stage) -> Window:
    """Return the window in force for the dossier in ``stage``, its unit's changes included.

    Publication ends every window: results that are frozen rest on dossiers that are.
    """
    window = effective(stage.opens_at, stage.closes_at, newest_change(dossier, stage))
    published_at = dossier.campaign.published_at
    if published_at is not None and published_at < window.closes_at:
        return Window(window.opens_at, published_at)
    return window


def require_open(held: Held) -> None:
    """Raise ``NotOpen`` or ``DeadlinePassed`` unless the window is open at ``held.at``."""
    if held.window.is_open(held.at):
        return
    if held.at < held.window.opens_at:
        raise NotOpen(
            f"Giai đoạn “{held.stage.name}” mở lúc {in_words(held.window.opens_at)}. "
            "Hãy quay lại sau thời điểm đó."
        )
    require_not_closed(held)


def require_not_closed(held: Held) -> None:
    """Raise ``DeadlinePassed`` from the window's last instant on."""
    if held.at < held.window.closes_at:
        return
    raise DeadlinePassed(
        f"Giai đoạn “{held.stage.name}” đã khóa lúc {in_words(held.window.closes_at)}; "
        f"lần ghi này đến lúc {in_words(held.at)} nên không được nhận. "
        "Nếu có lý do chính đáng, đơn vị đề nghị cơ quan thường trực gia hạn bằng văn bản."
    )


def require_state(held: Held, allowed: frozenset[str], *, doing: str) -> None:
    """Raise ``Locked`` unless the dossier is in one of ``allowed``; ``doing`` names the act."""
    if held.dossier.state not in allowed:
        raise Locked(
            f"Không thể {doing} khi hồ sơ đang ở trạng thái "
            f"“{held.dossier.get_state_display()}”. Dữ liệu đã lưu không thay đổi."
        )


def open_question(held: Held, leaf: Criterion | None) -> Explanation:
    """Return the leaf's unanswered question whose time to answer is running.

    Raises ``DeadlinePassed`` when its time is over, ``Locked`` when nothing was asked or the
    results are published: what they rest on does not change any more.
    """
    if held.dossier.campaign.published_at is not None:
        raise Locked("Kết quả đã công bố nên không nhận thêm giải trình và tài liệu.")
    question = (
        Explanation.objects.filter(dossier=held.dossier, leaf=leaf, answered_at__isnull=True)
        .order_by("-asked_at", "-pk")
        .first()
    )
    if question is None:
        raise Locked("Tiêu chí này không có yêu cầu giải trình đang chờ trả lời.")
    if held.at >= question.answer_until:
        raise DeadlinePassed(
            f"Thời hạn giải trình tiêu chí này đã hết lúc {in_words(question.answer_until)}."
        )
    return question


def in_words(instant: datetime) -> str:
    """Return an instant as official text, to the second: ``23:59:59 ngày 04/11/2024``."""
    return timezone.localtime(instant).strftime("%H:%M:%S ngày %d/%m/%Y")
