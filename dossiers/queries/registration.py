"""A unit's registration as pages show it, and the list that the tier above works from."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from dossiers import gate
from dossiers.enums import PrintKind, RegistrationState, Verb
from dossiers.models import Dossier, EvidenceUse, PrintJob, Registration
from dossiers.queries import phrases
from dossiers.queries.queue import Desk, dossiers_of
from dossiers.windows import Window
from dossiers.workflow import UNSENT
from scoring.models import Stage

# The dossier's paper that an approved registration becomes, where the campaign asks for it.
PAPER = "registration"
NONE_YET = "Chưa đăng ký"
TABS = {
    "cho-duyet": ("Chờ phê duyệt", RegistrationState.SENT),
    "da-duyet": ("Đã phê duyệt", RegistrationState.APPROVED),
    "tra-lai": ("Bị trả lại", RegistrationState.RETURNED),
    "chua-gui": ("Chưa gửi", None),
}
WAITING = "cho-duyet"
TONES = {
    RegistrationState.DRAFT: "neutral",
    RegistrationState.SENT: "info",
    RegistrationState.APPROVED: "good",
    RegistrationState.RETURNED: "warn",
}
# Signs of the scope that stand in a row of the list; the page has the whole.
EXCERPT = 160


@dataclass(frozen=True)
class Standing:
    """Where a unit's registration stands: for its home page, its check and its own page."""

    dossier: Dossier
    row: Registration | None
    window: Window
    at: datetime

    @property
    def is_asked_for(self) -> bool:
        """Whether the campaign has this step at all."""
        return bool(self.dossier.campaign.has_registration)

    @property
    def is_open(self) -> bool:
        """Whether it may still be written, sent and decided: until the self stage closes."""
        return self.is_asked_for and self.at < self.window.closes_at

    @property
    def is_with_unit(self) -> bool:
        """Whether the unit may write it now."""
        return self.row is None or self.row.state in (
            RegistrationState.DRAFT,
            RegistrationState.RETURNED,
        )

    @property
    def is_waiting(self) -> bool:
        """Whether the tier above is to decide."""
        return self.row is not None and self.row.state == RegistrationState.SENT

    @property
    def is_approved(self) -> bool:
        """Whether the tier above has approved it."""
        return self.row is not None and self.row.state == RegistrationState.APPROVED

    @property
    def is_returned(self) -> bool:
        """Whether the tier above has given it back and it has not been sent again."""
        return self.row is not None and self.row.state == RegistrationState.RETURNED

    @property
    def label(self) -> str:
        """The state in words."""
        return self.row.get_state_display() if self.row else NONE_YET

    @property
    def tone(self) -> str:
        """The state's colour."""
        return TONES[RegistrationState(self.row.state)] if self.row else "neutral"

    @property
    def url(self) -> str:
        """The registration's own page."""
        return reverse("dossiers:registration", args=[self.dossier.pk])

    @property
    def closes(self) -> str:
        """The last second in which it may be written, in words."""
        return phrases.last_second(self.window.closes_at)


_WARNINGS = {
    RegistrationState.DRAFT: "Đơn vị chưa gửi bản đăng ký xây dựng mô hình",
    RegistrationState.SENT: "Bản đăng ký xây dựng mô hình đang chờ cấp trên phê duyệt",
    RegistrationState.RETURNED: "Bản đăng ký xây dựng mô hình bị trả lại và chưa gửi lại",
}


def warning_of(dossier: Dossier) -> str:
    """Return what the check before sending says of it; empty when there is nothing to say."""
    if not dossier.campaign.has_registration:
        return ""
    state = Registration.objects.filter(dossier=dossier).values_list("state", flat=True).first()
    return _WARNINGS.get(RegistrationState(state or RegistrationState.DRAFT), "")


def standing_of(dossier: Dossier, *, at: datetime, window: Window | None = None) -> Standing:
    """Return where the dossier's registration stands; ``window`` of the self stage if known."""
    row = (
        Registration.objects.filter(dossier=dossier)
        .select_related("sent_by", "decided_by", "recorded_by")
        .first()
    )
    if window is None:
        own = Stage.objects.get(campaign=dossier.campaign_id, tier=1)
        window = gate.window_of(dossier, own)
    return Standing(dossier, row, window, at)


_APPROVED = "Bản đăng ký đã được phê duyệt."


def approval_words(found: Standing) -> str:
    """Return what became of an approved registration among the dossier's papers."""
    dossier, decided = found.dossier, found.row.decided_at if found.row else None
    if decided is None or PAPER not in {kind["key"] for kind in dossier.campaign.document_kinds}:
        return _APPROVED
    # What the portal files itself is nobody's act.
    acts = JournalEntry.objects.filter(chain=dossier.chain, verb=Verb.ATTACH, subject=PAPER)
    if acts.filter(by=None, at__gte=decided).exists():
        return (
            f"{_APPROVED} Bản PDF được tự gắn vào giấy tờ của hồ sơ; đơn vị có thể thay bằng bản "
            "quét đã ký."
        )
    uses = EvidenceUse.objects.filter(dossier=dossier, detached_at__isnull=True)
    if uses.filter(document_kind=PAPER).exists():
        cure = " Nếu muốn dùng bản PDF, hãy tải bản PDF ở trang này rồi thay bản quét."
        return (
            f"{_APPROVED} Hồ sơ đã có bản quét của văn bản này nên bản PDF không được gắn thêm; "
            f"bản quét được giữ nguyên.{cure if dossier.state in UNSENT else ''}"
        )
    if dossier.state not in UNSENT:
        return f"{_APPROVED} Hồ sơ đã gửi nên giữ nguyên; bản PDF không được gắn thêm."
    jobs = PrintJob.objects.filter(dossier=dossier, kind=PrintKind.REGISTRATION)
    if jobs.filter(requested_at=decided, finished_at__isnull=True).exists():
        return f"{_APPROVED} Bản PDF đang được lập và sẽ tự gắn vào giấy tờ của hồ sơ."
    return (
        f"{_APPROVED} Bản PDF chưa có trong giấy tờ của hồ sơ: hãy tải bản PDF ở trang này, ký "
        "rồi tải lên."
    )


def history_of(row: Registration | None) -> list[dict[str, str]]:
    """Return what happened to the registration, newest first, as the timeline draws it."""
    if row is None:
        return []
    lines = []
    if row.decided_at and row.decided_by:
        is_approved = row.state == RegistrationState.APPROVED
        lines.append(
            _line(
                "Đã phê duyệt" if is_approved else "Bị trả lại",
                row.decided_by.full_name,
                row.decided_at,
                text=row.reason,
                tone="good" if is_approved else "warn",
            )
        )
    if row.sent_at and row.sent_by:
        lines.append(_line("Đã gửi cấp trên", row.sent_by.full_name, row.sent_at))
    if row.sent_at != row.recorded_at:
        lines.append(_line("Ghi lần cuối", row.recorded_by.full_name, row.recorded_at))
    return lines


def _line(title: str, by: str, at: datetime, *, text: str = "", tone: str = "") -> dict[str, str]:
    when, iso = phrases.to_the_second(at), phrases.iso(at)
    return {"title": title, "by": by, "when": when, "iso": iso, "text": text, "tone": tone}


def stored_words(told: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the row that won a race, field by field, as the journal tells it."""
    target = (told["target"] or phrases.NOTHING).replace(".", ",")
    return [
        ("Người chịu trách nhiệm", told["head"]),
        ("Nội dung, phạm vi", told["scope"]),
        ("Giải pháp thực hiện", told["measures"]),
        ("Mục tiêu", target),
    ]


def is_decider(desk: Desk) -> bool:
    """Say whether registrations of this campaign are decided on this desk."""
    is_next = desk.own_stage.tier == 2
    return desk.grant.role == Role.REVIEWER and is_next


def listed(desk: Desk, tab: str) -> QuerySet[Dossier]:
    """Return the dossiers beneath the desk's unit on one tab, with their registrations."""
    state = TABS[tab][1]
    rows = dossiers_of(desk).select_related("unit__parent", "registration__sent_by")
    if state is None:
        # No row at all, or one that the unit is still writing: above, both are nothing yet.
        sent = [each for _, each in TABS.values() if each]
        rows = rows.exclude(registration__state__in=sent)
    else:
        rows = rows.filter(registration__state=state)
    return rows.order_by("registration__sent_at", "unit__sort_key", "pk")


def tab_counts(desk: Desk) -> Counter[str]:
    """Return how many dossiers stand on each tab: one query."""
    by_state = {state: tab for tab, (_, state) in TABS.items()}
    found: Counter[str] = Counter()
    rows = dossiers_of(desk).order_by().values_list("registration__state").annotate(Count("pk"))
    for state, number in rows:
        found[by_state.get(state, by_state[None])] += number
    return found


def row_of(dossier: Dossier, desk: Desk) -> dict[str, Any]:
    """Return one row of the list as ready words."""
    row: Registration | None = getattr(dossier, "registration", None)
    can_decide = (
        is_decider(desk)
        and row is not None
        and row.state == RegistrationState.SENT
        and dossier.unit_id not in desk.own_units
    )
    parent = dossier.unit.parent
    made = {
        "unit": dossier.unit.name,
        "code": dossier.unit.code,
        "branch": parent.name if parent else "",
        "is_own": dossier.unit_id in desk.own_units,
        "choice": f"{dossier.pk}.{row.version}" if can_decide and row else "",
        "url": "",
    }
    if row is None:
        return made
    made |= {"sent": phrases.moment(row.sent_at) if row.sent_at else "", "reason": row.reason}
    if not row.is_sent:
        return made
    return made | {
        "url": reverse("dossiers:registration", args=[dossier.pk]),
        "head": row.head,
        "scope": _excerpt(row.scope),
        "target": phrases.points(row.target),
    }


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()}…"
