"""What the unit's own people may do with their dossier at this instant, asked once for a page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.http import HttpRequest

from accounts import acting
from accounts.addresses import address
from accounts.enums import OWN_SIDE, Role
from accounts.errors import NotAllowed
from accounts.prepared import Given, Prepared
from dossiers import gate
from dossiers.enums import DossierState, Verb
from dossiers.models import Dossier
from dossiers.permissions import ASK_FOR_THE_ROLE
from dossiers.queries import phrases
from dossiers.queries.entry_rows import Rights
from dossiers.views.scope import dossier_scope
from dossiers.windows import Window
from dossiers.workflow import UNSENT, is_possible
from scoring.models import Stage

SOON, URGENT = timedelta(days=3), timedelta(days=1)


@dataclass(frozen=True)
class Situation:
    """A dossier of the person's own unit with its self stage, window, and the person's roles."""

    dossier: Dossier
    stage: Stage
    roles: frozenset[str]
    at: datetime

    @cached_property
    def window(self) -> Window:
        """The unit's own window; asked of the database only by pages that show or need it."""
        return gate.window_of(self.dossier, self.stage)

    @property
    def is_open(self) -> bool:
        """Whether the unit's own window is open."""
        return self.window.is_open(self.at)

    @property
    def can_enter(self) -> bool:
        """Whether the person may change figures and evidence."""
        return (
            Role.ENTRY in self.roles and self.dossier.state == DossierState.DRAFT and self.is_open
        )

    @property
    def rights(self) -> Rights:
        """What the rows of the entry page allow."""
        return Rights(can_write=self.can_enter, can_answer=bool(self.roles))

    @property
    def can_change_papers(self) -> bool:
        """Whether the dossier's own papers may be attached and taken off."""
        return self.dossier.state in UNSENT and self.is_open

    @property
    def can_hand_over(self) -> bool:
        """Whether the officer may give the dossier to the leader."""
        return self.can_enter and is_possible(self.dossier.state, Verb.HAND_OVER)

    @property
    def can_decide(self) -> bool:
        """Whether the leader may send the dossier or give it back."""
        return (
            Role.LEADER in self.roles
            and self.is_open
            and is_possible(self.dossier.state, Verb.SEND)
        )

    @property
    def can_recall(self) -> bool:
        """Whether the leader may take the sent dossier back."""
        return (
            Role.LEADER in self.roles
            and self.is_open
            and self.dossier.stage.tier == self.stage.tier + 1
            and is_possible(self.dossier.state, Verb.RECALL)
        )

    @property
    def recall_until(self) -> str:
        """The last second at which the sent dossier can still be taken back, in words."""
        return phrases.last_second(self.window.closes_at)

    @property
    def entry_url(self) -> str:
        """The address of the entry page."""
        return address("dossiers:entry", self.dossier.pk)

    @property
    def resume_url(self) -> str:
        """The address of the entry page in the view that the person chose last."""
        return f"{self.entry_url}?tiep"

    @property
    def trail(self) -> list[tuple[str, str]]:
        """The way back up from a page of the dossier."""
        overview = address("dossiers:overview", self.dossier.pk)
        return [("Trang chính", address("dossiers:home")), ("Hồ sơ", overview)]

    @property
    def trail_to_entry(self) -> list[tuple[str, str]]:
        """The way back up from a page below the entry page."""
        return [*self.trail, ("Bảng tự chấm điểm", self.entry_url)]

    @property
    def why_closed(self) -> str:
        """Why the page can only be read now."""
        if self.dossier.state in UNSENT and not self.is_open:
            if self.at < self.window.opens_at:
                return f"Chỉ xem: giai đoạn mở lúc {phrases.moment(self.window.opens_at)}."
            return f"Chỉ xem: đã khóa nhập liệu sau {phrases.last_second(self.window.closes_at)}."
        if self.dossier.state == DossierState.QUESTIONED:
            return (
                "Hồ sơ đã gửi nên giữ nguyên; chỉ tiêu chí được yêu cầu giải trình nhận thêm "
                "nội dung và tài liệu, trong thời hạn ghi ở tiêu chí đó."
            )
        if self.dossier.state == DossierState.DRAFT:
            return "Chỉ xem: cán bộ nhập liệu đang nhập số liệu."
        return f"Chỉ xem: hồ sơ đang ở trạng thái “{self.dossier.get_state_display()}”."

    @property
    def deadline(self) -> dict[str, str] | None:
        """The strip under the masthead, while the unit still holds its dossier."""
        if self.dossier.state not in UNSENT:
            return None
        return deadline_strip(self.window, at=self.at)


def deadline_strip(window: Window, *, at: datetime) -> dict[str, str]:
    """Return how long a window stays open, in words and with its tone."""
    if at < window.opens_at:
        opens = phrases.moment(window.opens_at)
        return {"words": "Chưa mở nhập liệu", "instant_text": f"Mở lúc {opens}", "tone": "calm"}
    last = phrases.last_second(window.closes_at)
    left = window.closes_at - at
    if left <= timedelta(0):
        said = f"Khóa sau {last}"
        return {"words": "Đã khóa nhập liệu", "instant_text": said, "tone": "closed"}
    tone = "urgent" if left <= URGENT else "soon" if left <= SOON else "calm"
    return {
        "words": phrases.time_left(left),
        "instant_text": f"Nhận đến hết {last}",
        "iso": phrases.iso(window.closes_at),
        "tone": tone,
    }


def own_roles(request: HttpRequest, unit_id: int) -> frozenset[str]:
    """Return the roles by which the person works for this very unit; no further query."""
    return frozenset(
        grant.role
        for grant in acting.standing(request).grants
        if grant.role in OWN_SIDE and grant.content_object_id == unit_id
    )


def situation(request: HttpRequest, pk: int) -> Situation:
    """Return the situation of a dossier of one's own unit.

    404 outside the person's scope, ``NotAllowed`` for people who see it from above.
    """
    dossier: Dossier | None = _OPENED.first(pk=pk)
    held = own_roles(request, dossier.unit_id) if dossier else frozenset()
    if dossier is None or not held:
        raise _not_ones_own(request, pk)
    return situation_of(dossier, roles=held, at=acting.instant(request))


_OPENED = Prepared(
    lambda: Dossier.objects.select_related("campaign", "unit", "stage").filter(
        pk=Given("pk"), campaign__opened_at__isnull=False
    )
)


@dataclass(frozen=True)
class Own:
    """The little that a write has to know before its lock: which dossier, which criteria."""

    dossier: Dossier
    criteria_set_id: int
    roles: frozenset[str]


def own_dossier(request: HttpRequest, pk: int) -> Own:
    """Return the bare key of a dossier of one's own unit; raises as ``situation``.

    The action reads the dossier itself, under its lock.
    """
    found: tuple[int, int] | None = _OPENED_KEYS.first(pk=pk)
    unit_id, criteria_set_id = found or (0, 0)
    held = own_roles(request, unit_id)
    if not held:
        raise _not_ones_own(request, pk)
    return Own(Dossier(pk=pk, unit_id=unit_id), criteria_set_id, held)


_OPENED_KEYS = Prepared(
    lambda: Dossier.objects.filter(pk=Given("pk"), campaign__opened_at__isnull=False).values_list(
        "unit_id", "campaign__criteria_set_id"
    )
)


def _not_ones_own(request: HttpRequest, pk: int) -> NotAllowed:
    """Return the refusal to people who see the dossier from above; 404 to all others."""
    seen = dossier_scope(request, pk).dossier
    return NotAllowed(
        f"Trang này dành cho cán bộ nhập liệu và lãnh đạo của {seen.unit.name}. {ASK_FOR_THE_ROLE}"
    )


def situation_of(dossier: Dossier, *, roles: frozenset[str], at: datetime) -> Situation:
    """Return the situation of a dossier already loaded with its campaign, unit and stage."""
    stage = dossier.stage
    if stage.tier != 1:
        stage = Stage.objects.get(campaign=dossier.campaign_id, tier=1)
    return Situation(dossier, stage, roles, at)
