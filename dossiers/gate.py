"""The gate: may this dossier, or this leaf of it, be written at this instant?

Every write, upload, import, command and screen passes here. The background worker has no say:
a closed window refuses whether or not anybody recorded the closing.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.clock import Clock
from accounts.errors import DeadlinePassed, Locked, NotOpen
from accounts.prepared import Given, Prepared
from dossiers.models import DeadlineChange, Dossier, Explanation
from dossiers.windows import Change, Window, effective
from dossiers.workflow import out_of_turn
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
    locked = _LOCKED.first(pk=dossier.pk)
    if locked is None:
        raise Dossier.DoesNotExist
    acting = _SHARED_STAGE.first(pk=stage.pk if stage else locked.stage_id)
    # Not read beside the dossier: that question may have waited for a publication to end.
    locked.campaign = acting.campaign
    if stage is None:
        locked.stage = acting
    at = clock()
    return Held(locked, acting, window_of(locked, acting), at)


# Rows that only point at the dossier need not wait for it: its key never changes.
_LOCKED = Prepared(
    lambda: Dossier.objects.select_for_update(of=("self",), no_key=True).filter(pk=Given("pk"))
)
# An exclusive lock would queue all communes behind one another on deadline night. SQLite has one
# writer at a time and needs none.
_SHARED_STAGE = Prepared(
    lambda: (
        Stage.objects.select_related("campaign")
        # Data of many lines, which a write hardly ever looks at.
        .defer("campaign__conditions", "campaign__ladder", "campaign__document_kinds")
        .filter(pk=Given("pk"))
    ),
    shares=True,
)


def newest_change(dossier: Dossier, stage: Stage) -> Change | None:
    """Return the newest deadline change that covers the dossier's unit in ``stage``."""
    row = _NEWEST_CHANGE.first(stage=stage.pk, unit=dossier.unit_id)
    return Change(*row) if row else None


_NEWEST_CHANGE = Prepared(
    lambda: DeadlineChange.objects.filter(
        stage=Given("stage"), unit__descendant_links__descendant=Given("unit")
    ).values_list("kind", "until")[:1]
)


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
        raise out_of_turn(held.dossier.state, doing=doing)


def open_question(held: Held, leaf: Criterion | None) -> Explanation:
    """Return the leaf's unanswered question whose time to answer is running.

    Raises ``DeadlinePassed`` when its time is over, ``Locked`` when nothing was asked or the
    results are published: what they rest on does not change any more.
    """
    if held.dossier.campaign.published_at is not None:
        raise Locked(
            "Kết quả đã công bố nên không nhận thêm giải trình và tài liệu. "
            "Nếu kết quả có sai sót, hãy liên hệ cơ quan thường trực."
        )
    question = (
        Explanation.objects.filter(dossier=held.dossier, leaf=leaf, answered_at__isnull=True)
        .order_by("-asked_at", "-pk")
        .first()
    )
    if question is None:
        raise Locked(
            "Tiêu chí này không có yêu cầu giải trình đang chờ trả lời. "
            "Chỉ bổ sung được khi cơ quan thẩm định gửi yêu cầu giải trình."
        )
    if held.at >= question.answer_until:
        raise DeadlinePassed(
            f"Thời hạn giải trình tiêu chí này đã hết lúc {in_words(question.answer_until)}. "
            "Nếu cần bổ sung, hãy đề nghị cơ quan thẩm định gửi yêu cầu mới."
        )
    return question


def in_words(instant: datetime) -> str:
    """Return an instant as official text, to the second: ``23:59:59 ngày 04/11/2024``."""
    return timezone.localtime(instant).strftime("%H:%M:%S ngày %d/%m/%Y")
